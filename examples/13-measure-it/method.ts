/**
 * How does one compare two programs on a machine that is never the same twice?
 *
 * In pairs, and in both orders: A B, B A, A B … Whatever the machine does for longer than a pair
 * hits both halves of it, so it cancels out of their ratio. And A is compared with itself first: how
 * far that strays from 1 is what this machine cannot tell apart today.
 */

import { type Estimate, estimate, judge } from '../../bench/statistics.ts'

/** Does the work once, and tells what it cost, in any unit. */
export type Run = () => number

const PAIRS = 41
/** The difference that we care about. */
const LINE = 0.05

/** Cost of `b` over cost of `a`, once for each pair. */
export function measureRatios(a: Run, b: Run): readonly number[] {
  const ratios: number[] = []
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const costs = pair % 2 === 0 ? { a: a(), b: b() } : { b: b(), a: a() }
    ratios.push(costs.b / costs.a)
  }
  return ratios
}

/** Prints what A/A and A/B are, and what follows from them. */
export function report(a: Run, b: Run): void {
  const floor = estimate(measureRatios(a, a))
  const ratio = estimate(measureRatios(a, b))
  console.log(`A/A  ${shown(floor)}`)
  console.log(`B/A  ${shown(ratio)}`)
  console.log(`B: ${judge(ratio, floor, LINE).replaceAll('-', ' ')}`)
}

function shown({ median, low, high }: Estimate): string {
  return `${median.toFixed(3)}, somewhere from ${low.toFixed(3)} to ${high.toFixed(3)}`
}
