/**
 * How does the server compare, with what is possible and with others?
 *
 *   npm run bench [-- --rounds 5] [--seconds 1] [--only ranges] [--quick]
 *
 * Runs every scenario (suite/scenarios.ts) over every contender (suite/contenders.ts), judges the
 * targets (suite/targets.ts), and keeps the result in bench/results. The load comes from wrk where it
 * is installed. Another round is begun only when it will end within 15 minutes.
 *
 * A wrong answer of octets, or none, fails the run. `--quick` is for the gate: few scenarios, no
 * contender from elsewhere, autocannon, and nothing kept; there anybody's wrong answer fails it.
 */

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { generator } from './statistics.ts'
import { findContenders } from './suite/contenders.ts'
import { BARE_NODE } from './suite/measure-start.ts'
import { makePlan, makeRoundPair, type PlannedScenario, type Step } from './suite/plan.ts'
import { renderMeasurement, renderScenario, renderTarget } from './suite/report.ts'
import { findMalformed, type ServerResult, writeResult } from './suite/result.ts'
import { isPinned, pinLoad } from './suite/server-process.ts'
import { makeSite } from './suite/site.ts'
import { Tally } from './suite/tally.ts'
import { judgeTarget, TARGETS } from './suite/targets.ts'
import { findWrk } from './suite/wrk.ts'
import { describeRun } from './this-run.ts'

const LIMIT_MINUTES = 15

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
  },
})
const { quick: isQuick, only } = values
const wantedRounds = readCount('rounds', values.rounds ?? (isQuick ? '1' : '6'))
// wrk knows whole seconds only; the gate, which does without it, has none to spare.
const seconds = isQuick ? 0.5 : readCount('seconds', values.seconds ?? '1')

const begin = performance.now()
if (!isQuick) installPeers()
pinLoad()
const contenders = findContenders()
const wrk = isQuick ? undefined : findWrk()
const run = describeRun()
console.log(`${run.processor}, ${run.cores} cores, Node ${run.node}, commit ${run.commit}`)
console.log(
  isPinned ? 'server on core 0, load on core 1' : 'no cores of their own: no taskset here',
)
console.log(wrk === undefined ? 'load: autocannon' : `load: wrk ${wrk}; judge: autocannon`)
if (loadavg()[0]! > 0.5) console.log('Others use this machine: believe ratios only')
for (const { name, version } of contenders) {
  if (version === undefined) console.log(`${name} is not installed`)
}

const site = makeSite(isQuick)
process.once('exit', () => site.remove())
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))
const choice = { isQuick, only, tool: wrk === undefined ? 'autocannon' : 'wrk', seconds } as const
const plan = makePlan(contenders, site, choice)
const tally = new Tally(plan.map(({ steps: _, ...title }) => title))
const result = finish(await runRounds())
report(result)

function readCount(name: string, text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text)
  throw new Error(`--${name} wants a whole number from 1, not "${text}"`)
}

/** What octets is compared with is no part of what octets installs. */
function installPeers(): void {
  if (existsSync(join(import.meta.dirname, 'node_modules'))) return
  console.log('Installing the servers to compare with: npm ci --prefix bench')
  const words = ['ci', '--prefix', import.meta.dirname, '--no-audit', '--no-fund']
  const { status } = spawnSync('npm', words, { stdio: 'inherit' })
  if (status !== 0) console.log('That failed; going on without them')
}

/** @returns how many rounds there was time for */
async function runRounds(): Promise<number> {
  const random = generator(9110)
  let pair = makeRoundPair(plan, random)
  for (let round = 0; round < wantedRounds; round += 1) {
    if (round > 0 && minutesFor(round + 1, round) > LIMIT_MINUTES) {
      console.log(`${round} rounds is what ${LIMIT_MINUTES} minutes hold`)
      return round
    }
    if (round % 2 === 0) pair = makeRoundPair(plan, random)
    const steps = pair[round % 2]!
    for (const [index, step] of steps.entries()) {
      const done = round + (index + 1) / steps.length
      const line = await runStep(step)
      const left = Math.max(0, minutesFor(wantedRounds, done) - minutesFor(1, 1))
      console.log(`${round + 1}/${wantedRounds}  ${line}  (${left.toFixed(1)} min left)`)
    }
  }
  return wantedRounds
}

/** How long `rounds` take when `done` took as long as they did. */
function minutesFor(rounds: number, done: number): number {
  return ((performance.now() - begin) / 60_000 / done) * rounds
}

async function runStep({ scenario, contender, measure }: Step): Promise<string> {
  const title = `${scenario}, ${contender}: `.padEnd(44)
  if (tally.isDropped(scenario, contender)) return `${title}left out`
  try {
    const measurement = await measure()
    tally.add(scenario, contender, measurement)
    return title + renderMeasurement(measurement, unitOf(scenario))
  } catch (error) {
    tally.drop(scenario, contender, (error as Error).message)
    if (isQuick || contender === 'octets') process.exitCode = 1
    return `${title}LEFT OUT: ${(error as Error).message}`
  }
}

function unitOf(scenario: string): PlannedScenario['unit'] {
  return plan.find(({ name }) => name === scenario)!.unit
}

function finish(rounds: number): ServerResult {
  const versions = new Map(contenders.map(({ name, version = '' }) => [name as string, version]))
  versions.set(BARE_NODE, process.version)
  const scenarios = tally.results(versions)
  const absent = new Map(
    contenders
      .filter(({ version }) => version === undefined)
      .map(({ name }) => [name as string, 'not installed']),
  )
  const chosen = TARGETS.filter(({ work }) => plan.some(({ name }) => name === work))
  const targets = chosen.map((target) => judgeTarget(target, scenarios, absent))
  return { kind: 'server', run, seconds, rounds, scenarios, targets }
}

function report(result: ServerResult): void {
  for (const scenario of result.scenarios) console.log(renderScenario(scenario))
  const malformed = findMalformed(result)
  if (malformed !== undefined) {
    console.error(`Malformed: ${malformed}`)
    process.exitCode = 1
  }
  if (isQuick) return
  console.log('\nTargets: median of the rounds [95 % interval]')
  for (const target of result.targets) console.log(renderTarget(target))
  if (only === undefined && malformed === undefined) console.log(writeResult(result))
}
