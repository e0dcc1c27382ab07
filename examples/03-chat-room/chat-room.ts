/**
 * A chat room: the first line a guest sends is a name, each later one is said to everybody.
 *
 * Where a line ends is the business of lines.ts. What a guest may leave unread has a bound here.
 */

import type { Socket } from 'node:net'
import { DEFAULT_LIMITS } from '../../src/message/limits.ts'
import type { Conversation } from '../../src/server/conversation.ts'
import { Server } from '../../src/server/server.ts'
import { readArguments } from '../support/arguments.ts'
import { LINE_OCTETS, LineReader } from './lines.ts'

/** A guest for whom more than this waits does not keep up, and is let go. */
const UNREAD_OCTETS = 1_000_000

const room = new Set<Guest>()

class Guest implements Conversation {
  readonly #socket: Socket
  readonly #lines = new LineReader()
  #name = ''
  #isLeaving = false
  /** A tick is half a second. */
  #ticksLeft = 4

  constructor(socket: Socket) {
    this.#socket = socket
  }

  octets(octets: Buffer): void {
    if (this.#isLeaving) return
    for (const line of this.#lines.push(octets)) this.#take(line)
    if (this.#lines.isTooLong) this.#leave(`a line has at most ${LINE_OCTETS} octets\n`)
  }

  #take(line: string): void {
    // Control characters could play tricks with the terminals of others.
    const text = line.replaceAll(/\p{Cc}/gu, '')
    if (room.has(this)) say(`${this.#name}: ${text}`)
    else if (text !== '') this.#enter(text)
  }

  #enter(name: string): void {
    this.#name = name
    room.add(this)
    say(`${name} is here`)
  }

  hear(line: string): void {
    this.#socket.write(`${line}\n`)
    if (this.#socket.writableLength > UNREAD_OCTETS) this.#socket.destroy()
  }

  /** Says a last word; the guest has two seconds to read it, and what it still sends is dropped. */
  #leave(word: string): void {
    this.#isLeaving = true
    if (room.delete(this)) say(`${this.#name} has left`)
    this.#socket.end(word)
  }

  ended = () => this.#leave('')
  closed = () => this.#leave('')
  stop = () => this.#leave('the room closes\n')
  drained() {}
  tick() {
    if (this.#isLeaving && this.#ticksLeft-- === 0) this.#socket.destroy()
  }
}

function say(line: string): void {
  for (const guest of room) guest.hear(line)
}

const server = new Server((socket) => new Guest(socket), { limits: DEFAULT_LIMITS })
const { address, port } = await server.listen({ host: '127.0.0.1', port: readArguments(8103).port })
console.log(`Listening on ${address}:${port}`)
