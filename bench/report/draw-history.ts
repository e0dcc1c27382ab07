/**
 * How did a figure go from run to run? Evenly spaced: what matters is the order. Where runs on another
 * Node or processor begin, which make a difference of their own, there is a line, and a new curve.
 */

import type { Estimate } from '../statistics.ts'
import { type Axis, linear } from './axes.ts'
import { type Described, drawing, pointAt, text } from './drawing.ts'
import { type Child, type Markup, tag } from './markup.ts'
import { sayNumber, trimmed } from './wording.ts'

export interface Moment {
  readonly label: string
  /** The Node and the kind of processor that it ran on: `Node v26, AMD`. */
  readonly ground: string
  readonly estimate: Estimate
}

const HEIGHT = 96
const LABEL_HEIGHT = 12
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
  const grounds = groundsOf(moments)
  const top = grounds.length * LABEL_HEIGHT
  const bottom = top + HEIGHT - 22
  const up = linear(line === undefined ? ends : [...ends, line], bottom, top + 8)
  const level = (kind: string, value: number): Markup => {
    const y = up.at(value)
    return tag('line', { class: kind, x1: LEFT, x2: width - RIGHT, y1: y, y2: y })
  }
  return drawing(
    described,
    width,
    top + HEIGHT,
    up.ticks.map((tick) => [
      level('grid', tick),
      text(LEFT - 6, up.at(tick) + 4, 'tick', trimmed(sayNumber(tick)), 'end'),
    ]),
    line !== undefined && level('target', line),
    tag('g', { class: 'ours' }, drawMoments(moments, up, width)),
    grounds.map(({ ground, index }, before) => {
      const x = placeOf(index - 0.5, moments, width)
      const y = top - before * LABEL_HEIGHT
      return drawGround(ground, { x, y, bottom, isLeft: x < width / 2 })
    }),
    text(LEFT, top + HEIGHT - 4, 'tick', moments[0]!.label),
    text(width - RIGHT, top + HEIGHT - 4, 'tick', moments.at(-1)!.label, 'end'),
  )
}

/** Where a moment stands of so many; a half further is between it and the next. */
function placeOf(index: number, { length }: readonly Moment[], width: number): number {
  return LEFT + ((width - LEFT - RIGHT) / length) * (index + 0.5)
}

/** Every ground but the first, and which moment begins it. */
function groundsOf(moments: readonly Moment[]): readonly { ground: string; index: number }[] {
  return moments.flatMap(({ ground }, index) =>
    index > 0 && ground !== moments[index - 1]!.ground ? [{ ground, index }] : [],
  )
}

/**
 * A line and its label, on a halo: it may lie across another's line. The further right, the higher, and
 * none does that in the right half, where there is most to tell apart.
 */
function drawGround(
  ground: string,
  { x, y, bottom, isLeft }: { x: number; y: number; bottom: number; isLeft: boolean },
): Child {
  const line = tag('line', { class: 'guide', x1: x, x2: x, y1: y - LABEL_HEIGHT, y2: bottom })
  return isLeft
    ? [line, text(x + 4, y - 3, 'tick sublabel', ground)]
    : [line, text(x - 4, y - 3, 'tick sublabel', `${ground} →`, 'end')]
}

function drawMoments(moments: readonly Moment[], up: Axis, width: number): Child {
  const curves = new Map<string, string[]>()
  for (const [index, { ground, estimate }] of moments.entries()) {
    const point = pointAt(placeOf(index, moments, width), up.at(estimate.median))
    curves.set(ground, [...(curves.get(ground) ?? []), point])
  }
  const marks = moments.map(({ label, ground, estimate: { median, low, high } }, index) => {
    const x = placeOf(index, moments, width)
    const interval = `${sayNumber(low)} to ${sayNumber(high)}`
    const words = `${label}, ${ground}: ${sayNumber(median)}, ${interval}`
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
