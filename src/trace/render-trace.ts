/**
 * A trace, for people to read.
 *
 *   text     octets with a ruler of roles, decisions and faults in sentences
 *   hex      the same, in hexadecimal
 *   events   one line a record
 *   json     one line of JSON a record
 *
 * Pure: octets and records in, text out. Whoever calls prints it, and keeps nothing here between two
 * segments; so a connection may be traced for as long as it lasts.
 */

import type { Palette } from './palette.ts'
import type { DecisionRecord, FaultRecord, SegmentRecord, TraceRecord } from './records.ts'
import { type Row, renderGloss, renderHex, rowsOf, type Segment } from './render-octets.ts'
import { renderJson, renderRecord } from './render-records.ts'
import { STATES } from './states.ts'
import type { Taken } from './trace-log.ts'
import { visibleText } from './visible-octets.ts'

export type TraceMode = 'text' | 'hex' | 'events' | 'json'

/** Whose octets these are. */
export interface Origin {
  readonly direction: 'received' | 'sent'
  /** Where several connections are traced at once: which one. */
  readonly connection?: number
}

export interface View {
  readonly mode: TraceMode
  readonly paint: Palette
  readonly origin: Origin
}

const INDENT = ' '.repeat(8)
const ABOUT_WIDTH = 'persistence'.length
const TEXT_WIDTH = 92

/** @param segment the octets that were pushed before `taken` was taken; none after the end */
export function renderTrace(view: View, segment: Segment, taken: Taken): string {
  const { mode, origin } = view
  switch (mode) {
    case 'json':
      return taken.records.map((record) => `${renderJson({ ...origin, ...record })}\n`).join('')
    case 'events':
      return taken.records.map((record) => `${tagOf(origin)}${renderRecord(record)}\n`).join('')
    case 'text':
      return renderRows(view, segment, taken, renderGloss)
    case 'hex':
      return renderRows(view, segment, taken, renderHex)
  }
}

const ARROWS = { received: '▶', sent: '◀' } as const

/** In front of a line, where lines of several connections mix. */
function tagOf({ connection, direction }: Origin): string {
  return connection === undefined ? '' : `${connection} ${ARROWS[direction]} `
}

function renderRows(
  { paint, origin }: View,
  segment: Segment,
  { spans, records }: Taken,
  renderRow: typeof renderGloss,
): string {
  const rows = rowsOf(spans)
  const remarks = remarksByEnd(records)
  let next = 0
  let text = ''
  const showRowsUntil = (offset: number): void => {
    for (; next < rows.length && endOf(rows[next]!) <= offset; next += 1) {
      const row = rows[next]!
      text += renderRow(row, segment, remarks.get(endOf(row)) ?? '', paint)
    }
  }
  for (const record of records) {
    // A fault may lie far before the octet that gave it away; all that arrived is shown first.
    if (record.kind === 'event') showRowsUntil(record.end)
    else if (record.kind === 'decision') showRowsUntil(record.offset)
    else if (record.kind !== 'segment') showRowsUntil(Number.POSITIVE_INFINITY)
    text += renderNote(record, origin, paint)
  }
  showRowsUntil(Number.POSITIVE_INFINITY)
  return text
}

function endOf(row: Row): number {
  return row.at(-1)!.end
}

/** What events say, by the place where each ended. */
function remarksByEnd(records: readonly TraceRecord[]): ReadonlyMap<number, string> {
  return new Map(
    records.flatMap((record) =>
      record.kind === 'event' && record.event !== 'message-end' ? [[record.end, record.says]] : [],
    ),
  )
}

/** What is said between the rows of octets. */
function renderNote(record: TraceRecord, origin: Origin, paint: Palette): string {
  switch (record.kind) {
    case 'segment':
      return `${paint('heading', headingOf(record, origin))}\n`
    case 'need-octets':
      return `${INDENT}${paint('remark', `… ${needSentence(record.state)}`)}\n`
    case 'event':
      return record.event === 'message-end' ? `${INDENT}${paint('good', `✔ ${record.says}`)}\n` : ''
    case 'decision':
      return renderDecision(record, paint)
    case 'fault':
      return renderFault(record, paint)
    case 'end':
      return `${paint('heading', `■ ${connectionOf(origin)}${record.says}`)}\n`
  }
}

function headingOf({ index, octets, offset }: SegmentRecord, origin: Origin): string {
  const what = origin.direction === 'received' ? 'segment' : 'answer, piece'
  const size = octets === 1 ? '1 octet' : `${octets} octets`
  return `${ARROWS[origin.direction]} ${connectionOf(origin)}${what} ${index}: ${size}, from ${offset}`
}

function connectionOf({ connection }: Origin): string {
  return connection === undefined ? '' : `connection ${connection}, `
}

function needSentence(state: string): string {
  if (state === 'message-start') return 'the next octet begins a request'
  const says = STATES.find(({ name }) => name === state)?.says ?? state
  return `needs more octets: inside ${says}`
}

function renderDecision({ about, says, rule }: DecisionRecord, paint: Palette): string {
  const words = `→ ${about.padEnd(ABOUT_WIDTH)}  ${says}`
  return `${INDENT}${words} ${paint('remark', `(${rule})`)}\n`
}

function renderFault(fault: FaultRecord, paint: Palette): string {
  const { status, code, offset, rule, says, consequence, window } = fault
  const { caret } = window
  const shown = visibleText(window.text)
  const octets = shown.slice(0, caret) + paint('fault', shown[caret] ?? '') + shown.slice(caret + 1)
  return [
    `${INDENT}${paint('bad', `✘ ${status} ${code}`)} at octet ${offset} ${paint('remark', `(${rule})`)}`,
    `${INDENT}  ${octets}`,
    `${INDENT}  ${' '.repeat(caret)}${paint('bad', '^')} ${says}`,
    ...wrap(consequence).map((line) => `${INDENT}  ${line}`),
    '',
  ].join('\n')
}

function wrap(sentence: string): readonly string[] {
  const lines: string[] = []
  for (const word of sentence.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= TEXT_WIDTH) {
      lines[lines.length - 1] = `${last} ${word}`
    } else lines.push(word)
  }
  return lines
}
