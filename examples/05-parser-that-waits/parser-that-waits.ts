/**
 * The picture of lesson 4, behind the project's own parser. Prints what arrives and what the parser
 * makes of it: `need-octets` means that it cannot go on before more has arrived.
 */

import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { DEFAULT_LIMITS } from '../../src/message/limits.ts'
import { ProtocolError } from '../../src/message/protocol-error.ts'
import { type RequestEvent, RequestParser } from '../../src/message/request-parser.ts'
import { encodeHead } from '../../src/message/response-encoder.ts'
import type { Conversation } from '../../src/server/conversation.ts'
import { Server } from '../../src/server/server.ts'
import { readArguments } from '../support/arguments.ts'

const PICTURE = readFileSync(new URL('../../public/pictures/bits.png', import.meta.url))

class OneShot implements Conversation {
  readonly #socket: Socket
  readonly #parser = new RequestParser()
  #target = ''
  #isOver = false
  /** A tick is half a second: so long may the client take to read the answer and close. */
  #ticksLeft = 10

  constructor(socket: Socket) {
    this.#socket = socket
  }

  octets(octets: Buffer): void {
    // There is one answer on a connection. Whatever follows is read and dropped.
    if (this.#isOver) return
    console.log(`${octets.length} octets arrived`)
    const parser = this.#parser
    parser.push(octets)
    try {
      let last: RequestEvent['kind']
      do last = this.#take(parser.next())
      while (last !== 'need-octets' && !this.#isOver)
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      console.log(`  fault: ${error.message}`)
      this.#answer(error.status, 'text/plain', Buffer.from(`${error.says}\n`))
    }
  }

  #take(event: RequestEvent): RequestEvent['kind'] {
    console.log(`  ${event.kind}`)
    if (event.kind === 'head') this.#target = event.head.target()
    if (event.kind === 'end') {
      if (this.#target === '/picture.png') this.#answer(200, 'image/png', PICTURE)
      else this.#answer(404, 'text/plain', Buffer.from('Not found\n'))
    }
    return event.kind
  }

  #answer(status: number, type: string, content: Buffer): void {
    const length = ['Content-Length', `${content.length}`] as const
    const fields = [['Content-Type', type], length, ['Connection', 'close']] as const
    this.#socket.write(encodeHead(status, fields))
    this.#socket.end(content)
    this.#isOver = true
  }

  tick() {
    if (this.#isOver && this.#ticksLeft-- === 0) this.#socket.destroy()
  }
  ended = () => this.#socket.end()
  stop = () => this.#socket.end()
  drained() {}
  closed() {}
}

const server = new Server((socket) => new OneShot(socket), { limits: DEFAULT_LIMITS })
const { address, port } = await server.listen({ host: '127.0.0.1', port: readArguments(8105).port })
console.log(`http://${address}:${port}/`)
