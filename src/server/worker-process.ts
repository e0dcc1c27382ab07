/**
 * How does one worker live?
 *
 *   forked ──▶ listening ──▶ told to stop ──▶ ended
 *      └── failed ──────────────────────────────┘
 *
 * Every stage has a bound: whoever does not listen in time, or does not end in time, is killed.
 */

import cluster, { type Worker } from 'node:cluster'
import {
  dropped,
  type Figures,
  type FromWorker,
  type StartOutcome,
  type ToWorker,
} from './worker-messages.ts'

/** From the fork until it listens; a busy machine starts a process within seconds. */
const START_MILLISECONDS = 30_000
/** What a worker may take longer to end than its connections. */
const MARGIN_MILLISECONDS = 2000
/** What a worker may take to tell its figures: whoever waits for the sum waits for the slowest. */
const FIGURES_MILLISECONDS = 1000

export class WorkerProcess {
  /** Resolves once it listens, or it is known that it never will. */
  readonly started: Promise<StartOutcome>
  /** Resolves when the process is gone, with how that came: `SIGKILL`, or `code 1`. */
  readonly ended: Promise<string>
  readonly #worker: Worker
  readonly #gather: () => Promise<readonly Figures[]>
  /** Who waits for figures, by the number of the question. */
  readonly #waiting = new Map<number, () => void>()
  #questions = 0
  #figures: Figures | undefined
  #listeningSince: number | undefined
  #startEnds: (outcome: StartOutcome) => void = () => {}

  /**
   * @param environment variables besides those of the primary
   * @param gather the figures of all workers, for this one to add up
   */
  constructor(
    environment: Readonly<Record<string, string>>,
    gather: () => Promise<readonly Figures[]>,
  ) {
    this.#gather = gather
    this.#worker = cluster.fork(environment)
    const late = setTimeout(() => this.kill(), START_MILLISECONDS)
    this.started = new Promise((resolve) => {
      this.#startEnds = resolve
    })
    void this.started.then(() => clearTimeout(late))
    this.ended = new Promise((resolve) => {
      this.#worker.once('exit', (code, signal) => resolve(signal || `code ${code}`))
      // There is no process at all: the system has none left, for instance.
      this.#worker.once('error', (error) => resolve(error.message))
    })
    void this.ended.then((how) => {
      const sentence = `A worker ended before it listened (${how})`
      this.#startEnds({ kind: 'failed', exitCode: 1, sentence })
    })
    this.#worker.on('message', (message: FromWorker) => this.#hear(message))
  }

  /** The system's number; `undefined` when the process could not even begin. */
  get pid(): number | undefined {
    return this.#worker.process.pid
  }

  /** For how long it has answered, in milliseconds; 0 when it never did. */
  get servedMilliseconds(): number {
    return this.#listeningSince === undefined ? 0 : performance.now() - this.#listeningSince
  }

  /** What it had counted when it last told; `undefined` when it never did. */
  get figures(): Figures | undefined {
    return this.#figures
  }

  /** Resolves when `figures` are of now, or it has not answered in time. */
  count(): Promise<void> {
    if (this.#listeningSince === undefined) return Promise.resolve()
    this.#questions += 1
    const number = this.#questions
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(late)
        this.#waiting.delete(number)
        resolve()
      }
      const late = setTimeout(done, FIGURES_MILLISECONDS)
      this.#waiting.set(number, done)
      this.#tell({ kind: 'count', number })
    })
  }

  /**
   * Lets it finish what it has begun. What does not yet listen has begun nothing.
   *
   * @param patienceMilliseconds what its connections may take
   * @returns when it is gone
   */
  async stop(patienceMilliseconds: number): Promise<void> {
    if (this.#listeningSince === undefined) this.kill()
    else this.#tell({ kind: 'stop' })
    const late = setTimeout(() => this.kill(), patienceMilliseconds + MARGIN_MILLISECONDS)
    await this.ended
    clearTimeout(late)
  }

  /** Ends its connections, at once. */
  force(): void {
    this.#tell({ kind: 'force' })
    const late = setTimeout(() => this.kill(), MARGIN_MILLISECONDS)
    void this.ended.then(() => clearTimeout(late))
  }

  kill(): void {
    this.#worker.process.kill('SIGKILL')
  }

  #tell(message: ToWorker): void {
    this.#worker.send(message, dropped)
  }

  #hear(message: FromWorker): void {
    switch (message.kind) {
      case 'listening':
        this.#listeningSince = performance.now()
        this.#startEnds(message)
        break
      case 'failed':
        this.#startEnds(message)
        break
      case 'figures':
        this.#figures = message.figures
        if (message.number !== undefined) this.#waiting.get(message.number)?.()
        break
      case 'gather':
        void this.#gather().then((parts) =>
          this.#tell({ kind: 'sum', number: message.number, parts }),
        )
    }
  }
}
