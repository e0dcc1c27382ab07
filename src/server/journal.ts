/**
 * What is worth telling whoever runs the server?
 *
 * A journal is handed to the server; each of its functions may be missing, and then the entry is not
 * even made. Nothing in an entry reaches a client.
 */

import type { Excerpt } from '../message/octet-buffer.ts'
import type { ProtocolError } from '../message/protocol-error.ts'
import type { Fields } from '../semantics/fields.ts'

/** One exchange, once its answer has left or failed to. */
export interface ExchangeEntry {
  readonly remoteAddress: string
  /** Of the request. To be read at once: they stand in octets that will be used again. */
  readonly fields: Fields
  readonly method: string
  readonly target: string
  readonly version: '1.0' | '1.1'
  /** 0 when the connection ended before there was a response. */
  readonly status: number
  /** Content octets handed to the socket. */
  readonly octets: number
  readonly milliseconds: number
  /** `aborted` when the connection ended before the answer did. */
  readonly outcome: 'complete' | 'aborted'
}

export interface Journal {
  answered?(entry: ExchangeEntry): void
  /** The peer broke the syntax. `excerpt` is where, its place the octet at fault. */
  faulted?(fault: ProtocolError, excerpt: Excerpt, remoteAddress: string): void
  /** Someone was not let in: a failed TLS handshake, a PROXY header that is missing or not trusted. */
  refused?(reason: string, remoteAddress: string): void
  /** We, a handler or the system failed; `what` says in which step. */
  failed?(error: unknown, what: string): void
}
