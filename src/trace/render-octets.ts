/**
 * Octets with their roles under them, or beside them.
 *
 *        0  GET    ␠  /a     ␠  HTTP/1.1 ␍  ␊   origin-form
 *           method SP target SP version  CR LF
 *
 * An interlinear gloss, as linguists print a foreign sentence: each run of octets stands above the
 * name of its role, and the columns are as wide as the wider of the two. Nothing hangs on colour.
 *
 * Spec: RFC 9112 §2.1 (what the lines are).
 */

import type { Palette } from './palette.ts'
import type { Role, Span } from './records.ts'
import { visibleSpan } from './visible-octets.ts'

/** Longest run that is shown whole, in signs. */
const SHOWN_OCTETS = 56
const OFFSET_WIDTH = 6
const HEX_COLUMNS = 16

/** Octets that arrived together, and where the first of them stands in the connection. */
export interface Segment {
  readonly octets: Uint8Array
  readonly start: number
}

/** Spans that are shown side by side: a line of the message, usually. */
export type Row = readonly Span[]

const LAST_OF_ROW: ReadonlySet<Role> = new Set(['LF', 'section-end', 'empty-line', 'content'])

export function rowsOf(spans: readonly Span[]): readonly Row[] {
  const rows: Span[][] = []
  let isOpen = false
  for (const span of spans) {
    if (isOpen) rows.at(-1)!.push(span)
    else rows.push([span])
    isOpen = !LAST_OF_ROW.has(span.role)
  }
  return rows
}

/** Two lines: the octets, and under each run its role. The remark goes behind the octets. */
export function renderGloss(row: Row, segment: Segment, remark: string, paint: Palette): string {
  const cells = row.map((span) => {
    const text = visibleSpan(span, segment.octets, segment.start, SHOWN_OCTETS)
    return { role: span.role, text, width: Math.max(text.length, span.role.length) }
  })
  const last = cells.length - 1
  const octets = cells.map(({ role, text, width }, at) => {
    return paint(role, text) + (at === last ? '' : fill(width - text.length))
  })
  const roles = cells.map(({ role, width }, at) => {
    return paint(role, role) + (at === last ? '' : fill(width - role.length))
  })
  const note = remark === '' ? '' : `   ${paint('remark', remark)}`
  const offset = paint('offset', String(row[0]!.start).padStart(OFFSET_WIDTH))
  const indent = fill(OFFSET_WIDTH)
  return `${offset}  ${octets.join(' ')}${note}\n${indent}  ${roles.join(' ')}\n`
}

/** Sixteen octets a line, each run of one role on lines of its own. */
export function renderHex(row: Row, segment: Segment, remark: string, paint: Palette): string {
  const lines = row.flatMap((span) => hexLines(span, segment, paint))
  const note = remark === '' ? '' : `   ${paint('remark', remark)}`
  return `${lines.join('\n')}${note}\n`
}

/** Lines of one run that are shown. */
const MAX_HEX_LINES = 8

function hexLines(span: Span, segment: Segment, paint: Palette): readonly string[] {
  const lines: string[] = []
  for (let start = span.start; start < span.end; start += HEX_COLUMNS) {
    if (lines.length === MAX_HEX_LINES) {
      lines.push(`${fill(OFFSET_WIDTH)}  … ${span.end - start} more octets of ${span.role}`)
      break
    }
    const end = Math.min(start + HEX_COLUMNS, span.end)
    lines.push(hexLine({ ...span, start, end }, segment, paint))
  }
  return lines
}

function hexLine(part: Span, segment: Segment, paint: Palette): string {
  const octets = segment.octets.subarray(part.start - segment.start, part.end - segment.start)
  const hex = Array.from(octets, (octet) =>
    part.isSecret ? '**' : octet.toString(16).padStart(2, '0'),
  ).join(' ')
  const signs = visibleSpan(part, segment.octets, segment.start)
  const columns = fill(HEX_COLUMNS * 3 - 1 - hex.length)
  const gap = fill(HEX_COLUMNS - signs.length)
  const offset = paint('offset', String(part.start).padStart(OFFSET_WIDTH))
  return `${offset}  ${hex}${columns}  ${paint(part.role, signs)}${gap}  ${paint(part.role, part.role)}`
}

function fill(width: number): string {
  return ' '.repeat(Math.max(width, 0))
}
