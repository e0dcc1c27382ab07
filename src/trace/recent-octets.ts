/**
 * Which octets may still be asked for: those of the head being read, and a few before them?
 *
 * A copy, so that the octets that arrived belong to whoever brought them. Its size is bounded by the
 * limits on a head.
 */

import { textOf } from '../message/scan.ts'

/** Octets on either side of a fault that are shown. */
export const WINDOW_OCTETS = 32

export class RecentOctets {
  /** Offset of the first octet still held. */
  start = 0
  #octets = new Uint8Array(256)
  #length = 0

  /** One past the last octet. */
  get end(): number {
    return this.start + this.#length
  }

  add(octets: Uint8Array): void {
    // Of a long run only its end can be asked for.
    if (octets.length >= WINDOW_OCTETS) {
      this.start = this.end + octets.length - WINDOW_OCTETS
      this.#length = WINDOW_OCTETS
      this.#octets.set(octets.subarray(octets.length - WINDOW_OCTETS))
      return
    }
    this.#reserve(this.#length + octets.length)
    this.#octets.set(octets, this.#length)
    this.#length += octets.length
  }

  /** Lets go of all but the few before this place. */
  settle(): void {
    const surplus = this.#length - WINDOW_OCTETS
    if (surplus <= 0) return
    this.#octets.copyWithin(0, surplus, this.#length)
    this.#length -= surplus
    this.start += surplus
  }

  /** One char an octet; what has been let go is left out. */
  text(start: number, end: number): string {
    const from = Math.max(start - this.start, 0)
    return textOf(this.#octets, from, Math.min(Math.max(end - this.start, from), this.#length))
  }

  #reserve(octets: number): void {
    if (octets <= this.#octets.length) return
    const larger = new Uint8Array(octets * 2)
    larger.set(this.#octets.subarray(0, this.#length))
    this.#octets = larger
  }
}
