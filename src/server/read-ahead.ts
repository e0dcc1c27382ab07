/**
 * How far is a socket read ahead of the answer being sent?
 *
 * Past a bound it is paused, and its buffers and then its client's fill up: so a client can make us
 * hold no more than the bound, and what the system delivered at once.
 */

import type { Socket } from 'node:net'
import type { ConnectionLimits } from '../message/limits.ts'

export class ReadAhead {
  readonly #socket: Socket
  readonly #bound: number
  #isPaused = false

  constructor(socket: Socket, { readAheadOctets }: ConnectionLimits) {
    this.#socket = socket
    this.#bound = readAheadOctets
  }

  /** @param unread octets that have arrived and were not looked at */
  regulate(unread: number): void {
    const isAhead = unread > this.#bound
    if (isAhead === this.#isPaused) return
    this.#isPaused = isAhead
    if (isAhead) this.#socket.pause()
    else this.#socket.resume()
  }
}
