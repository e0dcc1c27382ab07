/**
 * How are figures said? Three digits, with a unit a reader knows; the exact value goes beside it.
 */

import type { ThisRun } from '../this-run.ts'

const PREFIXES = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const

/** 118 k, 3.92 G, 0.0012: three digits. */
export function sayNumber(value: number): string {
  const size = Math.abs(value)
  for (const [factor, prefix] of PREFIXES) {
    if (size >= factor * 0.9995) return `${digits(value / factor)} ${prefix}`
  }
  return digits(value)
}

function digits(value: number): string {
  const size = Math.abs(value)
  if (size === 0) return '0'
  if (size < 0.001) return value.toExponential(1)
  const places = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3
  return value.toFixed(places)
}

/** Octets in powers of 1000, as network rates are; times in the unit that fits. */
export function say(value: number, unit: string): string {
  switch (unit) {
    case 'requests/s':
      return `${sayNumber(value)}/s`.replace(' ', '\u202f')
    case 'octets/s':
      return withPrefix(value, 'B/s')
    case 'octets':
      return withPrefix(value, 'B')
    case 'ns':
      return sayTime(value)
    case 'µs':
      return sayTime(value * 1e3)
    case 'ms':
      return sayTime(value * 1e6)
    default:
      return `${sayNumber(value)} ${unit}`
  }
}

function withPrefix(value: number, unit: string): string {
  const said = sayNumber(value)
  return said.includes(' ') ? `${said}${unit}` : `${said} ${unit}`
}

function sayTime(nanoseconds: number): string {
  const size = Math.abs(nanoseconds)
  if (size >= 1e9) return `${digits(nanoseconds / 1e9)} s`
  if (size >= 1e6) return `${digits(nanoseconds / 1e6)} ms`
  if (size >= 1e3) return `${digits(nanoseconds / 1e3)} µs`
  return `${digits(nanoseconds)} ns`
}

/** 1, 10, 1 k, 32 Ki: powers of 1024 stay recognisable. */
export function sayWork(work: number): string {
  for (const [factor, prefix] of [
    [2 ** 30, 'Gi'],
    [2 ** 20, 'Mi'],
    [2 ** 10, 'Ki'],
  ] as const) {
    if (work >= factor && work % factor === 0) return `${work / factor} ${prefix}`
  }
  return trimmed(sayNumber(work))
}

/** 2026-11-21 09:42 UTC. */
export function sayDate(date: string): string {
  return `${new Date(date).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

export function sayRun(run: ThisRun): string {
  const cores = run.cores === 1 ? '1 core' : `${run.cores} cores`
  return `${sayDate(run.date)} · commit ${run.commit} · Node ${run.node} · ${run.processor}, ${cores}`
}

/** Not longer than fits; the whole is in the table. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`
}

/** Without zeros behind the point: for values that are exact, as on axes. */
export function trimmed(said: string): string {
  return said.replace(/(\.\d*?)0+(?!\d)/, '$1').replace(/\.(?!\d)/, '')
}

/** What was asked for, as it was. */
export function sayExactly(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 3 })
}

/** Of a logarithmic axis to the base 2. */
export function sayRatio(tick: number): string {
  return tick < 1 ? `1/${Math.round(1 / tick)}` : `×${tick}`
}
