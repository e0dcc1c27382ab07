/** The same octets, over TCP and over TLS: in which pieces do they arrive? */

import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { readArguments } from '../support/arguments.ts'

const { port } = readArguments(8111)
const host = '127.0.0.1'

const LARGE = `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 40000\r\n\r\n${'x'.repeat(40_000)}`
const SMALL = ['GET / HT', 'TP/1.1\r\nHo', 'st: x\r\n\r\n']

/** Writes each piece when the one before has left, and gives the content of the answer. */
async function ask(socket: Socket, ...pieces: readonly string[]): Promise<string> {
  for (const piece of pieces) {
    await new Promise<void>((resolve) => {
      socket.write(piece, () => resolve())
    })
  }
  let answer = ''
  for await (const octets of socket) {
    answer += octets
    const [head = '', content = ''] = answer.split('\r\n\r\n')
    if (content.length === Number(/content-length: (\d+)/i.exec(head)?.[1])) return content.trim()
  }
  return answer
}

// Whoever can change what we read here can put their own certificate in its place.
const ca = await ask(connect(port, host), 'GET /certificate HTTP/1.1\r\nHost: x\r\n\r\n')

console.log('40 thousand octets in one write')
console.log(`  TCP  ${await ask(connect(port, host), LARGE)}`)
console.log(`  TLS  ${await ask(connectTls({ port, host, ca }), LARGE)}`)
console.log(`${SMALL.map((piece) => piece.length).join(' and ')} octets in a write each`)
console.log(`  TCP  ${await ask(connect(port, host), ...SMALL)}`)
console.log(`  TLS  ${await ask(connectTls({ port, host, ca }), ...SMALL)}`)
