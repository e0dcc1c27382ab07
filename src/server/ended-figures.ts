/**
 * What have all workers counted together, those that have ended included?
 *
 * A count that went back because a worker was replaced would look like one that began anew, and as if
 * all the others had happened once more. So what a worker told last goes on to count when it has ended.
 * One that is killed takes with it what it has counted since it was last asked.
 */

import type { Figures } from './worker-messages.ts'
import type { WorkerProcess } from './worker-process.ts'

/** Of several processes that have ended: what still holds, added up. */
export type SumUp = (parts: readonly Figures[]) => Promise<Figures>

export class EndedFigures {
  readonly #sumUp: SumUp
  #sum: Promise<Figures> = Promise.resolve([])

  constructor(sumUp: SumUp) {
    this.#sumUp = sumUp
  }

  add(figures: Figures | undefined): void {
    if (figures === undefined) return
    this.#sum = this.#sum.then((sum) => this.#sumUp([sum, figures]))
  }

  /** @param living changes as workers start and end; who ends is added here in the same turn */
  async gather(living: ReadonlySet<WorkerProcess>): Promise<readonly Figures[]> {
    await Promise.all(Array.from(living, (worker) => worker.count()))
    // Whoever has ended meanwhile is in the sum, and no longer among the living.
    const ended = this.#sum
    const parts = Array.from(living, ({ figures }) => figures ?? [])
    return [...parts, await ended]
  }
}
