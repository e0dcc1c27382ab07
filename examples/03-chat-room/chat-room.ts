/**
 * A chat room: the first line a guest sends is a name, each later one is said to everybody.
 *
 * The framing is the oldest there is: a line ends with LF, and a CR before it is not part of it. A
 * line has a bound, and so has what a guest may leave unread.
 */

import type { Socket } from 'node:net'
import { DEFAULT_LIMITS } from '../../src/message/limits.ts'
import type { Conversation } from '../../src/server/conversation.ts'
import { Server } from '../../src/server/server.ts'
import { readArguments } from '../support/arguments.ts'

const LF = 0x0a
const LINE_OCTETS = 1000
/** A guest for whom more than this waits does not keep up, and is let go. */
const UNREAD_OCTETS = 1_000_000

const room = new Set<Guest>()

class Guest implements Conversation {
  readonly #socket: Socket
  #name = ''
  /** The beginning of a line whose end has not arrived. */
  #begun: Buffer = Buffer.alloc(0)

  constructor(socket: Socket) {
    this.#socket = socket
  }

  octets(octets: Buffer): void {
    this.#begun = Buffer.concat([this.#begun, octets])
    for (let end = this.#begun.indexOf(LF); end !== -1; end = this.#begun.indexOf(LF)) {
      if (end > LINE_OCTETS) break
      const line = this.#begun.subarray(0, end).toString()
      this.#begun = this.#begun.subarray(end + 1)
      this.#take(line.endsWith('\r') ? line.slice(0, -1) : line)
    }
    if (this.#begun.length > LINE_OCTETS) this.#leave('a line has at most 1000 octets')
  }

  #take(line: string): void {
    if (this.#name !== '') {
      say(`${this.#name}: ${line}`)
    } else if (line !== '') {
      this.#name = line
      room.add(this)
      say(`${line} is here`)
    }
  }

  hear(line: string): void {
    this.#socket.write(`${line}\n`)
    if (this.#socket.writableLength > UNREAD_OCTETS) this.#socket.destroy()
  }

  #leave(why: string): void {
    this.#socket.end(`${why}\n`)
    this.#socket.pause()
  }

  ended(): void {
    this.#socket.end()
  }

  drained(): void {}
  tick(): void {}

  stop(): void {
    this.#leave('the room closes')
  }

  closed(): void {
    if (room.delete(this)) say(`${this.#name} has left`)
  }
}
