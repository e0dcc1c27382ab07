/**
 * Sends ten numbered datagrams and tells what became of them, as far as a sender can know.
 */

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { readArguments } from '../support/arguments.ts'

const COUNT = 10
const HEAD_OCTETS = 12
const BETWEEN_MILLISECONDS = 10
/** No answer may still be under way after this long: a guess, and nobody can do better. */
const PATIENCE_MILLISECONDS = 1000

const { port } = readArguments(8102)
/** Numbers in the order in which their answers came. */
const answered: number[] = []
let slowest = 0

const socket = createSocket('udp4')
socket.on('message', (answer) => {
  answered.push(answer.readUInt32BE(0))
  slowest = Math.max(slowest, performance.now() - answer.readDoubleBE(4))
})
// A connected UDP socket takes datagrams from this address only; nothing is sent to connect it.
socket.connect(port, '127.0.0.1')
await once(socket, 'connect')
// On this machine an answer can say that nobody listens; over a network there may be silence.
socket.on('error', (error) => {
  console.error(`Nobody listens on port ${port}: ${error.message}`)
  process.exit(1)
})

for (let number = 0; number < COUNT; number += 1) {
  const head = Buffer.alloc(HEAD_OCTETS)
  head.writeUInt32BE(number, 0)
  head.writeDoubleBE(performance.now(), 4)
  socket.send([head, 'x'.repeat(number)])
  await pause(BETWEEN_MILLISECONDS)
}
await pause(PATIENCE_MILLISECONDS)
socket.close()

const numbers = Array.from({ length: COUNT }, (_, number) => number)
const timesOf = (number: number) => answered.filter((other) => other === number).length
const isLate = (number: number, at: number) => answered.slice(0, at).some((other) => other > number)
const first = [...new Set(answered)]

console.log(`sent            ${COUNT}`)
console.log(`no answer       ${list(numbers.filter((number) => timesOf(number) === 0))}`)
console.log(`answered twice  ${list(numbers.filter((number) => timesOf(number) > 1))}`)
console.log(
  `overtaken       ${list(first.filter((number) => isLate(number, answered.indexOf(number))))}`,
)
console.log(`slowest         ${slowest.toFixed(1)} ms`)

function list(some: readonly number[]): string {
  return some.length === 0 ? 'none' : some.join(' ')
}
