/**
 * Reason phrases (RFC 9110 §15).
 */

import assert from 'node:assert/strict'
import { STATUS_CODES } from 'node:http'
import { describe, it } from 'node:test'
import { reasonPhrase } from '../../src/semantics/status.ts'

// biome-ignore format: the columns are the test
const CASES: readonly (readonly [status: number, expected: string, why: string])[] = [
  [200, 'OK',                              'the usual answer'],
  [206, 'Partial Content',                 'a range'],
  [304, 'Not Modified',                    'a condition'],
  [413, 'Content Too Large',               'as RFC 9110 renamed it'],
  [414, 'URI Too Long',                    'as registered'],
  [416, 'Range Not Satisfiable',           'as registered'],
  [422, 'Unprocessable Content',           'as RFC 9110 renamed it'],
  [431, 'Request Header Fields Too Large', 'RFC 6585'],
  [103, 'Early Hints',                     'RFC 8297'],
  [299, '',                                'nobody registered it; the grammar allows no phrase'],
  [306, '',                                'reserved, without a phrase'],
]

/** Where Node still says what RFC 9110 has renamed. */
const RENAMED = new Set([413, 422])

describe('reasonPhrase', () => {
  for (const [status, expected, why] of CASES) {
    it(`${status}: ${why}`, () => {
      assert.equal(reasonPhrase(status), expected)
    })
  }

  it('every other phrase agrees with the list of another implementation', () => {
    let named = 0
    for (let status = 100; status < 600; status += 1) {
      const phrase = reasonPhrase(status)
      if (phrase === '' || RENAMED.has(status)) continue
      named += 1
      assert.equal(phrase, STATUS_CODES[status], `status ${status}`)
    }
    assert.ok(named > 40)
  })
})
