/**
 * Did octets reach what it is meant to, and how does it stand beside the others?
 */

import { type Estimate, median } from '../statistics.ts'
import { ceilingOf } from '../suite/ceiling.ts'
import type {
  ContenderResult,
  ScenarioResult,
  ServerResult,
  TargetResult,
} from '../suite/result.ts'
import { type Bar, drawBars } from './draw-bars.ts'
import { drawTargets, type TargetRow } from './draw-targets.ts'
import { type Outcome, outcomeMark } from './drawing.ts'
import { type Child, type Markup, tag } from './markup.ts'
import {
  CARD_WIDTH,
  card,
  data,
  datum,
  foldedTable,
  notMeasured,
  type SectionText,
  section,
} from './section.ts'
import { say, sayExactly, sayNumber, trimmed } from './wording.ts'

const COMMAND = 'npm run bench'
const WIDE = 1040
const OURS = 'octets'

export const OUTCOMES: readonly Outcome[] = ['met', 'missed', 'not-shown', 'not-measured']

export function outcomeOf({ verdict }: TargetResult): Outcome {
  return verdict.replace(' ', '-') as Outcome
}

const TARGETS: SectionText = {
  id: 'targets',
  title: 'What was wanted, and what was reached',
  lede:
    'Each row is a ratio to another server in the same work, of figures measured in turn, and turned so ' +
    'that right of the line is better. The line through it is its 95 % interval: a target counts as met or ' +
    'missed only when all of that lies on one side. An upright stroke is where the null server stands, ' +
    'a server in Node that parses nothing.',
}

export function renderTargets(result: ServerResult | undefined): Markup {
  if (result === undefined) return notMeasured(TARGETS, COMMAND)
  const { targets, scenarios, run } = result
  const units = new Map(scenarios.map(({ name, unit }) => [name, unit]))
  const rows = targets.map((target) =>
    targetRow(target, units.get(target.work), ceilingOf(target, scenarios)),
  )
  const described = {
    title: 'Targets',
    description: `${targets.length} targets: ${sayTally(targets)}. The table below has the figures.`,
  }
  return section(
    TARGETS,
    run,
    tag('div', { class: 'wide-only' }, drawTargets(described, rows, WIDE)),
    tag('div', { class: 'narrow-only' }, drawTargets(described, rows, CARD_WIDTH)),
    foldedTable({
      caption: 'Targets',
      heads: ['work', 'wanted', 'reached', '95 % interval', 'of', 'null server', 'verdict'],
      rows: targets.map((target) => [
        target.work,
        [
          `${target.sense.replace('-', ' ')} `,
          datum(target.wanted, sayExactly(target.wanted)),
          ` × ${target.than}`,
        ],
        target.estimate && datum(target.estimate.median, sayNumber(target.estimate.median)),
        target.estimate && interval(target.estimate),
        (target.pairs ?? []).map((round, index) => [
          index === 0 ? '' : '; ',
          data(round, (value) => sayNumber(value)),
        ]),
        sayCeiling(ceilingOf(target, scenarios)),
        target.note === undefined ? target.verdict : `${target.verdict}: ${target.note}`,
      ]),
    }),
  )
}

export function sayTally(targets: readonly TargetResult[]): string {
  return OUTCOMES.map((outcome) => {
    const count = targets.filter((target) => outcomeOf(target) === outcome).length
    return `${count} ${outcome.replace('-', ' ')}`
  }).join(', ')
}

/** The outcomes counted, large; and by name what was not met. */
export function renderTally(targets: readonly TargetResult[]): Markup {
  const tiles = OUTCOMES.map((outcome) => {
    const own = targets.filter((target) => outcomeOf(target) === outcome)
    const names = own.map(({ work, than }) => tag('li', {}, `${work}, to ${than}`))
    const icon = tag(
      'svg',
      { viewBox: '0 0 16 16', 'aria-hidden': 'true' },
      outcomeMark(outcome, 8, 8, 5),
    )
    return tag(
      'div',
      { class: `tile ${outcome}` },
      tag('p', {}, icon, tag('b', {}, String(own.length)), ` ${outcome.replace('-', ' ')}`),
      outcome !== 'met' && names.length > 0 && tag('ul', {}, names),
    )
  })
  return tag('div', { class: 'tally' }, tiles)
}

function sayCeiling(ceiling: number | undefined): Child {
  return ceiling !== undefined && datum(ceiling, sayNumber(ceiling))
}

function targetRow(
  target: TargetResult,
  unit: string | undefined,
  ceiling: number | undefined,
): TargetRow {
  const { work, than, wanted, sense, estimate, verdict, note } = target
  // A ratio is never so large: it is how much more of the unit it may be.
  const isDifference = unit === 'octets' && wanted >= 100
  const amount = isDifference ? `${sayExactly(wanted)} octets over` : `${sayExactly(wanted)} ×`
  const sublabel = `${sense.replace('-', ' ')} ${amount} ${than}`
  const reached = estimate === undefined ? '' : `${sayNumber(estimate.median)} · `
  const within = estimate && `, ${sayNumber(estimate.low)} to ${sayNumber(estimate.high)}`
  const notes = [note, ceiling && `the null server ${sayNumber(ceiling)}`].filter(Boolean)
  return {
    label: work,
    sublabel,
    ratio: estimate && turned(estimate, wanted, sense),
    ceiling: ceiling && ceiling / wanted,
    outcome: outcomeOf(target),
    // What else there is to say stands in the title, and in the table of figures.
    said: `${reached}${note !== undefined && verdict === 'missed' ? note.split(';')[0] : verdict}`,
    title: `${work}, ${sublabel}: ${reached}${verdict}${[within ?? '', ...notes].join('; ')}`,
  }
}

function turned({ median, low, high }: Estimate, wanted: number, sense: string): Estimate {
  if (sense === 'at-least') {
    return { median: median / wanted, low: low / wanted, high: high / wanted }
  }
  // Nothing at all is as good as can be.
  const inverse = (value: number): number => (value > 0 ? wanted / value : Number.MAX_VALUE)
  return { median: inverse(median), low: inverse(high), high: inverse(low) }
}

function interval({ low, high }: Estimate): Child {
  return [datum(low, sayNumber(low)), ' to ', datum(high, sayNumber(high))]
}

const SCENARIOS: SectionText = {
  id: 'servers',
  title: 'Beside other servers',
  lede:
    'The median of the rounds; each tick in a bar is one of them. “null” parses nothing and writes one ' +
    'constant answer: the ceiling of JavaScript on sockets. Where the client was the limit, the bar is ' +
    'open and the figure a lower bound.',
}

export function renderScenarios(result: ServerResult | undefined): Markup {
  if (result === undefined) return notMeasured(SCENARIOS, COMMAND)
  const { scenarios, run, seconds, rounds, roundsOfAll, slices = 1 } = result
  const lede = [
    SCENARIOS.lede,
    ' ',
    datum(rounds, String(rounds)),
    ' rounds of ',
    slices > 1 && [datum(slices, String(slices)), ' times '],
    datum(seconds, trimmed(say(seconds * 1e3, 'ms'))),
    roundsOfAll !== undefined && [
      '; ',
      datum(roundsOfAll, String(roundsOfAll)),
      ' of them for contenders that no target names',
    ],
    '.',
  ]
  return section(
    { ...SCENARIOS, lede },
    run,
    tag('div', { class: 'cards' }, scenarios.map(renderScenario)),
  )
}

function renderScenario(scenario: ScenarioResult): Markup {
  const { name, what, unit, tool, results } = scenario
  const isMoreBetter = unit.endsWith('/s')
  const order = [...results].sort(
    (one, other) => (median(other.values) - median(one.values)) * (isMoreBetter ? 1 : -1),
  )
  const processorTimes = results
    .flatMap((result) => barOf(result, result.cpuMicrosecondsPerRequest, 'µs'))
    .sort((one, other) => median(one.values) - median(other.values))
  const better = `${isMoreBetter ? 'more' : 'less'} is better`
  const through = tool === 'none' ? '' : `, through ${tool}`
  return card(
    name,
    `${what}${through}`,
    tag('p', { class: 'axis' }, `${unit}, ${better}`),
    drawBars(
      { title: `${name}: ${unit}`, description: describeBars(order, unit) },
      order.flatMap((result) => barOf(result, result.values, unit)),
      CARD_WIDTH,
    ),
    processorTimes.length > 0 && [
      tag('p', { class: 'axis' }, 'processor time per request, less is better'),
      drawBars(
        {
          title: `${name}: processor time per request`,
          description: processorTimes
            .map(({ label, values }) => `${label} ${say(median(values), 'µs')}`)
            .join(', '),
        },
        processorTimes,
        CARD_WIDTH,
      ),
    ],
    scenarioTable(scenario),
  )
}

/** In the order of the results. */
export function barsOf({ unit, results }: ScenarioResult): readonly Bar[] {
  return results.flatMap((result) => barOf(result, result.values, unit))
}

/** No bar for what was not measured. */
function barOf(
  { contender, version, bottleneck }: ContenderResult,
  values: readonly number[] | undefined,
  unit: string,
): readonly Bar[] {
  if (values === undefined) return []
  return [
    {
      label: `${contender} ${version}`.trim(),
      values,
      unit,
      kind: contender === OURS ? 'ours' : 'other',
      isLimited: bottleneck === 'client' && unit.endsWith('/s'),
    },
  ]
}

function describeBars(results: readonly ContenderResult[], unit: string): string {
  return results
    .map(({ contender, values }) => `${contender} ${say(median(values), unit)}`)
    .join(', ')
}

function scenarioTable({ name, unit, results }: ScenarioResult): Markup {
  return foldedTable({
    caption: name,
    heads: [
      'contender',
      unit,
      'requests/s',
      'octets/s',
      'processor time',
      'latency p50',
      'p99',
      'bottleneck',
    ],
    rows: results.map((result) => [
      `${result.contender} ${result.version}`,
      data(result.values, (value) => say(value, unit)),
      optionalDatum(result.requestsPerSecond, 'requests/s'),
      optionalDatum(result.octetsPerSecond, 'octets/s'),
      data(result.cpuMicrosecondsPerRequest ?? [], (value) => say(value, 'µs')),
      optionalDatum(result.p50, 'ms'),
      optionalDatum(result.p99, 'ms'),
      result.bottleneck,
    ]),
  })
}

function optionalDatum(value: number | undefined, unit: string): Child {
  return value !== undefined && datum(value, say(value, unit))
}
