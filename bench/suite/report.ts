/**
 * The result as text: a table for each scenario, and the targets.
 */

import { median } from '../statistics.ts'
import { ceilingOf } from './ceiling.ts'
import type { Measurement } from './measure-load.ts'
import type { ContenderResult, ScenarioResult, TargetResult } from './result.ts'
import { MIB } from './site.ts'

type Unit = ScenarioResult['unit']

const NAME_WIDTH = 18

export function renderScenario({ name, what, unit, tool, results }: ScenarioResult): string {
  const heading = `\n${name}: ${what}${tool === 'none' ? '' : ` (${tool})`}`
  return [heading, ...results.map((result) => renderRow(result, unit))].join('\n')
}

function renderRow(result: ContenderResult, unit: Unit): string {
  const { contender, values, cpuMicrosecondsPerRequest: cpu, p50, p99, bottleneck } = result
  const name = contender.padEnd(NAME_WIDTH)
  const value = renderValue(median(values), unit).padStart(16)
  const spread = `${renderNumber(Math.min(...values), unit)}-${renderNumber(Math.max(...values), unit)}`
  const row = `  ${name}${value}  ${spread.padStart(15)}`
  if (cpu === undefined) return row
  const costs = `${median(cpu).toFixed(1).padStart(8)} µs CPU`
  const [half, most] = [p50, p99].map((time) => time?.toFixed(2) ?? '–')
  const times = `p50 ${half} ms, p99 ${most} ms`
  return `${row}  ${renderOther(result, unit).padStart(16)}  ${costs}  ${times}  limit: ${bottleneck}`
}

/** Octets a second where requests are counted, requests where octets are. */
function renderOther(
  { requestsPerSecond = 0, octetsPerSecond = 0 }: Measurement | ContenderResult,
  unit: Unit,
): string {
  return unit === 'octets/s'
    ? renderValue(requestsPerSecond, 'requests/s')
    : renderValue(octetsPerSecond, 'octets/s')
}

/** One measurement, for the line that tells of it. */
export function renderMeasurement(measurement: Measurement, unit: Unit): string {
  const { value, cpuMicrosecondsPerRequest: cpu, bottleneck } = measurement
  const costs =
    cpu === undefined
      ? ''
      : `, ${renderOther(measurement, unit)}, ${cpu.toFixed(1)} µs CPU, limit: ${bottleneck}`
  return `${renderValue(value, unit)}${costs}`
}

function renderValue(value: number, unit: Unit): string {
  return `${renderNumber(value, unit)} ${unit === 'octets/s' ? 'MiB/s' : unit}`
}

function renderNumber(value: number, unit: Unit): string {
  if (unit === 'ms') return value.toFixed(1)
  return String(Math.round(unit === 'octets/s' ? value / MIB : value))
}

export function renderTarget(target: TargetResult, scenarios: readonly ScenarioResult[]): string {
  const { work, than, wanted, sense, estimate, verdict } = target
  const sign = sense === 'at-least' ? '≥' : '≤'
  const wish = `${work}: ${sign} ${wanted} × ${than}`.padEnd(46)
  if (estimate === undefined) return `  ${wish}${verdict} (${target.note})`
  const digits = wanted > 100 ? 0 : 2
  const [middle, low, high] = [estimate.median, estimate.low, estimate.high].map((value) =>
    value.toFixed(digits),
  )
  const ceiling = verdict === 'met' ? undefined : ceilingOf(target, scenarios)
  const notes = [
    target.note,
    ceiling !== undefined && `the null server: ${ceiling.toFixed(digits)}`,
  ].filter((one) => typeof one === 'string')
  const said = notes.length === 0 ? '' : ` (${notes.join('; ')})`
  return `  ${wish}${middle} [${low}, ${high}]  ${verdict}${said}`
}
