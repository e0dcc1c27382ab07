/**
 * Where a body ends, decided from field values alone (RFC 9112 §6.3).
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { decideFraming, type FramingFields } from '../../src/message/body-framing.ts'

type Values = readonly string[]

// biome-ignore format: the columns are the test
const CASES: readonly (readonly [length: Values, coding: Values, expected: string, why: string])[] = [
  [[],           [],                      'none',                      'neither field'],
  [['0'],        [],                      'content-length 0',          'no octet'],
  [['10'],       [],                      'content-length 10',         'ten octets'],
  [['010'],      [],                      'content-length 10',         'decimal, whatever it begins with'],
  [['9007199254740991'], [],              'content-length 9007199254740991', 'the last number that is exact'],
  [['1'.repeat(400)],    [],              'content-length Infinity',   'past all numbers is past every limit'],
  [[''],         [],                      'content-length-malformed',  'empty is not zero'],
  [[' 1'],       [],                      'content-length-malformed',  'whitespace has been trimmed before'],
  [['1\n'],      [],                      'content-length-malformed',  'a line end inside'],
  [['\u0661'],   [],                      'content-length-malformed',  'a digit of another script'],
  [['1', '1'],   [],                      'content-length-repeated',   'two lines'],
  [['x', '1'],   [],                      'content-length-repeated',   'before either is looked at'],
  [[],           ['chunked'],             'chunked',                   'the one coding we decode'],
  [[],           ['Chunked'],             'chunked',                   'case-insensitive'],
  [[],           ['', 'chunked'],         'chunked',                   'an empty line is an empty list member'],
  [[],           ['gzip', 'chunked'],     'transfer-coding-unknown',   'framed, under a coding we do not know'],
  [[],           ['a, b;c="d, e", chunked'], 'transfer-coding-unknown', 'under several'],
  [[],           ['chunked', 'chunked'],  'transfer-coding-malformed', 'chunked twice'],
  [[],           ['chunked, gzip'],       'transfer-coding-malformed', 'not last'],
  [[],           ['gzip'],                'transfer-coding-malformed', 'not there'],
  [[],           [''],                    'transfer-coding-malformed', 'empty'],
  [['1'],        ['chunked'],             'length-conflict',           'both'],
  [['1'],        [''],                    'length-conflict',           'even when one is empty'],
]

function summary(fields: FramingFields): string {
  const framing = decideFraming(fields)
  switch (framing.kind) {
    case 'content-length':
      return `content-length ${framing.octets}`
    case 'faulty':
      return framing.code
    default:
      return framing.kind
  }
}

describe('decideFraming', () => {
  for (const [contentLength, transferEncoding, expected, why] of CASES) {
    it(`${JSON.stringify([contentLength, transferEncoding])}: ${why}`, () => {
      assert.equal(summary({ version: '1.1', contentLength, transferEncoding }), expected)
      const in10 = transferEncoding.length === 0 ? expected : 'transfer-coding-in-1.0'
      assert.equal(summary({ version: '1.0', contentLength, transferEncoding }), in10)
    })
  }

  it('takes nothing but digits for a length', () => {
    const property = fc.property(fc.string({ maxLength: 4 }), (value) => {
      const expected = /^[0-9]+$/.test(value)
        ? `content-length ${Number(value)}`
        : 'content-length-malformed'
      const fields: FramingFields = { version: '1.1', contentLength: [value], transferEncoding: [] }
      assert.equal(summary(fields), expected)
    })
    fc.assert(property, { seed: 9112, numRuns: 500 })
  })
})
