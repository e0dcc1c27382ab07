/** Three requests in one write; then the answers, in the order in which they arrive. */

import { connect } from 'node:net'
import { readArguments } from '../support/arguments.ts'

const { port } = readArguments(8107)

const TARGETS = ['/first', '/slow', '/third']

const socket = connect(port, '127.0.0.1')
const begin = performance.now()
socket.write(TARGETS.map((target) => `GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''))
console.log(`asked for ${TARGETS.join(', ')} in one write`)

let answers = 0
for await (const octets of socket) {
  const milliseconds = Math.round(performance.now() - begin)
  for (const [answer] of String(octets).matchAll(/^the answer to .*$/gm)) {
    console.log(`${answer}, after ${milliseconds} ms`)
    answers += 1
  }
  if (answers === TARGETS.length) break
}
