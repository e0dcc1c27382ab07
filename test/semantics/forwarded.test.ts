import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FieldSection } from '../../src/semantics/fields.ts'
import { parseForwardedNodes } from '../../src/semantics/forwarded.ts'

// biome-ignore format: the columns are the test
const FORWARDED: readonly (readonly [value: string, nodes: readonly string[], why: string])[] = [
  ['for=192.0.2.60',                                ['192.0.2.60'],              'an address'],
  ['For="[2001:db8:cafe::17]:4711"',                ['2001:db8:cafe::17'],       'IPv6 with a port; names in any case'],
  ['for=192.0.2.60;proto=http;by=203.0.113.43',     ['192.0.2.60'],              'the first of several parameters'],
  ['proto=http; by=203.0.113.43; for=192.0.2.60',   ['192.0.2.60'],              'the last, with spaces'],
  ['for=192.0.2.43, for=198.51.100.17',             ['192.0.2.43', '198.51.100.17'], 'two proxies'],
  ['for="192.0.2.43:80",for=unknown',               ['192.0.2.43', 'unknown'],   'a port, and a proxy that does not say'],
  ['for=_hidden, for=_SEVKISEK',                    ['_hidden', '_SEVKISEK'],    'obfuscated'],
  ['for="\\1\\92.0.2.1"',                           ['192.0.2.1'],               'quoted pairs'],
  ['by="x;for=192.0.2.1"',                          [''],                        'a parameter within quotes is none'],
  ['by="x, for=192.0.2.1"',                         [''],                        'nor is a member'],
  ['by="x\\";for=192.0.2.1"',                       [''],                        'nor behind an escaped quote'],
  ['by=203.0.113.43',                               [''],                        'nobody said'],
  ['for',                                           [''],                        'half a parameter'],
  ['192.0.2.1',                                     [''],                        'an address alone'],
  ['for=192.0.2.1;;',                               [''],                        'an empty parameter'],
  ['for=192.0.2.1 x=y',                             [''],                        'no semicolon between'],
  ['for = 192.0.2.1',                               [''],                        'spaces where none may be'],
  ['',                                              [],                          'nothing'],
]

// biome-ignore format: the columns are the test
const CUSTOM: readonly (readonly [value: string, nodes: readonly string[], why: string])[] = [
  ['192.0.2.1',                    ['192.0.2.1'],               'an address'],
  ['192.0.2.1, 10.0.0.1,10.0.0.2', ['192.0.2.1', '10.0.0.1', '10.0.0.2'], 'several'],
  ['2001:db8::1',                  ['2001:db8::1'],             'IPv6 without brackets, as most write it'],
  ['[2001:db8::1]',                ['2001:db8::1'],             'with them'],
  ['[2001:db8::1]:443',            ['2001:db8::1'],             'and a port'],
  ['192.0.2.1:51234',              ['192.0.2.1'],               'IPv4 and a port'],
  ['unknown, , 192.0.2.1',         ['unknown', '192.0.2.1'],    'empty members are none'],
]

describe('Forwarded', () => {
  for (const [value, nodes, why] of FORWARDED) {
    it(`${value}: ${why}`, () => {
      assert.deepEqual(parseForwardedNodes(new FieldSection([['Forwarded', value]])), nodes)
    })
  }

  it('on several lines is one list, and counts before X-Forwarded-For', () => {
    const fields = new FieldSection([
      ['X-Forwarded-For', '192.0.2.9'],
      ['Forwarded', 'for=192.0.2.1'],
      ['Forwarded', 'for=192.0.2.2'],
    ])
    assert.deepEqual(parseForwardedNodes(fields), ['192.0.2.1', '192.0.2.2'])
  })
})

describe('X-Forwarded-For', () => {
  for (const [value, nodes, why] of CUSTOM) {
    it(`${value}: ${why}`, () => {
      assert.deepEqual(parseForwardedNodes(new FieldSection([['X-Forwarded-For', value]])), nodes)
    })
  }

  it('may be missing', () => {
    assert.deepEqual(parseForwardedNodes(new FieldSection([])), [])
  })
})
