/**
 * How many files do answers hold open, and who waits until one is closed?
 *
 * Every transfer of a large file holds a descriptor, for as long as its client takes. Past a bound, or
 * when the system has no more to give, a request waits its turn: most files are open for milliseconds,
 * and a short wait is a better answer than 503. The queue has a bound too, and so has the wait.
 */

/** Leaves most of what a process may hold (often 65,536) to connections. */
const MAX_OPEN_FILES = 8192
const MAX_WAITING = 1024
const WAIT_MILLISECONDS = 1000

export class OpenFiles {
  readonly #most: number
  readonly #mostWaiting: number
  readonly #waitMilliseconds: number
  #open = 0
  readonly #waiting = new Set<() => void>()

  constructor(most: number, mostWaiting: number, waitMilliseconds: number) {
    this.#most = most
    this.#mostWaiting = mostWaiting
    this.#waitMilliseconds = waitMilliseconds
  }

  get hasRoom(): boolean {
    return this.#open < this.#most
  }

  opened(): void {
    this.#open += 1
  }

  /** The one that has waited longest goes next. */
  closed(): void {
    this.#open -= 1
    const [next] = this.#waiting
    next?.()
  }

  /**
   * Waits until a file is closed, or as long as is worth waiting; then it may be tried again.
   *
   * @returns `false`, at once, when too many wait already
   */
  async wait(): Promise<boolean> {
    if (this.#waiting.size === this.#mostWaiting) return false
    await new Promise<void>((resolve) => {
      const go = (): void => {
        this.#waiting.delete(go)
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(go, this.#waitMilliseconds)
      this.#waiting.add(go)
    })
    return true
  }
}

/** Descriptors are the process's, so there is one account of them. */
export const OPEN_FILES: OpenFiles = new OpenFiles(MAX_OPEN_FILES, MAX_WAITING, WAIT_MILLISECONDS)
