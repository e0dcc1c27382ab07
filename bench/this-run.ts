/**
 * Where and when a result was made, and from which source.
 */

import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'

export interface ThisRun {
  /** ISO 8601, in UTC. */
  readonly date: string
  /** Short; with `+` when the checkout differs from it. */
  readonly commit: string
  readonly node: string
  readonly processor: string
  readonly cores: number
}

/** What earlier runs and reports left behind changes nothing. */
const SOURCE = [':(top)', ':(top,exclude)bench/results', ':(top,exclude)bench/chart.svg']

export function describeRun(): ThisRun {
  const [processor] = cpus()
  const isChanged = git('status', '--porcelain', '--', ...SOURCE) !== ''
  return {
    date: new Date().toISOString(),
    commit: `${git('rev-parse', '--short', 'HEAD')}${isChanged ? '+' : ''}`,
    node: process.version,
    processor: processor?.model ?? 'unknown processor',
    cores: cpus().length,
  }
}

function git(...words: readonly string[]): string {
  return execFileSync('git', words, { cwd: import.meta.dirname, encoding: 'utf8' }).trim()
}
