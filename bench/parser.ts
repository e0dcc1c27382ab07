/**
 * How fast is the parser, at each level of work, beside those of others?
 *
 *   npm run bench:parser [-- --quick] [--sample kitty] [--cut 16]
 *
 * For every sample and every way to cut it, all subjects are timed in turn, in a new order each
 * round, and each round gives the ratio of llhttp's time to theirs. Reported is the median of those
 * with its interval: never the best, and no figure of one run beside a figure of another. All parse
 * the same copies of the octets, in rotation, so that no cache of the processor holds just one.
 *
 * Before and after, every subject must have found in the octets what is there. One of ours that has
 * not fails the run; one of the others drops out of that row, and the row says so.
 */

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
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
import { type Estimate, estimate, generator, median, shuffled } from './statistics.ts'
import { describeRun } from './this-run.ts'

/** One line of the result. Times are of one request, or of one refusal. */
export interface ParserResult {
  readonly sample: string
  readonly octets: number
  /** Octets a segment holds at most; absent: whole. */
  readonly segmentOctets?: number
  readonly subject: string
  readonly nanoseconds: number
  readonly gigaoctetsPerSecond: number
  /** Octets allocated for one request. */
  readonly allocatedOctets: number
  /** llhttp's time over this one's: how many times as fast it is. */
  readonly timesLlhttp: Estimate
}

const COPIES = 16
const BASE = 'llhttp'
const CUTS = [Number.POSITIVE_INFINITY, 1448, 16, 1]

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    sample: { type: 'string' },
    cut: { type: 'string' },
    level: { type: 'string' },
  },
})
const rounds = values.quick ? 3 : 15
const batchMilliseconds = values.quick ? 1 : 5
const random = generator(703)

const run = describeRun()
console.log(`${run.processor}, Node ${run.node}, commit ${run.commit}, ${rounds} rounds`)
console.log(`${BASE}: as node:http uses it, through process.binding('http_parser')`)
const peers = await openPeers((line) => console.log(line))
const levels = OWN.filter(({ name }) => values.level === undefined || name === values.level)
const results: ParserResult[] = []
for (const sample of SAMPLES) {
  if (values.sample !== undefined && !sample.name.includes(values.sample)) continue
  for (const size of CUTS) {
    if (values.cut !== undefined && values.cut !== nameOf(size)) continue
    if (Number.isFinite(size) && size >= sample.octets.length) continue
    measureRow(sample, size)
  }
}
writeResults()

function nameOf(size: number): string {
  return Number.isFinite(size) ? String(size) : 'whole'
}

function measureRow(sample: Sample, size: number): void {
  const connections = Array.from({ length: COPIES }, () => cut(sample.octets, size))
  console.log(`\n${sample.name}, ${sample.octets.length} octets, ${nameOf(size)}`)
  const own = levels.filter(({ name }) => takesPart(name, sample, size))
  const subjects = [...own, ...peers].filter((subject) => {
    const mismatch = findMismatch(subject, sample, connections)
    if (mismatch === undefined) return true
    if (OWN.includes(subject)) throw new Error(`${subject.name}: ${mismatch}`)
    console.log(`  ${subject.name.padEnd(16)} left out: ${mismatch}`)
    return false
  })
  const timed = timeInTurn(subjects, connections)
  for (const subject of subjects) {
    const mismatch = findMismatch(subject, sample, connections)
    if (mismatch !== undefined) throw new Error(`${subject.name}, after timing: ${mismatch}`)
    report(subject, sample, size, timed, allocation(subject, connections))
  }
}

/** The scan level has no meaning for pieces or faults, and a connection ends with its first fault. */
function takesPart(name: string, sample: Sample, size: number): boolean {
  if (name === 'scan') return sample.requests > 0 && !Number.isFinite(size)
  return name !== 'fake socket' || sample.requests > 0
}

type Times = ReadonlyMap<Subject, readonly number[]>

/** Nanoseconds a connection, of each subject in each round. */
function timeInTurn(subjects: readonly Subject[], connections: readonly Connection[]): Times {
  const batches = new Map(subjects.map((subject) => [subject, calibrate(subject, connections)]))
  const times = new Map(subjects.map((subject) => [subject, [] as number[]]))
  for (let round = 0; round < rounds; round += 1) {
    for (const subject of shuffled(subjects, random)) {
      times.get(subject)!.push(timeBatch(subject, connections, batches.get(subject)!))
    }
  }
  return times
}

/** Warms the subject up, and finds how many connections fill a batch. */
function calibrate(subject: Subject, connections: readonly Connection[]): number {
  let times = COPIES
  for (let warmed = 0; warmed < 6 * batchMilliseconds * 1e6; ) {
    const spent = timeBatch(subject, connections, times) * times
    warmed += spent
    if (spent < batchMilliseconds * 1e6) times *= 2
  }
  return times
}

function timeBatch(subject: Subject, connections: readonly Connection[], times: number): number {
  const tally: Tally = { requests: 0, refusals: 0, fieldLines: 0, contentOctets: 0 }
  const began = process.hrtime.bigint()
  subject.run(connections, times, tally)
  return Number(process.hrtime.bigint() - began) / times
}

/** Octets of heap that one connection costs: the growth over a few hundred, no collection between. */
function allocation(subject: Subject, connections: readonly Connection[]): number {
  if (globalThis.gc === undefined) throw new Error('Run with --expose-gc')
  const times = 256
  const growths: number[] = []
  for (let trial = 0; trial < 5; trial += 1) {
    globalThis.gc()
    growths.push(grown(subject, connections, times) - grown(subject, connections, 0))
  }
  return Math.max(0, median(growths) / times)
}

function grown(subject: Subject, connections: readonly Connection[], times: number): number {
  const tally: Tally = { requests: 0, refusals: 0, fieldLines: 0, contentOctets: 0 }
  const before = process.memoryUsage().heapUsed
  subject.run(connections, times, tally)
  return process.memoryUsage().heapUsed - before
}

function report(
  subject: Subject,
  sample: Sample,
  size: number,
  times: Times,
  allocatedOctets: number,
): void {
  const own = times.get(subject)!
  const base = [...times].find(([{ name }]) => name === BASE)![1]
  const requests = Math.max(1, sample.requests)
  const perConnection = median(own)
  const result: ParserResult = {
    sample: sample.name,
    octets: sample.octets.length,
    ...(Number.isFinite(size) && { segmentOctets: size }),
    subject: subject.name,
    nanoseconds: perConnection / requests,
    gigaoctetsPerSecond: sample.octets.length / perConnection,
    allocatedOctets: allocatedOctets / requests,
    timesLlhttp: estimate(own.map((time, round) => base[round]! / time)),
  }
  results.push(result)
  const { median: ratio, low, high } = result.timesLlhttp
  console.log(
    `  ${subject.name.padEnd(16)}` +
      `${result.nanoseconds.toFixed(0).padStart(8)} ns` +
      `${result.gigaoctetsPerSecond.toFixed(2).padStart(8)} GB/s` +
      `${result.allocatedOctets.toFixed(0).padStart(8)} octets allocated` +
      `${ratio.toFixed(2).padStart(8)} × ${BASE} [${low.toFixed(2)}, ${high.toFixed(2)}]`,
  )
}

function writeResults(): void {
  const folder = join(import.meta.dirname, 'results')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `parser-${run.date.replaceAll(/[:.]/g, '-')}.json`)
  writeFileSync(
    file,
    `${JSON.stringify({ kind: 'parser', ...run, rounds, results }, undefined, 2)}\n`,
  )
  console.log(`\n${file} (${sunk()} looked at)`)
}
