/**
 * Answers content in capital letters, request after request on one connection. Content-Length tells
 * where the content ends, here and there: without it nobody would find the next message.
 */

import type { Socket } from 'node:net'
import { DEFAULT_LIMITS } from '../../src/message/limits.ts'
import { ProtocolError } from '../../src/message/protocol-error.ts'
import { type RequestEvent, RequestParser } from '../../src/message/request-parser.ts'
import { encodeHead } from '../../src/message/response-encoder.ts'
import type { Conversation } from '../../src/server/conversation.ts'
import { Server } from '../../src/server/server.ts'
import { readArguments } from '../support/arguments.ts'

/** Content is kept until it is complete, so it is bounded: past this, 413. */
const LIMITS = { ...DEFAULT_LIMITS, contentOctets: 100_000 }

class Capitals implements Conversation {
  readonly #socket: Socket
  readonly #parser = new RequestParser(LIMITS)
  #content: Uint8Array[] = []
  /** Whether the client wants another answer after this one. */
  #persists = true
  #isOver = false
  /** Half seconds in which the client may read the last answer and close. */
  #ticksLeft = 10

  constructor(socket: Socket) {
    this.#socket = socket
  }

  octets(octets: Buffer): void {
    if (this.#isOver) return
    this.#parser.push(octets)
    try {
      while (this.#take(this.#parser.next()) === 'more');
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      this.#persists = false
      this.#answer(error.status, `${error.says}\n`)
    }
  }

  #take(event: RequestEvent): 'more' | 'enough' {
    if (event.kind === 'need-octets') return 'enough'
    if (event.kind === 'head') this.#persists = event.head.persistent
    if (event.kind === 'content') this.#content.push(event.octets)
    if (event.kind !== 'end') return 'more'
    // Only now may it be read as text: see lesson 1.
    const text = Buffer.concat(this.#content).toString()
    this.#content = []
    this.#answer(200, text.toUpperCase())
    return this.#isOver ? 'enough' : 'more'
  }

  #answer(status: number, text: string): void {
    const content = Buffer.from(text)
    const length = ['Content-Length', `${content.length}`] as const
    const type = ['Content-Type', 'text/plain; charset=utf-8'] as const
    const close = this.#persists ? [] : [['Connection', 'close'] as const]
    this.#socket.write(encodeHead(status, [type, length, ...close]))
    // A client that sends requests and does not read answers is not listened to meanwhile.
    if (!this.#socket.write(content)) this.#socket.pause()
    if (!this.#persists) this.#socket.end()
    this.#isOver = !this.#persists
  }

  drained = () => void this.#socket.resume()
  ended = () => void this.#socket.end()
  stop = () => void this.#socket.end()
  closed() {}
  tick() {
    if (this.#isOver && this.#ticksLeft-- === 0) this.#socket.destroy()
  }
}

const server = new Server((socket) => new Capitals(socket), { limits: LIMITS })
const { address, port } = await server.listen({ host: '127.0.0.1', port: readArguments(8106).port })
console.log(`http://${address}:${port}/`)
