/**
 * How do the octets of a socket become request events, without holding more than a connection needs?
 *
 * The parser is made for the first octets, and let go when nothing of a message is left in it and the
 * connection has fallen silent; the next one goes on counting where it stopped. A parser is half of what
 * an idle connection would hold. The first one goes with the first message: many connections have no
 * second, and while it is young it leaves no hole in the heap.
 *
 * What has arrived and was not looked at has a bound. Past it the socket is paused, and its buffers and
 * then its client's fill up: so a client can make us hold no more than the bound, and what the system
 * delivered at once.
 */

import type { Socket } from 'node:net'
import type { Limits } from '../message/limits.ts'
import { type RequestEvent, RequestParser } from '../message/request-parser.ts'

const NEED_OCTETS: RequestEvent = { kind: 'need-octets' }

export class RequestReader {
  readonly #socket: Socket
  readonly #limits: Limits
  #parser: RequestParser | undefined
  /** Octets handed over since the start of the connection. */
  #octets = 0
  #isPaused = false
  #isFirstMessage = true

  constructor(socket: Socket, limits: Limits) {
    this.#socket = socket
    this.#limits = limits
  }

  /** For those who want to know what is in it. */
  get parser(): RequestParser {
    this.#parser ??= new RequestParser(this.#limits, Buffer.allocUnsafeSlow, this.#octets)
    return this.#parser
  }

  /** Octets that have arrived and that no event has covered yet. */
  get unread(): number {
    return this.#parser === undefined ? 0 : this.#parser.unread
  }

  /** Whether nothing of a further message has arrived. */
  get isBetweenMessages(): boolean {
    return this.#parser === undefined || this.#parser.isBetweenMessages
  }

  push(octets: Buffer): void {
    this.parser.push(octets)
    this.#octets += octets.length
  }

  /** @throws {ProtocolError} as the parser does */
  next(): RequestEvent {
    return this.#parser === undefined ? NEED_OCTETS : this.#parser.next()
  }

  /** Pauses the socket, or lets it go on, after events were taken. */
  regulate(): void {
    this.#pause(this.unread > this.#limits.readAheadOctets)
    if (!this.#isFirstMessage || !this.isBetweenMessages) return
    this.#isFirstMessage = false
    this.#parser = undefined
  }

  /** Nothing that arrives from now on is looked at, and nothing waits. */
  abandon(): void {
    this.#pause(false)
  }

  /** The connection has been silent for a while. */
  rest(): void {
    if (this.isBetweenMessages) this.#parser = undefined
  }

  #pause(isAhead: boolean): void {
    if (isAhead === this.#isPaused) return
    this.#isPaused = isAhead
    if (isAhead) this.#socket.pause()
    else this.#socket.resume()
  }
}
