/**
 * The figures of a run as they come in, and the result that they make.
 *
 * A contender that once answered wrongly has no figures in that row at all: lists of different
 * lengths could not be read round by round.
 */

import { median } from '../statistics.ts'
import type { Measurement } from './measure-load.ts'
import type { ContenderResult, ScenarioResult } from './result.ts'

/** What is told of a scenario; the tally does not look at it. */
export type ScenarioTitle = Omit<ScenarioResult, 'results'>

export class Tally {
  readonly #scenarios: readonly ScenarioTitle[]
  readonly #measurements = new Map<string, Measurement[]>()
  /** Why there are no figures, by scenario and contender. */
  readonly #faults = new Map<string, string>()

  constructor(scenarios: readonly ScenarioTitle[]) {
    this.#scenarios = scenarios
  }

  add(scenario: string, contender: string, measurement: Measurement): void {
    const key = keyOf(scenario, contender)
    const list = this.#measurements.get(key) ?? []
    list.push(measurement)
    this.#measurements.set(key, list)
  }

  /** Takes a contender out of a scenario for good. */
  drop(scenario: string, contender: string, why: string): void {
    this.#faults.set(keyOf(scenario, contender), why)
  }

  isDropped(scenario: string, contender: string): boolean {
    return this.#faults.has(keyOf(scenario, contender))
  }

  /** @param versions by contender, in the order of the table */
  results(versions: ReadonlyMap<string, string>): readonly ScenarioResult[] {
    return this.#scenarios.map((scenario) => {
      const results: ContenderResult[] = []
      for (const [contender, version] of versions) {
        const key = keyOf(scenario.name, contender)
        const measurements = this.#faults.has(key) ? undefined : this.#measurements.get(key)
        if (measurements !== undefined) results.push(summarize(contender, version, measurements))
      }
      return { ...scenario, results }
    })
  }
}

function keyOf(scenario: string, contender: string): string {
  return `${scenario}: ${contender}`
}

function summarize(
  contender: string,
  version: string,
  measurements: readonly Measurement[],
): ContenderResult {
  const values = measurements.map(({ value }) => value)
  const base = { contender, version, values }
  if (measurements[0]!.bottleneck === undefined) return base
  const all = (of: (one: Measurement) => number | undefined): number[] =>
    measurements.map(of).filter((one) => one !== undefined)
  const [p50, p99] = [all((one) => one.p50Milliseconds), all((one) => one.p99Milliseconds)]
  const servers = measurements.filter(({ bottleneck }) => bottleneck === 'server').length
  return {
    ...base,
    requestsPerSecond: median(all((one) => one.requestsPerSecond)),
    octetsPerSecond: median(all((one) => one.octetsPerSecond)),
    cpuMicrosecondsPerRequest: all((one) => one.cpuMicrosecondsPerRequest),
    ...(p50.length > 0 && { p50: median(p50), p99: median(p99) }),
    bottleneck: servers * 2 >= measurements.length ? 'server' : 'client',
  }
}
