/**
 * How does one worker live?
 *
 *   forked ──▶ listening ──▶ told to stop ──▶ ended
 *      └── failed ──────────────────────────────┘
 *
 * Every stage has a bound: whoever does not listen in time, or does not end in time, is killed.
 */

import cluster, { type Worker } from 'node:cluster'
import { dropped, type FromWorker, type StartOutcome, type ToWorker } from './worker-messages.ts'

/** From the fork until it listens; a busy machine starts a process within seconds. */
const START_MILLISECONDS = 30_000
/** What a worker may take longer to end than its connections. */
const MARGIN_MILLISECONDS = 2000

export class WorkerProcess {
  /** Resolves once it listens, or it is known that it never will. */
  readonly started: Promise<StartOutcome>
  /** Resolves when the process is gone, with how that came: `SIGKILL`, or `code 1`. */
  readonly ended: Promise<string>
  readonly #worker: Worker
  #listeningSince: number | undefined
  #startEnds: (outcome: StartOutcome) => void = () => {}

  /** @param environment variables besides those of the primary */
  constructor(environment: Readonly<Record<string, string>>) {
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
    }
  }
}
