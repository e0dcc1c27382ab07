/**
 * How long has nothing happened, or too little?
 *
 * No timer is armed and no clock is read for a request. What happens sets a flag or adds to a count;
 * the server's slow tick turns that into a time. So a deadline is exact to one tick and costs a store.
 *
 * Content counts by the octet: one octet every now and then is no progress, or a client could hold a
 * connection for ever at the price of an octet. The deadline begins again when as many octets have
 * moved as the slowest allowed client would have moved in the time.
 */

import type { ConnectionLimits } from '../message/limits.ts'

export class Deadline {
  readonly #quotaOctets: number
  #touched = true
  #since = 0
  #movedOctets = 0

  constructor({ octetsPerSecond, stallMilliseconds }: ConnectionLimits) {
    this.#quotaOctets = (octetsPerSecond * stallMilliseconds) / 1000
  }

  /** Something happened: begin counting again. */
  touch(): void {
    this.#touched = true
  }

  /** Content moved; that begins the count again once it is enough. */
  moved(octets: number): void {
    this.#movedOctets += octets
    if (this.#movedOctets >= this.#quotaOctets) this.touch()
  }

  /** Whether nothing has happened for `milliseconds`, as seen at this tick. */
  hasPassed(now: number, milliseconds: number): boolean {
    if (this.#touched) {
      this.#touched = false
      this.#movedOctets = 0
      // Whole: a fraction would be an object of its own, for each connection there is.
      this.#since = Math.floor(now)
      return false
    }
    return now - this.#since >= milliseconds
  }
}
