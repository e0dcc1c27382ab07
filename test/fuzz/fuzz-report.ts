/**
 * What do the threads of `npm run fuzz` and the one that watches them say to each other?
 */

import type { Verdict } from './check-message.ts'

/** What a thread is told at its start. */
export interface FuzzTask {
  readonly seed: number
  /** Where the built package is: the sources, loaded through tsx, would be slower. */
  readonly packageUrl: string
  /** One number, shared: how many messages have been begun. */
  readonly begun: Int32Array
}

export type FuzzReport =
  | { readonly kind: 'progress'; readonly verdicts: ReadonlyMap<Verdict, number> }
  | FuzzFailure

export interface FuzzFailure {
  readonly kind: 'failed'
  readonly failure: 'broken promise' | 'crash' | 'hang' | 'server'
  /** Which message of the seed. */
  readonly index: number
  readonly says: string
}
