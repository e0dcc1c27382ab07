/**
 * Where in its lifecycle is this connection, and has it been there too long?
 *
 * The table of message/lifecycle.ts, walked, with the deadline that each state has. Until our last
 * octet is with the operating system, lingering is still sending, and is held to that deadline.
 */

import { LIFECYCLE, type LifecycleEvent, type LifecycleState } from '../message/lifecycle.ts'
import type { ConnectionLimits } from '../message/limits.ts'
import { Deadline } from './deadline.ts'

/** A state, and the step that is usually taken from it. */
interface Place {
  readonly state: LifecycleState
  readonly usual: LifecycleEvent
  /** Where that leads. */
  next: Place | undefined
}

const PLACES: Readonly<Record<LifecycleState, Place>> = {
  idle: { state: 'idle', usual: 'octets', next: undefined },
  reading: { state: 'reading', usual: 'head', next: undefined },
  answering: { state: 'answering', usual: 'answered', next: undefined },
  lingering: { state: 'lingering', usual: 'gone', next: undefined },
  closed: { state: 'closed', usual: 'gone', next: undefined },
}
for (const place of Object.values(PLACES)) {
  const next = LIFECYCLE[place.state][place.usual]
  if (next !== undefined) place.next = PLACES[next]
}

export class ConnectionState {
  #place = PLACES.idle
  #isFlushed = false
  readonly #limits: ConnectionLimits
  readonly #deadline: Deadline

  constructor(limits: ConnectionLimits) {
    this.#limits = limits
    this.#deadline = new Deadline(limits)
  }

  get current(): LifecycleState {
    return this.#place.state
  }

  /**
   * The usual step is found by a comparison. Looking up each by its name was a twentieth of a pipelined
   * request for a held file (`npm run bench -- --only "16 pipelined"`).
   *
   * @throws {Error} when the event cannot happen in this state: a bug of ours
   */
  move(event: LifecycleEvent): void {
    const { usual, next } = this.#place
    this.#place = (event === usual ? next : undefined) ?? this.#lookUp(event)
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

  #lookUp(event: LifecycleEvent): Place {
    const { state } = this.#place
    const next = LIFECYCLE[state][event]
    if (next === undefined) throw new Error(`Cannot be ${state} and see ${event}`)
    return PLACES[next]
  }

  #patience(): number {
    const limits = this.#limits
    switch (this.#place.state) {
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
