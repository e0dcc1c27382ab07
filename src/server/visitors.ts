/**
 * Who is connected?
 *
 * A list in which each knows its place, and the last takes the place of one that leaves. A Set makes
 * itself a new table every few dozen changes; the old one points to the new one, and still holds who
 * was in it. Where one of them outlives two collections, as they do on Node 24 and 26, all of the next
 * hang on it, and with them every connection there was, until the whole heap is collected. With a
 * request a connection that was 6 % of all time, in pauses of up to 30 ms
 * (`npm run bench -- --only "request a connection"`, on Node 26).
 */

import type { Visitor } from './visitor.ts'

/** Nobody may come or go while it is walked: a socket says that it is closed in a later turn. */
export class Visitors {
  readonly #all: Visitor[] = []

  get size(): number {
    return this.#all.length
  }

  add(visitor: Visitor): void {
    visitor.place = this.#all.length
    this.#all.push(visitor)
  }

  /** Does nothing when it is not in the list. */
  remove(visitor: Visitor): void {
    const { place } = visitor
    if (this.#all[place] !== visitor) return
    const last = this.#all.pop()!
    if (last === visitor) return
    this.#all[place] = last
    last.place = place
  }

  [Symbol.iterator](): IterableIterator<Visitor> {
    return this.#all.values()
  }
}
