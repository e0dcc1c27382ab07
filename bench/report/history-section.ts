/**
 * How did it go from run to run? Ratios only: a figure of one run says nothing beside one of another.
 */

import type { Estimate } from '../statistics.ts'
import type { ThisRun } from '../this-run.ts'
import { drawHistory, type Moment } from './draw-history.ts'
import { type Markup, tag } from './markup.ts'
import type { Results } from './results.ts'
import { card, datum, foldedTable } from './section.ts'
import { sayDate, sayExactly, sayNumber, shorten } from './wording.ts'

/** One figure through the runs. */
interface History {
  readonly name: string
  readonly what: string
  readonly wanted?: number
  readonly moments: readonly (Moment & { readonly run: ThisRun })[]
}

const WIDTH = 280

/** The levels of the parser whose past is worth seeing: the least and the most that it does. */
const LEVELS = ['offsets', 'request object']

/** Nothing while no kind has been measured twice. */
export function renderHistory(results: Results): Markup | undefined {
  const histories = [...ofServer(results), ...ofParser(results), ...ofScale(results)]
  const long = histories.filter(({ moments }) => moments.length > 1)
  if (long.length === 0) return undefined
  return tag(
    'section',
    { id: 'history', 'aria-labelledby': 'history-h' },
    tag('h2', { id: 'history-h' }, 'From run to run'),
    tag(
      'p',
      { class: 'lede' },
      'Ratios within a run, with their intervals, and slopes: what the machine did to everyone cancels ' +
        'out of them. Which processor it has and which Node runs there does not: those stand apart.',
    ),
    tag('div', { class: 'cards small' }, long.map(renderOne)),
  )
}

function renderOne({ name, what, wanted, moments }: History): Markup {
  const description = moments
    .map(({ label, estimate }) => `${label}: ${sayNumber(estimate.median)}`)
    .join('; ')
  return card(
    name,
    what,
    drawHistory({ title: `${name}, ${what}`, description }, moments, wanted, WIDTH),
    foldedTable({
      caption: `${name}, ${what}`,
      heads: ['run', 'commit', 'Node', 'processor', 'median', 'low', 'high'],
      rows: moments.map(({ run, estimate: { median, low, high } }) => [
        sayDate(run.date),
        run.commit,
        run.node,
        run.processor,
        datum(median, sayNumber(median)),
        datum(low, sayNumber(low)),
        datum(high, sayNumber(high)),
      ]),
    }),
  )
}

function ofServer({ server }: Results): readonly History[] {
  return (server.at(-1)?.targets ?? []).map(({ work, than, wanted, sense }) => ({
    name: work,
    what: `beside ${than}; ${sense.replace('-', ' ')} ${sayExactly(wanted)} is wanted`,
    wanted,
    moments: momentsOf(server, ({ targets }) => {
      return targets.find((one) => one.work === work && one.than === than)?.estimate
    }),
  }))
}

function ofParser({ parser }: Results): readonly History[] {
  const samples = new Set(parser.at(-1)?.results.map(({ sample }) => sample))
  return LEVELS.flatMap((level) =>
    [...samples].slice(0, 3).map((sample) => ({
      name: `Parser: ${sample}, ${level}`,
      what: 'times as fast as llhttp',
      moments: momentsOf(parser, ({ results }) => {
        const own = results.filter((row) => row.sample === sample && row.subject === level)
        return own.find(({ segmentOctets }) => segmentOctets === undefined)?.timesLlhttp
      }),
    })),
  )
}

function ofScale({ scale }: Results): readonly History[] {
  return (scale.at(-1)?.series ?? []).map(({ name, work }) => ({
    name,
    what: `by ${work}: slope`,
    moments: momentsOf(scale, ({ series }) => {
      return series.find((one) => one.name === name && one.work === work)?.slope
    }),
  }))
}

/** Runs of one Node on one kind of processor stand together, the oldest first. */
function momentsOf<T extends { readonly run: ThisRun }>(
  runs: readonly T[],
  find: (run: T) => Estimate | undefined,
): History['moments'] {
  const moments = runs.flatMap((result) => {
    const { run } = result
    const estimate = find(result)
    const label = `${sayDate(run.date).slice(5, 10)} ${shorten(run.commit, 8)}`
    return estimate === undefined ? [] : [{ run, label, ground: groundOf(run), estimate }]
  })
  return moments.sort((one, other) =>
    one.ground.localeCompare(other.ground, 'en', { numeric: true }),
  )
}

/** What a run stands on, as far as it makes a difference: `Node v26, AMD`. */
function groundOf({ node, processor }: ThisRun): string {
  const [line = ''] = node.split('.')
  const [maker = ''] = processor.replaceAll(/\([^)]*\)/g, '').split(' ')
  return `Node ${shorten(line, 8)}, ${shorten(maker, 8)}`
}
