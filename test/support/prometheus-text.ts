/**
 * Prometheus' text format, version 0.0.4, read strictly: what an agent may refuse is refused here.
 *
 * One HELP and one TYPE for each metric, before its samples; all samples of a metric together; names
 * and labels of the right form, values that are numbers, no series twice.
 */

import assert from 'node:assert/strict'

export interface Metric {
  readonly type: string
  readonly help: string
  /** By the series as written: name and labels. */
  readonly samples: Map<string, number>
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\[\\\\"n])*"'
const HELP = new RegExp(`^# HELP (${NAME}) ((?:[^\\\\]|\\\\[\\\\n])*)$`)
const TYPE = new RegExp(`^# TYPE (${NAME}) (counter|gauge|histogram|summary|untyped)$`)
const SAMPLE = new RegExp(
  `^((${NAME})(?:\\{(?:${LABEL}(?:,${LABEL})*)?\\})?) (NaN|[+-]Inf|[-+]?\\d+(?:\\.\\d+)?(?:e[-+]?\\d+)?)$`,
)

export function parsePrometheusText(text: string): ReadonlyMap<string, Metric> {
  assert.ok(text.endsWith('\n'), 'the last line ends too')
  const metrics = new Map<string, Metric>()
  let help: readonly [name: string, text: string] | undefined
  let current = ''
  for (const line of text.slice(0, -1).split('\n')) {
    if (line === '') continue
    const [, helpName, helpText] = HELP.exec(line) ?? []
    const [, typeName, type] = TYPE.exec(line) ?? []
    const [, series, sampleName, value] = SAMPLE.exec(line) ?? []
    if (helpName !== undefined && helpText !== undefined) help = [helpName, helpText]
    else if (typeName !== undefined && type !== undefined) {
      assert.equal(help?.[0], typeName, `TYPE follows its HELP: ${line}`)
      assert.ok(!metrics.has(typeName), `${typeName} comes once`)
      metrics.set(typeName, { type, help: help[1], samples: new Map() })
      current = typeName
    } else {
      assert.ok(series !== undefined && sampleName !== undefined, `a line of the format: ${line}`)
      assert.equal(familyOf(sampleName, metrics.get(current)), current, `with its metric: ${line}`)
      const { samples } = metrics.get(current)!
      assert.ok(!samples.has(series), `${series} comes once`)
      samples.set(series, Number(value?.replace('Inf', 'Infinity')))
    }
  }
  return metrics
}

/** Samples of histograms and summaries have the metric's name and an ending. */
function familyOf(sampleName: string, metric: Metric | undefined): string {
  switch (metric?.type) {
    case 'histogram':
      return sampleName.replace(/_(?:bucket|sum|count)$/, '')
    case 'summary':
      return sampleName.replace(/_(?:sum|count)$/, '')
    default:
      return sampleName
  }
}
