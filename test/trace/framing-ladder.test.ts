/**
 * The ladder is drawn beside the parser: both must come to the same end.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { decideFraming, type FramingFields } from '../../src/message/body-framing.ts'
import { framingLadder } from '../../src/trace/framing-ladder.ts'

/** The rung that fired, by the number the RFC gives it. */
function firedRung(fields: FramingFields): string {
  const fired = framingLadder(fields).filter((rung) => rung.fired)
  assert.equal(fired.length, 1)
  return fired[0]!.rule
}

/** What the parser decides, by the rungs that may decide it. */
const RUNGS_OF: Readonly<Record<string, readonly string[]>> = {
  none: ['RFC 9112 §6.3 (7)'],
  'content-length': ['RFC 9112 §6.3 (6)'],
  chunked: ['RFC 9112 §6.3 (4)'],
  'transfer-coding-in-1.0': ['RFC 9112 §6.1'],
  'length-conflict': ['RFC 9112 §6.3 (3)'],
  'transfer-coding-malformed': ['RFC 9112 §6.3 (4)'],
  'transfer-coding-unknown': ['RFC 9112 §6.3 (4)'],
  'content-length-malformed': ['RFC 9112 §6.3 (5)'],
  'content-length-repeated': ['RFC 9112 §6.3 (5)'],
}

function outcomeOf(fields: FramingFields): string {
  const framing = decideFraming(fields)
  return framing.kind === 'faulty' ? framing.code : framing.kind
}

const values = (...all: string[]) => fc.array(fc.constantFrom(...all), { maxLength: 2 })

describe('framingLadder (RFC 9112 §6.3)', () => {
  it('fires the rung that the parser decides by, whatever the fields', () => {
    const seen = new Set<string>()
    const property = fc.property(
      fc.record({
        version: fc.constantFrom('1.0', '1.1'),
        contentLength: values('0', '5', '', '+5', '5, 5'),
        transferEncoding: values('chunked', 'gzip', 'gzip, chunked', '', 'chunked, chunked'),
      }),
      (fields) => {
        const outcome = outcomeOf(fields)
        seen.add(outcome)
        assert.deepEqual(RUNGS_OF[outcome], [firedRung(fields)])
      },
    )
    fc.assert(property, { seed: 9112, numRuns: 2000 })
    assert.deepEqual([...seen].sort(), Object.keys(RUNGS_OF).sort())
  })

  it('says why, in the order of the list', () => {
    const fields = { version: '1.1', contentLength: ['5'], transferEncoding: [] } as const
    assert.deepEqual(
      framingLadder(fields).map(({ rule, why }) => `${rule.slice(10)}: ${why}`),
      [
        '6.3 (1): this is a request',
        '6.3 (2): this is a request',
        '6.1: there is no Transfer-Encoding',
        '6.3 (3): there is no Transfer-Encoding',
        '6.3 (4): there is no Transfer-Encoding',
        '6.3 (5): 5 is one number',
        '6.3 (6): it says 5',
        '6.3 (7): decided above',
        '6.3 (8): decided above',
      ],
    )
  })
})
