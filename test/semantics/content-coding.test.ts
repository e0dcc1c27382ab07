/**
 * Accept-Encoding: which codings the client takes, and in which order (RFC 9110 §12.5.3).
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { acceptedCodings, CONTENT_CODINGS } from '../../src/semantics/content-coding.ts'

// biome-ignore format: the columns are the test
const CASES: readonly (readonly [field: string | undefined, expected: string, why: string])[] = [
  [undefined,                      '',             'no field: no coding is asked for'],
  ['',                             '',             'an empty field: only identity'],
  [' , ,',                         '',             'nothing but empty members'],
  ['gzip',                         'gzip',         'one coding'],
  ['br',                           'br',           'another'],
  ['zstd',                         'zstd',         'and the third'],
  ['gzip, deflate, br',            'br gzip',      'what most browsers send'],
  ['gzip, deflate, br, zstd',      'br zstd gzip', 'what Chromium and Firefox send: our order among equals'],
  ['gzip,deflate',                 'gzip',         'no space after the comma'],
  ['deflate',                      '',             'a coding we do not make: deflate means two things in the wild'],
  ['compress, dcb',                '',             'codings nobody here knows'],
  ['GZip, BR',                     'br gzip',      'codings are case-insensitive'],
  ['x-gzip',                       'gzip',         'the older name (§8.4.1.3)'],
  ['gzip;q=0, x-gzip',             '',             'one coding under two names: the first counts'],
  ['*',                            'br zstd gzip', 'anything'],
  ['*;q=0.1',                      'br zstd gzip', 'anything, if need be'],
  ['*;q=0',                        '',             'nothing'],
  ['gzip, *;q=0',                  'gzip',         'only what is named'],
  ['br;q=0, *',                    'zstd gzip',    'all but what is named'],
  ['gzip;q=0.5, *;q=0.8',          'br zstd gzip', 'the star has a weight too'],
  ['gzip;q=0.9, *;q=0.8',          'gzip br zstd', 'and does not count for what is named'],
  ['br;q=0.5, gzip',               'gzip br',      'weights come before our order'],
  ['br;q=0.5, gzip;q=0.5',         'br gzip',      'equal weights: our order'],
  ['br;q=0.001, gzip;q=0.002',     'gzip br',      'a thousandth counts'],
  ['br;q=0.29, gzip;q=0.3',        'gzip br',      '290 and 300, not 29 and 3'],
  ['gzip;q=1.000, br;q=1.',        'br gzip',      'full weight in every spelling'],
  ['gzip;q=0.000',                 '',             'no weight, with decimals'],
  ['gzip;q=0.',                    '',             'no weight, with a bare point'],
  ['gzip ; q=0.5',                 'gzip',         'space around the semicolon'],
  ['gzip;Q=0',                     '',             'the name of a parameter is case-insensitive'],
  ['gzip; q = 0.5',                '',             'but has no space around its ='],
  ['gzip;q=1.001, br',             'br',           'more than one is no weight: the member names nothing'],
  ['gzip;q=0.1234, br',            'br',           'nor are four decimals'],
  ['gzip;q=-1, br',                'br',           'nor is less than none'],
  ['gzip;q=.5, br',                'br',           'nor is a point without its zero'],
  ['gzip;q=, br',                  'br',           'nor is nothing'],
  ['gzip;level=9, br',             'br',           'codings have no parameter but their weight'],
  ['gz ip, br',                    'br',           'two words are no coding'],
  ['identity',                     '',             'as it is'],
  ['identity, gzip',               'gzip',         'as gladly as not: the coding saves octets'],
  ['identity, gzip;q=0.5',         '',             'rather as it is'],
  ['identity;q=0.5, gzip;q=0.5',   'gzip',         'equal'],
  ['identity;q=0.5, gzip;q=0.499', '',             'not quite'],
  ['identity;q=0.5, *',            'br zstd gzip', 'the star is for the others'],
  ['identity;q=0',                 '',             'nothing acceptable: as it is all the same'],
  ['identity;q=0, gzip',           'gzip',         'only with a coding'],
  ['identity;q=0, deflate',        '',             'none of ours: as it is all the same'],
  ['*;q=0, identity;q=0',          '',             'nothing at all: as it is all the same'],
  ['gzip;q=0, gzip',               '',             'named twice: the first counts'],
  ['br, gzip;q=0',                 'br',           'one of them refused'],
]

describe('acceptedCodings (RFC 9110 §12.5.3)', () => {
  for (const [field, expected, why] of CASES) {
    it(`${field} → ${expected || 'none'}: ${why}`, () => {
      assert.equal(acceptedCodings(field).join(' '), expected)
    })
  }

  it('never names a coding twice, nor one that is not named, whatever is sent', () => {
    const word = fc.constantFrom('gzip', 'br', 'zstd', '*', 'identity', ';q=0', ';q=0.5', ',', ' ')
    const check = (words: readonly string[]): void => {
      const codings = acceptedCodings(words.join(''))
      assert.equal(new Set(codings).size, codings.length)
      for (const coding of codings) {
        assert.ok(CONTENT_CODINGS.includes(coding))
        assert.ok(words.includes(coding) || words.includes('*'))
      }
    }
    fc.assert(fc.property(fc.array(word), check), { seed: 9110 })
  })
})
