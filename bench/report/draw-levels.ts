/**
 * How fast is the parser at each level of work, beside llhttp?
 */

import type { Estimate } from '../statistics.ts'
import { type Axis, logarithmic } from './axes.ts'
import { type Described, drawing, text } from './drawing.ts'
import { type Markup, tag } from './markup.ts'
import { sayNumber, sayRatio, shorten } from './wording.ts'

/** The shape of each level of the parser, in order; those of others have the last. */
const SHAPES: readonly ((x: number, y: number) => string)[] = [
  (x, y) => `M${x - 3.5} ${y}A3.5 3.5 0 1 1 ${x + 3.5} ${y}A3.5 3.5 0 1 1 ${x - 3.5} ${y}Z`,
  (x, y) => `M${x} ${y - 5}L${x + 5} ${y}L${x} ${y + 5}L${x - 5} ${y}Z`,
  (x, y) => `M${x - 3.5} ${y - 3.5}H${x + 3.5}V${y + 3.5}H${x - 3.5}Z`,
  (x, y) => `M${x} ${y - 4.5}L${x + 4.5} ${y + 3.5}H${x - 4.5}Z`,
  (x, y) => `M${x} ${y + 4.5}L${x + 4.5} ${y - 3.5}H${x - 4.5}Z`,
  (x, y) => `M${x - 1.5} ${y - 4.5}h3v9h-3Z`,
  (x, y) => `M${x - 4} ${y - 4}L${x + 4} ${y + 4}M${x - 4} ${y + 4}L${x + 4} ${y - 4}`,
]

export function levelMark(level: number, x: number, y: number): Markup {
  const shape = Math.min(level, SHAPES.length - 1)
  return tag('path', { class: `level level-${shape}`, d: SHAPES[shape]!(x, y) })
}

export interface LevelRow {
  readonly label: string
  readonly marks: readonly {
    readonly level: number
    readonly name: string
    readonly times: Estimate
  }[]
}

const LABELS = 126
/** Between the levels of a row, one below the other. */
const LEVEL = 5
const TOP = 22

/**
 * A row for each message, a mark for each level of work; the line is llhttp.
 *
 * @param all every ratio of all drawings that are looked at together: they share an axis
 */
export function drawLevels(
  described: Described,
  rows: readonly LevelRow[],
  all: readonly number[],
  width: number,
): Markup {
  const axis = logarithmic([1, ...all], 2, LABELS, width - 12)
  const row = LEVEL * Math.max(...rows.map(({ marks }) => marks.length)) + 9
  const bottom = TOP + rows.length * row
  const ticks = axis.ticks.map((tick) => {
    const x = axis.at(tick)
    const kind = tick === 1 ? 'target' : 'grid'
    return [
      tag('line', { class: kind, x1: x, x2: x, y1: TOP - 4, y2: bottom }),
      text(x, 11, 'tick', tick === 1 ? 'llhttp' : sayRatio(tick), 'middle'),
    ]
  })
  const drawn = rows.map((one, index) => {
    const y = TOP + row * index
    const line = tag('line', { class: 'row', x1: 0, x2: width, y1: y, y2: y })
    return [line, drawRow(one, axis, y + row / 2)]
  })
  return drawing(described, width, bottom + 2, ticks, drawn)
}

function drawRow({ label, marks }: LevelRow, axis: Axis, y: number): Markup {
  const drawn = marks.map(({ level, name, times: { median, low, high } }, index) => {
    const at = y + (index - (marks.length - 1) / 2) * LEVEL
    const interval = `${sayNumber(low)} to ${sayNumber(high)}`
    const words = `${label}, ${name}: ${sayNumber(median)} times as fast as llhttp, ${interval}`
    return tag(
      'g',
      {},
      tag('title', {}, words),
      tag('line', { class: 'interval', x1: axis.at(low), x2: axis.at(high), y1: at, y2: at }),
      levelMark(level, axis.at(median), at),
    )
  })
  return tag('g', {}, text(0, y + 4, 'label', shorten(label, 20)), drawn)
}
