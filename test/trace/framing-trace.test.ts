/**
 * What holds for a trace whatever arrives and however it is cut.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { FramingTrace } from '../../src/trace/framing-trace.ts'
import type { Span, TraceRecord } from '../../src/trace/records.ts'
import { BODY_CASES } from '../support/body-cases.ts'
import { everySplit } from '../support/every-split.ts'
import { FIELD_LINE_CASES } from '../support/field-line-cases.ts'
import { cutAt, cuts, messages } from '../support/generated-messages.ts'
import { anyOctets, mutated, syntaxText } from '../support/generated-octets.ts'
import { HEAD_CASES } from '../support/head-cases.ts'
import { parseAll } from '../support/parse-all.ts'
import { type ParserCase, SMALL_LIMITS } from '../support/parser-case.ts'
import { PIPELINE_CASES } from '../support/pipeline-cases.ts'
import { REQUEST_LINE_CASES } from '../support/request-line-cases.ts'
import { TARGET_CASES } from '../support/target-cases.ts'

const SEED = 9112

interface Traced {
  readonly spans: readonly Span[]
  /** Without what depends on the cuts. */
  readonly records: readonly TraceRecord[]
}

function traceAll(pieces: readonly Uint8Array[], limits?: ParserCase['limits']): Traced {
  const trace = new FramingTrace(limits)
  for (const piece of pieces) trace.push(piece)
  trace.end()
  const records = trace.records
    .filter(({ kind }) => kind !== 'segment' && kind !== 'need-octets')
    .map((record) => ('segment' in record ? { ...record, segment: 0 } : record))
  return { spans: trace.spans, records }
}

/** Spans begin at 0, touch, hold at least one octet each, and end where the octets do. */
function assertCovered(spans: readonly Span[], octets: number): void {
  let at = 0
  for (const { start, end } of spans) {
    assert.equal(start, at)
    assert.ok(end > start)
    at = end
  }
  assert.equal(at, octets)
}

/** Events touch too, and none reaches past what arrived. */
function assertEventsTouch(records: readonly TraceRecord[], octets: number): void {
  let at = 0
  for (const record of records) {
    if (record.kind !== 'event') continue
    assert.equal(record.start, at)
    assert.ok(record.end >= record.start)
    assert.equal(record.text.length + record.omitted, record.end - record.start)
    at = record.end
  }
  assert.ok(at <= octets)
}

/** The fault of the trace is the one that the parser, driven as the server does, comes to. */
function assertSameFault(octets: Buffer, { records }: Traced, limits?: ParserCase['limits']): void {
  const parsed = parseAll([octets], limits).at(-1)
  const traced = records.find((record) => record.kind === 'fault')
  const ended = records.some(({ kind }) => kind === 'end')
  assert.equal(ended, traced === undefined)
  if (traced === undefined) return
  assert.ok(parsed?.kind === 'fault')
  assert.deepEqual([traced.code, traced.offset], [parsed.code, parsed.offset])
  const { window } = traced
  assert.equal(window.start + window.caret, traced.offset)
  assert.ok(window.caret < window.text.length)
}

function assertLaws(
  octets: Buffer,
  pieces: readonly Buffer[],
  limits?: ParserCase['limits'],
): void {
  const whole = traceAll([octets], limits)
  assertCovered(whole.spans, octets.length)
  assertEventsTouch(whole.records, octets.length)
  assertSameFault(octets, whole, limits)
  assert.deepEqual(traceAll(pieces, limits), whole)
}

const CASES = [
  BODY_CASES,
  FIELD_LINE_CASES,
  HEAD_CASES,
  PIPELINE_CASES,
  REQUEST_LINE_CASES,
  TARGET_CASES,
].flat()

describe('FramingTrace', () => {
  it('covers every octet once, and says the same, at every split of every row', () => {
    for (const { text, limits } of CASES) {
      const octets = Buffer.from(text, 'latin1')
      for (const pieces of everySplit(text)) assertLaws(octets, pieces, limits)
    }
  })

  // biome-ignore format: the columns are the test
  const SOURCES: readonly (readonly [name: string, source: fc.Arbitrary<Buffer>, runs: number])[] = [
    ['valid requests',          messages.map(({ text }) => Buffer.from(text, 'latin1')), 500],
    ['octets at random',        anyOctets,  500],
    ['pieces of syntax',        syntaxText, 1000],
    ['valid requests, changed', mutated,    1000],
  ]
  for (const [name, source, numRuns] of SOURCES) {
    it(`does so for ${name}, cut anywhere`, () => {
      const property = fc.property(source, cuts, (octets, thousandths) => {
        for (const limits of [undefined, SMALL_LIMITS]) {
          assertLaws(octets, cutAt(octets, thousandths), limits)
          assertLaws(
            octets,
            Array.from(octets, (octet) => Buffer.of(octet)),
            limits,
          )
        }
      })
      fc.assert(property, { seed: SEED, numRuns })
    })
  }
})
