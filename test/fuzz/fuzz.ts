/**
 * Breaks messages for as long as it is told to:
 *
 *   npm run fuzz -- --minutes 10 --seed 1
 *
 * One thread checks the promises of the parser, one talks to a real server, both with the built
 * package; this one watches them. A message that fails is printed with its seed, and ends the run
 * with exit code 1.
 */

import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import type { Verdict } from './check-message.ts'
import type { FuzzFailure, FuzzReport, FuzzTask } from './fuzz-report.ts'
import { escapeMessage, makeMessage } from './messages.ts'

const PROGRESS_MILLISECONDS = 10_000
const WATCH_MILLISECONDS = 250
/** A message that takes as long as this hangs. */
const PARSER_HANG_MILLISECONDS = 1000
/** Several connections are under way at once, and each may have to wait for its turn. */
const SERVER_HANG_MILLISECONDS = 5000

/** Node 20 does not take the loader of tsx over to a worker, so each thread registers its own. */
const START = `
  const { program } = require('node:worker_threads').workerData
  import('tsx/esm/api').then(({ register }) => {
    register()
    return import(program)
  })
`

const { minutes, seed } = readOptions()
const residentAtStart = process.memoryUsage.rss()
const beganAt = performance.now()
const failures = { 'broken promise': 0, crash: 0, hang: 0, server: 0 }
let verdicts: ReadonlyMap<Verdict, number> = new Map()
let stop = (): void => {}
const isOver = new Promise<void>((resolve) => {
  stop = resolve
})

console.log(`Seed ${seed}, ${minutes} min`)
const timer = setTimeout(stop, minutes * 60_000)
const parser = startThread(new URL('./fuzz-parser.ts', import.meta.url), PARSER_HANG_MILLISECONDS)
const server = startThread(new URL('./fuzz-server.ts', import.meta.url), SERVER_HANG_MILLISECONDS)
const progress = setInterval(printProgress, PROGRESS_MILLISECONDS)
await isOver
clearTimeout(timer)
clearInterval(progress)
await Promise.all([parser.end(), server.end()])
printProgress()
process.exitCode = Object.values(failures).some((count) => count > 0) ? 1 : 0

function readOptions(): { readonly minutes: number; readonly seed: number } {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '1' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    },
  })
  const options = { minutes: Number(values.minutes), seed: Number(values.seed) }
  if (!(options.minutes > 0) || !Number.isInteger(options.seed)) {
    console.error('Usage: npm run fuzz -- --minutes N [--seed S]')
    process.exit(2)
  }
  return options
}

interface Thread {
  /** How many messages it has begun. */
  readonly begun: Int32Array
  end(): Promise<unknown>
}

function startThread(program: URL, hangMilliseconds: number): Thread {
  const begun = new Int32Array(new SharedArrayBuffer(4))
  const packageUrl = new URL('../../dist/index.js', import.meta.url).href
  const task: FuzzTask = { seed, packageUrl, begun }
  const worker = new Worker(START, { eval: true, workerData: { ...task, program: program.href } })
  const watching = watch(begun, hangMilliseconds)
  worker.on('message', (report: FuzzReport) => {
    if (report.kind === 'progress') verdicts = report.verdicts
    else fail(report)
  })
  worker.on('error', (error) => {
    const index = Math.max(0, Atomics.load(begun, 0) - 1)
    fail({ kind: 'failed', failure: 'crash', index, says: error.stack ?? error.message })
  })
  worker.on('exit', () => clearInterval(watching))
  return { begun, end: () => worker.terminate() }
}

/** Looks whether a thread gets on. */
function watch(begun: Int32Array, hangMilliseconds: number): NodeJS.Timeout {
  let last = 0
  let looksInVain = 0
  const watching = setInterval(() => {
    const current = Atomics.load(begun, 0)
    // Looks are counted, not time: that also passes while this thread gets no turn itself.
    looksInVain = current === last && current > 0 ? looksInVain + 1 : 0
    last = current
    if (looksInVain * WATCH_MILLISECONDS <= hangMilliseconds) return
    clearInterval(watching)
    const says = `no end in ${hangMilliseconds} ms`
    fail({ kind: 'failed', failure: 'hang', index: current - 1, says })
  }, WATCH_MILLISECONDS)
  return watching
}

function fail({ failure, index, says }: FuzzFailure): void {
  failures[failure] += 1
  const message = escapeMessage(makeMessage(seed, index))
  console.error(`${failure}, seed ${seed}, message ${index}: ${says}\n${message}`)
  stop()
}

function printProgress(): void {
  const seconds = Math.round((performance.now() - beganAt) / 1000)
  const counts = [...verdicts].sort(([, one], [, other]) => other - one)
  const resident = process.memoryUsage.rss()
  const tried = `${Atomics.load(parser.begun, 0)} parsed, ${Atomics.load(server.begun, 0)} sent`
  console.log(`${seconds} s: ${tried} to a server`)
  console.log(`  ${counts.map(([verdict, count]) => `${verdict} ${count}`).join(', ')}`)
  console.log(
    `  split differences and other broken promises ${failures['broken promise']}, ` +
      `crashes ${failures.crash}, hangs ${failures.hang}, failures of the server ${failures.server}`,
  )
  console.log(`  resident ${megabytes(residentAtStart)} at start, ${megabytes(resident)} now`)
}

function megabytes(octets: number): string {
  return `${Math.round(octets / 1_000_000)} MB`
}
