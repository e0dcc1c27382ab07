/**
 * Which answers leave together?
 *
 * What is written to a client that waits wakes it, and whoever writes pays for that, some 5 µs. One that
 * is faster than we are waits again before the next answer is made, and is woken for each. Answers that
 * leave one right behind the other find it awake. So where one turn of the event loop makes many, they
 * leave at its end: ranges of 64 KiB take an eighth less of the processor's time, small files of which
 * there are many a twentieth (`npm run bench -- --only "random ranges"`, `--only Zipf`).
 *
 * Where a turn makes few, each leaves at once: their clients and we take turns then, and four of them
 * that waited for each other had a fifth less of answers. Which of the two it is shows at the end of a
 * turn; to look at every one would cost a lone client a twentieth.
 */

import type { Batch } from './batch.ts'

/** Answers that make it worth while. */
const MANY = 8
/** As long as turns make few, one of so many answers looks at its turn. */
const LOOK_EVERY = 64
/** More gain nothing more, and the first would wait longer for the last. */
const MOST_TOGETHER = 32
/** Nor do more octets, each 64 KiB of which hold a buffer: from 256 KiB to 2 MiB ranges cost the same. */
const MOST_OCTETS = 768 * 1024

export class Departures {
  readonly #waiting: Batch[] = []
  #octets = 0
  /** Whether the last turn that was looked at made many. */
  #areMany = false
  /** Whether the end of this turn is being waited for, and what it has made since. */
  #isLooking = false
  #made = 0
  #unseen = 0

  /** Writes what is in `batch` now, or when this turn of the event loop ends. */
  leave(batch: Batch): void {
    this.#look()
    if (!this.#areMany) {
      batch.flush()
      return
    }
    this.#waiting.push(batch)
    this.#octets += batch.octets
    if (this.#waiting.length === MOST_TOGETHER || this.#octets >= MOST_OCTETS) this.flush()
  }

  #look(): void {
    if (!this.#isLooking) {
      this.#unseen += 1
      if (!this.#areMany && this.#unseen < LOOK_EVERY) return
      this.#isLooking = true
      setImmediate(this.#endTurn)
    }
    this.#made += 1
  }

  readonly #endTurn = (): void => {
    this.#areMany = this.#made >= MANY
    this.#isLooking = false
    this.#made = 0
    this.#unseen = 0
    this.flush()
  }

  /** Writes all that waits. */
  flush(): void {
    for (const batch of this.#waiting) batch.flush()
    this.#waiting.length = 0
    this.#octets = 0
  }
}

/** There is one event loop, so there is one account of its turns. */
export const DEPARTURES: Departures = new Departures()
