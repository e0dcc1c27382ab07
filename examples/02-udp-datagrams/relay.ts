/**
 * A bad network in a box: passes datagrams on, but loses some, doubles some, and lets some be
 * overtaken. Answers pass unharmed.
 *
 *   npm run lesson -- 2 relay --port 8202 --to 8102 --seed 1
 *
 * What befalls the first, second, third … datagram of a sender depends on the seed alone, so that
 * what you saw once you can see again. The relay does not look into datagrams: it only counts them.
 */

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { readArguments } from '../support/arguments.ts'

/** A datagram that shall be overtaken, when no other one comes, goes after this long. */
const HELD_MILLISECONDS = 700

const { port, options } = readArguments(8202, ['to', 'seed'])
const { to = '8102', seed = '1' } = options

/** Numbers from 0 to below 1, always the same for a seed (the generator is called mulberry32). */
function randomFrom(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const near = createSocket('udp4')
let far = openFar()
let sender: RemoteInfo | undefined
let random = randomFrom(Number(seed))
let held: Buffer[] = []
let waiting: NodeJS.Timeout | undefined

/** To the server, each sender has a port of its own, as it would without the relay. */
function openFar(): Socket {
  return createSocket('udp4').on('message', (answer) => {
    if (sender !== undefined) near.send(answer, sender.port, sender.address)
  })
}

function pass(...datagrams: readonly Buffer[]): void {
  for (const datagram of datagrams) far.send(datagram, Number(to), '127.0.0.1')
}

function release(): void {
  clearTimeout(waiting)
  waiting = undefined
  pass(...held)
  held = []
}

near.on('message', (datagram, from) => {
  if (from.port !== sender?.port) {
    random = randomFrom(Number(seed))
    far.close()
    far = openFar()
  }
  sender = from
  const fate = random()
  if (fate < 0.2) return
  if (fate < 0.4) {
    held.push(datagram)
    waiting ??= setTimeout(release, HELD_MILLISECONDS)
    return
  }
  pass(datagram)
  if (fate < 0.6) pass(datagram)
  release()
})
near.bind(port, '127.0.0.1', () => {
  const { address, port: bound } = near.address()
  console.log(`Listening on ${address}:${bound}, passing on to port ${to}, seed ${seed}`)
})
