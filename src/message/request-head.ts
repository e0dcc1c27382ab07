/**
 * What did the head of this request say?
 *
 * A view of the octets the head arrived in: method and version are known, the rest becomes text when
 * asked for. The parser fills the same object for each request on a connection, so a head is valid
 * until the parser is asked for the event that follows the request's `end`.
 *
 * Spec: RFC 9112 §3 (request line), §3.3 (the target URI), §9.3 (persistence).
 */

import type { Texts } from '../semantics/exchange.ts'
import { type BodyFraming, NO_BODY } from './body-framing.ts'
import type { FieldTable } from './field-table.ts'
import type { FaultCode } from './protocol-error.ts'
import { parseTarget, type RequestTarget, type TargetForm } from './request-target.ts'
import { textOf } from './scan.ts'

const SLASH = 0x2f

/** RFC 9110 §9.3 and RFC 5789, the usual ones first. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS', 'DELETE', 'PATCH', 'CONNECT', 'TRACE']

/** The method between `start` and `end`. For a registered one no string is made. */
export function methodOf(octets: Uint8Array, start: number, end: number): string {
  for (const method of METHODS) {
    if (method.length === end - start && isSame(octets, start, method)) return method
  }
  return textOf(octets, start, end)
}

function isSame(octets: Uint8Array, start: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (octets[start + index] !== text.charCodeAt(index)) return false
  }
  return true
}

/** What the client waits for before it sends the content (RFC 9110 §10.1.1). */
export type Expectation = 'none' | '100-continue' | 'unknown'

/**
 * The request line and the field section, as the parser read them. One object serves all requests of
 * a connection: it is valid until the parser is asked for the event that follows the request's `end`.
 */
export interface RequestHead {
  /** A token, as sent: methods have case. */
  readonly method: string
  /** A higher minor version counts as 1.1 (RFC 9110 §2.5). */
  readonly version: '1.0' | '1.1'
  readonly fields: FieldTable
  /** Where the message body ends (RFC 9112 §6.3). */
  readonly framing: BodyFraming
  /** Whether the client wants the connection to outlive this exchange. */
  readonly persistent: boolean
  /** What Expect says; `unknown` is to be answered with 417. */
  readonly expectation: Expectation
  /** The form of the request target (RFC 9112 §3.2). */
  readonly form: TargetForm
  /** Whether an absolute-form names the https scheme. */
  readonly isForHttps: boolean
  /** Path and query, `*`, or the authority that CONNECT names. */
  target(): string
  /** Which of `texts` that is, if it arrived as it is: no text is made of it. */
  targetAmong(texts: Texts): string | undefined
  /** Host and optional port: the target's own in absolute-form, else the value of Host, else ''. */
  authority(): string
  /** Whether that is `host`, given in lower case, or `host` and a port. */
  isFor(host: string): boolean
}

/** The parser's side of a head. */
export class HeadRecord implements RequestHead {
  method = ''
  version: '1.0' | '1.1' = '1.1'
  readonly fields: FieldTable
  framing: BodyFraming = NO_BODY
  persistent = true
  expectation: Expectation = 'none'
  /** Which field line is Host. */
  hostLine: number | undefined

  /** The target taken apart; `undefined` in origin-form, which is taken as it is. */
  #special: RequestTarget | undefined
  /** Where the target begins and ends, counted from the mark of the buffer that the head lies in. */
  targetStart = 0
  targetEnd = 0

  constructor(fields: FieldTable) {
    this.fields = fields
  }

  get form(): TargetForm {
    return this.#special?.form ?? 'origin-form'
  }

  /** What most field sections of version 1.1 decide. Step by step it is a twentieth of 50 octets. */
  takeUsual(hostLine: number): void {
    this.hostLine = hostLine
    this.persistent = true
    this.expectation = 'none'
    this.framing = NO_BODY
  }

  /** The request line is `GET`, a path and `HTTP/1.1`, as it nearly always is. */
  takePath(targetStart: number, targetEnd: number): void {
    this.method = 'GET'
    this.version = '1.1'
    this.targetStart = targetStart
    this.targetEnd = targetEnd
    this.#special = undefined
  }

  /** Looks at the form of the target, once `method` and the place of the target are known. */
  takeTarget(octets: Uint8Array, mark: number): FaultCode | undefined {
    this.#special = undefined
    if (octets[mark + this.targetStart] === SLASH) {
      return this.method === 'CONNECT' ? 'target-form-mismatch' : undefined
    }
    const text = textOf(octets, mark + this.targetStart, mark + this.targetEnd)
    const target = parseTarget(text, this.method)
    if (target === undefined) return 'target-malformed'
    if (target === 'mismatch') return 'target-form-mismatch'
    this.#special = target
    return undefined
  }

  get isForHttps(): boolean {
    return this.#special?.scheme === 'https'
  }

  target(): string {
    return this.#special?.pathAndQuery ?? this.fields.text(this.targetStart, this.targetEnd)
  }

  targetAmong(texts: Texts): string | undefined {
    if (this.#special !== undefined) return undefined
    return this.fields.textAmong(texts, this.targetStart, this.targetEnd)
  }

  authority(): string {
    if (this.#special !== undefined && this.#special.authority !== '')
      return this.#special.authority
    return this.hostLine === undefined ? '' : this.fields.value(this.hostLine)
  }

  isFor(host: string): boolean {
    const authority = this.#special?.authority ?? ''
    if (authority !== '') return authority.toLowerCase().replace(/:\d*$/, '') === host
    return this.hostLine === undefined ? host === '' : this.fields.valueIsFor(this.hostLine, host)
  }
}
