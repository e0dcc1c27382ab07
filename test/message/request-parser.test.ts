/**
 * The request parser, against its tables: each row whole, cut in two at every place, and octet by
 * octet, with the same events each time.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FAULTS, type FaultCode } from '../../src/message/protocol-error.ts'
import { BODY_CASES } from '../support/body-cases.ts'
import { everySplit } from '../support/every-split.ts'
import { FIELD_LINE_CASES } from '../support/field-line-cases.ts'
import { HEAD_CASES } from '../support/head-cases.ts'
import { parseAll } from '../support/parse-all.ts'
import type { ParserCase } from '../support/parser-case.ts'
import { PIPELINE_CASES } from '../support/pipeline-cases.ts'
import { LONG_LINE_CASES, REQUEST_LINE_CASES } from '../support/request-line-cases.ts'
import { TARGET_CASES } from '../support/target-cases.ts'

const TABLES: Readonly<Record<string, readonly ParserCase[]>> = {
  'request line (RFC 9112 §3)': REQUEST_LINE_CASES,
  'request target (RFC 9112 §3.2)': TARGET_CASES,
  'field lines (RFC 9112 §5)': FIELD_LINE_CASES,
  'Host, Connection, Expect (RFC 9110 §7.2, §7.6.1, §10.1.1)': HEAD_CASES,
  'body (RFC 9112 §6, §7.1)': BODY_CASES,
  'pipelining (RFC 9112 §9.3.2)': PIPELINE_CASES,
}

function octetsOf(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

for (const [title, cases] of Object.entries(TABLES)) {
  describe(title, () => {
    for (const { text, expected, why, limits, describe } of cases) {
      it(`${JSON.stringify(text)}: ${why}`, () => {
        const whole = parseAll([octetsOf(text)], limits)
        assert.equal(describe(whole), expected)
        assert.deepEqual(parseAll([new Uint8Array(octetsOf(text))], limits), whole, 'no Buffer')
        for (const pieces of everySplit(text)) {
          const cut = pieces.length === 2 ? `cut at ${pieces[0]!.length}` : 'octet by octet'
          assert.deepEqual(parseAll(pieces, limits), whole, cut)
        }
      })
    }
  })
}

describe('the default limits on a request line', () => {
  for (const { text, expected, why, limits, describe } of LONG_LINE_CASES) {
    it(`${expected}: ${why}`, () => {
      const octets = octetsOf(text)
      const whole = parseAll([octets], limits)
      assert.equal(describe(whole), expected)
      const near = octets.length - 40
      for (let at = Math.max(0, near); at < octets.length; at += 1) {
        assert.deepEqual(parseAll([octets.subarray(0, at), octets.subarray(at)], limits), whole)
      }
    })
  }
})

describe('faults', () => {
  const provoked = new Map<FaultCode, ParserCase>()
  for (const row of Object.values(TABLES).flat()) {
    const last = parseAll([octetsOf(row.text)], row.limits).at(-1)
    if (last?.kind === 'fault') provoked.set(last.code, row)
  }

  for (const code of Object.keys(FAULTS) as FaultCode[]) {
    it(`${code} is provoked by a row of the tables`, () => {
      assert.ok(provoked.has(code), `No row of the tables provokes ${code}`)
    })
  }
})
