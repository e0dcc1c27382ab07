/**
 * Which octets does this have to do with?
 *
 *   octet ⇄ event ⇄ state ⇄ rule
 *
 * Whatever is pointed at stands for a set of octets; whatever else has one of them lights up. So each
 * part of the page only needs to know its own octets, and every link works both ways.
 */

import { FAULTS } from '../message/protocol-error.ts'
import type { TraceRecord } from '../trace/records.ts'
import { STATES } from '../trace/states.ts'
import type { Analysis } from './analysis.ts'
import { ROLES } from './roles.ts'

/** Something on the page that can be pointed at. */
export type Topic =
  | { readonly kind: 'octet'; readonly at: number }
  | { readonly kind: 'record'; readonly index: number }
  | { readonly kind: 'state'; readonly name: string }
  | { readonly kind: 'rule'; readonly rule: string }

/** One octet for each of the scene: 1 if the topic has to do with it. */
export type Mask = Uint8Array

export function maskOf(topic: Topic, analysis: Analysis): Mask {
  const { octets } = analysis.scene
  const mask = new Uint8Array(octets.length)
  switch (topic.kind) {
    case 'octet':
      mask.fill(1, topic.at, topic.at + 1)
      break
    case 'record': {
      const record = analysis.records[topic.index]
      if (record !== undefined) mask.fill(1, ...rangeOf(record, analysis))
      break
    }
    case 'state':
      for (let at = 0; at < mask.length; at += 1)
        if (analysis.states[at] === topic.name) mask[at] = 1
      break
    case 'rule':
      for (let at = 0; at < mask.length; at += 1)
        if (rulesAt(at, analysis).includes(topic.rule)) mask[at] = 1
  }
  return mask
}

/** The octets of a record, half-open. A decision has those of the section that it was made from. */
export function rangeOf(
  record: TraceRecord,
  { records }: Pick<Analysis, 'records'>,
): readonly [start: number, end: number] {
  switch (record.kind) {
    case 'segment':
      return [record.offset, record.offset + record.octets]
    case 'event':
      return [record.start, record.end]
    case 'fault':
      return [record.offset, record.offset + 1]
    case 'decision': {
      const first = records.find(
        (one) =>
          one.kind === 'event' && one.message === record.message && one.event === 'request-line',
      )
      return [first?.kind === 'event' ? first.start : record.offset, record.offset]
    }
    default:
      return [record.offset, record.offset]
  }
}

/** The rules an octet is read by: of its role, of the state, and what it breaks. */
export function rulesAt(at: number, analysis: Analysis): readonly string[] {
  const { spans, spanOf, states, fault } = analysis
  const span = spans[spanOf[at] ?? 0]
  const state = STATES.find(({ name }) => name === states[at])
  const rules = new Set<string>()
  if (span !== undefined && span.role !== 'fault') rules.add(ROLES[span.role].rule)
  if (state !== undefined) rules.add(state.rule)
  if (fault !== undefined && fault.offset === at) rules.add(FAULTS[fault.code].rule)
  return [...rules]
}

/** Every rule that some octet was read by, in the order of the message. */
export function rulesOf(analysis: Analysis): readonly string[] {
  const rules = new Set<string>()
  for (const { start } of analysis.spans)
    for (const rule of rulesAt(start, analysis)) rules.add(rule)
  return [...rules]
}

/** Whether the mask has an octet in this range. */
export function touches(mask: Mask | undefined, start: number, end: number): boolean {
  return mask?.subarray(start, end).includes(1) === true
}
