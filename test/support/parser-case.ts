/**
 * One row of the parser tables: octets, what the parser says about them, and why.
 */

import { DEFAULT_LIMITS, type MessageLimits } from '../../src/message/limits.ts'
import type { ParsedEvent, ParsedHead } from './parse-all.ts'

export interface ParserCase {
  /** Everything that arrives on the connection, one char an octet. */
  readonly text: string
  /** What `describe` makes of the events; a fault is `400 its-code @offset`. */
  readonly expected: string
  readonly why: string
  readonly limits: MessageLimits
  /** Renders the part of the events that the table is about. */
  readonly describe: (events: readonly ParsedEvent[]) => string
}

/** Small enough that a row can sit on either side of each bound and still be read. */
export const SMALL_LIMITS: MessageLimits = {
  ...DEFAULT_LIMITS,
  methodOctets: 8,
  requestLineOctets: 40,
  fieldSectionOctets: 64,
  fieldLines: 4,
  emptyLines: 2,
  contentOctets: 32,
  chunkExtensionOctets: 12,
  trailerSectionOctets: 24,
}

/** The fault that ended the events, or `render` of the first head. */
export function describeHead(render: (head: ParsedHead) => string): ParserCase['describe'] {
  return (events) => {
    const last = events.at(-1)
    if (last?.kind === 'fault') return describeEvent(last)
    const head = events.find((event) => event.kind === 'head')
    return head === undefined ? 'need-octets' : render(head)
  }
}

/** All the events, one word each and the content quoted. */
export function describeAll(events: readonly ParsedEvent[]): string {
  return events.length === 0 ? 'need-octets' : events.map(describeEvent).join(' ')
}

function describeEvent(event: ParsedEvent): string {
  switch (event.kind) {
    case 'head':
      return `${event.method}:${event.target}`
    case 'content':
      return JSON.stringify(event.text)
    case 'trailers':
      return describeFields(event.fields)
    case 'end':
      return 'end'
    case 'fault':
      return `${event.status} ${event.code} @${event.offset}`
  }
}

/** Each field line as `[name|value]`. */
export function describeFields(fields: ParsedHead['fields']): string {
  return fields.map(([name, value]) => `[${name}|${value}]`).join('')
}
