/**
 * Where in its lifecycle is this connection, and has it been there too long?
 *
 * The table of message/lifecycle.ts, walked, with the deadline that each state has. Until our last
 * octet is with the operating system, lingering is still sending, and is held to that deadline.
 */

import { LIFECYCLE, type LifecycleEvent, type LifecycleState } from '../message/lifecycle.ts'
import type { ConnectionLimits } from '../message/limits.ts'
import { Deadline } from './deadline.ts'

export class ConnectionState {
  #current: LifecycleState = 'idle'
  #row = LIFECYCLE.idle
  #isFlushed = false
  readonly #limits: ConnectionLimits
  readonly #deadline: Deadline

  constructor(limits: ConnectionLimits) {
    this.#limits = limits
    this.#deadline = new Deadline(limits)
  }

  get current(): LifecycleState {
    return this.#current
  }

  /** @throws {Error} when the event cannot happen in this state: a bug of ours */
  move(event: LifecycleEvent): void {
    const next = this.#row[event]
    if (next === undefined) throw new Error(`Cannot be ${this.#current} and see ${event}`)
    this.#current = next
    this.#row = LIFECYCLE[next]
    this.#deadline.touch()
  }

  /** Something happened that is progress by itself. */
  touch(): void {
    this.#deadline.touch()
  }

  /** Content moved on. */
  moved(octets: number): void {
    this.#deadline.moved(octets)
  }

  /** Our last octet has left: from now on the client has time to read it and close. */
  flushed(): void {
    if (this.#isFlushed) return
    this.#isFlushed = true
    this.#deadline.touch()
  }

  /** Whether the deadline of this state has passed, as seen at this tick. */
  isOverdue(now: number): boolean {
    return this.#deadline.hasPassed(now, this.#patience())
  }

  #patience(): number {
    const limits = this.#limits
    switch (this.#current) {
      case 'idle':
        return limits.idleMilliseconds
      case 'reading':
        return limits.headMilliseconds
      case 'answering':
        return limits.stallMilliseconds
      case 'lingering':
      case 'closed':
        return this.#isFlushed ? limits.lingerMilliseconds : limits.stallMilliseconds
    }
  }
}
