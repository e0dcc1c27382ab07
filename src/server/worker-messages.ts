/**
 * What do a primary and its workers tell each other?
 *
 *   primary ──▶ worker    stop: finish what has begun, then end        force: end at once
 *                         count: tell your figures                     sum: those of all
 *   worker ──▶ primary    listening: it answers from now on, and where
 *                         failed: it cannot serve, and why; it ends by itself
 *                         figures: what it has counted                 gather: tell me the sum
 *
 * Messages of one sender arrive in order. A message to a process that has ended is dropped.
 *
 * Another kind is a member of one of the unions here, and a case where they are read: workers hear in
 * cli/worker.ts and cli/shared-figures.ts, the primary in worker-process.ts.
 */

import cluster from 'node:cluster'

/** What a process has counted, as values that JSON keeps; only who counts and who shows look inside. */
export type Figures = readonly object[]

export type ToWorker =
  | { readonly kind: 'stop' }
  | { readonly kind: 'force' }
  /** @property number comes back with the figures */
  | { readonly kind: 'count'; readonly number: number }
  /** Answers `gather` of this number: to be added up. */
  | { readonly kind: 'sum'; readonly number: number; readonly parts: readonly Figures[] }

/** How a worker's start went. */
export type StartOutcome =
  /** What it listens at, as URLs. */
  | { readonly kind: 'listening'; readonly urls: readonly string[] }
  /** One sentence, and the exit code of a program that ends for this. */
  | { readonly kind: 'failed'; readonly exitCode: 1 | 2; readonly sentence: string }

export type FromWorker =
  | StartOutcome
  /** Answers `count` of this number; without one they are the last, and nobody has asked. */
  | { readonly kind: 'figures'; readonly number: number | undefined; readonly figures: Figures }
  | { readonly kind: 'gather'; readonly number: number }

/** In a worker. */
export function tellPrimary(message: FromWorker): void {
  cluster.worker?.send(message, dropped)
}

/** In a worker. */
export function hearPrimary(hear: (message: ToWorker) => void): void {
  cluster.worker?.on('message', hear)
}

/** Hears why a message could not be sent: the other one has ended, which is told by other means. */
export function dropped(): void {}
