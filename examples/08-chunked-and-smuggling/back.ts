/**
 * The server behind the front. It says how it understood each message: content and trailers.
 *
 * Spec: RFC 9112 §6.1 (both lengths in one message), §7.1 (chunks and trailers).
 */

import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { ProtocolError } from '../../src/message/protocol-error.ts'
import { RequestParser } from '../../src/message/request-parser.ts'
import { encodeHead } from '../../src/message/response-encoder.ts'
import type { FieldLine } from '../../src/semantics/exchange.ts'

/** Starts it on any free port, and tells which. */
export async function startBack(): Promise<number> {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {})
    converse(socket).catch((error: unknown) => {
      if (error instanceof ProtocolError) refuse(socket, error)
      else socket.destroy()
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return (server.address() as AddressInfo).port
}

async function converse(socket: Socket): Promise<void> {
  const parser = new RequestParser()
  let asked = ''
  let content = ''
  let trailers = ''
  for await (const octets of socket.iterator({ destroyOnReturn: false })) {
    parser.push(octets)
    for (let event = parser.next(); event.kind !== 'need-octets'; event = parser.next()) {
      if (event.kind === 'head') {
        asked = `${event.head.method} ${event.head.target()}`
        content = ''
        trailers = ''
      } else if (event.kind === 'content') {
        content += Buffer.from(event.octets).toString('latin1')
      } else if (event.kind === 'trailers') {
        trailers = [...event.trailers].map(([name, value]) => `, ${name}: ${value}`).join('')
      } else {
        socket.write(encodeAnswer(200, `${asked} with content "${content}"${trailers}`))
      }
    }
  }
}

/** Where a broken message ends nobody can know, so nothing behind it is answered. */
function refuse(socket: Socket, { status, says }: ProtocolError): void {
  socket.end(encodeAnswer(status, says, [['Connection', 'close']]))
  socket.resume()
}

function encodeAnswer(status: number, text: string, fields: readonly FieldLine[] = []): string {
  const length = String(Buffer.byteLength(text, 'latin1') + 1)
  return `${encodeHead(status, [['Content-Length', length], ...fields])}${text}\n`
}
