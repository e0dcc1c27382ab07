/**
 * How does the server compare, with what is possible and with others?
 *
 *   npm run bench [-- --rounds 6] [--slices 4] [--seconds 0.4] [--only ranges] [--quick]
 *
 * Runs every scenario (suite/scenarios.ts) over every contender (suite/contenders.ts), all contenders
 * of one in turn (suite/plan.ts), judges the targets (suite/targets.ts), and keeps the result in
 * bench/results. The load comes from wrk where it is installed. Another round is begun only when it
 * will end within 15 minutes.
 *
 * A wrong answer of octets, or none, fails the run. `--quick` is for the gate: few scenarios, no
 * contender from elsewhere, autocannon, and nothing kept; there anybody's wrong answer fails it.
 */

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { readCommandLine, readCount, readSeconds, refuse } from './command-line.ts'
import { generator } from './statistics.ts'
import { findContenders } from './suite/contenders.ts'
import { runHeat } from './suite/heat.ts'
import type { Measurement } from './suite/measure-load.ts'
import { BARE_NODE } from './suite/measure-start.ts'
import { type Entry, makeOrder, makePlan, roundsOfAll, secondsOf } from './suite/plan.ts'
import { renderMeasurement, renderScenario, renderTarget } from './suite/report.ts'
import { findMalformed, type ServerResult, writeResult } from './suite/result.ts'
import { isPinned, pinLoad } from './suite/server-process.ts'
import { makeSite } from './suite/site.ts'
import { summarizeSlices, Tally } from './suite/tally.ts'
import { judgeTarget, TARGETS } from './suite/targets.ts'
import { findWrk } from './suite/wrk.ts'
import { describeRun } from './this-run.ts'

const LIMIT_MINUTES = 15

const { values } = readCommandLine({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string' },
    slices: { type: 'string' },
    seconds: { type: 'string' },
  },
})
const { quick: isQuick, only } = values
const wantedRounds = readCount('rounds', values.rounds ?? (isQuick ? '1' : '6'))
const slices = readCount('slices', values.slices ?? (isQuick ? '1' : '4'))
const seconds = readSeconds(values.seconds ?? '0.4')

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
const tool = wrk === undefined ? 'autocannon' : 'wrk'
const plan = makePlan(contenders, site, { isQuick, only, tool, seconds, slices })
if (plan.heats.length === 0) refuse(`No work has ${JSON.stringify(only)} in its name`)
const tally = new Tally(plan.scenarios)
const result = finish(await runRounds())
report(result)
console.log(`\n${((performance.now() - begin) / 60_000).toFixed(1)} minutes`)

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
  const roundsBegin = performance.now()
  let done = 0
  /** Minutes of what the plan says takes `planned` seconds, as the machine has been so far. */
  const minutesFor = (planned: number): number =>
    (planned / 60) * (done === 0 ? 1 : (performance.now() - roundsBegin) / 1000 / done)
  for (let round = 0; round < wantedRounds; round += 1) {
    const minutes = (performance.now() - begin) / 60_000
    if (round > 0 && minutes + minutesFor(plannedSeconds(round, round + 1)) > LIMIT_MINUTES) {
      console.log(`${round} rounds is what ${LIMIT_MINUTES} minutes hold`)
      return round
    }
    for (const heat of plan.heats) {
      const left = minutesFor(plannedSeconds(0, wantedRounds) - done)
      const order = makeOrder(heat, round, random).filter(
        ({ scenario, contender }) => !tally.isDropped(scenario, contender),
      )
      if (order.length === 0) continue
      const where = `round ${round + 1} of ${wantedRounds}`
      console.log(`\n${heat.scenarios.join(', ')} (${where}, ${left.toFixed(1)} min left)`)
      await measure(order, round)
      done += secondsOf(heat, round)
    }
  }
  return wantedRounds
}

/** What the plan says that rounds take, from round `first` to the one before `end`. */
function plannedSeconds(first: number, end: number): number {
  let sum = 0
  for (let round = first; round < end; round += 1) {
    for (const heat of plan.heats) sum += secondsOf(heat, round)
  }
  return sum
}

async function measure(order: readonly Entry[], round: number): Promise<void> {
  const measurements = new Map<Entry, Measurement[]>()
  await runHeat(order, {
    measured: (entry, measurement) => {
      tally.add(round, entry.scenario, entry.contender, measurement)
      measurements.set(entry, [...(measurements.get(entry) ?? []), measurement])
    },
    failed: (entry, why) => {
      tally.drop(entry.scenario, entry.contender)
      if (isQuick || entry.contender === 'octets') process.exitCode = 1
      console.log(`  ${titleOf(entry)}LEFT OUT: ${why}`)
    },
  })
  for (const [entry, slices] of measurements) {
    if (tally.isDropped(entry.scenario, entry.contender)) continue
    const { unit } = plan.scenarios.find(({ name }) => name === entry.scenario)!
    console.log(`  ${titleOf(entry)}${renderMeasurement(summarizeSlices(slices), unit)}`)
  }
}

function titleOf({ scenario, contender }: Entry): string {
  return `${scenario}, ${contender}: `.padEnd(44)
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
  const chosen = TARGETS.filter(({ work }) => plan.scenarios.some(({ name }) => name === work))
  const find = tally.roundsOf.bind(tally)
  const targets = chosen.map((target) => judgeTarget(target, find, absent))
  const all = { roundsOfAll: roundsOfAll(rounds), slices }
  return { kind: 'server', run, seconds, rounds, ...all, scenarios, targets }
}

function report(result: ServerResult): void {
  for (const scenario of result.scenarios) console.log(renderScenario(scenario))
  const malformed = findMalformed(result)
  if (malformed !== undefined) {
    console.error(`Malformed: ${malformed}`)
    process.exitCode = 1
  }
  if (isQuick) return
  console.log('\nTargets: median of the slices [95 % interval]')
  for (const target of result.targets) console.log(renderTarget(target, result.scenarios))
  if (only === undefined && malformed === undefined) console.log(writeResult(result))
}
