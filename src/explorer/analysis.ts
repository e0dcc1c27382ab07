/**
 * What is there to show about a scene?
 *
 *   scene ──▶ FramingTrace, cut as it arrived      spans, records
 *         ──▶ FramingTrace, octet by octet         the state in which each octet was read
 *         ──▶ FramingTrace, as far as the step     state, limits, decisions there
 *
 * All of it comes from the trace, which is the parser itself. Going back a step reads the octets
 * again from the first; nothing is kept from one step to the next.
 */

import { FramingTrace } from '../trace/framing-trace.ts'
import type { EventRecord, FaultRecord, Span, TraceRecord, TraceState } from '../trace/records.ts'
import { limitsOf, type Scene } from './address.ts'
import { segmentsOf } from './segments.ts'

export interface Analysis {
  readonly scene: Scene
  readonly spans: readonly Span[]
  readonly records: readonly TraceRecord[]
  /** The state in which each octet was read, and behind them the one at the end. */
  readonly states: readonly TraceState[]
  /** How many octets have to be read until each record is known. */
  readonly knownAt: readonly number[]
  /** Index of the span of each octet. */
  readonly spanOf: Uint32Array
  readonly fault: FaultRecord | undefined
}

export function analyse(scene: Scene): Analysis {
  const { octets, cuts } = scene
  const trace = runTrace(scene, segmentsOf(octets, cuts))
  const { spans, records } = trace
  const states = statesOf(scene)
  const failedAt = states.indexOf('failed')
  const spanOf = new Uint32Array(octets.length)
  for (const [index, { start, end }] of spans.entries()) spanOf.fill(index, start, end)
  return {
    scene,
    spans,
    records,
    states,
    knownAt: records.map((record) => knownAt(record, failedAt)),
    spanOf,
    fault: records.find((record) => record.kind === 'fault'),
  }
}

/** The trace after `step` octets, cut where the scene is cut. */
export function traceAt(scene: Scene): FramingTrace {
  const { octets, cuts, step } = scene
  const reached = cuts.filter((cut) => cut < step)
  return runTrace(scene, segmentsOf(octets.subarray(0, step), reached))
}

/** Events and decisions without what depends on the cuts: the same for every cutting. */
export function eventsOf(scene: Scene, cuts: readonly number[]): string {
  const { spans, records } = runTrace(scene, segmentsOf(scene.octets, cuts))
  const events = records.filter(({ kind }) => kind !== 'segment' && kind !== 'need-octets')
  return JSON.stringify([spans, events.map((record) => ({ ...record, segment: 0 }))])
}

function runTrace(scene: Scene, segments: readonly Uint8Array[]): FramingTrace {
  // The octets are the reader's own: there is nobody to hide them from.
  const trace = new FramingTrace(limitsOf(scene), 'shown')
  for (const segment of segments) trace.push(segment)
  return trace
}

function statesOf(scene: Scene): readonly TraceState[] {
  const trace = new FramingTrace(limitsOf(scene), 'shown')
  const states: TraceState[] = [trace.state]
  for (let at = 0; at < scene.octets.length; at += 1) {
    trace.push(scene.octets.subarray(at, at + 1))
    states.push(trace.state)
    // What it would say of each octet is not needed twice.
    trace.take()
  }
  return states
}

function knownAt(record: TraceRecord, failedAt: number): number {
  switch (record.kind) {
    case 'segment':
      return record.offset + 1
    case 'event':
      return record.end
    case 'fault':
      return failedAt
    default:
      return record.offset
  }
}

/** How the reading stands at the step of the scene. */
export type Verdict =
  | { readonly kind: 'accepted'; readonly requests: number; readonly unread: number }
  | { readonly kind: 'waiting'; readonly requests: number; readonly state: TraceState }
  | { readonly kind: 'rejected'; readonly requests: number; readonly fault: FaultRecord }

export function verdictAt(analysis: Analysis, step: number): Verdict {
  const { spans, states, fault } = analysis
  const state = states[step] ?? 'message-start'
  const events = eventsBefore(analysis, step)
  const requests = events.filter(({ event }) => event === 'message-end').length
  if (state === 'failed' && fault !== undefined) return { kind: 'rejected', requests, fault }
  const isBetween = state === 'message-start' && requests > 0 && events.at(-1)?.end === step
  if (!isBetween && state !== 'unread') return { kind: 'waiting', requests, state }
  const first = spans.find(({ role }) => role === 'unread')?.start ?? step
  return { kind: 'accepted', requests, unread: Math.max(0, step - first) }
}

/** The events known after `step` octets. */
function eventsBefore({ records, knownAt }: Analysis, step: number): readonly EventRecord[] {
  return records.flatMap((record, index) =>
    record.kind === 'event' && knownAt[index]! <= step ? [record] : [],
  )
}
