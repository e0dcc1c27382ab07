/**
 * What a run leaves behind: bench/results/<date>-<commit>.json, kept in the repository as history.
 */

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Estimate } from '../statistics.ts'
import type { ThisRun } from '../this-run.ts'

export interface ServerResult {
  readonly kind: 'server'
  readonly run: ThisRun
  /** Of one measurement. */
  readonly seconds: number
  readonly rounds: number
  readonly scenarios: readonly ScenarioResult[]
  readonly targets: readonly TargetResult[]
}

export interface ScenarioResult {
  readonly name: string
  readonly what: string
  readonly unit: 'requests/s' | 'octets/s' | 'octets' | 'ms'
  /** `none` for memory and start, which no load decides. */
  readonly tool: 'wrk' | 'autocannon' | 'none'
  readonly results: readonly ContenderResult[]
}

/**
 * Lists have one figure a round, in the order of the rounds; single figures are medians of the
 * rounds, p50 and p99 latencies in milliseconds.
 */
export interface ContenderResult {
  readonly contender: string
  readonly version: string
  readonly values: readonly number[]
  readonly requestsPerSecond?: number
  readonly octetsPerSecond?: number
  readonly cpuMicrosecondsPerRequest?: readonly number[]
  readonly p50?: number
  readonly p99?: number
  readonly bottleneck?: 'server' | 'client'
}

export interface TargetResult {
  readonly work: string
  readonly than: string
  readonly wanted: number
  readonly sense: 'at-least' | 'at-most'
  readonly estimate?: Estimate
  /** `not shown`: the interval has the wanted value within it. */
  readonly verdict: 'met' | 'missed' | 'not shown' | 'not measured'
  readonly note?: string
}

const FOLDER = join(import.meta.dirname, '../results')

/** @returns the path of the file */
export function writeResult(result: ServerResult): string {
  mkdirSync(FOLDER, { recursive: true })
  const { date, commit } = result.run
  const path = join(FOLDER, `${date.slice(0, 'YYYY-MM-DD'.length)}-${commit}.json`)
  writeFileSync(path, `${JSON.stringify(result, undefined, 2)}\n`)
  return path
}

/** The first thing that makes a result useless: a list too short, a figure that is none. */
export function findMalformed({ rounds, scenarios }: ServerResult): string | undefined {
  if (scenarios.length === 0) return 'no scenarios'
  for (const { name, results } of scenarios) {
    if (!results.some(({ contender }) => contender === 'octets')) return `${name}: no octets`
    for (const { contender, values, cpuMicrosecondsPerRequest = values } of results) {
      for (const list of [values, cpuMicrosecondsPerRequest]) {
        const isWhole = list.length === rounds && list.every(Number.isFinite)
        if (!isWhole) return `${name}, ${contender}: ${list.join(' ')}`
      }
      if (name !== 'memory per idle connection' && values.some((value) => value <= 0)) {
        return `${name}, ${contender}: nothing done`
      }
    }
  }
  return undefined
}
