/**
 * How fast is the parser, at each level of work, beside those of others?
 *
 *   npm run bench:parser [-- --quick] [--sample kitty] [--cut 16]
 *
 * Each subject has a process of its own for all of the run, on the same core where cores can be given
 * out. For every sample and every way to cut it, all are asked in turn for a batch, in a new order each
 * round, and each round gives the ratio of llhttp's time to theirs. Reported is the median of those
 * with its interval: never the best, and no figure of one run beside a figure of another. All parse
 * copies of the same octets, in rotation, so that no cache of the processor holds just one.
 *
 * Before and after, every subject must have found in the octets what is there. One of ours that has
 * not fails the run; one of the others drops out of that row, and the row says so.
 */

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readCommandLine, refuse } from './command-line.ts'
import type { Answer, Order, Row } from './parser-process.ts'
import { OWN, openPeers } from './parser-subjects.ts'
import { SAMPLES, type Sample } from './samples.ts'
import { type Estimate, estimate, generator, median, shuffled } from './statistics.ts'
import { isPinned, pinLoad } from './suite/server-process.ts'
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

const BASE = 'llhttp'
const CUTS = [Number.POSITIVE_INFINITY, 1448, 16, 1]

const { values } = readCommandLine({
  options: {
    quick: { type: 'boolean', default: false },
    sample: { type: 'string' },
    cut: { type: 'string' },
    level: { type: 'string' },
  },
})
const levels = OWN.filter(({ name }) => name === (values.level ?? name))
if (levels.length === 0) refuse(`--level is one of ${OWN.map(({ name }) => name).join(', ')}`)
const rows = SAMPLES.filter(({ name }) => name.includes(values.sample ?? '')).flatMap((sample) =>
  CUTS.filter((size) => nameOf(size) === (values.cut ?? nameOf(size)))
    .filter((size) => size === Number.POSITIVE_INFINITY || size < sample.octets.length)
    .map((size) => ({ sample, size })),
)
if (rows.length === 0) refuse('There is no such sample, or it is not cut like that')
const rounds = values.quick ? 3 : 15
const batchMilliseconds = values.quick ? 1 : 5
const random = generator(703)

const run = describeRun()
console.log(`${run.processor}, Node ${run.node}, commit ${run.commit}, ${rounds} rounds`)
console.log(isPinned ? 'all on core 1' : 'no core of their own: no taskset here')
console.log(`${BASE}: as node:http uses it, through its _http_common`)
pinLoad()
const peers = await openPeers((line) => console.log(line))
const contestants = await Promise.all([...levels, ...peers].map(({ name }) => start(name)))
const results: ParserResult[] = []
let sunk = 0
for (const { sample, size } of rows) await measureRow(sample, size)
for (const { child } of contestants) child.disconnect()
writeResults()

/** A subject in its process, see parser-process.ts. */
interface Contestant {
  readonly name: string
  readonly child: ChildProcess
}

async function start(name: string): Promise<Contestant> {
  const child = fork(join(import.meta.dirname, 'parser-process.ts'), [name], {
    execArgv: [...process.execArgv, '--expose-gc', '--no-deprecation'],
    // The other way to send objects knows no infinity.
    serialization: 'advanced',
  })
  child.once('exit', (code) => {
    if (code !== 0) throw new Error(`${name} has ended with ${code}`)
  })
  await once(child, 'message')
  return { name, child }
}

async function ask({ child }: Contestant, order: Order): Promise<Answer> {
  child.send(order)
  const [answer] = await once(child, 'message')
  return answer as Answer
}

function nameOf(size: number): string {
  return Number.isFinite(size) ? String(size) : 'whole'
}

async function measureRow(sample: Sample, segmentOctets: number): Promise<void> {
  console.log(`\n${sample.name}, ${sample.octets.length} octets, ${nameOf(segmentOctets)}`)
  const taking = await prepare(sample, { sample: sample.name, segmentOctets, batchMilliseconds })
  const times = await timeInTurn(taking)
  for (const contestant of taking) {
    const { mismatch, allocated, sunk: more } = await ask(contestant, 'finish')
    if (mismatch !== undefined) throw new Error(`${contestant.name}, after timing: ${mismatch}`)
    sunk += more
    report(contestant, sample, segmentOctets, times, allocated)
  }
}

/** Those that take part in this row. */
async function prepare(sample: Sample, row: Row): Promise<readonly Contestant[]> {
  const taking: Contestant[] = []
  for (const contestant of contestants) {
    const { name } = contestant
    if (!takesPart(name, sample, row.segmentOctets)) continue
    const { mismatch } = await ask(contestant, { prepare: row })
    if (mismatch === undefined) taking.push(contestant)
    else if (OWN.some((own) => own.name === name)) throw new Error(`${name}: ${mismatch}`)
    else console.log(`  ${name.padEnd(16)} left out: ${mismatch}`)
  }
  return taking
}

/** The scan level has no meaning for pieces or faults, and a connection ends with its first fault. */
function takesPart(name: string, sample: Sample, size: number): boolean {
  if (name === 'scan') return sample.requests > 0 && !Number.isFinite(size)
  return name !== 'fake socket' || sample.requests > 0
}

type Times = ReadonlyMap<Contestant, readonly number[]>

/** Nanoseconds a connection, of each contestant in each round. */
async function timeInTurn(taking: readonly Contestant[]): Promise<Times> {
  const times = new Map(taking.map((contestant) => [contestant, [] as number[]]))
  for (let round = 0; round < rounds; round += 1) {
    for (const contestant of shuffled(taking, random)) {
      times.get(contestant)!.push((await ask(contestant, 'time')).time)
    }
  }
  return times
}

function report(
  contestant: Contestant,
  sample: Sample,
  size: number,
  times: Times,
  allocatedOctets: number,
): void {
  const own = times.get(contestant)!
  const base = [...times].find(([{ name }]) => name === BASE)![1]
  const requests = Math.max(1, sample.requests)
  const perConnection = median(own)
  const result: ParserResult = {
    sample: sample.name,
    octets: sample.octets.length,
    ...(Number.isFinite(size) && { segmentOctets: size }),
    subject: contestant.name,
    nanoseconds: perConnection / requests,
    gigaoctetsPerSecond: sample.octets.length / perConnection,
    allocatedOctets: allocatedOctets / requests,
    timesLlhttp: estimate(own.map((time, round) => base[round]! / time)),
  }
  results.push(result)
  const { median: ratio, low, high } = result.timesLlhttp
  console.log(
    `  ${contestant.name.padEnd(16)}` +
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
  console.log(`\n${file} (${sunk} looked at)`)
}
