/** Three peers that one does not wish for, each followed by one who only wants an answer. */

import { once } from 'node:events'
import { connect } from 'node:net'
import { readArguments } from '../support/arguments.ts'

const { port } = readArguments(8112)

/** Sends `octets` and waits for the server to end the connection; the status line, if there is one. */
async function send(octets: string): Promise<string> {
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  let answer = ''
  socket.on('data', (piece) => {
    answer += piece
  })
  socket.write(octets)
  await once(socket, 'close')
  return answer.split('\r\n')[0] || 'the connection breaks'
}

const PEERS = [
  ['sends half a head and waits', 'GET / HTTP/1.1\r\nHos'],
  ['sends a head without end', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(9000)}`],
  ['finds a bug', 'GET /crash HTTP/1.1\r\nHost: x\r\n\r\n'],
] as const

for (const [what, octets] of PEERS) {
  console.log(`${what}: ${await send(octets)}`)
  const others = await send('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  console.log(`  somebody else: ${others}`)
}
