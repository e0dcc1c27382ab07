/**
 * How often has what happened?
 *
 * Plain counts for whoever measures the server, kept where things happen: an exchange costs it a few
 * additions, and nothing at all when nobody measures. The number of counts is bounded, whatever clients
 * send: a method that is not registered counts as one of the others.
 *
 * What can be known from the connections when somebody asks is not counted here: see server.ts.
 */

import type { FaultCode } from '../message/protocol-error.ts'
import type { ExchangeEntry } from './journal.ts'

/** RFC 9110 §9.3 and RFC 5789; the last one stands for all others. */
const METHODS = [
  ...['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS', 'DELETE', 'PATCH', 'CONNECT', 'TRACE'],
  'other',
] as const
const OTHER = METHODS.length - 1

/** The first one stands for no answer at all. */
const STATUS_CLASSES = ['none', '1xx', '2xx', '3xx', '4xx', '5xx'] as const

export class Tally {
  /** Answers that the connection did not outlive. */
  aborted = 0
  readonly #exchanges = new Float64Array(METHODS.length * STATUS_CLASSES.length)
  readonly #faults = new Map<FaultCode, number>()

  /** An exchange is over. `status` is 0 when there was no response. */
  exchanged(method: string, status: number, outcome: ExchangeEntry['outcome']): void {
    const known = method === 'GET' ? 0 : METHODS.indexOf(method as 'GET')
    this.#count(known === -1 ? OTHER : known, status)
    if (outcome === 'aborted') this.aborted += 1
  }

  /** An answer went to what never became a request. */
  rejected(status: number): void {
    this.#count(OTHER, status)
  }

  faulted(code: FaultCode): void {
    this.#faults.set(code, (this.#faults.get(code) ?? 0) + 1)
  }

  /** Counts that are not zero. */
  *exchanges(): Iterable<{ readonly method: string; readonly status: string; count: number }> {
    for (const [at, count] of this.#exchanges.entries()) {
      const method = METHODS[Math.floor(at / STATUS_CLASSES.length)]!
      const status = STATUS_CLASSES[at % STATUS_CLASSES.length]!
      if (count > 0) yield { method, status, count }
    }
  }

  get faults(): ReadonlyMap<FaultCode, number> {
    return this.#faults
  }

  #count(method: number, status: number): void {
    const at = method * STATUS_CLASSES.length + Math.floor(status / 100)
    this.#exchanges[at] = this.#exchanges[at]! + 1
  }
}
