/**
 * A terminal as a reader of the lessons has it: one command at a time, what it printed, and Ctrl-C.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { TestContext } from 'node:test'
import { until } from './octets-process.ts'

const COMMAND_MILLISECONDS = 60_000

export class Terminal {
  /** What the last command printed, on both streams. */
  output = ''
  /** Exit code of the last command; `undefined` while it runs. */
  exit: number | null | undefined
  readonly #folder: string
  readonly #environment: NodeJS.ProcessEnv
  #child: ChildProcess | undefined

  constructor(test: Pick<TestContext, 'after'>, folder: string, environment: NodeJS.ProcessEnv) {
    this.#folder = folder
    this.#environment = environment
    test.after(() => this.#signal('SIGKILL'))
  }

  /** Starts a command; what ran here before is interrupted first. */
  async start(command: string): Promise<void> {
    await this.interrupt()
    this.output = ''
    this.exit = undefined
    // A group of its own, so that Ctrl-C reaches whatever npm has started.
    const child = spawn('sh', ['-e', '-c', command], {
      cwd: this.#folder,
      env: this.#environment,
      stdio: 'pipe',
      detached: true,
    })
    this.#child = child
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.output += text
      })
    }
    void once(child, 'close').then(([code]) => {
      this.exit = code
    })
  }

  /** Runs a command to its end. */
  async run(command: string): Promise<void> {
    await this.start(command)
    await until(() => this.exit !== undefined, `${command} to end`, COMMAND_MILLISECONDS)
  }

  /** Ctrl-C. */
  async interrupt(): Promise<void> {
    if (this.#child === undefined) return
    this.#signal('SIGINT')
    await until(() => this.exit !== undefined, 'Ctrl-C to end what runs')
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.exit !== undefined || this.#child?.pid === undefined) return
    try {
      process.kill(-this.#child.pid, signal)
    } catch {
      // It ended a moment ago.
    }
  }
}
