/**
 * What is worth telling whoever runs the server?
 *
 * A journal is handed to the server; each of its functions may be missing, and then the entry is not
 * even made. Nothing in an entry reaches a client. Text of the peer's stands in entries as it came, one
 * char an octet: whoever writes it down must escape it.
 */

import type { Excerpt } from '../message/octet-buffer.ts'
import type { ProtocolError } from '../message/protocol-error.ts'
import type { Fields } from '../semantics/fields.ts'

/** One exchange, once its answer has left or failed to. */
export interface ExchangeEntry {
  /** Of the client; empty for sockets without one. */
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
  /** From the end of the request's head to the end of its response, as far as it got. */
  readonly milliseconds: number
  /** `aborted` when the connection ended before the answer did. */
  readonly outcome: 'complete' | 'aborted'
}

/** One exchange, while its answer is under way. */
export interface ProgressEntry extends Omit<ExchangeEntry, 'outcome'> {
  /** Octets that the content has in all; `undefined` when only its end will tell. */
  readonly length: number | undefined
}

/** An answer to what never became a request: broken, too slow, or from one client too many. */
export interface RejectionEntry {
  /** Of the client; empty for sockets without one. */
  readonly remoteAddress: string
  /** The line it began with, without its end, as far as it came. To be read at once. */
  readonly startLine: Uint8Array
  readonly status: number
  /** Content octets handed to the socket. */
  readonly octets: number
}

/**
 * Whoever keeps the books. The functions are called while serving: they must neither throw nor wait.
 *
 * ```ts
 * import { createServer, type Journal } from 'octets'
 *
 * const journal: Journal = {
 *   answered: ({ status, method, target, octets, milliseconds }) =>
 *     console.log(`${status} ${method} ${target} ${octets} octets ${milliseconds.toFixed(1)} ms`),
 *   failed: (error, what) => console.error(what, error),
 * }
 * const server = createServer(() => ({ status: 204, fields: [], content: { kind: 'none' } }), { journal })
 * await server.listen({ host: '127.0.0.1', port: 8080 })
 * ```
 */
export interface Journal {
  /** An exchange is over. */
  answered?(entry: ExchangeEntry): void
  /** The answer to a request takes long; told every few seconds. */
  progressed?(entry: ProgressEntry): void
  /** What never became a request was answered. */
  rejected?(entry: RejectionEntry): void
  /**
   * The peer broke the syntax. `excerpt` is where, its place the octet at fault. If that is answered,
   * `answered` or `rejected` tells of it too.
   */
  faulted?(fault: ProtocolError, excerpt: Excerpt, remoteAddress: string): void
  /** Someone was not let in: a failed TLS handshake, a PROXY header that is missing or not trusted. */
  refused?(reason: string, remoteAddress: string): void
  /** We, a handler or the system failed; `what` says in which step. */
  failed?(error: unknown, what: string): void
}
