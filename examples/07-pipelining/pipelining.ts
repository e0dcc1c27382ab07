/**
 * A server that may be asked again before it has answered.
 *
 * The parser is pulled, not pushed: as long as an answer is being made, nobody asks it for the next
 * request. That alone keeps the answers in order. And as long as the loop waits, for an answer or for
 * room to send it, the socket is not read: a client that asks and never reads fills its own buffers.
 *
 * Every method is answered as GET is; what that does to HEAD is an exercise of lesson 6.
 *
 * Spec: RFC 9112 §9.3.2 (pipelining).
 */

import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { ProtocolError } from '../../src/message/protocol-error.ts'
import { RequestParser } from '../../src/message/request-parser.ts'
import { encodeHead } from '../../src/message/response-encoder.ts'
import type { FieldLine } from '../../src/semantics/exchange.ts'
import { readArguments } from '../support/arguments.ts'

/** How long `/slow` takes, as a question to a database might. */
const SLOW_MILLISECONDS = 300
/** After this silence the connection is given up. */
const IDLE_MILLISECONDS = 10_000
const CLOSE: FieldLine = ['Connection', 'close']

/** Answers the requests of one connection, one after the other. */
async function converse(socket: Socket): Promise<void> {
  const parser = new RequestParser()
  for await (const octets of socket.iterator({ destroyOnReturn: false })) {
    parser.push(octets)
    for (let event = parser.next(); event.kind !== 'need-octets'; event = parser.next()) {
      if (event.kind !== 'head') continue
      const { persistent } = event.head
      const text = await textFor(event.head.target())
      const answer = encodeAnswer(200, text, persistent ? [] : [CLOSE])
      if (!socket.write(answer)) await once(socket, 'drain')
      if (!persistent) return
    }
  }
}

async function textFor(target: string): Promise<string> {
  if (target === '/slow') await pause(SLOW_MILLISECONDS)
  return `the answer to ${target}\n`
}

function encodeAnswer(status: number, text: string, fields: readonly FieldLine[] = []): string {
  return encodeHead(status, [['Content-Length', `${text.length}`], ...fields]) + text
}

function finish(socket: Socket, error?: unknown): void {
  if (error instanceof ProtocolError) {
    socket.write(encodeAnswer(error.status, `${error.says}\n`, [CLOSE]))
  }
  socket.end()
  // What the client still sends is read and dropped, so that it can read our last answer.
  socket.resume()
}

const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
  socket.setTimeout(IDLE_MILLISECONDS, () => socket.destroy())
  socket.on('error', () => {})
  converse(socket).then(
    () => finish(socket),
    (error: unknown) => finish(socket, error),
  )
})
server.listen(readArguments(8107).port, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
})
