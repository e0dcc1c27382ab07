/**
 * Sends each word as the content of a request, all on one connection, and reads each answer by its
 * Content-Length before it sends the next: `client one Straße three`.
 */

import { once } from 'node:events'
import { connect } from 'node:net'
import { readArguments } from '../support/arguments.ts'

const { port, words } = readArguments(8106)

const socket = connect({ port, host: '127.0.0.1', noDelay: true })
await once(socket, 'connect')
const arrivals: AsyncIterator<Buffer> = socket[Symbol.asyncIterator]()
/** What has arrived and belongs to no answer yet. */
let rest: Buffer = Buffer.alloc(0)

for (const word of words) {
  const content = Buffer.from(word)
  const fields = `Host: 127.0.0.1:${port}\r\nContent-Length: ${content.length}\r\n`
  socket.write(`POST / HTTP/1.1\r\n${fields}\r\n`)
  socket.write(content)
  const answer = await readAnswer()
  console.log(`${word} (${content.length} octets) → ${answer} (${answer.length} octets)`)
}
console.log(`connections: 1, left over: ${rest.length} octets`)
socket.end()

/** The content of the next answer. */
async function readAnswer(): Promise<Buffer> {
  while (!rest.includes('\r\n\r\n')) await receive()
  const headEnd = rest.indexOf('\r\n\r\n') + 4
  const head = rest.toString('latin1', 0, headEnd)
  const length = Number(/^Content-Length: *(\d+)\r$/im.exec(head)?.[1])
  if (!head.startsWith('HTTP/1.1 200 ')) fail(`no answer begins with ${hex(rest)}`)
  while (rest.length < headEnd + length) await receive()
  const content = rest.subarray(headEnd, headEnd + length)
  rest = rest.subarray(headEnd + length)
  return content
}

async function receive(): Promise<void> {
  const { value, done } = await arrivals.next()
  if (done) fail('the connection ended within an answer')
  rest = Buffer.concat([rest, value])
}

function hex(octets: Buffer): string {
  return octets.toString('hex', 0, 5).replaceAll(/..(?=.)/g, '$& ')
}

function fail(why: string): never {
  console.error(`Cannot go on: ${why}`)
  process.exit(1)
}
