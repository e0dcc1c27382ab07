/**
 * How does the parser read these octets, one by one?
 *
 *   trace.push(octets)   one segment, as it arrived
 *   trace.end()          no more will come
 *   trace.spans          one role for each octet
 *   trace.records        what became known, and when
 *
 * This is not a second parser. The octets go through the very `RequestParser` that serves, one at a
 * time where lines are read, content in runs; the parser's law is that the same octets give the same
 * events wherever they are cut. Between two octets its element is looked at, which is all it takes to
 * tell what an octet was. Line ends, field names and framing are the parser's findings.
 *
 * After a fault, and behind the last request of a connection, a server looks at nothing more; nor
 * does the trace (RFC 9112 §9.6).
 */

import type { FramingFields } from '../message/body-framing.ts'
import { DEFAULT_LIMITS, type MessageLimits } from '../message/limits.ts'
import type { ParserElement } from '../message/parser-state.ts'
import { ProtocolError } from '../message/protocol-error.ts'
import type { RequestHead } from '../message/request-head.ts'
import { type RequestEvent, RequestParser } from '../message/request-parser.ts'
import { CR, LF } from '../semantics/grammar.ts'
import { CONSEQUENCES } from './consequences.ts'
import { explainHead, staysOpen } from './decisions.ts'
import type { Usage } from './message-notes.ts'
import { roleOf } from './octet-role.ts'
import type { Span, TraceRecord, TraceState } from './records.ts'
import { countOctets, remarkOnEnd, remarkOnField, remarkOnRequestLine } from './remarks.ts'
import type { Secrets } from './secrets.ts'
import { type Taken, TraceLog } from './trace-log.ts'

export class FramingTrace {
  readonly limits: MessageLimits
  readonly #parser: RequestParser
  readonly #log: TraceLog
  #state: TraceState = 'message-start'
  #lastOctet = 0
  /** Whether the connection ends with the message in progress. */
  #isLast = false

  /** @param secrets whether values of Authorization, Cookie and their like may appear in records */
  constructor(limits: MessageLimits = DEFAULT_LIMITS, secrets: Secrets = 'masked') {
    this.limits = limits
    this.#parser = new RequestParser(limits)
    this.#log = new TraceLog(secrets)
  }

  /** Since the beginning, or since they were last taken. */
  get spans(): readonly Span[] {
    return this.#log.spans.all
  }

  get records(): readonly TraceRecord[] {
    return this.#log.records
  }

  /** What the next octet is expected to belong to. */
  get state(): TraceState {
    return this.#state
  }

  /** Octets that have arrived. */
  get offset(): number {
    return this.#log.offset
  }

  /** How much of each limit the message in progress, or the last one, has used. */
  get usage(): Readonly<Usage> {
    return this.#log.notes.usage
  }

  /** What the fields that frame say, in the message in progress or the last one. */
  get framingFields(): FramingFields {
    return this.#log.notes.framing
  }

  /** Gives spans and records away, so that a long connection need not keep them. */
  take(): Taken {
    return this.#log.take()
  }

  /** Reads one segment. The octets remain the caller's. */
  push(octets: Uint8Array): void {
    const log = this.#log
    log.beginSegment(octets.length)
    for (let at = 0; at < octets.length; ) at += this.#read(octets, at)
    if (!this.#isReading) return
    const { offset, segment } = log
    log.records.push({ kind: 'need-octets', offset, segment, state: this.#state })
  }

  /** No more octets will come. */
  end(): void {
    if (this.#state === 'failed') return
    if (this.#state === 'content' && this.#log.dataOctets > 0) this.#endData('content')
    if (this.#state.startsWith('chunk-data')) this.#endData('chunk')
    const unread = this.#log.offset - this.#log.eventStart
    const says = remarkOnEnd(this.#state, this.#log.notes.message, unread)
    this.#log.records.push({ kind: 'end', offset: this.#log.offset, state: this.#state, says })
  }

  get #isReading(): boolean {
    return this.#state !== 'failed' && this.#state !== 'unread'
  }

  /** Reads what begins at `at`: one octet, or a run that needs no telling apart; says how many. */
  #read(octets: Uint8Array, at: number): number {
    const rest = octets.length - at
    if (!this.#isReading) {
      const role = this.#state === 'failed' ? 'after-fault' : 'unread'
      for (let next = at; next < octets.length; next += 1) this.#log.addOctet(role, octets[next]!)
      return rest
    }
    const length = Math.max(1, Math.min(this.#parser.dataOctets, rest))
    // The parser keeps what it is given, and these octets may change once we return.
    this.#readPiece(new Uint8Array(octets.subarray(at, at + length)), this.#parser.element)
    return length
  }

  #readPiece(piece: Uint8Array, element: ParserElement): void {
    const octet = piece[0]!
    const log = this.#log
    const role = roleOf(element, octet, log.notes.isValueBegun)
    if (role === 'content' || role === 'chunk-data') log.readData(role, piece)
    else log.readOctet(role, element, piece)
    const { valueEnd } = log.notes
    if (role === 'CR' && valueEnd < log.offset - 1) {
      log.spans.correct('OWS', valueEnd, log.offset - 1)
    }
    const isLineEnd = octet === LF && this.#lastOctet === CR && piece.length === 1
    this.#lastOctet = piece[piece.length - 1]!
    this.#parser.push(piece)
    this.#takeEvents(element, isLineEnd)
  }

  #takeEvents(element: ParserElement, isLineEnd: boolean): void {
    try {
      const event = this.#parser.next()
      if (isLineEnd) this.#endLine(element, 'accepted')
      this.#takeEvent(event)
    } catch (fault) {
      if (!(fault instanceof ProtocolError)) throw fault
      // A line that is well-formed was read, even when what it says is refused.
      const isRead = isLineEnd && fault.offset !== this.#log.offset - 1
      if (isRead) this.#endLine(element, 'refused')
      this.#fail(fault, isRead)
    }
    if (this.#state !== 'unread') this.#state = this.#parser.element
  }

  /** Takes this event and those that follow it without another octet. */
  #takeEvent(first: RequestEvent): void {
    for (let event = first; event.kind !== 'need-octets'; event = this.#parser.next()) {
      if (event.kind === 'head') this.#takeHead(event.head)
      if (event.kind === 'content' && this.#parser.element === 'message-end')
        this.#endData('content')
      if (event.kind === 'end') this.#endMessage()
    }
  }

  /** CR LF has come, where the parser reads lines. */
  #endLine(element: ParserElement, verdict: 'accepted' | 'refused'): void {
    switch (element) {
      case 'message-start':
        this.#log.notes.usage.emptyLines += 1
        this.#log.endEvent('empty-line', verdict === 'refused' ? '' : 'skipped')
        return
      case 'version':
        this.#endRequestLine(verdict)
        return
      case 'field-value':
        this.#endFieldLine('field-line')
        return
      case 'trailer-value':
        this.#endFieldLine('trailer-line')
        return
      case 'field-name':
        this.#log.endEvent('section-end', 'the field section ends')
        this.#log.dataOctets = 0
        return
      case 'trailer-name':
        this.#log.endEvent('section-end', 'the trailer section ends')
        return
      case 'chunk-size-end':
        this.#endSize()
        return
      case 'chunk-data-lf':
        this.#endData('chunk')
    }
  }

  #endRequestLine(verdict: 'accepted' | 'refused'): void {
    const line = this.#log.notes.line()
    this.#log.notes.framing.version = line.endsWith('1.0') ? '1.0' : '1.1'
    const isRefused = verdict === 'refused'
    const says = isRefused ? '' : remarkOnRequestLine(line, this.#log.notes.message)
    this.#log.endEvent('request-line', says)
  }

  #endFieldLine(event: 'field-line' | 'trailer-line'): void {
    const { name, value } = this.#log.notes.fieldLine()
    this.#log.notes.noteFieldLine(name, value)
    this.#log.endEvent(event, event === 'field-line' ? remarkOnField(name) : '')
  }

  #endSize(): void {
    this.#log.dataOctets = 0
    if (this.#parser.element !== 'trailer-name') return
    this.#log.endLastChunk()
    this.#log.notes.beginTrailers()
  }

  /** A chunk with its line end, or content, is complete; or no more of it will come. */
  #endData(event: 'content' | 'chunk'): void {
    const arrived = this.#log.dataOctets
    const missing = this.#parser.dataOctets
    const all = countOctets(arrived + missing)
    this.#log.endEvent(event, missing === 0 ? all : `${arrived} of ${all}`)
    this.#log.notes.settle()
  }

  #takeHead(head: RequestHead): void {
    const { message } = this.#log.notes
    const offset = this.#log.offset
    for (const decision of explainHead(head)) {
      this.#log.records.push({ kind: 'decision', ...decision, offset, message })
    }
    this.#isLast = !staysOpen(head)
    this.#log.notes.settle()
  }

  #endMessage(): void {
    this.#log.endEvent('message-end', `request ${this.#log.notes.message} is complete`)
    this.#log.notes.end()
    if (this.#isLast) this.#state = 'unread'
  }

  /** @param isRead whether the octet that gave it away was read, and only what it says is at fault */
  #fail(fault: ProtocolError, isRead: boolean): void {
    const { code, status, rule, says, offset } = fault
    const here = this.#log.offset - 1
    this.#log.spans.correct('fault', offset, offset + 1)
    if (!isRead && offset < here) this.#log.spans.correct('after-fault', here, here + 1)
    this.#log.records.push({
      kind: 'fault',
      code,
      status,
      rule,
      says,
      offset,
      segment: this.#log.segment,
      message: this.#log.notes.message,
      consequence: CONSEQUENCES[code],
      window: this.#log.notes.windowAround(offset),
    })
  }
}
