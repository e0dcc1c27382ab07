/**
 * The default limits are usable, and fit each other.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DEFAULT_LIMITS } from '../../src/message/limits.ts'

describe('the default limits', () => {
  for (const [name, limit] of Object.entries(DEFAULT_LIMITS)) {
    it(`${name} is a whole number above zero`, () => {
      assert.ok(Number.isSafeInteger(limit) && limit > 0, String(limit))
    })
  }

  it('allow request lines of 8000 octets (RFC 9112 §3)', () => {
    assert.ok(DEFAULT_LIMITS.requestLineOctets >= 8000)
  })

  it('allow every registered method', () => {
    assert.ok(DEFAULT_LIMITS.methodOctets >= 'UPDATEREDIRECTREF'.length)
  })

  it('allow a method less than a request line', () => {
    assert.ok(DEFAULT_LIMITS.methodOctets < DEFAULT_LIMITS.requestLineOctets)
  })

  it('keep the size of content exact in the arithmetic of chunk sizes', () => {
    assert.ok(DEFAULT_LIMITS.contentOctets * 16 + 15 <= Number.MAX_SAFE_INTEGER)
  })

  it('close idle connections before busy ones when the server stops', () => {
    assert.ok(DEFAULT_LIMITS.stopGraceMilliseconds < DEFAULT_LIMITS.stopMilliseconds)
  })
})
