/**
 * Which results are there, and are they what they say?
 *
 * A file is one run of one kind. One that does not have the shape of its kind is left out, with a
 * sentence that says why: half a result in a report would be worse than none.
 */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ParserResult as ParserRow } from '../parser.ts'
import type { ScaleSeries } from '../scale.ts'
import type { ServerResult } from '../suite/result.ts'
import type { ThisRun } from '../this-run.ts'

export interface ParserResult {
  readonly kind: 'parser'
  readonly run: ThisRun
  readonly rounds: number
  readonly results: readonly ParserRow[]
}

export interface ScaleResult {
  readonly kind: 'scale'
  readonly run: ThisRun
  readonly series: readonly ScaleSeries[]
}

/** Of each kind, the oldest first. */
export interface Results {
  readonly server: readonly ServerResult[]
  readonly parser: readonly ParserResult[]
  readonly scale: readonly ScaleResult[]
}

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string'
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value)
const isPositive: Check = (value) => isNumber(value) && (value as number) > 0
const isDate: Check = (value) => isText(value) && !Number.isNaN(Date.parse(value as string))

const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    words.includes(value as string)
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.length > 0 && value.every(check)
const shaped =
  (shape: Readonly<Record<string, Check>>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(shape).every(([key, check]) => check((value as Record<string, unknown>)[key]))

const RUN = {
  date: isDate,
  commit: isText,
  node: isText,
  processor: isText,
  cores: isNumber,
}
const isRun = shaped(RUN)
const isEstimate = shaped({ median: isNumber, low: isNumber, high: isNumber })
const isRatio = shaped({ median: isPositive, low: isPositive, high: isPositive })

const isContender = shaped({
  contender: isText,
  version: isText,
  values: listOf(isNumber),
  requestsPerSecond: optional(isNumber),
  octetsPerSecond: optional(isNumber),
  cpuMicrosecondsPerRequest: optional(listOf(isNumber)),
  p50: optional(isNumber),
  p99: optional(isNumber),
  bottleneck: optional(oneOf('server', 'client')),
})
const isScenario = shaped({
  name: isText,
  what: isText,
  unit: oneOf('requests/s', 'octets/s', 'octets', 'ms'),
  tool: isText,
  results: listOf(isContender),
})
const isTarget = shaped({
  work: isText,
  than: isText,
  wanted: isPositive,
  sense: oneOf('at-least', 'at-most'),
  estimate: optional(isEstimate),
  pairs: optional(listOf(listOf(isNumber))),
  verdict: oneOf('met', 'missed', 'not shown', 'not measured'),
  note: optional(isText),
})
const isParserRow = shaped({
  sample: isText,
  octets: isNumber,
  segmentOctets: optional(isNumber),
  subject: isText,
  nanoseconds: isNumber,
  gigaoctetsPerSecond: isNumber,
  allocatedOctets: isNumber,
  timesLlhttp: isRatio,
})
const isSeries = shaped({
  name: isText,
  work: isText,
  unit: isText,
  costOf: oneOf('all', 'each'),
  isControl: optional((value) => value === true),
  points: listOf(shaped({ work: isPositive, values: listOf(isPositive) })),
  slope: isEstimate,
  verdict: oneOf('linear or better', 'worse than linear', 'not shown'),
})

const SHAPES: Readonly<Record<keyof Results, Check>> = {
  server: shaped({
    run: isRun,
    seconds: isNumber,
    rounds: isNumber,
    roundsOfAll: optional(isNumber),
    slices: optional(isNumber),
    scenarios: listOf(isScenario),
    targets: (value) => listOf(isTarget)(value) || (Array.isArray(value) && value.length === 0),
  }),
  parser: shaped({ ...RUN, rounds: isNumber, results: listOf(isParserRow) }),
  scale: shaped({ run: isRun, series: listOf(isSeries) }),
}

/** @param warn told a sentence about each file that is left out */
export function readResults(folder: string, warn: (sentence: string) => void): Results {
  const found: Record<keyof Results, { run: ThisRun }[]> = { server: [], parser: [], scale: [] }
  for (const name of namesIn(folder)) {
    const value = parse(join(folder, name))
    const kind = (value as { kind?: unknown } | undefined)?.kind
    if (typeof kind !== 'string' || !Object.hasOwn(SHAPES, kind)) {
      warn(`${name} is left out: it is not a result that says its kind`)
    } else if (SHAPES[kind as keyof Results](value)) {
      found[kind as keyof Results].push(withRun(value as ThisRun | { run: ThisRun }))
    } else warn(`${name} is left out: it has not the shape of a result of kind ${kind}`)
  }
  for (const list of Object.values(found)) {
    list.sort((one, other) => Date.parse(one.run.date) - Date.parse(other.run.date))
  }
  return found as unknown as Results
}

/** Comparisons of two revisions are kept in the same folder, and not reported. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json') && !name.startsWith('compare-'))
      .sort()
  } catch {
    return []
  }
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/** What the parser's results say of their run stands beside the figures, not in an object. */
function withRun(value: ThisRun | { run: ThisRun }): { run: ThisRun } {
  return 'run' in value ? value : { ...value, run: value }
}
