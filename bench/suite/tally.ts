/**
 * The figures of a run as they come in, and the result that they make.
 *
 * A contender that once answered wrongly has no figures in that row at all: lists of different
 * lengths could not be read side by side.
 */

import { median } from '../statistics.ts'
import type { Measurement } from './measure-load.ts'
import type { ContenderResult, ScenarioResult } from './result.ts'

/** What is told of a scenario; the tally does not look at it. */
export type ScenarioTitle = Omit<ScenarioResult, 'results'>

/** The slices of each round in which a contender took part. */
export type Rounds = readonly (readonly Measurement[])[]

export class Tally {
  readonly #scenarios: readonly ScenarioTitle[]
  /** By scenario and contender, then by round. */
  readonly #slices = new Map<string, Map<number, Measurement[]>>()
  /** Scenarios and contenders without figures. */
  readonly #dropped = new Set<string>()

  constructor(scenarios: readonly ScenarioTitle[]) {
    this.#scenarios = scenarios
  }

  add(round: number, scenario: string, contender: string, measurement: Measurement): void {
    const key = keyOf(scenario, contender)
    const rounds = this.#slices.get(key) ?? new Map<number, Measurement[]>()
    const slices = rounds.get(round) ?? []
    slices.push(measurement)
    this.#slices.set(key, rounds.set(round, slices))
  }

  /** Takes a contender out of a scenario for good. */
  drop(scenario: string, contender: string): void {
    this.#dropped.add(keyOf(scenario, contender))
  }

  isDropped(scenario: string, contender: string): boolean {
    return this.#dropped.has(keyOf(scenario, contender))
  }

  /** `undefined` for who was dropped, or never there. */
  roundsOf(scenario: string, contender: string): Rounds | undefined {
    if (this.isDropped(scenario, contender)) return undefined
    const rounds = this.#slices.get(keyOf(scenario, contender))
    return rounds && [...rounds.values()]
  }

  /** @param versions by contender, in the order of the table */
  results(versions: ReadonlyMap<string, string>): readonly ScenarioResult[] {
    return this.#scenarios.map((scenario) => {
      const results: ContenderResult[] = []
      for (const [contender, version] of versions) {
        const rounds = this.roundsOf(scenario.name, contender)
        if (rounds !== undefined) results.push(summarize(contender, version, rounds))
      }
      return { ...scenario, results }
    })
  }
}

function keyOf(scenario: string, contender: string): string {
  return `${scenario}: ${contender}`
}

/** The median of what there is of a figure; NaN when there is nothing. */
function middle(slices: readonly Measurement[], of: keyof Omit<Measurement, 'bottleneck'>): number {
  return median(slices.map((slice) => slice[of]).filter((one) => one !== undefined))
}

/** Slices as one, each figure the median of theirs. */
export function summarizeSlices(slices: readonly Measurement[]): Measurement {
  const value = middle(slices, 'value')
  if (slices[0]!.bottleneck === undefined) return { value }
  const [p50Milliseconds, p99Milliseconds] = [
    middle(slices, 'p50Milliseconds'),
    middle(slices, 'p99Milliseconds'),
  ]
  const servers = slices.filter(({ bottleneck }) => bottleneck === 'server').length
  return {
    value,
    requestsPerSecond: middle(slices, 'requestsPerSecond'),
    octetsPerSecond: middle(slices, 'octetsPerSecond'),
    cpuMicrosecondsPerRequest: middle(slices, 'cpuMicrosecondsPerRequest'),
    ...(!Number.isNaN(p50Milliseconds) && { p50Milliseconds, p99Milliseconds }),
    bottleneck: servers * 2 >= slices.length ? 'server' : 'client',
  }
}

function summarize(contender: string, version: string, rounds: Rounds): ContenderResult {
  const inRounds = rounds.map(summarizeSlices)
  const base = { contender, version, values: inRounds.map(({ value }) => value) }
  const { bottleneck, p50Milliseconds, p99Milliseconds, ...all } = summarizeSlices(rounds.flat())
  if (bottleneck === undefined) return base
  const { requestsPerSecond = 0, octetsPerSecond = 0 } = all
  return {
    ...base,
    requestsPerSecond,
    octetsPerSecond,
    cpuMicrosecondsPerRequest: inRounds.map((one) => one.cpuMicrosecondsPerRequest ?? Number.NaN),
    ...(p50Milliseconds !== undefined && { p50: p50Milliseconds }),
    ...(p99Milliseconds !== undefined && { p99: p99Milliseconds }),
    bottleneck,
  }
}
