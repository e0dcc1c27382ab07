/**
 * One port, with TLS or without, and behind both the same parser. Each answer says in which pieces
 * its request arrived.
 *
 * Spec: RFC 8446 §5.1 (the record layer); RFC 9110 §4.2.2 (the https scheme).
 */

import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { ProtocolError } from '../../src/message/protocol-error.ts'
import { RequestParser } from '../../src/message/request-parser.ts'
import { encodeHead } from '../../src/message/response-encoder.ts'
import type { FieldLine } from '../../src/semantics/exchange.ts'
import { readArguments } from '../support/arguments.ts'
import { makeIdentity } from './certificate.ts'

/** First octet of every TLS connection: its record is of type "handshake". No method begins so. */
const HANDSHAKE = 22
const SILENCE_MILLISECONDS = 10_000
/** Of so many pieces the size is told. */
const MAX_SIZES = 12

const identity = await makeIdentity()

/** Speaks HTTP on a socket of either kind. */
function converse(socket: Socket): void {
  const parser = new RequestParser()
  let target = ''
  let sizes: number[] = []
  socket.on('data', (octets: Buffer) => {
    if (sizes.length < MAX_SIZES) sizes.push(octets.length)
    try {
      parser.push(octets)
      for (let event = parser.next(); event.kind !== 'need-octets'; event = parser.next()) {
        if (event.kind === 'head') target = event.head.target()
        if (event.kind !== 'end') continue
        const text = target === '/certificate' ? identity.authority : `pieces: ${sizes.join(' ')}\n`
        if (!socket.write(encodeAnswer(200, text))) socket.pause()
        sizes = []
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      socket.end(encodeAnswer(error.status, `${error.says}\n`, [['Connection', 'close']]))
    }
  })
  socket.on('drain', () => socket.resume())
  socket.on('error', () => socket.destroy())
}

function encodeAnswer(status: number, text: string, fields: readonly FieldLine[] = []): string {
  return encodeHead(status, [['Content-Length', `${text.length}`], ...fields]) + text
}

const secure = createTlsServer({ key: identity.key, cert: identity.cert }, converse)
// A client that does not trust the certificate hangs up: that is its right, and no failure of ours.
secure.on('tlsClientError', () => {})

const server = createServer({ noDelay: true }, (socket) => {
  socket.setTimeout(SILENCE_MILLISECONDS, () => socket.destroy())
  socket.on('error', () => {})
  socket.once('data', (first) => {
    socket.pause()
    socket.unshift(first)
    if (first[0] === HANDSHAKE) {
      secure.emit('connection', socket)
    } else {
      converse(socket)
      socket.resume()
    }
  })
})
server.listen(readArguments(8111).port, '127.0.0.1', () => {
  console.log(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`)
})
