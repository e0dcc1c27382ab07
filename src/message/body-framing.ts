/**
 * Where does the body of this request end?
 *
 * Decided from the field section alone, in the order of the numbered list of RFC 9112 §6.3, leaving
 * out the steps for responses. Where the RFC offers "repair or reject" we reject: a message that two
 * recipients may frame differently is how requests are smuggled (RFC 9112 §11.2).
 *
 * Spec: RFC 9112 §6.1 (Transfer-Encoding), §6.2 (Content-Length), §6.3 (message body length).
 */

import { parseList } from '../semantics/grammar.ts'
import type { FaultCode } from './protocol-error.ts'

export type BodyFraming =
  | { readonly kind: 'none' }
  | { readonly kind: 'content-length'; readonly octets: number }
  | { readonly kind: 'chunked' }

/** Fields that frame no body, or two. */
export interface FaultyFraming {
  readonly kind: 'faulty'
  readonly code: FaultCode
}

/** What the field section says about framing: the value of each line of the two fields. */
export interface FramingFields {
  readonly version: '1.0' | '1.1'
  readonly contentLength: readonly string[]
  readonly transferEncoding: readonly string[]
}

export const NO_BODY: BodyFraming = { kind: 'none' }
const CHUNKED: BodyFraming = { kind: 'chunked' }

export function decideFraming(fields: FramingFields): BodyFraming | FaultyFraming {
  const { version, contentLength, transferEncoding } = fields
  if (transferEncoding.length > 0) {
    if (version === '1.0') return { kind: 'faulty', code: 'transfer-coding-in-1.0' }
    if (contentLength.length > 0) return { kind: 'faulty', code: 'length-conflict' }
    return decideTransferCoding(parseList(transferEncoding.join(',')))
  }
  const [value, ...repeats] = contentLength
  if (value === undefined) return NO_BODY
  // §6.3 lets a recipient take identical repeated values for one. We do not: nobody needs it.
  if (repeats.length > 0) return { kind: 'faulty', code: 'content-length-repeated' }
  if (!/^\d+$/.test(value)) return { kind: 'faulty', code: 'content-length-malformed' }
  // Twenty digits are still a number, only a large one: the limit answers it with 413.
  return { kind: 'content-length', octets: Number(value) }
}

/** `chunked` alone is all we decode; a coding under it would reach the handler still encoded. */
function decideTransferCoding(codings: readonly string[]): BodyFraming | FaultyFraming {
  const names = codings.map((coding) => coding.toLowerCase())
  if (names.length === 1 && names[0] === 'chunked') return CHUNKED
  const last = names.at(-1)
  if (last !== 'chunked' || names.indexOf('chunked') < names.length - 1) {
    // An unknown length, or chunked twice, or chunked with a parameter: the body cannot be framed.
    return { kind: 'faulty', code: 'transfer-coding-malformed' }
  }
  return { kind: 'faulty', code: 'transfer-coding-unknown' }
}
