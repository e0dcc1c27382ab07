/**
 * One subject of bench/parser.ts, alone in a process: it does what it is told and says what it found.
 *
 * A server runs one parser. Where several subjects share a process they share the compiler's knowledge
 * of the code too, and each slows the others down; how much depends on who ran before. Nor is a peer
 * opened that is not the subject: the memory of llhttp in WASM grows, which detaches an ArrayBuffer, and
 * from then on V8 asks at each step whether an array is still there, a fifth of the time of our parser.
 */

import { findMismatch } from './parser-check.ts'
import {
  type Connection,
  OWN,
  openPeers,
  type Subject,
  sunk,
  type Tally,
} from './parser-subjects.ts'
import { cut, SAMPLES, type Sample } from './samples.ts'
import { median } from './statistics.ts'

/** What is parsed, until the next `prepare`. */
export interface Row {
  readonly sample: string
  /** Octets a segment holds at most; infinite: whole. */
  readonly segmentOctets: number
  readonly batchMilliseconds: number
}

/** `prepare` first, then any number of `time`, then `finish`. */
export type Order = { readonly prepare: Row } | 'time' | 'finish'

/** What answers an order: the members that it asks for. */
export interface Answer {
  /** What the subject does not find in the octets. */
  readonly mismatch?: string | undefined
  /** Time of one connection, in nanoseconds. */
  readonly time: number
  /** Octets of heap that one connection costs. */
  readonly allocated: number
  /** See `sunk`. */
  readonly sunk: number
}

const COPIES = 16
/** How long a row is parsed before it is timed: a new process has nothing compiled. */
const WARM_NANOSECONDS = 150e6
/** The first ones also show what the measuring itself leaves on the heap. */
const TRIALS = 11

const { subject, send } = await open()
let sample: Sample
let connections: readonly Connection[] = []
let batch = 0

process.on('message', (order: Order) => send(answer(order)))
send({})

async function open(): Promise<{ subject: Subject; send(answer: Partial<Answer>): void }> {
  const name = process.argv[2]
  const own = OWN.find((subject) => subject.name === name)
  return {
    subject: own ?? (await openPeers(() => {})).find((peer) => peer.name === name)!,
    send: (answer) => process.send!(answer),
  }
}

function answer(order: Order): Partial<Answer> {
  if (order === 'time') return { time: timeBatch(batch) }
  if (order === 'finish') {
    const mismatch = findMismatch(subject, sample, connections)
    return { mismatch, allocated: allocation(), sunk: sunk() }
  }
  const { segmentOctets, batchMilliseconds } = order.prepare
  sample = SAMPLES.find(({ name }) => name === order.prepare.sample)!
  connections = Array.from({ length: COPIES }, () => cut(sample.octets, segmentOctets))
  const mismatch = findMismatch(subject, sample, connections)
  if (mismatch === undefined) batch = calibrate(batchMilliseconds * 1e6)
  return { mismatch }
}

/** Warms the subject up, and finds how many connections fill a batch of so many nanoseconds. */
function calibrate(wanted: number): number {
  let times = COPIES
  for (let warmed = 0; warmed < WARM_NANOSECONDS; ) {
    const spent = timeBatch(times) * times
    warmed += spent
    if (spent < wanted) times *= 2
  }
  return times
}

function timeBatch(times: number): number {
  const tally: Tally = { requests: 0, refusals: 0, fieldLines: 0, contentOctets: 0 }
  const began = process.hrtime.bigint()
  subject.run(connections, times, tally)
  return Number(process.hrtime.bigint() - began) / times
}

/** The growth of the heap over a few hundred connections, no collection between. */
function allocation(): number {
  const times = 256
  const growths: number[] = []
  for (let trial = 0; trial < TRIALS; trial += 1) {
    globalThis.gc!()
    growths.push(grown(times) - grown(0))
  }
  return Math.max(0, median(growths) / times)
}

function grown(times: number): number {
  const tally: Tally = { requests: 0, refusals: 0, fieldLines: 0, contentOctets: 0 }
  const before = process.memoryUsage().heapUsed
  subject.run(connections, times, tally)
  return process.memoryUsage().heapUsed - before
}
