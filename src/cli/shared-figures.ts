/**
 * How do workers answer with what all of them have counted?
 *
 *   who was asked ──gather──▶ primary ──count──▶ every worker
 *                 ◀──sum─────         ◀─figures─
 */

import { type Figures, hearPrimary, tellPrimary } from '../server/worker-messages.ts'

/** Reads what this process has counted. */
export type ReadFigures = () => Promise<Figures>

export class SharedFigures {
  /** Who waits for all, by the number of the question; the primary answers every one. */
  readonly #waiting = new Map<number, (parts: readonly Figures[]) => void>()
  #questions = 0
  #read: ReadFigures | undefined

  constructor() {
    hearPrimary((message) => {
      if (message.kind === 'count') void this.#tell(message.number)
      if (message.kind !== 'sum') return
      this.#waiting.get(message.number)?.(message.parts)
      this.#waiting.delete(message.number)
    })
  }

  /** @returns reads what all workers have counted */
  share(read: ReadFigures): () => Promise<readonly Figures[]> {
    this.#read = read
    return () => {
      this.#questions += 1
      const number = this.#questions
      return new Promise((resolve) => {
        this.#waiting.set(number, resolve)
        tellPrimary({ kind: 'gather', number })
      })
    }
  }

  /** For a worker that has served its last. */
  tellLast(): Promise<void> {
    return this.#tell(undefined)
  }

  async #tell(number: number | undefined): Promise<void> {
    if (this.#read === undefined) return
    tellPrimary({ kind: 'figures', number, figures: await this.#read() })
  }
}
