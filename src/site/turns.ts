/**
 * How does work that takes long leave room for others?
 *
 * It is done in slices of a few milliseconds. When one is over, the worker waits for its next turn,
 * and all workers wait in one line: each pass of the event loop gives a slice to one of them, so a
 * request that has nothing to do with them waits for one slice, however many they are.
 */

const SLICE_MILLISECONDS = 4

let lastInLine: Promise<void> = Promise.resolve()

/** The slice of one worker. Ask `isOver` often, and then await `next`. */
export class Turn {
  #began = performance.now()

  isOver(): boolean {
    return performance.now() - this.#began > SLICE_MILLISECONDS
  }

  async next(): Promise<void> {
    lastInLine = lastInLine.then(() => new Promise((resolve) => setImmediate(resolve)))
    await lastInLine
    this.#began = performance.now()
  }
}
