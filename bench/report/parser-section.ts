/**
 * How fast is the parser, level by level, message by message, cut by cut?
 */

import type { ParserResult as ParserRow } from '../parser.ts'
import { drawBars } from './draw-bars.ts'
import { drawLevels, type LevelRow, levelMark } from './draw-levels.ts'
import { type Child, type Markup, tag } from './markup.ts'
import type { ParserResult } from './results.ts'
import {
  CARD_WIDTH,
  card,
  datum,
  foldedTable,
  notMeasured,
  type SectionText,
  section,
} from './section.ts'
import { say, sayNumber } from './wording.ts'

const BASE = 'llhttp'
/** Of others; the rest are levels of our own. */
const OTHERS: readonly string[] = [BASE, 'http-parser-js', 'llhttp in WASM']

const WHOLE = Number.POSITIVE_INFINITY

const PARSER: SectionText = {
  id: 'parser',
  title: 'The parser, level by level',
  lede:
    'From the bare scan of the octets to a request answered on a socket that is not there. llhttp is ' +
    'the parser of Node, called as Node calls it, which makes every string; “strings” is the level ' +
    'that does as much.',
}

export function renderParser(result: ParserResult | undefined): Markup {
  if (result === undefined) return notMeasured(PARSER, 'npm run bench:parser')
  const { results, run, rounds } = result
  const levels = [...new Set(results.map(({ subject }) => subject))].filter((name) => name !== BASE)
  const cuts = [...new Set(results.map(cutOf))].sort((one, other) => other - one)
  const ratios = results.map(({ timesLlhttp }) => timesLlhttp.median)
  const first = results[0]!.sample
  return section(
    { ...PARSER, lede: [PARSER.lede, ' ', datum(rounds, String(rounds)), ' rounds.'] },
    run,
    tag('div', { class: 'cards' }, [
      renderSample(
        results.filter((row) => row.sample === first && row.segmentOctets === undefined),
      ),
      ...cuts.map((cut) => {
        const rows = results.filter((row) => cutOf(row) === cut)
        return renderCut(cut, rows, levels, ratios)
      }),
    ]),
  )
}

function cutOf({ segmentOctets }: ParserRow): number {
  return segmentOctets ?? WHOLE
}

/** One message, in time. */
function renderSample(rows: readonly ParserRow[]): Markup | undefined {
  const [first] = rows
  if (first === undefined) return undefined
  const title = `One request, “${first.sample}”`
  return card(
    title,
    `${first.octets} octets, whole`,
    tag('p', { class: 'axis' }, 'time per request, less is better'),
    drawParserBars(title, rows, CARD_WIDTH),
  )
}

export function drawParserBars(title: string, rows: readonly ParserRow[], width: number): Markup {
  const description = rows.map(({ subject, nanoseconds }) => `${subject} ${say(nanoseconds, 'ns')}`)
  return drawBars(
    { title, description: description.join(', ') },
    rows.map(({ subject, nanoseconds, gigaoctetsPerSecond }) => ({
      label: `${subject} · ${sayNumber(gigaoctetsPerSecond)} GB/s`,
      values: [nanoseconds],
      unit: 'ns',
      kind: OTHERS.includes(subject) ? 'other' : 'ours',
      isLimited: false,
    })),
    width,
  )
}

function renderCut(
  cut: number,
  rows: readonly ParserRow[],
  levels: readonly string[],
  ratios: readonly number[],
): Markup {
  const title =
    cut === WHOLE ? 'Arriving whole' : `In segments of ${cut} octet${cut === 1 ? '' : 's'}`
  const present = levels.filter((name) => rows.some(({ subject }) => subject === name))
  const samples = [...new Set(rows.map(({ sample }) => sample))]
  const drawn = samples.map((sample): LevelRow => {
    const own = rows.filter((row) => row.sample === sample && row.subject !== BASE)
    const marks = own.map(({ subject, timesLlhttp }) => ({
      level: levels.indexOf(subject),
      name: subject,
      times: timesLlhttp,
    }))
    return { label: sample, marks }
  })
  const description = `${samples.length} messages; the table below has the figures.`
  return card(
    title,
    'times as fast as llhttp: right is faster',
    renderLegend(present, levels),
    drawLevels({ title: `${title}: speed beside llhttp`, description }, drawn, ratios, CARD_WIDTH),
    parserTable(title, rows),
  )
}

function renderLegend(present: readonly string[], levels: readonly string[]): Child {
  const items = present.map((name) => {
    const mark = levelMark(levels.indexOf(name), 7, 7)
    return tag('li', {}, tag('svg', { viewBox: '0 0 14 14', 'aria-hidden': 'true' }, mark), name)
  })
  return tag('ul', { class: 'legend' }, items)
}

function parserTable(caption: string, rows: readonly ParserRow[]): Markup {
  return foldedTable({
    caption,
    heads: ['message', 'octets', 'level', 'time', 'GB/s', 'allocated', '× llhttp', '95 % interval'],
    rows: rows.map((row) => [
      row.segmentOctets === undefined
        ? row.sample
        : [row.sample, ' / ', datum(row.segmentOctets, String(row.segmentOctets))],
      datum(row.octets, String(row.octets)),
      row.subject,
      datum(row.nanoseconds, say(row.nanoseconds, 'ns')),
      datum(row.gigaoctetsPerSecond, sayNumber(row.gigaoctetsPerSecond)),
      datum(row.allocatedOctets, say(row.allocatedOctets, 'octets')),
      datum(row.timesLlhttp.median, sayNumber(row.timesLlhttp.median)),
      [
        datum(row.timesLlhttp.low, sayNumber(row.timesLlhttp.low)),
        ' to ',
        datum(row.timesLlhttp.high, sayNumber(row.timesLlhttp.high)),
      ],
    ]),
  })
}
