/**
 * How did a figure go from run to run? Evenly spaced: what matters is the order. Where the runs of
 * another Node begin, which makes a difference of its own, there is a line, and a curve of their own.
 */

import type { Estimate } from '../statistics.ts'
import { type Axis, linear } from './axes.ts'
import { type Described, drawing, pointAt, text } from './drawing.ts'
import { type Child, type Markup, tag } from './markup.ts'
import { sayNumber, trimmed } from './wording.ts'

export interface Moment {
  readonly label: string
  /** The Node it ran on, without what changes from month to month: `Node v26`. */
  readonly node: string
  readonly estimate: Estimate
}

const HEIGHT = 96
const LEFT = 42
const RIGHT = 12

/** @param line what is wanted, or nothing */
export function drawHistory(
  described: Described,
  moments: readonly Moment[],
  line: number | undefined,
  width: number,
): Markup {
  const ends = moments.flatMap(({ estimate }) => [estimate.low, estimate.high])
  const up = linear(line === undefined ? ends : [...ends, line], HEIGHT - 22, 8)
  const level = (kind: string, value: number): Markup => {
    const y = up.at(value)
    return tag('line', { class: kind, x1: LEFT, x2: width - RIGHT, y1: y, y2: y })
  }
  return drawing(
    described,
    width,
    HEIGHT,
    up.ticks.map((tick) => [
      level('grid', tick),
      text(LEFT - 6, up.at(tick) + 4, 'tick', trimmed(sayNumber(tick)), 'end'),
    ]),
    line !== undefined && level('target', line),
    tag('g', { class: 'ours' }, drawMoments(moments, up, width)),
    drawNodes(moments, width),
    text(LEFT, HEIGHT - 4, 'tick', moments[0]!.label),
    text(width - RIGHT, HEIGHT - 4, 'tick', moments.at(-1)!.label, 'end'),
  )
}

/** Where a moment stands of so many; a half further is between it and the next. */
function placeOf(index: number, { length }: readonly Moment[], width: number): number {
  return LEFT + ((width - LEFT - RIGHT) / length) * (index + 0.5)
}

function drawNodes(moments: readonly Moment[], width: number): Child {
  return moments.map(({ node }, index) => {
    if (index === 0 || node === moments[index - 1]!.node) return []
    const x = placeOf(index - 0.5, moments, width)
    const line = tag('line', { class: 'guide', x1: x, x2: x, y1: 0, y2: HEIGHT - 22 })
    // On a halo: it may lie across the line of what is wanted.
    return x < width / 2
      ? [line, text(x + 4, 9, 'tick sublabel', node)]
      : [line, text(x - 4, 9, 'tick sublabel', `${node} →`, 'end')]
  })
}

function drawMoments(moments: readonly Moment[], up: Axis, width: number): Child {
  const curves = new Map<string, string[]>()
  for (const [index, { node, estimate }] of moments.entries()) {
    const point = pointAt(placeOf(index, moments, width), up.at(estimate.median))
    curves.set(node, [...(curves.get(node) ?? []), point])
  }
  const marks = moments.map(({ label, node, estimate: { median, low, high } }, index) => {
    const x = placeOf(index, moments, width)
    const interval = `${sayNumber(low)} to ${sayNumber(high)}`
    const words = `${label}, ${node}: ${sayNumber(median)}, ${interval}`
    return tag(
      'g',
      {},
      tag('title', {}, words),
      tag('line', { class: 'interval', x1: x, x2: x, y1: up.at(low), y2: up.at(high) }),
      tag('circle', { class: 'point', cx: x, cy: up.at(median), r: 3.5 }),
    )
  })
  const lines = Array.from(curves.values(), (points) =>
    tag('polyline', { class: 'curve', points: points.join(' ') }),
  )
  return [lines, marks]
}
