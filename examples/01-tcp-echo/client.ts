/**
 * Sends each word of the command line with a write of its own, and prints what comes back.
 *
 * A word such as x200000 stands for that many times the letter.
 */

import { once } from 'node:events'
import { connect } from 'node:net'
import { readArguments } from '../support/arguments.ts'

const { port, words } = readArguments(8101)
const writes = words.map((word) => {
  const [, letter = '', times = ''] = /^([a-z])(\d+)$/.exec(word) ?? []
  return letter === '' ? word : letter.repeat(Number(times))
})

// Half-open: when the server has said its last, what we have to say may still go out.
const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
await once(socket, 'connect')
for (const text of writes) socket.write(text)
socket.end()

const arrivals: Buffer[] = []
for await (const octets of socket) arrivals.push(octets)

const sent = writes.join('')
const received = Buffer.concat(arrivals).toString()
console.log(`sent     ${Buffer.byteLength(sent)} octets, writes: ${writes.length}`)
console.log(`received ${Buffer.byteLength(received)} octets, arrivals: ${arrivals.length}`)
if (received.length <= 80) console.log(`received ${JSON.stringify(received)}`)
console.log(received === sent ? 'the same octets' : 'NOT the same octets')
