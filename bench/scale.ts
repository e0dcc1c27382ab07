/**
 * How does cost grow with work?
 *
 *   npm run bench:scale [-- --quick] [--subject content]
 *
 * On the built server: more connections, larger content, more field lines, more files. Every figure
 * comes from processes of their own (scale-run.ts), and the rounds are interleaved: all sizes of all
 * subjects once, in a new order, then all again, so that what the machine does meanwhile meets them
 * all. The slope of each curve is judged; see growth.ts. Connections cost the system and the processor's
 * caches something too: a server that parses nothing is measured beside ours, to tell theirs from ours.
 *
 * Exit status 1 when something is clearly worse than linear. After nine and a half minutes nothing more
 * is begun, with --quick after 36 seconds, but the first round is always whole.
 */

import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { readCommandLine, refuse } from './command-line.ts'
import { estimateSlope, type GrowthVerdict, judgeGrowth, type Point, roundsOf } from './growth.ts'
import {
  ANSWER_FILE,
  type Figures,
  MEASURES,
  type Measure,
  SUBJECTS,
  type Subject,
} from './scale/subjects.ts'
import { type Estimate, generator, median, shuffled } from './statistics.ts'
import { describeRun } from './this-run.ts'

export interface ScaleSeries {
  readonly name: string
  readonly work: string
  readonly unit: string
  /** Whether the values were divided by the work already; the slope is that of the whole cost. */
  readonly costOf: Measure['costOf']
  readonly isControl?: true
  readonly points: readonly Point[]
  readonly slope: Estimate
  readonly verdict: GrowthVerdict
}

interface Task {
  readonly subject: Subject['name']
  readonly work: number
}

const { values } = readCommandLine({
  options: { quick: { type: 'boolean', default: false }, subject: { type: 'string' } },
})
const MOST_ROUNDS = values.quick ? 3 : 9
const TOTAL_MILLISECONDS = (values.quick ? 36 : 570) * 1000
const RUN_MILLISECONDS = 60_000
/** Descriptors a process needs besides those of its connections. */
const SPARE_DESCRIPTORS = 100
const DIST = join(import.meta.dirname, '../dist')
const SMALL_OCTETS = 1024

const began = performance.now()
const run = describeRun()
const folder = mkdtempSync(join(tmpdir(), 'octets-scale-'))
process.once('SIGINT', () => process.exit(130))
process.once('exit', () => rmSync(folder, { recursive: true }))

console.log(`${run.processor}, Node ${run.node}, commit ${run.commit}`)
const tasks = planTasks(descriptorLimit())
for (const task of tasks) makeRoot(task)
const results = await measure(tasks)
process.stdout.write('\n')
const series = MEASURES.flatMap((one) => summarise(one, results))
for (const one of series) report(one)
writeResults(series)
if (series.some(isFinding)) process.exitCode = 1

function isFinding({ verdict, isControl }: ScaleSeries): boolean {
  return verdict === 'worse than linear' && isControl === undefined
}

/** How many descriptors a process of ours may have, raised as far as the system lets us. */
function descriptorLimit(): number {
  const wanted = Math.max(...SUBJECTS[0]!.works) + SPARE_DESCRIPTORS
  return Number(execFileSync('bash', ['-c', `${raising(wanted)} ulimit -n`], { encoding: 'utf8' }))
}

function raising(descriptors: number): string {
  return `[ "$(ulimit -n)" -ge ${descriptors} ] || ulimit -n ${descriptors} 2>/dev/null || ulimit -Sn "$(ulimit -Hn)";`
}

function planTasks(descriptors: number): readonly Task[] {
  const subjects = SUBJECTS.filter(({ name }) => name === (values.subject ?? name))
  if (subjects.length === 0) refuse(`--subject is one of ${names()}`)
  const planned = subjects.flatMap(({ name, works, quickWorks }) =>
    (values.quick ? quickWorks : works).map((work) => ({ subject: name, work })),
  )
  return planned.filter(({ subject, work }) => {
    if (subject !== 'connections' || work + SPARE_DESCRIPTORS <= descriptors) return true
    console.log(`${work} connections are left out: a process may have ${descriptors} descriptors`)
    return false
  })
}

function names(): string {
  return SUBJECTS.map(({ name }) => `'${name}'`).join(', ')
}

function rootOf({ subject, work }: Task): string {
  return join(folder, `${subject}-${work}`)
}

function makeRoot(task: Task): void {
  const root = rootOf(task)
  mkdirSync(root)
  if (task.subject === 'content') {
    writeFileSync(join(root, 'content.bin'), '')
    // Sparse: it takes no room, and reading it no disk.
    truncateSync(join(root, 'content.bin'), task.work)
  } else if (task.subject === 'files') {
    writeFileSync(join(root, 'one.txt'), 'one')
    for (let index = 1; index < task.work; index += 1) {
      writeFileSync(join(root, `file-${index}.txt`), '')
    }
  } else {
    const content = 'x'.repeat(SMALL_OCTETS)
    const head = `HTTP/1.1 200 OK\r\nContent-Length: ${SMALL_OCTETS}\r\n\r\n`
    writeFileSync(join(root, 'small.txt'), content)
    writeFileSync(join(root, ANSWER_FILE), head + content)
  }
}

type Results = ReadonlyMap<Task, readonly Figures[]>

async function measure(planned: readonly Task[]): Promise<Results> {
  const found = new Map(planned.map((task) => [task, [] as Figures[]]))
  const random = generator(1)
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    for (const [index, task] of shuffled(planned, random).entries()) {
      // A curve needs every size once, whatever that takes.
      if (round > 1 && performance.now() - began > TOTAL_MILLISECONDS) return found
      const what = `round ${round} of ${MOST_ROUNDS}, ${index + 1} of ${planned.length}`
      process.stdout.write(`\r${what}: ${task.work} ${task.subject}`.padEnd(72))
      found.get(task)!.push(await runOnce(task))
    }
  }
  return found
}

async function runOnce(task: Task): Promise<Figures> {
  const script = join(import.meta.dirname, 'scale-run.ts')
  const length = values.quick ? 'quick' : 'full'
  const words = [process.execPath, '--import', 'tsx', script, DIST]
  words.push(task.subject, String(task.work), rootOf(task), length)
  const needed = (task.subject === 'connections' ? task.work : 1) + SPARE_DESCRIPTORS
  const { stdout } = await promisify(execFile)(
    'bash',
    ['-c', `${raising(needed)} exec "$@"`, 'bash', ...words],
    { timeout: RUN_MILLISECONDS },
  )
  return JSON.parse(stdout) as Figures
}

/** Nothing for a subject that was not measured. */
function summarise(one: Measure, found: Results): readonly ScaleSeries[] {
  const points: Point[] = []
  for (const [{ subject, work }, figures] of found) {
    if (subject !== one.subject || work < (one.from ?? 0)) continue
    points.push({ work, values: figures.map((figure) => figure[one.figure]!) })
  }
  if (points.length < 2) return []
  const { name, work, unit, costOf, isControl } = one
  const slope = estimateSlope(points, costOf)
  const told = { name, work, unit, costOf, ...(isControl && { isControl }) }
  return [{ ...told, points, slope, verdict: judgeGrowth(slope, roundsOf(points)) }]
}

function report({ name, work, unit, points, slope, verdict }: ScaleSeries): void {
  console.log(`\n${name}, by ${work}`)
  for (const point of points) {
    const middle = median(point.values).toPrecision(4)
    console.log(`${String(point.work).padStart(12)} ${middle.padStart(12)} ${unit}`)
  }
  const { median: middle, low, high } = slope
  const interval = `[${low.toFixed(2)}, ${high.toFixed(2)}]`
  console.log(`  slope of the whole ${middle.toFixed(2)} ${interval}: ${verdict}`)
}

function writeResults(all: readonly ScaleSeries[]): void {
  const place = join(import.meta.dirname, 'results')
  mkdirSync(place, { recursive: true })
  const name = `scale-${run.date.replaceAll(/[:.]/g, '-')}-${run.commit}.json`
  const file = join(place, name)
  writeFileSync(file, `${JSON.stringify({ kind: 'scale', run, series: all }, undefined, 2)}\n`)
  console.log(`\n${file}`)
}
