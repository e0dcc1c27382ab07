/**
 * Octets in, request events out. No sockets, no timers, no promises.
 *
 *   parser.push(octets)   hand over whatever arrived, however the network cut it
 *   parser.next()         take events, one at a time, until it says 'need-octets'
 *
 *   message-start ──▶ method ──▶ request-target ──▶ version ──▶ field-section ──┐
 *         ▲                                                                     │ 'head'
 *         └── message-end ◀──────────┬── content ◀── Content-Length ────────────┤
 *              'end'                 ├── chunked ◀── Transfer-Encoding ─────────┤
 *                                    └───────────────── neither ────────────────┘
 *
 * The caller pulls, so it can stop pulling while a response is being written. That is all the
 * back-pressure pipelining needs, and this file never hears of it.
 *
 * Each state is one method. It returns an event; or it moves on to the next state, by calling it or by
 * returning `undefined`, "ask me again"; or it lacks octets, waits, and goes on where it stopped: wherever
 * they were cut, events are the same. A usual head that is here whole takes a short way: whole-lines.ts.
 *
 * The head stays where it arrived, as positions (field-table.ts). Faults are refused, never repaired.
 *
 * Spec: RFC 9112 §2.2 (parsing), §3 (request line), §5 (field lines), §6 (body).
 */

import { type BodyFraming, NO_BODY } from './body-framing.ts'
import { ChunkedDecoder } from './chunked-decoder.ts'
import { FieldSectionReader } from './field-section.ts'
import type { FieldTable } from './field-table.ts'
import { decideHead } from './head-decisions.ts'
import { readVersion } from './http-version.ts'
import { DEFAULT_LIMITS, type MessageLimits } from './limits.ts'
import { type Allocate, type Excerpt, OctetBuffer } from './octet-buffer.ts'
import * as state from './parser-state.ts'
import { type FaultCode, ProtocolError } from './protocol-error.ts'
import { HeadRecord, methodOf, type RequestHead } from './request-head.ts'
import { scanTarget, scanToken } from './scan.ts'
import { readWholeHead } from './whole-lines.ts'

// Constants of this file, because what is imported is read again at each use: see scan.ts.
const CR = 0x0d
const LF = 0x0a
const SP = 0x20

/** What was found next: `head`, any number of `content`, at most one `trailers`, `end`. */
export type RequestEvent =
  | { readonly kind: 'need-octets' }
  /** `head` is the same object each time: valid until the event after `end` is asked for. */
  | { readonly kind: 'head'; readonly head: RequestHead }
  /** A slice of the octets that were pushed, or of a short piece a copy: good as long as those are left alone. */
  | { readonly kind: 'content'; readonly octets: Uint8Array }
  | { readonly kind: 'trailers'; readonly trailers: FieldTable }
  | { readonly kind: 'end' }

const NEED_OCTETS: RequestEvent = { kind: 'need-octets' }
const END: RequestEvent = { kind: 'end' }

/** Reads the requests of one connection: the same events however they were cut. Failed once, it is done. */
export class RequestParser {
  readonly #limits: MessageLimits
  readonly #buffer: OctetBuffer
  readonly #section: FieldSectionReader
  readonly #head: HeadRecord
  readonly #headEvent: RequestEvent
  /** Made when the first chunked body arrives; most connections never see one. */
  #chunked: ChunkedDecoder | undefined
  #state: state.StateNumber = state.MESSAGE_START
  #emptyLines = 0
  /** Content octets still to come, in state 'content'. */
  #remaining = 0

  /**
   * @param limits bounds on one message; see limits.ts for what crossing each answers
   * @param allocate makes arrays of the kind that will be pushed: one kind is faster to read
   * @param before octets of the connection that were read before: offsets count from its start
   */
  constructor(limits: MessageLimits = DEFAULT_LIMITS, allocate?: Allocate, before = 0) {
    this.#limits = limits
    this.#buffer = new OctetBuffer(allocate, before)
    this.#section = new FieldSectionReader({
      sectionOctets: limits.fieldSectionOctets,
      fieldLines: limits.fieldLines,
      tooLarge: 'field-section-too-large',
    })
    this.#head = new HeadRecord(this.#section.fields)
    this.#headEvent = { kind: 'head', head: this.#head }
  }

  /** Octets pushed that no event has covered yet. */
  get unread(): number {
    return this.#buffer.end - this.#buffer.at
  }

  /** What the next octet is expected to belong to. */
  get element(): state.ParserElement {
    if (this.#state === state.FIELD_SECTION) return this.#section.element
    return this.#state === state.CHUNKED ? this.#chunked!.currentElement : state.STATES[this.#state]
  }

  /** Octets still to come of content, or of the data of this chunk; 0 while lines are read. */
  get dataOctets(): number {
    if (this.#state === state.CONTENT) return this.#remaining
    return this.#state === state.CHUNKED ? this.#chunked!.dataOctets : 0
  }

  /** Whether nothing of a further message has arrived. */
  get isBetweenMessages(): boolean {
    return this.#state === state.MESSAGE_START && this.#buffer.end === this.#buffer.mark
  }

  /** Octets around the place of a fault, for people to look at. */
  excerptAround(offset: number): Excerpt {
    return this.#buffer.excerpt(offset)
  }

  /** The first line of the message in hand, as far as it has arrived. To be read at once. */
  startLine(): Uint8Array {
    return this.#buffer.line(this.#limits.requestLineOctets)
  }

  /** Hands over what arrived. The octets are borrowed: leave them alone from now on. */
  push(octets: Uint8Array): void {
    this.#buffer.push(octets)
  }

  /** @throws {ProtocolError} when the peer breaks the syntax; the parser is then 'failed' */
  next(): RequestEvent {
    try {
      for (;;) {
        const event = this.#step()
        if (event !== undefined) return event
      }
    } catch (error) {
      this.#state = state.FAILED
      throw error
    }
  }

  #step(): RequestEvent | undefined {
    switch (this.#state) {
      case state.MESSAGE_START:
        return this.#startMessage()
      case state.MESSAGE_END:
        this.#state = state.MESSAGE_START
        this.#emptyLines = 0
        return END
      case state.METHOD:
        return this.#readMethod()
      case state.REQUEST_TARGET:
        return this.#readTarget()
      case state.VERSION:
        return this.#readVersion()
      case state.FIELD_SECTION:
        return this.#readFieldSection()
      case state.CONTENT:
        return this.#readContent()
      case state.CHUNKED:
        return this.#readChunked()
      case state.FAILED:
        return NEED_OCTETS
    }
  }

  #startMessage(): RequestEvent | undefined {
    const buffer = this.#buffer
    buffer.release()
    const { octets, at, end } = buffer
    if (at === end) {
      buffer.forget()
      return this.#wait(state.MESSAGE_START)
    }
    if (readWholeHead(buffer, this.#head, this.#section.notes, this.#limits)) return this.#endHead()
    const isEmptyLine = octets[at] === CR || octets[at] === LF
    return isEmptyLine ? this.#skipEmptyLine() : this.#readMethod()
  }

  /** RFC 9112 §2.2: old clients send one after the content of a POST. */
  #skipEmptyLine(): RequestEvent | undefined {
    const { octets, at, end } = this.#buffer
    if (octets[at] === CR && at + 1 === end) return this.#wait(state.MESSAGE_START)
    if (octets[at] === LF || octets[at + 1] !== LF) this.#fail('line-end-malformed', at)
    this.#emptyLines += 1
    if (this.#emptyLines > this.#limits.emptyLines) this.#fail('empty-lines-too-many', at)
    this.#buffer.at = at + 2
    return undefined
  }

  #readMethod(): RequestEvent | undefined {
    const buffer = this.#buffer
    const { octets, mark, end } = buffer
    const bound = mark + this.#limits.methodOctets
    const at = scanToken(octets, buffer.at, Math.min(end, bound + 1))
    buffer.at = at
    if (at > bound) this.#fail('method-too-long', bound)
    if (at === end) return this.#wait(state.METHOD)
    if (octets[at] !== SP || at === mark) this.#fail('method-malformed', at)
    this.#head.method = methodOf(octets, mark, at)
    buffer.at = at + 1
    this.#head.targetStart = at + 1 - mark
    return this.#readTarget()
  }

  #readTarget(): RequestEvent | undefined {
    const buffer = this.#buffer
    const { octets, mark, end } = buffer
    const bound = mark + this.#limits.requestLineOctets
    const at = scanTarget(octets, buffer.at, Math.min(end, bound))
    buffer.at = at
    if (at === end) return this.#wait(state.REQUEST_TARGET)
    if (at === bound) this.#fail('request-line-too-long', at)
    // A line that ends here is an HTTP/0.9 request.
    if (octets[at] === CR) this.#fail('version-malformed', at)
    if (octets[at] === LF) this.#fail('line-end-malformed', at)
    if (octets[at] !== SP || at - mark === this.#head.targetStart)
      this.#fail('target-malformed', at)
    this.#head.targetEnd = at - mark
    buffer.at = at + 1
    return this.#readVersion()
  }

  #readVersion(): RequestEvent | undefined {
    const buffer = this.#buffer
    const { octets, mark } = buffer
    const head = this.#head
    const bound = mark + this.#limits.requestLineOctets
    const version = readVersion(buffer, mark + head.targetEnd + 1, bound)
    if (version === undefined) return this.#wait(state.VERSION)
    head.version = version
    const fault = head.takeTarget(octets, mark)
    if (fault !== undefined) this.#fail(fault, mark + head.targetStart)
    this.#section.begin(buffer)
    return this.#readFieldSection()
  }

  #readFieldSection(): RequestEvent | undefined {
    const buffer = this.#buffer
    if (!this.#section.read(buffer)) return this.#wait(state.FIELD_SECTION)
    decideHead(this.#head, this.#section.notes, buffer, this.#limits)
    return this.#endHead()
  }

  #endHead(): RequestEvent {
    const { framing } = this.#head
    if (framing === NO_BODY) this.#state = state.MESSAGE_END
    else this.#beginBody(framing)
    this.#buffer.release()
    return this.#headEvent
  }

  #beginBody(framing: BodyFraming): void {
    switch (framing.kind) {
      case 'none':
        this.#state = state.MESSAGE_END
        return
      case 'content-length':
        this.#remaining = framing.octets
        this.#state = framing.octets === 0 ? state.MESSAGE_END : state.CONTENT
        return
      case 'chunked':
        this.#chunked ??= new ChunkedDecoder(this.#limits)
        this.#chunked.begin()
        this.#state = state.CHUNKED
    }
  }

  #readContent(): RequestEvent {
    const buffer = this.#buffer
    if (buffer.at === buffer.end) return NEED_OCTETS
    const stop = Math.min(buffer.end, buffer.at + this.#remaining)
    const octets = buffer.take(stop)
    this.#remaining -= octets.length
    if (this.#remaining === 0) this.#state = state.MESSAGE_END
    return { kind: 'content', octets }
  }

  #readChunked(): RequestEvent | undefined {
    const chunked = this.#chunked!
    switch (chunked.read(this.#buffer)) {
      case 'need-octets':
        return NEED_OCTETS
      case 'content':
        return { kind: 'content', octets: chunked.content }
      case 'complete':
        this.#state = state.MESSAGE_END
        return chunked.trailers.count === 0
          ? undefined
          : { kind: 'trailers', trailers: chunked.trailers }
    }
  }

  /** For octets, to go on with in state `next`. */
  #wait(next: state.StateNumber): RequestEvent {
    this.#state = next
    return NEED_OCTETS
  }

  #fail(code: FaultCode, at: number): never {
    throw new ProtocolError(code, this.#buffer.offsetOf(at))
  }
}
