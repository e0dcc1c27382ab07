/**
 * How does cost grow with work? Both axes are logarithmic, so a power is a straight line.
 */

import { type CostOf, type Point, upperHalf } from '../growth.ts'
import { median } from '../statistics.ts'
import { type Axis, logarithmic } from './axes.ts'
import { type Described, drawing, pointAt, text } from './drawing.ts'
import { type Child, type Markup, tag } from './markup.ts'
import { say, sayWork, trimmed } from './wording.ts'

export interface Curve {
  readonly points: readonly Point[]
  readonly unit: string
  readonly costOf: CostOf
  readonly kind: 'ours' | 'other' | 'missed'
}

interface Axes {
  readonly across: Axis
  readonly up: Axis
}

const HEIGHT = 190
const LEFT = 54
const TOP = 12
const BOTTOM = HEIGHT - 26

/** The dots are the rounds, the line their medians; dashed, what linear would be. */
export function drawCurve(described: Described, curve: Curve, width: number): Markup {
  const { points, kind } = curve
  const works = points.map(({ work }) => work)
  const costs = points.flatMap(({ values }) => values)
  const axes = {
    across: workAxis(works, LEFT, width - 14),
    up: logarithmic(costs, 10, BOTTOM, TOP),
  }
  return drawing(
    described,
    width,
    HEIGHT,
    drawGrid(axes, curve.unit, width),
    drawGuide(axes, curve),
    tag('g', { class: kind }, drawPoints(axes, curve)),
  )
}

function drawGrid({ across, up }: Axes, unit: string, width: number): Child {
  const lines = up.ticks.map((tick) => {
    const y = up.at(tick)
    const line = tag('line', { class: 'grid', x1: LEFT, x2: width - 14, y1: y, y2: y })
    return [line, text(LEFT - 6, y + 4, 'tick', trimmed(say(tick, unit)), 'end')]
  })
  const works = across.ticks.map((tick) =>
    text(across.at(tick), HEIGHT - 8, 'tick', sayWork(tick), 'middle'),
  )
  return [lines, works]
}

/** From where the slope is taken on, as steep as linear is, as far as the drawing goes. */
function drawGuide({ across, up }: Axes, { points, costOf }: Curve): Markup {
  const [first] = upperHalf(points)
  const last = points.at(-1)!.work
  const cost = median(first!.values)
  const end = costOf === 'each' ? last : Math.min(last, (first!.work * up.top) / cost)
  const endCost = costOf === 'each' ? cost : (cost * end) / first!.work
  const from = pointAt(across.at(first!.work), up.at(cost))
  const to = pointAt(across.at(end), up.at(endCost))
  return tag('polyline', { class: 'guide', points: `${from} ${to}` })
}

function drawPoints({ across, up }: Axes, { points, unit }: Curve): Child {
  const rounds = points.map(({ work, values }) =>
    values.map((value) =>
      tag('circle', { class: 'round', cx: across.at(work), cy: up.at(value), r: 2 }),
    ),
  )
  const line = points.map(({ work, values }) => pointAt(across.at(work), up.at(median(values))))
  const marks = points.map(({ work, values }) => {
    const middle = median(values)
    const list = values.map((value) => say(value, unit)).join(', ')
    const title = tag('title', {}, `${sayWork(work)}: ${say(middle, unit)}; rounds: ${list}`)
    const at = { cx: across.at(work), cy: up.at(middle) }
    return tag('g', {}, title, tag('circle', { class: 'point', ...at, r: 4 }))
  })
  return [rounds, tag('polyline', { class: 'curve', points: line.join(' ') }), marks]
}

/** A tick at each work that was measured, as far as there is room. */
function workAxis(works: readonly number[], from: number, to: number): Axis {
  const base = works.some((work) => work >= 1024 && work % 1024 === 0) ? 2 : 10
  const { at, top } = logarithmic(works, base, from, to)
  const ticks: number[] = []
  for (const work of works) {
    if (ticks.length === 0 || at(work) - at(ticks.at(-1)!) > 34) ticks.push(work)
  }
  return { at, ticks, top }
}
