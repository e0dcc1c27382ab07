/**
 * What does the request parser say about these octets, in a form that can be compared?
 *
 * Everything is copied out at the moment the event is taken, and content that arrived in several
 * slices is joined, so that two runs over the same octets are equal wherever they were cut.
 */

import type { BodyFraming } from '../../src/message/body-framing.ts'
import type { MessageLimits } from '../../src/message/limits.ts'
import { type FaultCode, ProtocolError } from '../../src/message/protocol-error.ts'
import type { Expectation, RequestHead } from '../../src/message/request-head.ts'
import { type RequestEvent, RequestParser } from '../../src/message/request-parser.ts'
import type { TargetForm } from '../../src/message/request-target.ts'

export interface ParsedHead {
  readonly kind: 'head'
  readonly method: string
  readonly form: TargetForm
  readonly isForHttps: boolean
  readonly target: string
  readonly authority: string
  readonly version: '1.0' | '1.1'
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly framing: BodyFraming
  readonly persistent: boolean
  readonly expectation: Expectation
}

export type ParsedEvent =
  | ParsedHead
  | { readonly kind: 'content'; readonly text: string }
  | { readonly kind: 'trailers'; readonly fields: ParsedHead['fields'] }
  | { readonly kind: 'end' }
  | {
      readonly kind: 'fault'
      readonly code: FaultCode
      readonly offset: number
      readonly status: number
    }

/**
 * Pushes the pieces one after the other and takes every event in between.
 *
 * @returns the events; after a fault, which is the last one, no more pieces are pushed
 * @throws whatever the parser throws that is not a `ProtocolError`, and when it does not terminate
 */
export function parseAll(
  pieces: readonly Uint8Array[],
  limits?: MessageLimits,
): readonly ParsedEvent[] {
  const parser = new RequestParser(limits)
  const events: ParsedEvent[] = []
  try {
    for (const piece of pieces) {
      parser.push(piece)
      takeEvents(parser, events, piece.length)
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    const { code, offset, status } = error
    events.push({ kind: 'fault', code, offset, status })
  }
  return events
}

function takeEvents(parser: RequestParser, events: ParsedEvent[], octets: number): void {
  // No octet is the cause of more than three events: it can end a chunk and with it the message.
  let budget = 3 * octets + 3
  for (let event = parser.next(); event.kind !== 'need-octets'; event = parser.next()) {
    budget -= 1
    if (budget < 0) throw new Error(`More events than ${octets} octets can cause`)
    addEvent(events, event)
  }
}

function addEvent(events: ParsedEvent[], event: Exclude<RequestEvent, { kind: 'need-octets' }>) {
  switch (event.kind) {
    case 'head':
      events.push(copyHead(event.head))
      return
    case 'content': {
      const last = events.at(-1)
      const text = Buffer.from(event.octets).toString('latin1')
      if (last?.kind !== 'content') events.push({ kind: 'content', text })
      else events[events.length - 1] = { kind: 'content', text: last.text + text }
      return
    }
    case 'trailers':
      events.push({ kind: 'trailers', fields: [...event.trailers] })
      return
    case 'end':
      events.push({ kind: 'end' })
  }
}

/** A head with everything it can say, read now. */
export function copyHead(head: RequestHead): ParsedHead {
  return {
    kind: 'head',
    method: head.method,
    form: head.form,
    isForHttps: head.isForHttps,
    target: head.target(),
    authority: head.authority(),
    version: head.version,
    fields: [...head.fields],
    framing: head.framing,
    persistent: head.persistent,
    expectation: head.expectation,
  }
}
