import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { prefersJson } from '../../src/site/directory-json.ts'
import { showName, showText } from '../../src/site/visible-text.ts'

// biome-ignore format: the columns are the test
const NAMES: readonly (readonly [name: string, shown: string, why: string])[] = [
  ['plain.txt',          'plain.txt',                    'nothing to do'],
  ['<b>&"\'',            '&lt;b&gt;&amp;&quot;&#39;',    'text stays text, in an attribute too'],
  ['\u202egpj.exe',      '\\u{202e}gpj.exe',             'a turn of direction'],
  ['a\u2066b\u2069',     'a\\u{2066}b\\u{2069}',         'an isolate'],
  ['a\u200fb',           'a\\u{200f}b',                  'a mark of direction'],
  ['a\nb\tc\0',          'a\\u{a}b\\u{9}c\\u{0}',        'control characters'],
  ['a\u0085b\u009b',     'a\\u{85}b\\u{9b}',             'the second set of them'],
  ['a\u2028b',           'a\\u{2028}b',                  'a line that is no LF'],
  ['a\u200bb\ufeff',     'a\\u{200b}b\\u{feff}',         'no width'],
  ['so\u00adft',         'so\\u{ad}ft',                  'a hyphen that may not show'],
  ['a\u200db',           'a\\u{200d}b',                  'a joiner with nothing to join'],
  ['\u{e0041}',          '\\u{e0041}',                   'a tag, beyond 16 bits'],
  ['👨\u200d👩.png',       '👨\u200d👩.png',                 'a joiner that makes one picture of two'],
  ['می\u200cخواهم',      'می\u200cخواهم',                'a non-joiner that Persian is written with'],
  ['שלום.txt',           'שלום.txt',                     'letters of any direction'],
]

describe('text that somebody else has chosen', () => {
  for (const [name, shown, why] of NAMES) {
    it(`${JSON.stringify(name)}: ${why}`, () => {
      assert.equal(showText(name), shown)
      assert.equal(showName(name).replace(/<\/?i>/g, ''), shown)
    })
  }

  it('has its numbers set apart from a text that looks like one', () => {
    assert.equal(showName('\u202e\\u{202e}'), '<i>\\u{202e}</i>\\u{202e}')
  })
})

// biome-ignore format: the columns are the test
const ACCEPTS: readonly (readonly [accept: string | undefined, isJson: boolean, why: string])[] = [
  [undefined,                                   false, 'no wish'],
  ['',                                          false, 'an empty one'],
  ['*/*',                                       false, 'anything'],
  ['application/json',                          true,  'JSON and nothing else'],
  ['Application/JSON',                          true,  'types have no case'],
  ['text/html,application/xhtml+xml,*/*;q=0.8', false, 'a browser'],
  ['application/json, text/plain, */*',         true,  'named exactly, the other only included'],
  ['application/*, text/html',                  false, 'the other way around'],
  ['application/*',                             true,  'its family'],
  ['application/json, text/html',               false, 'both alike'],
  ['application/json;q=0.9, text/html',         false, 'JSON less'],
  ['application/json, text/html;q=0.9',         true,  'JSON more'],
  ['application/json ; q=0.5 , */* ; q=0.1',    true,  'white space'],
  ['application/json;q=0',                      false, 'refused'],
  ['application/json;q=0, */*;q=0',             false, 'both refused'],
  ['application/json;q=0, */*',                 false, 'the exact range counts, not the wide one'],
  ['application/json;q=1.5',                    false, 'no weight at all'],
  ['image/png',                                 false, 'something we do not have'],
]

describe('Accept (RFC 9110 §12.5.1)', () => {
  for (const [accept, isJson, why] of ACCEPTS) {
    it(`${accept}: ${why}`, () => assert.equal(prefersJson(accept), isJson))
  }
})
