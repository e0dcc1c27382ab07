/**
 * Does cost grow faster than work?
 *
 * A cost that grows with a power of the work is a straight line on two logarithmic axes, and the
 * power is its slope: 0 when the cost is the same whatever the work, 1 when twice the work costs
 * twice as much, 2 when it costs four times as much.
 *
 * What is small costs mostly what is fixed, and hides the growth; so the slope is that of the upper
 * half of the points. Each round of measurements gives one slope, by least squares, and those give a
 * median with its interval. It is clearly worse than linear when even the low end of that is past
 * the line; when only the high end is, nothing is shown either way. The interval of a few rounds is
 * narrower than it should be: the ends of five values enclose the median they are drawn from in 94 of
 * 100 cases, those of three in 75. So few can show only what is far past the line.
 */

import { type Estimate, estimate } from './statistics.ts'

export interface Point {
  /** How much there was to do: connections, octets, lines, files. More than 0. */
  readonly work: number
  /** What it cost in each round, in the same order for every point. More than 0. */
  readonly values: readonly number[]
}

/** `each`: the cost was divided by the work, as in "per connection". `all`: it was not. */
export type CostOf = 'all' | 'each'

export type GrowthVerdict = 'linear or better' | 'worse than linear' | 'not shown'

/** More than 1 by what caches of the processor, which do not grow with the work, may add. */
const SLOPE_LINE = 1.1
const FAR_LINE = 1.4
const ENOUGH_ROUNDS = 6

/** The slope of the whole cost, whichever way the points tell it. Two points at least. */
export function estimateSlope(points: readonly Point[], costOf: CostOf): Estimate {
  const upper = upperHalf(points)
  const rounds = roundsOf(points)
  const slopes: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    slopes.push(slopeOf(upper.map(({ work, values }) => [work, values[round]!])))
  }
  const { median, low, high } = estimate(slopes)
  const whole = costOf === 'each' ? 1 : 0
  return { median: median + whole, low: low + whole, high: high + whole }
}

/** The points whose slope is judged; two at least. */
export function upperHalf(points: readonly Point[]): readonly Point[] {
  return points.slice(-Math.max(2, Math.ceil(points.length / 2)))
}

/** Rounds in which all of the upper half was measured. */
export function roundsOf(points: readonly Point[]): number {
  return Math.min(...upperHalf(points).map(({ values }) => values.length))
}

/** @param rounds how many slopes the estimate was made of */
export function judgeGrowth({ low, high }: Estimate, rounds: number): GrowthVerdict {
  if (low > (rounds < ENOUGH_ROUNDS ? FAR_LINE : SLOPE_LINE)) return 'worse than linear'
  return high > SLOPE_LINE ? 'not shown' : 'linear or better'
}

/** The power by which `y` grows with `x`. */
function slopeOf(pairs: readonly (readonly [x: number, y: number])[]): number {
  const xs = pairs.map(([x]) => Math.log(x))
  const ys = pairs.map(([, y]) => Math.log(y))
  const middleX = mean(xs)
  const middleY = mean(ys)
  let together = 0
  let spread = 0
  for (const [index, x] of xs.entries()) {
    together += (x - middleX) * (ys[index]! - middleY)
    spread += (x - middleX) ** 2
  }
  return together / spread
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
