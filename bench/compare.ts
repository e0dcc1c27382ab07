/**
 * Has it become slower?
 *
 *   npm run bench:compare -- <git-ref> [--quick] [--pairs 12]
 *
 * Builds the checkout as it stands (the candidate) and the commit `git-ref` names (the base), and
 * runs them in pairs, ABBA, each run in a fresh process. First the base is compared with itself: how
 * far that strays from 1 is what this machine can tell apart today. Each pair gives a ratio, and the
 * verdict is that of the median ratio with its interval; see statistics.ts.
 *
 * Exit status 1 when a slow-down past the line is shown; 0 for anything else, noise included.
 */

import { execFile, execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import type { Costs } from './compare-run.ts'
import { type Estimate, estimate, isRegression, judge, type Verdict } from './statistics.ts'
import { describeRun } from './this-run.ts'

interface Comparison {
  readonly work: keyof Costs
  readonly floor: Estimate
  /** Cost of the candidate over cost of the base. */
  readonly ratio: Estimate
  readonly verdict: Verdict
  readonly isRegression: boolean
}

/** A slow-down that matters, as a fraction. */
const LINE = 0.05
const PROJECT = join(import.meta.dirname, '..')

const { values, positionals } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    pairs: { type: 'string' },
  },
  allowPositionals: true,
})
const [ref] = positionals
if (ref === undefined) throw new Error('Usage: npm run bench:compare -- <git-ref> [--quick]')
const pairs = Number(values.pairs ?? (values.quick ? 2 : 12))

const folder = mkdtempSync(join(tmpdir(), 'octets-compare-'))
try {
  await main(ref)
} finally {
  git('worktree', 'remove', '--force', join(folder, 'base'))
  rmSync(folder, { recursive: true })
}

async function main(base: string): Promise<void> {
  const run = describeRun()
  const baseCommit = git('rev-parse', '--short', base).trim()
  console.log(`base ${base} (${baseCommit}), candidate ${run.commit}, ${pairs} pairs`)
  const baseDist = buildBase(base)
  const candidateDist = buildCandidate()
  const floor = await measure('base with itself', baseDist, baseDist)
  const ratio = await measure('candidate with base', candidateDist, baseDist)
  const works = Object.keys(floor) as (keyof Costs)[]
  const comparisons = works.map((work) => compare(work, floor[work], ratio[work]))
  for (const comparison of comparisons) report(comparison)
  const results = join(PROJECT, 'bench/results')
  mkdirSync(results, { recursive: true })
  const file = join(results, `compare-${run.date.replaceAll(/[:.]/g, '-')}.json`)
  const result = { ...run, baseCommit, pairs, line: LINE, comparisons }
  writeFileSync(file, `${JSON.stringify(result, undefined, 2)}\n`)
  console.log(file)
  if (comparisons.some((comparison) => comparison.isRegression)) process.exitCode = 1
}

function buildBase(base: string): string {
  const checkout = join(folder, 'base')
  git('worktree', 'add', '--detach', checkout, base)
  symlinkSync(join(PROJECT, 'node_modules'), join(checkout, 'node_modules'))
  return build(checkout, join(checkout, 'dist'))
}

/** Built aside, so that a build in the checkout, now or later, does not matter. */
function buildCandidate(): string {
  const place = join(folder, 'candidate')
  mkdirSync(place)
  symlinkSync(join(PROJECT, 'node_modules'), join(place, 'node_modules'))
  cpSync(join(PROJECT, 'package.json'), join(place, 'package.json'))
  return build(PROJECT, join(place, 'dist'))
}

function build(checkout: string, dist: string): string {
  const compiler = join(checkout, 'node_modules/typescript/bin/tsc')
  const words = [compiler, '-p', 'tsconfig.build.json', '--outDir', dist]
  execFileSync(process.execPath, words, { cwd: checkout, stdio: ['ignore', 'inherit', 'inherit'] })
  return dist
}

type Ratios = Record<keyof Costs, number[]>

/** Runs one build and the other in turn: A B, B A, A B … and gives the ratios of the pairs. */
async function measure(title: string, one: string, other: string): Promise<Ratios> {
  const ratios: Partial<Ratios> = {}
  for (let pair = 0; pair < pairs; pair += 1) {
    process.stdout.write(`\r${title}: pair ${pair + 1} of ${pairs}`)
    const isOneFirst = pair % 2 === 0
    const first = await runOnce(isOneFirst ? one : other)
    const second = await runOnce(isOneFirst ? other : one)
    const [above, below] = isOneFirst ? [first, second] : [second, first]
    for (const work of Object.keys(above) as (keyof Costs)[]) {
      ratios[work] ??= []
      ratios[work].push(above[work] / below[work])
    }
  }
  process.stdout.write('\n')
  return ratios as Ratios
}

async function runOnce(dist: string): Promise<Costs> {
  const script = join(import.meta.dirname, 'compare-run.ts')
  const words = ['--import', 'tsx', script, dist, values.quick ? 'quick' : 'full']
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: PROJECT })
  return JSON.parse(stdout) as Costs
}

function compare(
  work: keyof Costs,
  floorRatios: readonly number[],
  ratios: readonly number[],
): Comparison {
  const floor = estimate(floorRatios)
  const ratio = estimate(ratios)
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

function git(...words: readonly string[]): string {
  return execFileSync('git', words, { cwd: PROJECT, encoding: 'utf8', stdio: 'pipe' })
}
