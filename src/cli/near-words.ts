/** Which word that we know did somebody mean who typed another? */

import { advertisedRows, type Grammar } from './grammar.ts'

/** Letters that may be wrong in a word, and the share of it that they must stay below. */
const MOST_WRONG = 3
const MOST_OF_IT = 0.6

/** The advertised flags that are nearest to `word`, equally near; none for a short one. */
export function nearFlags(word: string, grammar: Grammar): readonly string[] {
  const [, name] = /^--([^=]+)/.exec(word) ?? []
  if (name === undefined) return []
  const names = advertisedRows(grammar).map(({ flags }) => /--([\w-]+)/.exec(flags)?.[1] ?? '')
  return nearWords(name, names).map((near) => `--${near}`)
}

/** Those of `names` that are nearest to `word`, equally near, in order. */
export function nearWords(word: string, names: readonly string[]): readonly string[] {
  const near = names
    .map((name) => ({ name, wrong: distanceBetween(word, name) }))
    .filter(({ name, wrong }) => {
      return wrong <= MOST_WRONG && wrong < MOST_OF_IT * Math.max(word.length, name.length)
    })
  const least = Math.min(...near.map(({ wrong }) => wrong))
  return near
    .filter(({ wrong }) => wrong === least)
    .map(({ name }) => name)
    .sort()
}

/**
 * The fewest letters to leave out, to add, to change or to swap with the next that lead from one word
 * to the other, where no letter is changed twice (optimal string alignment).
 */
function distanceBetween(from: string, to: string): number {
  // Of each beginning of `to`: from nothing, then from the beginnings of `from`.
  let beforeLast: readonly number[] = []
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (let row = 1; row <= from.length; row += 1) {
    const distances = [row]
    for (let at = 1; at <= to.length; at += 1) {
      const isSame = from[row - 1] === to[at - 1]
      const isSwapped =
        row > 1 && at > 1 && from[row - 1] === to[at - 2] && from[row - 2] === to[at - 1]
      distances[at] = Math.min(
        last[at]! + 1,
        distances[at - 1]! + 1,
        last[at - 1]! + (isSame ? 0 : 1),
        isSwapped ? beforeLast[at - 2]! + 1 : Number.POSITIVE_INFINITY,
      )
    }
    beforeLast = last
    last = distances
  }
  return last[to.length]!
}
