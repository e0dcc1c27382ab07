/**
 * What both traces do alike: count octets, give them roles, and write down what became known.
 */

import type { ParserElement } from '../message/parser-state.ts'
import { MessageNotes } from './message-notes.ts'
import type { Role, Span, TraceEventName, TraceRecord } from './records.ts'
import { SecretScanner, type Secrets } from './secrets.ts'
import { SpanList } from './span-list.ts'

/** What a trace said since it was last asked. */
export interface Taken {
  readonly spans: readonly Span[]
  readonly records: readonly TraceRecord[]
}

export class TraceLog {
  readonly spans: SpanList = new SpanList()
  readonly notes: MessageNotes = new MessageNotes()
  records: TraceRecord[] = []
  /** Octets that have passed. */
  offset = 0
  /** Counts from 1. */
  segment = 0
  /** Where the event in progress began. */
  eventStart = 0
  /** Octets of the content, or of the data of the chunk, in progress. */
  dataOctets = 0
  readonly #secrets: SecretScanner

  constructor(secrets: Secrets) {
    this.#secrets = new SecretScanner(secrets)
  }

  take(): Taken {
    const { records } = this
    this.records = []
    return { spans: this.spans.take(), records }
  }

  beginSegment(octets: number): void {
    this.segment += 1
    this.records.push({ kind: 'segment', offset: this.offset, octets, index: this.segment })
  }

  /** Adds an octet that nobody reads; says whether it is secret. */
  addOctet(role: Role, octet: number): boolean {
    const start = this.offset
    this.offset += 1
    const isSecret = this.#secrets.look(octet)
    if (isSecret) this.spans.addSecret(role, start, this.offset)
    else this.spans.add(role, start, this.offset)
    return isSecret
  }

  /** Adds an octet of a line that is being read. */
  readOctet(role: Role, element: ParserElement, octet: Uint8Array): void {
    const start = this.offset
    if (this.addOctet(role, octet[0]!)) this.notes.secrets.add(start, this.offset)
    this.notes.add(role, element, start, octet)
  }

  /** Adds content. */
  readData(role: 'content' | 'chunk-data', octets: Uint8Array): void {
    const start = this.offset
    this.offset += octets.length
    this.dataOctets += octets.length
    this.spans.add(role, start, this.offset)
    this.notes.add(role, role, start, octets)
  }

  /** Writes down that something was read to its end, which is here. */
  endEvent(event: TraceEventName, says: string): void {
    const { eventStart: start, offset: end, segment } = this
    const { message } = this.notes
    const text = this.notes.takeText(start, end)
    const omitted = end - start - text.length
    this.records.push({ kind: 'event', event, start, end, segment, says, message, text, omitted })
    this.spans.separate()
    this.eventStart = end
  }

  /** The digits of the chunk size in progress turn out to be those of the last chunk. */
  endLastChunk(): void {
    this.spans.correct('last-chunk', this.eventStart, this.notes.sizeEnd)
    this.endEvent('last-chunk', 'no more chunks, trailers may follow')
  }
}
