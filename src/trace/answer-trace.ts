/**
 * How is this answer framed, octet by octet?
 *
 * The counterpart of framing-trace.ts for the other direction, in the same words. There is no parser
 * for answers in this program, so this is a reader of its own, and a trusting one: it reads what a
 * server like ours wrote, and looks for no faults.
 *
 * Whether an answer has a body also depends on its request (RFC 9112 §6.3): tell `asked` of each.
 *
 * Spec: RFC 9112 §4 (status line), §6.3 (length of the body), §7.1 (chunks).
 */

import type { ParserElement } from '../message/parser-state.ts'
import { CR, LF, SP } from '../semantics/grammar.ts'
import { roleOf } from './octet-role.ts'
import type { DecisionRecord, Role } from './records.ts'
import { countOctets } from './remarks.ts'
import type { Secrets } from './secrets.ts'
import { type Taken, TraceLog } from './trace-log.ts'

const COLON = 0x3a

/** Parts of a status line, then the elements that requests have too. */
type Element = 'version' | 'status' | 'reason' | Exclude<ParserElement, 'version'>

/** Asked for when nothing was said of the request. */
const USUAL_METHOD = 'GET'
/** Requests that wait for their answers; further ones are taken for usual. */
const MAX_ASKED = 16_384

export class AnswerTrace {
  readonly #log: TraceLog
  readonly #methods: string[] = []
  #element: Element = 'version'
  #status = ''
  #connection = ''
  /** Octets of content, or of this chunk's data, still to come. */
  #remaining = 0
  #size = ''

  /** @param secrets whether values of Set-Cookie may appear in records */
  constructor(secrets: Secrets = 'masked') {
    this.#log = new TraceLog(secrets)
  }

  /** Octets that have left. */
  get offset(): number {
    return this.#log.offset
  }

  /** An answer to a request with this method will follow. */
  asked(method: string): void {
    if (this.#methods.length < MAX_ASKED) this.#methods.push(method)
  }

  /** Gives spans and records away. */
  take(): Taken {
    return this.#log.take()
  }

  /** Reads octets that left together. They remain the caller's. */
  push(octets: Uint8Array): void {
    this.#log.beginSegment(octets.length)
    for (let at = 0; at < octets.length; ) {
      const length = Math.max(1, Math.min(this.#remaining, octets.length - at))
      if (this.#remaining > 0) this.#readData(octets.subarray(at, at + length))
      else this.#readOctet(octets[at]!)
      at += length
    }
  }

  /** No more octets will leave. It is the end of content that had no other. */
  end(): void {
    if (this.#element === 'content' && this.#remaining === Number.POSITIVE_INFINITY) {
      this.#log.endEvent(
        'content',
        `${countOctets(this.#log.dataOctets)}, until the connection closed`,
      )
      this.#endMessage()
      return
    }
    if (this.#element === 'version' && this.#log.offset === this.#log.eventStart) return
    const says = `ended: answer ${this.#log.notes.message} is incomplete`
    this.#log.records.push({ kind: 'end', offset: this.#log.offset, state: this.#element, says })
  }

  #readData(octets: Uint8Array): void {
    const role = this.#element === 'content' ? 'content' : 'chunk-data'
    this.#log.readData(role, octets)
    this.#remaining -= octets.length
    if (this.#remaining > 0) return
    if (role === 'chunk-data') this.#element = 'chunk-data-cr'
    else {
      this.#log.endEvent('content', countOctets(this.#log.dataOctets))
      this.#endMessage()
    }
  }

  #readOctet(octet: number): void {
    const role = this.#roleOf(octet)
    const element = this.#element
    const counted = element === 'status' || element === 'reason' ? 'version' : element
    this.#log.readOctet(role, counted, Uint8Array.of(octet))
    if (role === 'status') this.#status += String.fromCharCode(octet)
    if (role === 'chunk-size') this.#size += String.fromCharCode(octet)
    this.#move(octet)
  }

  #roleOf(octet: number): Role {
    const element = this.#element
    if (element === 'version' || element === 'status') return octet === SP ? 'SP' : element
    if (element !== 'reason') return roleOf(element, octet, this.#log.notes.isValueBegun)
    if (octet === CR) return 'CR'
    return octet === LF ? 'LF' : 'reason'
  }

  /** From one element to the next, by the octet that ends it. */
  #move(octet: number): void {
    switch (this.#element) {
      case 'version':
        if (octet === SP) this.#element = 'status'
        return
      case 'status':
        if (octet === SP) this.#element = 'reason'
        return
      case 'field-name':
      case 'trailer-name':
        if (octet === COLON)
          this.#element = this.#element === 'field-name' ? 'field-value' : 'trailer-value'
        break
      case 'chunk-size':
        if (octet === CR) this.#element = 'chunk-size-end'
        return
      case 'chunk-data-cr':
        this.#element = 'chunk-data-lf'
        return
    }
    if (octet === LF) this.#endLine()
  }

  #endLine(): void {
    switch (this.#element) {
      case 'reason':
        this.#log.endEvent('status-line', '')
        this.#element = 'field-name'
        return
      case 'field-value':
        this.#endFieldLine('field-line')
        this.#element = 'field-name'
        return
      case 'trailer-value':
        this.#endFieldLine('trailer-line')
        this.#element = 'trailer-name'
        return
      case 'field-name':
        this.#endHead()
        return
      case 'trailer-name':
        this.#log.endEvent('section-end', 'the trailer section ends')
        this.#endMessage()
        return
      case 'chunk-size-end':
        this.#endSize()
        return
      case 'chunk-data-lf':
        this.#log.endEvent('chunk', countOctets(this.#log.dataOctets))
        this.#element = 'chunk-size'
    }
  }

  #endFieldLine(event: 'field-line' | 'trailer-line'): void {
    const { name, value } = this.#log.notes.fieldLine()
    this.#log.notes.noteFieldLine(name, value)
    if (name === 'connection') this.#connection = value.toLowerCase()
    this.#log.endEvent(event, '')
  }

  #endHead(): void {
    this.#log.endEvent('section-end', 'the field section ends')
    this.#log.dataOctets = 0
    const isInterim = this.#status.startsWith('1')
    const method = isInterim ? USUAL_METHOD : (this.#methods.shift() ?? USUAL_METHOD)
    const { says, rule } = this.#frame(method)
    this.#decide('framing', says, rule)
    if (!isInterim) {
      const says = this.#connection === 'close' ? 'closes: Connection says close' : 'stays open'
      this.#decide('persistence', says, 'RFC 9112 §9.3')
    }
    if (this.#element === 'field-name') this.#endMessage()
  }

  /** RFC 9112 §6.3, as the one who receives a response reads it. Moves on to the body, if any. */
  #frame(method: string): Pick<DecisionRecord, 'says' | 'rule'> {
    const { contentLength, transferEncoding } = this.#log.notes.framing
    if (method === 'HEAD') return { says: 'no body: it answers HEAD', rule: 'RFC 9112 §6.3 (1)' }
    if (/^(?:1..|204|304)$/.test(this.#status)) {
      return { says: `no body: ${this.#status} never has one`, rule: 'RFC 9112 §6.3 (1)' }
    }
    if (transferEncoding.length > 0) {
      this.#element = 'chunk-size'
      return { says: 'content in chunks, until the one of size 0', rule: 'RFC 9112 §6.3 (4)' }
    }
    if (contentLength.length > 0) {
      const octets = Number(contentLength[0])
      if (octets > 0) this.#element = 'content'
      this.#remaining = octets
      return {
        says: `${countOctets(octets)} of content: Content-Length`,
        rule: 'RFC 9112 §6.3 (6)',
      }
    }
    this.#element = 'content'
    this.#remaining = Number.POSITIVE_INFINITY
    return { says: 'content until the connection closes', rule: 'RFC 9112 §6.3 (8)' }
  }

  #endSize(): void {
    this.#remaining = Number.parseInt(this.#size, 16)
    this.#size = ''
    this.#log.dataOctets = 0
    if (this.#remaining > 0) this.#element = 'chunk-data'
    else {
      this.#log.endLastChunk()
      this.#element = 'trailer-name'
    }
  }

  #decide(about: DecisionRecord['about'], says: string, rule: string): void {
    const { message } = this.#log.notes
    this.#log.records.push({
      kind: 'decision',
      about,
      says,
      rule,
      offset: this.#log.offset,
      message,
    })
  }

  #endMessage(): void {
    this.#log.endEvent('message-end', `answer ${this.#log.notes.message} is complete`)
    this.#log.notes.end()
    this.#element = 'version'
    this.#status = ''
    this.#connection = ''
  }
}
