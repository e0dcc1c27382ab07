/** Three clients, one after the other: one with chunks, one with bad intentions, one with neither. */

import { connect } from 'node:net'
import { readArguments } from '../support/arguments.ts'

const { port } = readArguments(8108)

const CHUNKED = [
  'POST /upload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n',
  '6\r\nHello,\r\n',
  '7\r\n world!\r\n',
  '0\r\nChecksum: 1b2\r\n\r\n',
].join('')

// By Content-Length all of this is content. By Transfer-Encoding the content is empty, and what
// follows is the beginning of another request.
const HIDDEN = '0\r\n\r\nGET /stolen HTTP/1.1\r\nX-Swallows: '
const ATTACK = [
  'POST /harmless HTTP/1.1\r\nHost: x\r\n',
  `Content-Length: ${HIDDEN.length}\r\nTransfer-Encoding: chunked\r\n\r\n`,
  HIDDEN,
].join('')

const VICTIM = 'GET /mine HTTP/1.1\r\nHost: x\r\nCookie: secret\r\n\r\n'

async function ask(request: string): Promise<string> {
  let answer = ''
  for await (const octets of connect(port, '127.0.0.1').end(request)) answer += octets
  const [head = '', content = ''] = answer.split('\r\n\r\n')
  return `${head.split('\r\n')[0]}: ${content.trim()}`
}

console.log(`chunks    ${await ask(CHUNKED)}`)
console.log(`attacker  ${await ask(ATTACK)}`)
console.log(`victim    ${await ask(VICTIM)}`)
