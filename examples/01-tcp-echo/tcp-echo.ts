/**
 * An echo: what arrives is sent back. It prints how the octets arrived, which nobody promised.
 *
 * The server is the project's own; the echo is what it is told to speak. See
 * src/server/conversation.ts for what the server calls and when.
 */

import type { Socket } from 'node:net'
import { DEFAULT_LIMITS } from '../../src/message/limits.ts'
import type { Conversation } from '../../src/server/conversation.ts'
import { Server } from '../../src/server/server.ts'
import { readArguments } from '../support/arguments.ts'

class Echo implements Conversation {
  readonly #socket: Socket
  #arrivals = 0

  constructor(socket: Socket) {
    this.#socket = socket
  }

  octets(octets: Buffer): void {
    this.#arrivals += 1
    console.log(`arrival ${this.#arrivals}: ${octets.length} octets`)
    // The peer sends faster than it reads: stop listening until there is room again.
    if (!this.#socket.write(octets)) this.#socket.pause()
  }

  drained(): void {
    this.#socket.resume()
  }

  /** The peer will send no more, and still reads: what was written before is sent, then our FIN. */
  ended(): void {
    this.#socket.end()
  }

  tick(): void {}

  stop(): void {
    this.#socket.end()
  }

  closed(): void {
    console.log(`closed, arrivals: ${this.#arrivals}`)
  }
}

const server = new Server((socket) => new Echo(socket), { limits: DEFAULT_LIMITS })
const { address, port } = await server.listen({ host: '127.0.0.1', port: readArguments(8101).port })
console.log(`Listening on ${address}:${port}`)
