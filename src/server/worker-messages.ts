/**
 * What do a primary and its workers tell each other?
 *
 *   primary ──▶ worker    stop: finish what has begun, then end        force: end at once
 *   worker ──▶ primary    listening: it answers from now on, and where
 *                         failed: it cannot serve, and why; it ends by itself
 *
 * Messages of one sender arrive in order. A message to a process that has ended is dropped.
 *
 * Another kind is a member of one of the unions here, and a case where they are read: workers hear in
 * cli/worker.ts, the primary in worker-process.ts.
 */

import cluster from 'node:cluster'

export type ToWorker = { readonly kind: 'stop' } | { readonly kind: 'force' }

/** How a worker's start went. */
export type StartOutcome =
  /** What it listens at, as URLs. */
  | { readonly kind: 'listening'; readonly urls: readonly string[] }
  /** One sentence, and the exit code of a program that ends for this. */
  | { readonly kind: 'failed'; readonly exitCode: 1 | 2; readonly sentence: string }

export type FromWorker = StartOutcome

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
