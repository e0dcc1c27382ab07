/**
 * What may be concluded from ratios that were measured on a noisy machine?
 *
 * Two programs are timed in turn, pair after pair, and each pair gives a ratio: what the machine did
 * to both cancels out. Of the ratios the median is kept, with a percentile bootstrap interval around
 * it; the best of them says nothing. The generator is seeded, so that a report can be made again from
 * the same figures.
 */

/** A median with its 95 % interval. */
export interface Estimate {
  readonly median: number
  readonly low: number
  readonly high: number
}

/** `too-noisy` is an answer: the interval is wide enough to hide what was looked for. */
export type Verdict = 'faster' | 'slower' | 'no-difference-shown' | 'too-noisy'

const RESAMPLES = 2000
const TAIL = 0.025

/** The middle value, or the mean of the two in the middle; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort()
  const middle = sorted.length >> 1
  if (sorted.length % 2 === 1) return sorted[middle]!
  return (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The median of `values` and where 95 % of the medians of as many values drawn from them lie. */
export function estimate(values: readonly number[]): Estimate {
  const random = generator(values.length)
  const medians = new Float64Array(RESAMPLES)
  const drawn = new Array<number>(values.length)
  for (let round = 0; round < RESAMPLES; round += 1) {
    for (let index = 0; index < values.length; index += 1) {
      drawn[index] = values[Math.floor(random() * values.length)]!
    }
    medians[round] = median(drawn)
  }
  medians.sort()
  const low = medians[Math.floor(RESAMPLES * TAIL)]!
  const high = medians[Math.ceil(RESAMPLES * (1 - TAIL)) - 1]!
  return { median: median(values), low, high }
}

/**
 * Reads a comparison in the light of one that compared a program with itself.
 *
 * @param ratio cost of the candidate over cost of the base
 * @param floor the same ratio when both were the base: what it strays from 1 is noise
 * @param line the difference that matters, as a fraction: 0.05
 */
export function judge(ratio: Estimate, floor: Estimate, line: number): Verdict {
  const noise = Math.max(floor.high - 1, 1 - floor.low, 0)
  if (ratio.low > 1 + noise) return 'slower'
  if (ratio.high < 1 - noise) return 'faster'
  const reach = Math.max(ratio.high - 1, 1 - ratio.low)
  return Math.max(reach, noise) > 2 * line ? 'too-noisy' : 'no-difference-shown'
}

/** Whether a slow-down past the line is shown: all of the interval lies behind line and noise. */
export function isRegression(ratio: Estimate, floor: Estimate, line: number): boolean {
  return judge(ratio, floor, line) === 'slower' && ratio.low > 1 + line
}

/** `values` in a random order. */
export function shuffled<T>(values: readonly T[], random: () => number): readonly T[] {
  const order = [...values]
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1))
    const value = order[last]!
    order[last] = order[other]!
    order[other] = value
  }
  return order
}

/** Numbers from 0 to 1 that look random and are the same for the same seed (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
