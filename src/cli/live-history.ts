/**
 * What was told lately?
 *
 * The one place where records wait: for viewers that read slowly and for those that come back. It is
 * bounded, so whoever is too far behind finds the oldest gone, and is told how many they were. A
 * viewer costs no more than its place in here.
 */

import type { LiveLimits } from './live-limits.ts'

/** To whom something is told. */
export type Audience = 'everyone' | 'who-asked-for-own'

interface Entry {
  readonly text: string
  readonly audience: Audience
}

export class LiveHistory {
  readonly #limits: LiveLimits
  #entries: Entry[] = []
  #octets = 0
  /** Number of the oldest record kept. */
  oldest = 1

  constructor(limits: LiveLimits) {
    this.#limits = limits
  }

  /** Number of the record that will come next. */
  get next(): number {
    return this.oldest + this.#entries.length
  }

  /** @param text as it is sent */
  add(text: string, audience: Audience): void {
    this.#entries.push({ text, audience })
    this.#octets += text.length
    while (
      this.#entries.length > this.#limits.historyRecords ||
      this.#octets > this.#limits.historyOctets
    ) {
      this.#octets -= this.#entries.shift()!.text.length
      this.oldest += 1
    }
  }

  /** The record with this number, which is kept. */
  at(number: number): Entry {
    return this.#entries[number - this.oldest]!
  }

  /** Forgets all, and counts from 1 again. */
  clear(): void {
    this.#entries = []
    this.#octets = 0
    this.oldest = 1
  }
}
