/**
 * What do a server and a handler say to each other?
 *
 *   server/  ── Request ──▶  handler  ── Response ──▶  server/
 *
 * These types are the only thing the two sides share. A handler never learns how a message was
 * framed, how octets are sent, or what a socket is; the server never learns where content comes
 * from. A handler may answer at once or with a promise; at once is the fast path.
 *
 * Spec: RFC 9110 §3 (terminology), §6 (message abstraction), §9 (methods).
 */

import type { Fields } from './fields.ts'

/** A request as a handler sees it. Valid until its response has been sent. */
export interface Request {
  /** As sent; methods are case-sensitive (RFC 9110 §9.1). */
  readonly method: string
  /**
   * Path and query, beginning with `/`, or `*` for a request about the server itself. The
   * absolute-form arrives here reduced to its path and query (RFC 9112 §3.2.2); the
   * authority-form of CONNECT arrives as sent.
   */
  readonly target: string
  /**
   * Which of `texts` the target is, without making text of it. `undefined` when it is none of them, or
   * did not arrive as it stands in `target`.
   */
  targetAmong(texts: Texts): string | undefined
  /** Host and optional port the client asked for; empty when an HTTP/1.0 client named none. */
  readonly authority: string
  /**
   * Whether `authority` is `host`, or that and a port. Known without making text of it.
   *
   * @param host in lower case; the letters of the authority may have any
   */
  isFor(host: string): boolean
  /** Scheme of the target URI: `https` when the connection is secured (RFC 9110 §4.2). */
  readonly scheme: 'http' | 'https'
  readonly version: '1.0' | '1.1'
  /** The field section, by name or line by line. Valid as long as the request is. */
  readonly fields: Fields
  /**
   * The content, without its framing; iterate it at most once. A client that waits for
   * 100 (Continue) is sent it when iteration begins. Content that is left unread is discarded by
   * the server. A slice is a view of what arrived: nobody changes it later, but whoever keeps it
   * keeps all that arrived with it, up to 64 KiB. Iteration throws when the client breaks off.
   */
  readonly content: AsyncIterable<Uint8Array>
  /**
   * Aborted when nobody will read the response any more: the client has gone, or was given up
   * because it sent nothing for too long. Made when it is first asked for. A client that only closes
   * its side may still be reading (RFC 9112 §9.6), and is found to have gone when it is written to.
   */
  readonly signal: AbortSignal
  /**
   * The time, in milliseconds on the clock of `performance.now()`; never before the request arrived.
   * For a handler that answers at once, one look holds for all requests that arrived together.
   */
  readonly now: number
  /** Address of the peer, for logs. Empty for sockets without one. */
  readonly remoteAddress: string
}

/** Texts that can be found by octets that spell them. */
export interface Texts {
  /** The one spelled by `octets` from `start` to `end`; `undefined` when it is none of these. */
  find(octets: Uint8Array, start: number, end: number): string | undefined
}

/** One field line of a response: `['Content-Type', 'text/html']`. The name is sent as spelled. */
export type FieldLine = readonly [name: string, value: string]

/**
 * A response. A value: nobody changes it, and the same object may answer many requests.
 *
 * The writer adds what belongs to the message rather than to its meaning: `Date`, `Content-Length`
 * or `Transfer-Encoding`, and `Connection`. A handler answers HEAD exactly as it answers GET; the
 * writer leaves the content out (RFC 9110 §9.3.2).
 */
export interface Response {
  /** From 200 to 599: the final status (RFC 9110 §15). */
  readonly status: number
  /** In the order they are sent, but for those of the writer. */
  readonly fields: readonly FieldLine[]
  readonly content: Content
}

/** What is sent behind the head. Nobody changes octets that have been handed over. */
export type Content =
  | { readonly kind: 'none' }
  | { readonly kind: 'octets'; readonly octets: Uint8Array }
  | SourceContent
  | StreamContent

/**
 * Octets as they come, each piece asked for when the client has taken the one before. A piece belongs
 * to the writer until the next one is asked for.
 *
 * A stream that is not sent, or not to its end, is told by its iterator's `return`, even before the
 * first `next`. A generator that has not begun runs nothing then, its `finally` neither: it should open
 * what it needs after it has begun.
 */
export interface StreamContent {
  readonly kind: 'stream'
  readonly stream: AsyncIterable<Uint8Array>
  /** How many octets it will give, where that is known. The connection ends if it gives others. */
  readonly length?: number
}

/** `length` octets of `source`, from `position` on. The writer sends exactly these, then closes. */
export interface SourceContent {
  readonly kind: 'source'
  readonly source: ContentSource
  /** Where in the source the content begins, in octets from 0. */
  readonly position: number
  /** In octets; the connection ends if the source turns out to be shorter. */
  readonly length: number
}

/**
 * Something that can be read at any position: an open file, in the usual case. The writer reads it
 * into large buffers that it reuses, and is the only one who closes it.
 */
export interface ContentSource {
  /**
   * Fills `into` from `position` on and tells how many octets it got, at once or later; 0 means the
   * source has become shorter than it was promised to be.
   */
  read(into: Uint8Array, position: number): number | Promise<number>
  /** Gives the descriptor back. Called exactly once, whatever happened to the connection. */
  close(): void
}

/** The one function a server is built around. A throw or a rejection becomes a 500. */
export type Handler = (request: Request) => Response | Promise<Response>

/** Content of a response that has none, as 304 does, or whose content is empty. */
export const NO_CONTENT: Content = { kind: 'none' }

/** Octets of the content; `undefined` for a stream whose end only its end tells. */
export function contentLength(content: Content): number | undefined {
  switch (content.kind) {
    case 'none':
      return 0
    case 'octets':
      return content.octets.length
    case 'source':
    case 'stream':
      return content.length
  }
}

/** Lets go of content that will not be sent. */
export function discardContent(content: Content): void {
  if (content.kind === 'source') content.source.close()
  if (content.kind === 'stream') {
    const returned = content.stream[Symbol.asyncIterator]().return?.()
    // Whoever made it may fail at that too, and nobody is left who waits for it.
    returned?.catch(() => {})
  }
}
