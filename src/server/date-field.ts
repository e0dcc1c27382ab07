/**
 * What does the Date field say now?
 *
 * Built once a second; the same number also tells whether an encoded head is still of this second.
 *
 * Spec: RFC 9110 §6.6.1.
 */

import { formatHttpDate } from '../semantics/http-date.ts'

let second = 0
let value = ''

/** Seconds since the epoch. */
export function currentSecond(): number {
  return Math.floor(Date.now() / 1000)
}

export function dateField(now: number = currentSecond()): string {
  if (now !== second) {
    second = now
    value = formatHttpDate(now * 1000)
  }
  return value
}
