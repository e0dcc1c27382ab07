/**
 * How do several processes serve one site?
 *
 *   start   the first one forks and listens, then all others
 *   ends    one that ends unasked is replaced: at once if it had served well, else after a pause that
 *           doubles each time
 *   roll    one by one: a new one forks and listens, then an old one drains
 *   stop    all drain
 *
 * Each worker is the whole server and knows nothing of the others. All accept from the same sockets,
 * which the primary opens for them and never reads itself (cluster's SCHED_NONE). Two other ways were
 * measured with two workers and wrk on two cores (Node 20.20, Linux 6.18):
 *
 *                                     shared socket     round robin       SO_REUSEPORT
 *   connections, 8 at once            6/2 2/6 4/4 3/5   3/5 4/4           5/3 5/3
 *   connections, 64 at once           39/25 15/49       40/24 34/30       36/28 33/31
 *   connections, 400 at once          187/213 162/238   178/222 207/193   207/193 192/208
 *   processor time a request          14 to 19 µs       the same          16 to 19 µs
 *   the same, a connection for each   0.16 ms           0.33 ms           0.16 ms
 *
 * - Round robin, cluster's default, has the primary accept and pass on each connection. It is hardly
 *   fairer in a burst, and every connection costs twice as much.
 * - With SO_REUSEPORT (Node 23.1) each worker has a queue of its own, and connections that wait in it
 *   when the worker ends are reset: neither rolling nor a crash could spare those of others.
 */

import cluster from 'node:cluster'
import { EndedFigures, type SumUp } from './ended-figures.ts'
import type { StartOutcome } from './worker-messages.ts'
import { WorkerProcess } from './worker-process.ts'

/** Before a worker that ended early is replaced; twice as long each time, up to the second one. */
const PAUSE_MILLISECONDS = 100
const LONGEST_PAUSE_MILLISECONDS = 10_000
/** A worker that has served this long did not end because it had just begun. */
const SETTLED_MILLISECONDS = 1000

export interface WorkersOptions {
  readonly count: number
  /** Variables for workers besides those of this process. */
  readonly environment: Readonly<Record<string, string>>
  /** Descriptors of this process that workers have too, under the same numbers. */
  readonly descriptors: readonly number[]
  /** What connections may take when a worker stops. */
  readonly stopMilliseconds: number
  /** Hears in one sentence what happens to a worker that nobody asked to end. */
  readonly tell: (sentence: string) => void
  readonly sumUp: SumUp
}

export type RollOutcome =
  | { readonly kind: 'rolled' }
  /** Meanwhile all were told to stop. */
  | { readonly kind: 'stopped' }
  | Extract<StartOutcome, { kind: 'failed' }>

/** One of `count`: who has it changes. */
interface Seat {
  worker: WorkerProcess
  /** How many in a row have ended early. */
  failures: number
  pause: NodeJS.Timeout | undefined
}

export class Workers {
  readonly #options: WorkersOptions
  readonly #seats: Seat[] = []
  readonly #living = new Set<WorkerProcess>()
  readonly #endedFigures: EndedFigures
  #isStopping = false

  constructor(options: WorkersOptions) {
    this.#options = options
    this.#endedFigures = new EndedFigures(options.sumUp)
    cluster.schedulingPolicy = cluster.SCHED_NONE
    cluster.setupPrimary({ stdio: stdioWith(options.descriptors) })
  }

  /**
   * Starts all. Where the first one listens, the others do.
   *
   * @returns what the first one said; or why one has failed, and then all are ended
   */
  async start(): Promise<StartOutcome> {
    const first = await this.#fill()
    if (first.kind === 'failed') return first
    const others = Array.from({ length: this.#options.count - 1 }, () => this.#fill())
    const failure = (await Promise.all(others)).find(({ kind }) => kind === 'failed')
    if (failure === undefined) return first
    this.#isStopping = true
    for (const worker of this.#living) worker.kill()
    return failure
  }

  /**
   * Replaces all, one by one. A connection notices no more than that it is closed when it is idle, or
   * behind an answer.
   *
   * @returns `failed` when a new one has; those that were not yet replaced go on then
   */
  async roll(): Promise<RollOutcome> {
    for (const seat of this.#seats) {
      if (this.#isStopping) return { kind: 'stopped' }
      const next = this.#fork()
      const outcome = await next.started
      if (outcome.kind === 'failed') return this.#isStopping ? { kind: 'stopped' } : outcome
      const { worker } = seat
      this.#seat(seat, next)
      await worker.stop(this.#options.stopMilliseconds)
    }
    return { kind: 'rolled' }
  }

  /** Lets all finish what they have begun. Resolves when the last one is gone. */
  async stop(): Promise<void> {
    this.#isStopping = true
    for (const { pause } of this.#seats) clearTimeout(pause)
    const { stopMilliseconds } = this.#options
    await Promise.all([...this.#living].map((worker) => worker.stop(stopMilliseconds)))
  }

  /** Ends all connections, at once; for workers that were told to stop. */
  force(): void {
    for (const worker of this.#living) worker.force()
  }

  #fork(): WorkerProcess {
    const gather = () => this.#endedFigures.gather(this.#living)
    const worker = new WorkerProcess(this.#options.environment, gather)
    this.#living.add(worker)
    void worker.ended.then(() => {
      this.#living.delete(worker)
      this.#endedFigures.add(worker.figures)
    })
    return worker
  }

  /** A new seat, and the first one in it. */
  async #fill(): Promise<StartOutcome> {
    const worker = this.#fork()
    const outcome = await worker.started
    const seat: Seat = { worker, failures: 0, pause: undefined }
    if (outcome.kind === 'listening') {
      this.#seats.push(seat)
      this.#seat(seat, worker)
    }
    return outcome
  }

  #seat(seat: Seat, worker: WorkerProcess): void {
    clearTimeout(seat.pause)
    seat.worker = worker
    void worker.ended.then((how) => {
      if (seat.worker === worker && !this.#isStopping) this.#replace(seat, how)
    })
  }

  #replace(seat: Seat, how: string): void {
    const { worker } = seat
    const isSettled = worker.servedMilliseconds >= SETTLED_MILLISECONDS
    seat.failures = isSettled ? 0 : seat.failures + 1
    const milliseconds = isSettled ? 0 : pauseAfter(seat.failures)
    const when = isSettled ? 'now' : `in ${milliseconds / 1000} s`
    this.#options.tell(`Worker ${worker.pid} ended (${how}); another starts ${when}`)
    seat.pause = setTimeout(() => {
      const next = this.#fork()
      this.#seat(seat, next)
      void next.started.then((outcome) => {
        const isMissed = seat.worker === next && !this.#isStopping
        if (outcome.kind === 'failed' && isMissed) this.#options.tell(outcome.sentence)
      })
    }, milliseconds)
  }
}

/** How long to wait when `failures` in a row have ended early. */
export function pauseAfter(failures: number): number {
  return Math.min(PAUSE_MILLISECONDS * 2 ** (failures - 1), LONGEST_PAUSE_MILLISECONDS)
}

/** Standard output and error are the primary's; its channel takes the first place that is free. */
function stdioWith(descriptors: readonly number[]): ('ignore' | 'inherit' | 'ipc' | number)[] {
  const taken = new Set(descriptors)
  let channel = 3
  while (taken.has(channel)) channel += 1
  const length = Math.max(channel, ...descriptors) + 1
  return Array.from({ length }, (_, at) => {
    if (taken.has(at)) return at
    if (at === channel) return 'ipc'
    return at === 1 || at === 2 ? 'inherit' : 'ignore'
  })
}
