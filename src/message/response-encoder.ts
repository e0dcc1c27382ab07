/**
 * How does a response look as octets?
 *
 * A head is encoded as a string with one char an octet; whoever sends it writes it as latin1. What a
 * handler may not say is checked here: a name that is no token, a value with a line end in it, or a
 * field that belongs to the writer, because it frames the message or manages the connection.
 *
 * Spec: RFC 9112 §4 (status line), §5 (field lines), §6.3 (length of the body), §7.1 (chunks).
 */

import type { FieldLine } from '../semantics/exchange.ts'
import { isFieldValue, isToken } from '../semantics/grammar.ts'
import { reasonPhrase } from '../semantics/status.ts'

/** RFC 9110 §15.2.1. */
export const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n'
export const LAST_CHUNK = '0\r\n\r\n'

/** How the end of a response is told. `until-close` is all an HTTP/1.0 client understands. */
export type ResponseFraming =
  | { readonly kind: 'none' }
  | { readonly kind: 'content-length'; readonly octets: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'until-close' }

/**
 * Decides how to frame a response: RFC 9112 §6.3, read by a sender.
 *
 * @param contentOctets length of the content, `undefined` when it is not known beforehand
 */
export function decideResponseFraming(
  status: number,
  version: '1.0' | '1.1',
  contentOctets: number | undefined,
): ResponseFraming {
  // RFC 9110 §8.6: 204 must not say a length, and in a 304 it would mean the 200's.
  if (status === 204 || status === 304) return { kind: 'none' }
  if (contentOctets !== undefined) return { kind: 'content-length', octets: contentOctets }
  return version === '1.1' ? { kind: 'chunked' } : { kind: 'until-close' }
}

/** The status line and the field section, both ends included. */
export function encodeHead(status: number, fields: Iterable<FieldLine>): string {
  let head = `HTTP/1.1 ${status} ${reasonPhrase(status)}\r\n`
  for (const [name, value] of fields) head += `${name}: ${value}\r\n`
  return `${head}\r\n`
}

/** The field line that says `framing`, if it takes one. */
export function framingFields(framing: ResponseFraming): readonly FieldLine[] {
  switch (framing.kind) {
    case 'content-length':
      return [['Content-Length', String(framing.octets)]]
    case 'chunked':
      return [['Transfer-Encoding', 'chunked']]
    case 'none':
    case 'until-close':
      return []
  }
}

export function encodeChunkSize(octets: number): string {
  return `${octets.toString(16)}\r\n`
}

const WRITERS_OWN: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'transfer-encoding',
])

/** Names that may be sent, as far as they have been looked at: most answers have the same ones. */
const SENDABLE_NAMES = new Set<string>()
const MOST_SENDABLE_NAMES = 256

/** The first field line of `fields` that may not be sent as it is, if there is one. */
export function findUnsendable(fields: readonly FieldLine[]): FieldLine | undefined {
  return fields.find(([name, value]) => !isSendableName(name) || !isFieldValue(value))
}

function isSendableName(name: string): boolean {
  if (SENDABLE_NAMES.has(name)) return true
  if (!isToken(name) || WRITERS_OWN.has(name.toLowerCase())) return false
  if (SENDABLE_NAMES.size < MOST_SENDABLE_NAMES) SENDABLE_NAMES.add(name)
  return true
}
