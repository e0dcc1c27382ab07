/**
 * Has it become slower?
 *
 *   npm run bench:compare -- <git-ref> [--quick] [--rounds 12] [--slices 4]
 *
 * Builds the checkout as it stands (the candidate) and the commit `git-ref` names (the base), each
 * with its own build (compare-build.ts). A round starts three processes: the candidate, the base, and
 * the base again. They stay up, and do each work in short slices in turn, in some order and its
 * reverse. Slices that were next to each other make a ratio, of the candidate to the base and of the
 * base to itself: how far that one strays from 1 is what this machine can tell apart today. One build
 * may cost 5 % more in one process than in the next, however long it is measured, so there are many
 * rounds of few slices. The verdict is that of the median ratio with its interval; see statistics.ts.
 *
 * Exit status 1 when a slow-down past the line is shown; 0 for anything else, noise included.
 */

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readCommandLine, readCount, refuse } from './command-line.ts'
import { type Builds, git, makeBuilds } from './compare-build.ts'
import { WORKS, type Work } from './compare-works.ts'
import {
  type Estimate,
  estimateOfRounds,
  generator,
  inTurn,
  isRegression,
  judge,
  LEAST_ROUNDS,
  shuffled,
  type Verdict,
} from './statistics.ts'
import { pinLoad } from './suite/server-process.ts'
import { describeRun } from './this-run.ts'

interface Comparison {
  readonly work: Work
  /** Cost of the base over that of itself. */
  readonly floor: Estimate
  /** Cost of the candidate over cost of the base. */
  readonly ratio: Estimate
  readonly verdict: Verdict | 'too-few-rounds'
  readonly isRegression: boolean
}

/** What each work cost a side, by round, then by slice. */
type Costs = Record<Work, number[][]>

/** A slow-down that matters, as a fraction. */
const LINE = 0.05
const SIDES = ['candidate', 'base', 'base again'] as const
type Side = (typeof SIDES)[number]

const { values, positionals } = readCommandLine({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    slices: { type: 'string' },
  },
  allowPositionals: true,
})
const [ref] = positionals
if (ref === undefined) refuse('Say what to compare with: npm run bench:compare -- <git-ref>')
const rounds = readCount('rounds', values.rounds ?? (values.quick ? '1' : '12'))
const slices = readCount('slices', values.slices ?? (values.quick ? '2' : '4'))
const random = generator(9112)

const run = describeRun()
const baseCommit = commitOf(ref)
console.log(`base ${ref} (${baseCommit}), candidate ${run.commit}, ${rounds} rounds`)
pinLoad()
const builds = makeBuilds(ref)
process.once('exit', () => builds.remove())
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))
await main(builds)

async function main({ base, candidate }: Builds): Promise<void> {
  const places: Record<Side, string> = { candidate, base, 'base again': base }
  const costs: Record<Side, Costs> = {
    candidate: noCosts(),
    base: noCosts(),
    'base again': noCosts(),
  }
  for (let round = 0; round < rounds; round += 1) {
    process.stdout.write(`\rround ${round + 1} of ${rounds}`)
    await runRound(places, costs)
  }
  process.stdout.write('\n')
  const comparisons = WORKS.map((work) => compare(work, costs))
  for (const comparison of comparisons) report(comparison)
  console.log(write(comparisons))
  if (comparisons.some((comparison) => comparison.isRegression)) process.exitCode = 1
}

function commitOf(name: string): string {
  try {
    return git('rev-parse', '--verify', '--short', `${name}^{commit}`).trim()
  } catch {
    refuse(`There is no commit ${JSON.stringify(name)} here`)
  }
}

function noCosts(): Costs {
  return Object.fromEntries(WORKS.map((work) => [work, [] as number[][]])) as Costs
}

async function runRound(
  places: Readonly<Record<Side, string>>,
  costs: Readonly<Record<Side, Costs>>,
): Promise<void> {
  const children = new Map<Side, ChildProcess>()
  for (const side of shuffled(SIDES, random)) children.set(side, await start(places[side]))
  for (const work of WORKS) {
    for (const side of SIDES) costs[side][work].push([])
    for (const side of inTurn(SIDES, slices, random).flat()) {
      costs[side][work].at(-1)!.push(await ask(children.get(side)!, work))
    }
  }
  for (const child of children.values()) {
    const ended = once(child, 'exit')
    child.disconnect()
    await ended
  }
}

async function start(dist: string): Promise<ChildProcess> {
  const script = join(import.meta.dirname, 'compare-process.ts')
  const child = fork(script, [dist, values.quick ? 'quick' : 'full'])
  child.once('exit', (code) => {
    if (code !== 0) throw new Error(`${dist} has ended with ${code}`)
  })
  await once(child, 'message')
  return child
}

async function ask(child: ChildProcess, work: Work): Promise<number> {
  child.send(work)
  const [cost] = (await once(child, 'message')) as [number]
  return cost
}

function compare(work: Work, costs: Readonly<Record<Side, Costs>>): Comparison {
  const base = costs.base[work]
  const estimateOf = (side: Side): Estimate =>
    estimateOfRounds(
      costs[side][work].map((round, index) =>
        round.map((cost, slice) => cost / base[index]![slice]!),
      ),
    )
  const floor = estimateOf('base again')
  const ratio = estimateOf('candidate')
  if (rounds < LEAST_ROUNDS) {
    return { work, floor, ratio, verdict: 'too-few-rounds', isRegression: false }
  }
  const verdict = judge(ratio, floor, LINE)
  return { work, floor, ratio, verdict, isRegression: isRegression(ratio, floor, LINE) }
}

function report({ work, floor, ratio, verdict, isRegression: fails }: Comparison): void {
  const words = verdict.replaceAll('-', ' ')
  const past = fails ? `, past the line of ${LINE * 100} %` : ''
  console.log(`${work.padEnd(28)} A/A ${shown(floor)}   A/B ${shown(ratio)}   ${words}${past}`)
}

function shown({ median, low, high }: Estimate): string {
  return `${median.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`
}

/** @returns the path of the file */
function write(comparisons: readonly Comparison[]): string {
  const folder = join(import.meta.dirname, 'results')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `compare-${run.date.replaceAll(/[:.]/g, '-')}.json`)
  const result = { ...run, baseCommit, rounds, slices, line: LINE, comparisons }
  writeFileSync(file, `${JSON.stringify(result, undefined, 2)}\n`)
  return file
}
