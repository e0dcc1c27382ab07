/**
 * Octet classes, and the text functions made from them (RFC 9110 §5.5 and §5.6).
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  CR,
  FIELD_CONTENT,
  HEXDIG,
  HTAB,
  isFieldValue,
  isOws,
  isToken,
  LF,
  NAME_CHAR,
  OCTET_CLASSES,
  parseList,
  SP,
  TARGET,
  TCHAR,
  trimOws,
} from '../../src/semantics/grammar.ts'

// Written a second time, as patterns: the RFC's own way to say it.
// biome-ignore format: the columns are the test
const CLASSES: readonly (readonly [name: string, bit: number, members: RegExp, why: string])[] = [
  ['TCHAR',         TCHAR,         /[!#$%&'*+\-.^_`|~0-9A-Za-z]/,      'VCHAR without the delimiters'],
  ['FIELD_CONTENT', FIELD_CONTENT, /[\t \x21-\x7e\x80-\xff]/,          'obs-text in, controls out'],
  ['TARGET',        TARGET,        /[\x21\x22\x24-\x7e]/,              'VCHAR, but a fragment is never sent'],
  ['HEXDIG',        HEXDIG,        /[0-9A-Fa-f]/,                      'either case'],
  ['NAME_CHAR',     NAME_CHAR,     /[-._~!$&'()*+,;=0-9A-Za-z]/,      'unreserved and sub-delims'],
]

describe('OCTET_CLASSES', () => {
  for (const [name, bit, members, why] of CLASSES) {
    it(`${name}: ${why}`, () => {
      for (let octet = 0; octet < 256; octet += 1) {
        const expected = members.test(String.fromCharCode(octet))
        assert.equal((OCTET_CLASSES[octet]! & bit) !== 0, expected, `octet ${octet}`)
      }
    })
  }

  it('each class is a bit of its own', () => {
    const bits = CLASSES.map(([, bit]) => bit)
    assert.equal(
      bits.reduce((sum, bit) => sum + bit, 0),
      bits.reduce((union, bit) => union | bit, 0),
    )
  })

  it('the octets with a name are those that strings show', () => {
    assert.equal(String.fromCharCode(HTAB, LF, CR, SP), '\t\n\r ')
  })
})

// biome-ignore format: the columns are the test
const TOKENS: readonly (readonly [text: string, expected: boolean, why: string])[] = [
  ['GET',           true,  'a method'],
  ['Content-Type',  true,  'a field name'],
  ["!#$%&'*+-.^_`|~", true, 'every mark a token may hold'],
  ['',              false, 'one tchar at least'],
  ['a b',           false, 'a space'],
  ['a:',            false, 'a delimiter'],
  ['a\r',           false, 'a control'],
  ['\u00e9',        false, 'obs-text'],
  ['\u0141',        false, 'not an octet, though its low half is a letter'],
]

describe('isToken', () => {
  for (const [text, expected, why] of TOKENS) {
    it(`${JSON.stringify(text)} → ${expected}: ${why}`, () => {
      assert.equal(isToken(text), expected)
    })
  }
})

// biome-ignore format: the columns are the test
const VALUES: readonly (readonly [text: string, expected: boolean, why: string])[] = [
  ['text/html; q=0.5', true,  'a usual one'],
  ['',                 true,  'a field value may be empty'],
  ['a\tb',             true,  'HTAB is whitespace'],
  ['\u00e9',           true,  'obs-text'],
  ['a\r\nB: c',        false, 'how a response is split'],
  ['a\nb',             false, 'LF alone'],
  ['a\rb',             false, 'CR alone'],
  ['a\0b',             false, 'NUL'],
  ['a\u007f',          false, 'DEL'],
  ['\u010a',           false, 'not an octet; cut to one it would be LF'],
]

describe('isFieldValue', () => {
  for (const [text, expected, why] of VALUES) {
    it(`${JSON.stringify(text)} → ${expected}: ${why}`, () => {
      assert.equal(isFieldValue(text), expected)
    })
  }
})

// biome-ignore format: the columns are the test
const TRIMMED: readonly (readonly [text: string, expected: string, why: string])[] = [
  ['a',          'a',        'nothing to trim'],
  [' \t a b \t', 'a b',      'both ends, not the middle'],
  [' \t ',       '',         'nothing but whitespace'],
  ['',           '',         'nothing'],
  ['\u00a0a\n',  '\u00a0a\n', 'OWS is SP and HTAB, nothing else'],
]

describe('trimOws', () => {
  for (const [text, expected, why] of TRIMMED) {
    it(`${JSON.stringify(text)}: ${why}`, () => {
      assert.equal(trimOws(text), expected)
    })
  }
})

describe('isOws', () => {
  it('is SP and HTAB of all octets', () => {
    const octets = Array.from({ length: 256 }, (_, octet) => octet)
    assert.deepEqual(octets.filter(isOws), [HTAB, SP])
  })
})

// biome-ignore format: the columns are the test
const LISTS: readonly (readonly [text: string, expected: readonly string[], why: string])[] = [
  ['a',             ['a'],             'a list of one'],
  ['a,b, c\t,\td',  ['a', 'b', 'c', 'd'], 'whitespace around commas is optional'],
  [', a,, ,b ,',    ['a', 'b'],        'empty members are left out'],
  ['',              [],                'nothing'],
  [' , ,',          [],                'nothing but empty members'],
  ['a b',           ['a b'],           'whitespace does not separate'],
  ['a="x,y", b',    ['a="x,y"', 'b'],  'a comma in a quoted-string does not separate'],
  ['a="x\\",y", b', ['a="x\\",y"', 'b'], 'an escaped quote does not close'],
  ['a="\\\\", b',   ['a="\\\\"', 'b'], 'an escaped backslash does not escape the quote'],
  ['a\\, b',        ['a\\', 'b'],      'a backslash outside quotes is a backslash'],
  ['chunked, "\\',  ['chunked', '"\\'],  'a member that breaks off is still a member: left out, it would hide'],
]

describe('parseList', () => {
  for (const [text, expected, why] of LISTS) {
    it(`${JSON.stringify(text)}: ${why}`, () => {
      assert.deepEqual(parseList(text), expected)
    })
  }
})
