/** One page and one picture. It works when you try it; its page tells of three mistakes. */

import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { readArguments } from '../support/arguments.ts'

const PAGE = '<!doctype html>\n<title>One picture</title>\n<img src="/picture.png" alt="Bits">\n'
const PICTURE = readFileSync(new URL('../../public/pictures/bits.png', import.meta.url))
const CONTENTS = new Map<string, readonly [type: string, content: Buffer]>([
  ['/', ['text/html', Buffer.from(PAGE)]],
  ['/picture.png', ['image/png', PICTURE]],
])
const NOTHING = ['text/plain', Buffer.from('Not found\n')] as const

const server = createServer((socket) => {
  socket.once('data', (octets) => {
    const target = octets.toString().split(' ')[1] ?? ''
    const [type, content] = CONTENTS.get(target) ?? NOTHING
    const status = CONTENTS.has(target) ? '200 OK' : '404 Not Found'
    socket.write(`HTTP/1.1 ${status}\r\nContent-Type: ${type}\r\n\r\n`)
    socket.end(content)
  })
})
server.listen(readArguments(8104).port, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as { readonly port: number }).port}/`)
})
