/**
 * Is what was wanted reached? All targets against one line, whatever they count.
 */

import type { Estimate } from '../statistics.ts'
import { type Axis, logarithmic } from './axes.ts'
import { type Described, drawing, type Outcome, outcomeMark, text } from './drawing.ts'
import { type Child, type Markup, tag } from './markup.ts'
import { sayRatio, shorten } from './wording.ts'

export interface TargetRow {
  readonly label: string
  readonly sublabel: string
  /** What was reached over what is wanted, turned so that more than 1 is better. */
  readonly ratio: Estimate | undefined
  /** Where the null server stands, in the same measure. */
  readonly ceiling: number | undefined
  readonly outcome: Outcome
  readonly said: string
  readonly title: string
}

/** Where things stand, in a drawing for a wide screen or for a narrow one. */
interface Layout {
  readonly row: number
  readonly from: number
  readonly to: number
  /** Below the top of a row. */
  readonly label: number
  readonly sublabel: readonly [x: number, y: number]
  readonly plot: number
  /** Where the lines of the axis begin: they do not run through words. */
  readonly lines: number
}

const TOP = 26
/** A ratio further away than this is drawn at the edge. */
const FURTHEST = 16
/** Half the height of the stroke for the null server. */
const STROKE = 7

function layoutFor(width: number): Layout {
  if (width > 600) {
    return {
      row: 30,
      from: 350,
      to: width - 260,
      label: 19,
      sublabel: [190, 19],
      plot: 15,
      lines: 0,
    }
  }
  return { row: 56, from: 6, to: width - 6, label: 16, sublabel: [0, 31], plot: 43, lines: 36 }
}

/** Right of the line is better, whichever way the target is meant; the interval is drawn whole. */
export function drawTargets(
  described: Described,
  rows: readonly TargetRow[],
  width: number,
): Markup {
  const layout = layoutFor(width)
  const axis = ratioAxis(rows, layout.from, layout.to)
  const tops = rows.map((_, index) => TOP + index * layout.row)
  const ticks = axis.ticks.map((tick) => {
    const x = axis.at(tick)
    const kind = tick === 1 ? 'target' : 'grid'
    const lines = tops.map((top) => `M${x} ${top + layout.lines}V${top + layout.row}`)
    const words = tick === 1 ? 'target' : sayRatio(tick)
    return [
      tag('path', { class: kind, d: `M${x} 18V${TOP}${lines.join('')}` }),
      text(x, 11, tick === 1 ? 'tick strong' : 'tick', words, anchorOf(tick, axis)),
    ]
  })
  const drawn = rows.map((row, index) => drawRow(row, axis, layout, tops[index]!, width))
  return drawing(described, width, TOP + rows.length * layout.row + 2, ticks, drawn)
}

function drawRow(row: TargetRow, axis: Axis, layout: Layout, y: number, width: number): Markup {
  const [x, below] = layout.sublabel
  return tag(
    'g',
    { class: row.outcome },
    tag('title', {}, row.title),
    tag('line', { class: 'row', x1: 0, x2: width, y1: y, y2: y }),
    text(0, y + layout.label, 'label', shorten(row.label, 27)),
    text(x, y + below, 'sublabel', shorten(row.sublabel, 30)),
    row.ceiling !== undefined && drawCeiling(axis.at(row.ceiling), y + layout.plot),
    row.ratio !== undefined && drawInterval(row.ratio, row.outcome, axis, y + layout.plot),
    text(width, y + layout.label, 'verdict', row.said, 'end'),
  )
}

function drawCeiling(x: number, y: number): Markup {
  return tag('line', { class: 'ceiling', x1: x, x2: x, y1: y - STROKE, y2: y + STROKE })
}

function drawInterval(ratio: Estimate, outcome: Outcome, axis: Axis, y: number): Child {
  return [
    tag('line', {
      class: 'interval',
      x1: axis.at(ratio.low),
      x2: axis.at(ratio.high),
      y1: y,
      y2: y,
    }),
    outcomeMark(outcome, axis.at(ratio.median), y, 4.5),
  ]
}

function ratioAxis(rows: readonly TargetRow[], from: number, to: number): Axis {
  const ends = rows.flatMap(({ ratio, ceiling }) => [ratio?.low, ratio?.high, ceiling])
  return logarithmic(
    [0.5, 2, ...ends.filter((end) => end !== undefined)].map((end) =>
      Math.min(FURTHEST, Math.max(1 / FURTHEST, end)),
    ),
    2,
    from,
    to,
  )
}

function anchorOf(tick: number, { ticks }: Axis): 'start' | 'middle' | 'end' {
  if (tick === ticks[0]) return 'start'
  return tick === ticks.at(-1) ? 'end' : 'middle'
}
