/**
 * What may be concluded from ratios that were measured on a noisy machine?
 *
 * Two programs are timed in turn, pair after pair, and each pair gives a ratio: what the machine did
 * to both cancels out. Of the ratios the median is kept, with a percentile bootstrap interval around
 * it; the best of them says nothing. The generator is seeded, so that a report can be made again from
 * the same figures.
 *
 * Pairs that were measured on the same two processes are not independent: they share what V8 has
 * compiled and where memory lies, so ten pairs of one start say less than one pair of each of ten.
 * Such ratios come in rounds, each with processes of its own, and are drawn in two levels: rounds with
 * replacement, then pairs within each drawn round, and the median of all that was drawn. To draw from
 * one heap, as if each pair had its own processes, would give an interval that is too narrow by as
 * much as processes differ. To draw whole rounds and keep their pairs as they are is right for many
 * rounds, but too narrow for the half a dozen that there is time for: it finds (n-1)/n of the variance
 * between n rounds. The second level counts some of the noise of pairs twice, which errs to the other
 * side. test/bench/statistics.test.ts lets both kinds of noise loose on it and counts how often the
 * interval holds the truth: with six rounds of four pairs 95 to 98 of 100 times, whichever of the two
 * dominates; drawn from one heap, 79 to 94. Of fewer than five rounds no drawing makes an honest
 * interval: three values enclose the median that they are drawn from in 75 of 100 cases, four in 87,
 * five in 94.
 */

/** A median with its 95 % interval. */
export interface Estimate {
  readonly median: number
  readonly low: number
  readonly high: number
}

/** `too-noisy` is an answer: the interval is wide enough to hide what was looked for. */
export type Verdict = 'faster' | 'slower' | 'no-difference-shown' | 'too-noisy'

/** The interval of fewer would be narrower than it says. */
export const LEAST_ROUNDS = 5

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
  return { median: median(values), ...middleOf(medians) }
}

/**
 * The median of all pairs and where 95 % of such medians lie when rounds are drawn, and pairs within
 * them. With one pair a round it is `estimate`.
 *
 * @param rounds what each round gave; none is empty
 */
export function estimateOfRounds(rounds: readonly (readonly number[])[]): Estimate {
  const random = generator(rounds.length)
  const medians = new Float64Array(RESAMPLES)
  for (let resample = 0; resample < RESAMPLES; resample += 1) {
    const drawn: number[] = []
    for (let draw = 0; draw < rounds.length; draw += 1) {
      const round = rounds[Math.floor(random() * rounds.length)]!
      for (let pair = 0; pair < round.length; pair += 1) {
        drawn.push(round[Math.floor(random() * round.length)]!)
      }
    }
    medians[resample] = median(drawn)
  }
  return { median: median(rounds.flat()), ...middleOf(medians) }
}

/** What lies between the tails. */
function middleOf(medians: Float64Array): Pick<Estimate, 'low' | 'high'> {
  medians.sort()
  const low = medians[Math.floor(RESAMPLES * TAIL)]!
  const high = medians[Math.ceil(RESAMPLES * (1 - TAIL)) - 1]!
  return { low, high }
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

/**
 * `times` turns of all `values`: some order and its reverse (A B B A), then another one. What drifts
 * for as long as two turns favours nobody.
 */
export function inTurn<T>(
  values: readonly T[],
  times: number,
  random: () => number,
): readonly (readonly T[])[] {
  let order = shuffled(values, random)
  return Array.from({ length: times }, (_, turn) => {
    if (turn % 2 === 1) return order.toReversed()
    if (turn > 0) order = shuffled(values, random)
    return order
  })
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
