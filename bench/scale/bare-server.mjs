/**
 * What do sockets cost alone? Parses nothing, and answers whatever arrives with one constant.
 *
 *   bare-server.mjs
 *
 * Prints its URL, as the program does.
 */

import { createServer } from 'node:net'

const CONTENT = 'x'.repeat(1024)
const ANSWER = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${CONTENT.length}\r\n\r\n${CONTENT}`)

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('data', () => socket.write(ANSWER))
  // A client that goes away is none of its concern.
  socket.on('error', () => {})
})
server.listen({ port: 0, host: '127.0.0.1' }, () => {
  console.log(`http://127.0.0.1:${server.address().port}/`)
})
