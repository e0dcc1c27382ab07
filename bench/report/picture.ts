/**
 * One picture for the README: the parser, a small file, and what was reached of what was wanted.
 *
 * Light or dark as its reader's system is. It stands alone, so the machine and the dates are on it.
 */

import { median } from '../statistics.ts'
import type { ScenarioResult, ServerResult } from '../suite/result.ts'
import { drawBars } from './draw-bars.ts'
import { drawing, outcomeMark, text } from './drawing.ts'
import { type Child, type Markup, tag, trusted } from './markup.ts'
import { drawParserBars } from './parser-section.ts'
import type { ParserResult, Results } from './results.ts'
import { barsOf, OUTCOMES, outcomeOf, sayTally } from './server-sections.ts'
import { PICTURE_STYLE } from './style.ts'
import { sayRun, shorten } from './wording.ts'

const WIDTH = 760
const MARGIN = 20
const PANEL = 344
const RIGHT = WIDTH - MARGIN - PANEL
const TOP = 62
const ROW = 34

interface Panel {
  readonly heading: string
  readonly subheading: string
  readonly rows: number
  readonly drawn: Markup
}

export function renderPicture({ server, parser }: Results): string {
  const panels = [parserPanel(parser.at(-1)), serverPanel(server.at(-1))]
  const below = TOP + Math.max(...panels.map(({ rows }) => rows)) * ROW + 26
  const runs = [server.at(-1), parser.at(-1)].flatMap((result) =>
    result === undefined ? [] : [`${result.kind}: ${sayRun(result.run)}`],
  )
  const targets = server.at(-1)?.targets ?? []
  const height = below + (targets.length > 0 ? 62 : 0) + runs.length * 16 + 8
  const described = {
    title: 'octets, measured',
    description: panels.map(({ heading, subheading }) => `${heading}: ${subheading}`).join('. '),
  }
  const picture = drawing(
    described,
    WIDTH,
    height,
    tag('style', {}, trusted(PICTURE_STYLE)),
    tag('rect', { class: 'paper', width: WIDTH, height, rx: 8 }),
    panels.map((panel, index) => placed(panel, index === 0 ? MARGIN : RIGHT)),
    targets.length > 0 && drawTally(targets, below),
    runs.map((run, index) =>
      text(MARGIN, height - 14 - (runs.length - 1 - index) * 16, 'tick', shorten(run, 116)),
    ),
  )
  return `${picture.markup}\n`
}

function placed({ heading, subheading, rows, drawn }: Panel, x: number): Child {
  const size = { x, y: TOP, width: PANEL, height: Math.max(1, rows * ROW) }
  return [
    text(x, 30, 'heading', shorten(heading, 42)),
    text(x, 48, 'sublabel', shorten(subheading, 56)),
    tag('svg', size, drawn),
  ]
}

function parserPanel(result: ParserResult | undefined): Panel {
  const heading = 'Parsing one request'
  const [first] = result?.results ?? []
  if (result === undefined || first === undefined) return empty(heading, 'npm run bench:parser')
  const rows = result.results.filter(
    ({ sample, segmentOctets }) => sample === first.sample && segmentOctets === undefined,
  )
  const subheading = `“${first.sample}”, ${first.octets} octets; time, less is better`
  return { heading, subheading, rows: rows.length, drawn: drawParserBars(heading, rows, PANEL) }
}

function serverPanel(result: ServerResult | undefined): Panel {
  const heading = 'Beside other servers'
  const scenario = result?.scenarios.find(({ unit }) => unit === 'requests/s')
  if (scenario === undefined) return empty(heading, 'npm run bench')
  const bars = barsOf(sorted(scenario))
  const description = bars.map(({ label }) => label).join(', ')
  return {
    heading,
    subheading: `${scenario.name}; requests/s, more is better`,
    rows: bars.length,
    drawn: drawBars({ title: heading, description }, bars, PANEL),
  }
}

function sorted(scenario: ScenarioResult): ScenarioResult {
  const results = scenario.results.toSorted(
    (one, other) => median(other.values) - median(one.values),
  )
  return { ...scenario, results }
}

function empty(heading: string, command: string): Panel {
  const drawn = tag('g', {})
  return { heading, subheading: `not measured yet: ${command}`, rows: 0, drawn }
}

/** A mark for each target, and the counts in words. */
function drawTally(targets: ServerResult['targets'], y: number): Child {
  const order = [...targets].sort(
    (one, other) => OUTCOMES.indexOf(outcomeOf(one)) - OUTCOMES.indexOf(outcomeOf(other)),
  )
  const step = Math.min(22, (WIDTH - 2 * MARGIN) / order.length)
  return [
    tag('line', { class: 'row', x1: MARGIN, x2: WIDTH - MARGIN, y1: y - 14, y2: y - 14 }),
    text(MARGIN, y + 8, 'heading', 'Targets'),
    text(MARGIN + 70, y + 8, 'sublabel', sayTally(targets)),
    order.map((target, index) =>
      outcomeMark(outcomeOf(target), MARGIN + 6 + index * step, y + 26, 4.5),
    ),
  ]
}
