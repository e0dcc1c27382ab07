/**
 * How does a connection end, so that its client can read the last answer?
 *
 * In stages: our side closes, what the client still sends is dropped for a while, and then the socket
 * is closed. Closed at once, it would answer such octets with a reset, and the reset can overtake the
 * answer.
 *
 * But a client that sent `close` with its last request may send nothing after it. When all it sent has
 * been read and its answer has been taken, there is nothing left to wait for, and the socket is closed
 * at once, as nginx does it: a third of what a connection costs that carries one request. TLS has a
 * last word of its own, and ends in stages.
 *
 * Spec: RFC 9112 §9.6 (tear-down).
 */

import type { Socket } from 'node:net'
import type { Exchange } from './exchange.ts'

/** What is to be expected of a client. */
export type Expected = 'nothing' | 'octets'

/** @param unread octets that arrived behind the request of `exchange` */
export function expectAfter({ head, scheme }: Exchange, unread: number): Expected {
  const isLastRequest = !head.persistent && head.framing.kind === 'none'
  return isLastRequest && unread === 0 && scheme === 'http' ? 'nothing' : 'octets'
}

/** Closes our side, or all of it. */
export function tearDown(socket: Socket, expected: Expected): void {
  if (expected === 'nothing' && socket.writableLength === 0) socket.destroy()
  else {
    socket.end()
    socket.resume()
  }
}
