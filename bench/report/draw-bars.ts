/**
 * Who does how much: one row for each contender, its label and median above a bar.
 */

import { median } from '../statistics.ts'
import { type Axis, linearFromZero } from './axes.ts'
import { type Described, drawing, text } from './drawing.ts'
import { type Markup, tag } from './markup.ts'
import { say, shorten } from './wording.ts'

export interface Bar {
  readonly label: string
  readonly values: readonly number[]
  readonly unit: string
  /** Ours is emphasised; a limited one is drawn open, since it could have been more. */
  readonly kind: 'ours' | 'other'
  readonly isLimited: boolean
}

const BAR_ROW = 34
const BAR_HEIGHT = 9

/** One row for each: its label and median above a bar, with a tick for each round. */
export function drawBars(described: Described, bars: readonly Bar[], width: number): Markup {
  const axis = linearFromZero(Math.max(...bars.flatMap(({ values }) => values)), 0, width - 2)
  const rows = bars.map((bar, index) => drawBar(bar, axis, 1 + index * BAR_ROW, width))
  return drawing(described, width, bars.length * BAR_ROW, rows)
}

function drawBar(bar: Bar, axis: Axis, y: number, width: number): Markup {
  const { label, values, unit, kind, isLimited } = bar
  const middle = median(values)
  const said = `${isLimited ? '≥ ' : ''}${say(middle, unit)}`
  const top = y + 18
  const rounds = (values.length > 1 ? values : []).map((value) =>
    tag('line', {
      class: 'round',
      x1: axis.at(value),
      x2: axis.at(value),
      y1: top,
      y2: top + BAR_HEIGHT,
    }),
  )
  const limited = isLimited ? ', the client was the limit' : ''
  return tag(
    'g',
    { class: `${kind}${isLimited ? ' limited' : ''}` },
    tag(
      'title',
      {},
      `${label}: ${said}${limited}; rounds: ${values.map((one) => say(one, unit)).join(', ')}`,
    ),
    tag('rect', { class: 'track', x: 0, y: top, width: width - 2, height: BAR_HEIGHT, rx: 2 }),
    tag('rect', {
      class: 'bar',
      x: 0,
      y: top,
      width: Math.max(2, axis.at(middle)),
      height: BAR_HEIGHT,
      rx: 2,
    }),
    rounds,
    text(0, y + 12, 'label', shorten(label, 34)),
    text(width - 2, y + 12, 'figure', said, 'end'),
  )
}
