/**
 * How long has nothing happened?
 *
 * No timer is armed and no clock is read for a request. What happens sets a flag; the server's slow
 * tick turns the flag into a time. So a deadline is exact to one tick and costs a store.
 */

import type { LifecycleState } from '../message/lifecycle.ts'
import type { ConnectionLimits } from '../message/limits.ts'

export class Deadline {
  #touched = true
  #since = 0

  /** Something happened: begin counting again. */
  touch(): void {
    this.#touched = true
  }

  /** Whether nothing has happened for `milliseconds`, as seen at this tick. */
  hasPassed(now: number, milliseconds: number): boolean {
    if (this.#touched) {
      this.#touched = false
      this.#since = now
      return false
    }
    return now - this.#since >= milliseconds
  }
}

/** How long a connection may be in `state` without anything happening that counts there. */
export function patience(state: LifecycleState, limits: ConnectionLimits): number {
  switch (state) {
    case 'idle':
      return limits.idleMilliseconds
    case 'reading':
      return limits.headMilliseconds
    case 'answering':
      return limits.stallMilliseconds
    case 'lingering':
    case 'closed':
      return limits.lingerMilliseconds
  }
}
