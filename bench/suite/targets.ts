/**
 * What is octets meant to reach, and does it?
 *
 * Each target is a ratio to another contender in the same work, taken slice by slice, since only
 * figures that were measured seconds apart have seen the same machine. It is met or missed when the
 * whole interval lies on one side of what is wanted; else it is not shown.
 */

import { type Estimate, estimateOfRounds, LEAST_ROUNDS } from '../statistics.ts'
import type { ContenderName } from './contenders.ts'
import type { Measurement } from './measure-load.ts'
import type { BARE_NODE } from './measure-start.ts'
import type { TargetResult } from './result.ts'
import { type Rounds, summarizeSlices } from './tally.ts'

export interface Target {
  /** Name of a scenario. */
  readonly work: string
  readonly than: ContenderName | typeof BARE_NODE
  /** The scenario of the other side, when it is not the same. */
  readonly thanWork?: string
  readonly sense: 'at-least' | 'at-most'
  readonly wanted: number
  /** Ours over theirs, or ours less theirs. */
  readonly by: 'ratio' | 'difference'
}

// biome-ignore format: one target a line reads as the table it is
export const TARGETS: readonly Target[] = [
  atLeast(0.9,  '1 KiB', 'null'),
  atLeast(1,    '1 KiB', 'nginx'),
  atLeast(6,    '1 KiB', 'sirv'),
  atLeast(10,   '1 KiB', 'serve-handler'),
  atLeast(0.5,  '16 pipelined', 'null'),
  atLeast(4,    '16 pipelined', 'h2o'),
  atLeast(4,    '16 pipelined', 'lighttpd'),
  atLeast(7,    '16 pipelined', 'node:http'),
  { ...atLeast(0.9, '304', 'octets'), thanWork: '1 KiB' },
  atLeast(1,    '304', 'sirv'),
  atLeast(1,    '10 KiB', 'nginx'),
  atLeast(1,    '100 KiB', 'nginx'),
  atLeast(0.85, '100 KiB', 'null'),
  atLeast(1,    '1 MiB', 'nginx'),
  atLeast(0.85, '1 MiB', 'null'),
  atLeast(1,    '100 MiB', 'h2o'),
  atLeast(2,    '100 MiB', 'sirv'),
  atLeast(0.9,  'random ranges', 'nginx'),
  atLeast(2.5,  'random ranges', 'sirv'),
  atLeast(1,    'request a connection', 'nginx'),
  atLeast(1,    '10,000 files, Zipf', 'nginx'),
  { work: 'memory per idle connection', than: 'null', sense: 'at-most', wanted: 2048, by: 'difference' },
  { work: 'start', than: 'node -e 0', sense: 'at-most', wanted: 1.5, by: 'ratio' },
]

function atLeast(wanted: number, work: string, than: ContenderName): Target {
  return { work, than, sense: 'at-least', wanted, by: 'ratio' }
}

/** Whether a target compares this contender in this scenario with another. */
export function isNamed(scenario: string, name: string): boolean {
  return TARGETS.some(
    ({ work, than, thanWork = work }) =>
      (work === scenario && name === 'octets') || (thanWork === scenario && name === than),
  )
}

/**
 * @param find the slices of a contender in a scenario; `undefined` when it has none
 * @param absent why a contender has no figures, by its name
 */
export function judgeTarget(
  target: Target,
  find: (work: string, name: string) => Rounds | undefined,
  absent: ReadonlyMap<string, string>,
): TargetResult {
  const { work, thanWork = work, wanted, sense } = target
  const than = thanWork === work ? target.than : `${target.than}, ${thanWork}`
  const base = { work, than, wanted, sense }
  const ours = find(work, 'octets')
  const theirs = find(thanWork, target.than)
  if (ours === undefined || theirs === undefined) {
    const missing = ours === undefined ? 'octets' : target.than
    const note = `${missing}: ${absent.get(missing) ?? 'not measured'}`
    return { ...base, verdict: 'not measured', note }
  }
  const pairs = pair(ours, theirs, (our, their) =>
    target.by === 'ratio' ? our.value / their.value : our.value - their.value,
  )
  const found = estimateOfRounds(pairs)
  const { verdict, note } = decide(target, found, pairs.length)
  const notes = [note, remarkOnLimit(ours, theirs)].filter((one) => one !== undefined)
  const all = notes.length === 0 ? {} : { note: notes.join('; ') }
  return { ...base, estimate: found, pairs, verdict, ...all }
}

/** What `compare` says of the first slices of a round, of the second ones, and so on. */
function pair(
  ours: Rounds,
  theirs: Rounds,
  compare: (our: Measurement, their: Measurement) => number,
): readonly (readonly number[])[] {
  return ours.map((slices, round) =>
    slices.map((our, slice) => compare(our, theirs[round]![slice]!)),
  )
}

function decide(
  target: Target,
  found: Estimate,
  rounds: number,
): Pick<TargetResult, 'verdict' | 'note'> {
  const { sense, wanted } = target
  if (rounds < LEAST_ROUNDS) return { verdict: 'not shown', note: 'too few rounds' }
  const [worst, best] = sense === 'at-least' ? [found.low, found.high] : [found.high, found.low]
  const reaches = (value: number): boolean =>
    sense === 'at-least' ? value >= wanted : value <= wanted
  if (reaches(worst)) return { verdict: 'met' }
  if (reaches(best)) return { verdict: 'not shown' }
  return { verdict: 'missed', note: missedBy(target, found.median) }
}

/**
 * Where a server waited for the load, or for its core, throughput says too little of it; the
 * processor time that it took for a request still says it.
 */
function remarkOnLimit(ours: Rounds, theirs: Rounds): string | undefined {
  const limits = [ours, theirs].map((rounds) => summarizeSlices(rounds.flat()).bottleneck)
  if (!limits.includes('client')) return undefined
  const { median, low, high } = estimateOfRounds(
    pair(ours, theirs, (our, their) => costOf(their) / costOf(our)),
  )
  const shown = `${median.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`
  return `not only the servers were the limit; by processor time ${shown}`
}

function costOf({ cpuMicrosecondsPerRequest = Number.NaN }: Measurement): number {
  return cpuMicrosecondsPerRequest
}

function missedBy({ wanted, by }: Target, reached: number): string {
  const distance = Math.abs(reached - wanted)
  if (by === 'difference') return `by ${Math.round(distance)} octets`
  return `by ${((distance / wanted) * 100).toFixed(0)} %`
}
