/**
 * Which of many files is asked for next?
 *
 * On real sites the file of rank r is asked for about 1/r as often as the first (Zipf's law with
 * exponent 1): a few are always in every cache, and there is always one more that is not.
 */

/** Ranks from 0, drawn by Zipf's law from `ranks` many. */
export function drawZipf(draws: number, ranks: number, random: () => number): readonly number[] {
  const upTo = new Float64Array(ranks)
  let sum = 0
  for (let rank = 0; rank < ranks; rank += 1) {
    sum += 1 / (rank + 1)
    upTo[rank] = sum
  }
  return Array.from({ length: draws }, () => firstAbove(upTo, random() * sum))
}

/** The first index whose value is above `value`; values ascend, and the last one is above it. */
function firstAbove(ascending: Float64Array, value: number): number {
  let low = 0
  let high = ascending.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (ascending[middle]! > value) high = middle
    else low = middle + 1
  }
  return low
}
