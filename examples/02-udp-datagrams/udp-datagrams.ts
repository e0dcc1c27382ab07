/**
 * Receives numbered datagrams, decides what each number means, and answers with that.
 *
 *   octets 0–3    number, counted by the sender
 *   octets 4–11   time of sending, milliseconds on the sender's clock
 *   the rest      text, may be empty
 *
 * An answer begins with the same twelve octets, so that the sender knows which datagram it is for. It
 * is less than three times as long as what it answers: senders' addresses can be forged, and whoever
 * is behind one shall not be flooded by us (compare RFC 9000 §8.1).
 */

import { createSocket } from 'node:dgram'
import { readArguments } from '../support/arguments.ts'

const HEAD_OCTETS = 12
/** How far behind the highest number one may be and still be told from a repetition. */
const WINDOW = 1024
const MAX_SENDERS = 1000

/** What arrived from one sender. */
class Tally {
  #highest = -1
  readonly #seen = new Set<number>()

  judge(number: number): 'in order' | 'after a gap' | 'late' | 'again' {
    if (number <= this.#highest - WINDOW || this.#seen.has(number)) return 'again'
    this.#seen.add(number)
    if (number < this.#highest) return 'late'
    const gap = number - this.#highest - 1
    this.#highest = number
    for (const old of this.#seen) if (old <= number - WINDOW) this.#seen.delete(old)
    return gap === 0 ? 'in order' : 'after a gap'
  }
}

const tallies = new Map<string, Tally>()

function tallyOf(sender: string): Tally {
  const tally = tallies.get(sender) ?? new Tally()
  tallies.set(sender, tally)
  // Nobody says goodbye over UDP: the sender known longest is forgotten when there are too many.
  if (tallies.size > MAX_SENDERS) tallies.delete(tallies.keys().next().value ?? '')
  return tally
}

const socket = createSocket('udp4')
socket.on('message', (datagram, { address, port }) => {
  // Anyone can send anything. There is no connection to close: what makes no sense is dropped.
  if (datagram.length < HEAD_OCTETS) return
  const number = datagram.readUInt32BE(0)
  const verdict = tallyOf(`${address}:${port}`).judge(number)
  const answer = `${verdict}, ${datagram.length - HEAD_OCTETS} octets`
  console.log(`${number}: ${answer}`)
  socket.send([datagram.subarray(0, HEAD_OCTETS), answer], port, address)
})
socket.bind(readArguments(8102).port, '127.0.0.1', () => {
  const { address, port } = socket.address()
  console.log(`Listening on ${address}:${port}`)
})
