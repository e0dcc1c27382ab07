/**
 * Which choices does this run make? Always the same ones, for the same seed.
 *
 * Mulberry32: 32 bits of state, an addition and two multiplications a number. It decides where a
 * message is broken, nothing more, so its quality is beyond need.
 */

export class Random {
  #state: number

  /** @param index which of the messages of this seed is being made; each has its own numbers */
  constructor(seed: number, index: number) {
    this.#state = Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)
  }

  /** A whole number from 0 on and below `bound`, which is at least 1. */
  below(bound: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)]
    if (item === undefined) throw new RangeError('Nothing to pick from')
    return item
  }
}
