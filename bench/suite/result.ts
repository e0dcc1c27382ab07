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
  /** Of one slice. */
  readonly seconds: number
  readonly rounds: number
  /** Rounds in which those took part whom no target names; absent in older results: all. */
  readonly roundsOfAll?: number
  /** Slices of load in a round, of whom a target names; absent in older results: one. */
  readonly slices?: number
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
 * Lists have one figure a round, the median of its slices, in the order of the rounds; single figures
 * are medians of all slices, p50 and p99 latencies in milliseconds.
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
  /** What the estimate is of: for each round a list, for each pair of slices its ratio or difference. */
  readonly pairs?: readonly (readonly number[])[]
  /** `not shown`: the interval has the wanted value within it. */
  readonly verdict: 'met' | 'missed' | 'not shown' | 'not measured'
  readonly note?: string
}

const FOLDER = join(import.meta.dirname, '../results')
/** Of each figure: more than any of them is good for. */
const DIGITS = 5

/** @returns the path of the file, another one for each run: one commit may run on several Nodes */
export function writeResult(result: ServerResult): string {
  mkdirSync(FOLDER, { recursive: true })
  const { date, commit } = result.run
  const path = join(FOLDER, `server-${date.replaceAll(/[:.]/g, '-')}-${commit}.json`)
  writeFileSync(path, renderResult(result))
  return path
}

/** As JSON to be read and kept: figures of few digits, a list of them in one line. */
export function renderResult(result: ServerResult): string {
  const shorten = (_: string, value: unknown): unknown =>
    typeof value === 'number' && !Number.isInteger(value)
      ? Number(value.toPrecision(DIGITS))
      : value
  const text = JSON.stringify(result, shorten, 2)
  return `${text.replace(/\[\n[-\d.e+,\s]+\]/g, (list) => list.replace(/\s+/g, ''))}\n`
}

/** The first thing that makes a result useless: a list too short, a figure that is none. */
export function findMalformed(result: ServerResult): string | undefined {
  const { scenarios, targets } = result
  if (scenarios.length === 0) return 'no scenarios'
  for (const { name, results } of scenarios) {
    if (!results.some(({ contender }) => contender === 'octets')) return `${name}: no octets`
    for (const one of results) {
      const objection = objectTo(one, result)
      if (objection !== undefined) return `${name}, ${one.contender}: ${objection}`
      if (name !== 'memory per idle connection' && one.values.some((value) => value <= 0)) {
        return `${name}, ${one.contender}: nothing done`
      }
    }
  }
  for (const { work, than, pairs = [] } of targets) {
    const isWhole = pairs.length === 0 || pairs.length === result.rounds
    if (!isWhole || !pairs.flat().every(Number.isFinite)) return `${work}, ${than}: ${pairs}`
  }
  return undefined
}

function objectTo(
  { values, cpuMicrosecondsPerRequest = values }: ContenderResult,
  { rounds, roundsOfAll = rounds }: ServerResult,
): string | undefined {
  const isOften = values.length === rounds || values.length === roundsOfAll
  if (!isOften || cpuMicrosecondsPerRequest.length !== values.length) return values.join(' ')
  return [values, cpuMicrosecondsPerRequest].find((list) => !list.every(Number.isFinite))?.join(' ')
}
