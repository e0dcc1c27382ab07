/**
 * A guest: `client anna` says what you type, line by line; `client anna hello` says that and leaves.
 */

import { once } from 'node:events'
import { connect } from 'node:net'
import { readArguments } from '../support/arguments.ts'

const { port, words } = readArguments(8103)
const [name = 'somebody', ...lines] = words

const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
await once(socket, 'connect')
// What the room says is printed as it comes: the cuts do not matter to a terminal either.
socket.pipe(process.stdout)
socket.on('end', () => process.exit())
socket.on('error', (error) => {
  console.error(`The room let you go: ${error.message}`)
  process.exit(1)
})

socket.write(`${name}\n`)
if (lines.length > 0) socket.end(lines.map((line) => `${line}\n`).join(''))
else process.stdin.pipe(socket)
