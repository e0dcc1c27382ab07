/**
 * Records as lines, one line a record.
 *
 *      0  request-line  GET /a HTTP/1.1␍␊           origin-form
 *     17  field-line    Host: x␍␊                   whom the request is for
 *     26  section-end   ␍␊                          the field section ends
 *     28  framing       no body: neither Content-Length nor Transfer-Encoding (RFC 9112 §6.3)
 *
 * As text, which is also the format of the golden files in test/wire/, or as JSON, which is what the
 * live view reads. Both are stable: what is added comes at the end of a line.
 */

import type { EventRecord, TraceRecord } from './records.ts'
import { elide, visibleText } from './visible-octets.ts'

const OFFSET_WIDTH = 6
const NAME_WIDTH = 13
const TEXT_WIDTH = 32
/** Longer texts are shown in part. */
const MAX_TEXT = 64

export function renderRecord(record: TraceRecord): string {
  switch (record.kind) {
    case 'segment':
      return line(record.offset, 'segment', `${record.index}, ${record.octets} octets`)
    case 'need-octets':
      return line(record.offset, 'need-octets', record.state)
    case 'event':
      return renderEvent(record)
    case 'decision':
      return line(record.offset, record.about, `${record.says} (${record.rule})`)
    case 'fault': {
      const { offset, status, code, rule, window } = record
      const octet = visibleText(window.text[window.caret] ?? '').replace(' ', '\u2420')
      return line(offset, 'fault', octet, `${status} ${code} (${rule})`)
    }
    case 'end':
      return line(record.offset, 'end', record.says)
  }
}

function renderEvent({ start, event, says, text, omitted }: EventRecord): string {
  const more = omitted > 0 ? ` (${omitted} more)` : ''
  return line(start, event, elide(visibleText(text), MAX_TEXT) + more, says)
}

function line(offset: number, name: string, text: string, says = ''): string {
  const start = `${String(offset).padStart(OFFSET_WIDTH)}  ${name.padEnd(NAME_WIDTH)} `
  return `${start}${says === '' ? text : `${text.padEnd(TEXT_WIDTH)} ${says}`}`.trimEnd()
}

/** One line of JSON, in which nothing is left that a terminal would obey. */
export function renderJson(record: object): string {
  return JSON.stringify(record).replace(
    /[\x7f-\x9f]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
