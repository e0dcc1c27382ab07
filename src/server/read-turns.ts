/**
 * Who may read content next?
 *
 * A turn of the event loop could read and write a piece for every transfer there is. With a thousand
 * of them a small answer would wait for all: it did, for seconds. So a turn has a bound, and whoever
 * comes after it waits for one of the next turns, first come, first served.
 */

/** One to two milliseconds of reading and writing. */
const TURN_OCTETS = 4 * 1024 * 1024

interface Waiting {
  readonly octets: number
  go(): void
}

let left = TURN_OCTETS
let isCounting = false
const waiting: Waiting[] = []

/** Whether so many octets may be read in this turn; if so, they count. */
export function mayRead(octets: number): boolean {
  if (waiting.length > 0 || left <= 0) return false
  count(octets)
  return true
}

/** Resolves in the turn in which they may be read; they are counted then. */
export function turnToRead(octets: number): Promise<void> {
  return new Promise((resolve) => waiting.push({ octets, go: resolve }))
}

function count(octets: number): void {
  left -= octets
  if (isCounting) return
  isCounting = true
  setImmediate(beginTurn)
}

function beginTurn(): void {
  left = TURN_OCTETS
  isCounting = false
  while (left > 0) {
    const next = waiting.shift()
    if (next === undefined) return
    count(next.octets)
    next.go()
  }
}
