/**
 * What time is it, for all requests that are answered in one go?
 *
 * Requests that arrived together are answered together, within microseconds. A look at the clock for each
 * was a twentieth of a pipelined request (`npm run bench -- --only "16 pipelined"`), so while a connection
 * answers what has arrived, the first who asks looks, and what he saw holds until it has answered. An
 * answer made later, by a promise, looks for itself.
 */

/** A constant of this file: the global is an accessor, which V8 looks up for each request. */
const clock = performance

let isHeld = false
/** 0 until somebody asks. */
let held = 0

/** From now on one look holds, until `releaseClock`. Nothing may wait in between. */
export function holdClock(): void {
  isHeld = true
  held = 0
}

export function releaseClock(): void {
  isHeld = false
}

/** Milliseconds, on the clock of `performance.now()`. */
export function timeNow(): number {
  if (!isHeld) return clock.now()
  if (held === 0) held = clock.now()
  return held
}
