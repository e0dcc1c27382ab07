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
 * returning `undefined`, "ask me again"; or it lacks octets and returns NEED_OCTETS. A state that runs out
 * goes on where it stopped: no octet is scanned twice, and wherever they were cut, events are the same.
 *
 * The head stays where it arrived, as positions (field-table.ts). Faults are refused, never repaired.
 *
 * Spec: RFC 9112 §2.2 (parsing), §3 (request line), §5 (field lines), §6 (body).
 */

import type { BodyFraming } from './body-framing.ts'
import { ChunkedDecoder } from './chunked-decoder.ts'
import { FieldSectionReader } from './field-section.ts'
import type { FieldTable } from './field-table.ts'
import { decideHead } from './head-decisions.ts'
import { readVersion } from './http-version.ts'
import { DEFAULT_LIMITS, type MessageLimits } from './limits.ts'
import { type Allocate, type Excerpt, OctetBuffer, WORTH_WORDS } from './octet-buffer.ts'
import type { ParserElement, ParserState } from './parser-state.ts'
import { type FaultCode, ProtocolError } from './protocol-error.ts'
import { HeadRecord, methodOf, type RequestHead } from './request-head.ts'
import { scanTarget, scanToken } from './scan.ts'

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
  #state: ParserState = 'message-start'
  #emptyLines = 0
  /** Content octets still to come, in state 'content'. */
  #remaining = 0
  // Ends of the parts of the request line, counted from the mark of the buffer.
  #targetStart = 0
  #targetEnd = 0

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
  get element(): ParserElement {
    if (this.#state === 'field-section') return this.#section.element
    return this.#state === 'chunked' ? this.#chunked!.currentElement : this.#state
  }

  /** Octets still to come of content, or of the data of this chunk; 0 while lines are read. */
  get dataOctets(): number {
    if (this.#state === 'content') return this.#remaining
    return this.#state === 'chunked' ? this.#chunked!.dataOctets : 0
  }

  /** Whether nothing of a further message has arrived. */
  get isBetweenMessages(): boolean {
    return this.#state === 'message-start' && this.#buffer.end === this.#buffer.mark
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
      this.#state = 'failed'
      throw error
    }
  }

  #step(): RequestEvent | undefined {
    switch (this.#state) {
      case 'message-start':
        return this.#skipEmptyLines()
      case 'method':
        return this.#readMethod()
      case 'request-target':
        return this.#readTarget()
      case 'version':
        return this.#readVersion()
      case 'field-section':
        return this.#readFieldSection()
      case 'content':
        return this.#readContent()
      case 'chunked':
        return this.#readChunked()
      case 'message-end':
        this.#state = 'message-start'
        return END
      case 'failed':
        return NEED_OCTETS
    }
  }

  /** RFC 9112 §2.2: skip empty lines here; old clients send one after the content of a POST. */
  #skipEmptyLines(): RequestEvent | undefined {
    const buffer = this.#buffer
    buffer.release()
    if (buffer.at === buffer.end) {
      buffer.forget()
      return NEED_OCTETS
    }
    const octet = buffer.octets[buffer.at]
    if (octet === LF) this.#fail('line-end-malformed', buffer.at)
    if (octet !== CR) {
      this.#emptyLines = 0
      this.#state = 'method'
      return this.#readMethod()
    }
    if (buffer.at + 1 === buffer.end) return NEED_OCTETS
    if (buffer.octets[buffer.at + 1] !== LF) this.#fail('line-end-malformed', buffer.at)
    this.#emptyLines += 1
    if (this.#emptyLines > this.#limits.emptyLines) this.#fail('empty-lines-too-many', buffer.at)
    buffer.at += 2
    return undefined
  }

  #readMethod(): RequestEvent | undefined {
    const buffer = this.#buffer
    const { octets, mark, end } = buffer
    const bound = mark + this.#limits.methodOctets
    const at = scanToken(octets, buffer.at, Math.min(end, bound + 1))
    buffer.at = at
    if (at > bound) this.#fail('method-too-long', bound)
    if (at === end) return NEED_OCTETS
    if (octets[at] !== SP || at === mark) this.#fail('method-malformed', at)
    this.#head.method = methodOf(octets, mark, at)
    buffer.at = at + 1
    this.#targetStart = at + 1 - mark
    this.#state = 'request-target'
    return this.#readTarget()
  }

  #readTarget(): RequestEvent | undefined {
    const buffer = this.#buffer
    const { octets, mark, end } = buffer
    const bound = mark + this.#limits.requestLineOctets
    const words = end - buffer.at > WORTH_WORDS ? buffer.words() : undefined
    const at = scanTarget(octets, words, buffer.at, Math.min(end, bound))
    buffer.at = at
    if (at === end) return NEED_OCTETS
    if (at === bound) this.#fail('request-line-too-long', at)
    const octet = octets[at]
    // A line that ends here is an HTTP/0.9 request.
    if (octet === CR) this.#fail('version-malformed', at)
    if (octet === LF) this.#fail('line-end-malformed', at)
    if (octet !== SP || at - mark === this.#targetStart) this.#fail('target-malformed', at)
    this.#targetEnd = at - mark
    buffer.at = at + 1
    this.#state = 'version'
    return this.#readVersion()
  }

  #readVersion(): RequestEvent | undefined {
    const buffer = this.#buffer
    const { octets, mark } = buffer
    const targetStart = mark + this.#targetStart
    const targetEnd = mark + this.#targetEnd
    const version = readVersion(buffer, targetEnd + 1, mark + this.#limits.requestLineOctets)
    if (version === undefined) return NEED_OCTETS
    this.#head.version = version
    const fault = this.#head.takeTarget(octets, targetStart, targetEnd)
    if (fault !== undefined) this.#fail(fault, targetStart)
    this.#section.begin(buffer)
    this.#state = 'field-section'
    return this.#readFieldSection()
  }

  #readFieldSection(): RequestEvent | undefined {
    const buffer = this.#buffer
    if (!this.#section.read(buffer)) return NEED_OCTETS
    const head = this.#head
    head.bindTarget(buffer.octets, buffer.mark + this.#targetStart, buffer.mark + this.#targetEnd)
    decideHead(head, this.#section.notes, buffer, this.#limits)
    this.#beginBody(head.framing)
    buffer.release()
    return this.#headEvent
  }

  #beginBody(framing: BodyFraming): void {
    switch (framing.kind) {
      case 'none':
        this.#state = 'message-end'
        return
      case 'content-length':
        this.#remaining = framing.octets
        this.#state = framing.octets === 0 ? 'message-end' : 'content'
        return
      case 'chunked':
        this.#chunked ??= new ChunkedDecoder(this.#limits)
        this.#chunked.begin()
        this.#state = 'chunked'
    }
  }

  #readContent(): RequestEvent {
    const buffer = this.#buffer
    if (buffer.at === buffer.end) return NEED_OCTETS
    const stop = Math.min(buffer.end, buffer.at + this.#remaining)
    const octets = buffer.take(stop)
    this.#remaining -= octets.length
    if (this.#remaining === 0) this.#state = 'message-end'
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
        this.#state = 'message-end'
        return chunked.trailers.count === 0
          ? undefined
          : { kind: 'trailers', trailers: chunked.trailers }
    }
  }

  #fail(code: FaultCode, at: number): never {
    throw new ProtocolError(code, this.#buffer.offsetOf(at))
  }
}
