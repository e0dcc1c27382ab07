/**
 * How does a check look at a lesson from outside?
 *
 * It starts the lesson's programs as processes, on free ports, and speaks with them over real
 * sockets. What it started and opened is gone when the claim has been looked at. Every wait is
 * bounded; what is waited for in vain is named.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { openSocket, type RawSocket, until } from '../../test/support/raw-socket.ts'
import { programOf } from './folders.ts'

const ROOT = join(import.meta.dirname, '../..')

/** One sentence about the lesson's program that is true, or is not. */
export interface Claim {
  readonly says: string
  /** Throws an `AssertionError` when the claim does not hold. */
  readonly holds: (lesson: Lesson) => Promise<void>
}

/** A program of the lesson that is running, or was. */
export class Program {
  /** What it printed so far, on both streams. */
  output = ''
  hasExited = false
  /** Its exit code, once it has ended. */
  code: number | null = null
  readonly #child: ChildProcess
  readonly #closed: Promise<unknown>

  constructor(path: string, words: readonly string[]) {
    this.#child = spawn(process.execPath, ['--import', 'tsx', path, ...words], {
      cwd: ROOT,
      env: { ...process.env, PORT: '0', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text
      })
    }
    this.#closed = once(this.#child, 'close').then(([code]) => {
      this.hasExited = true
      this.code = code
    })
  }

  /** The port that its first line of output names. */
  get port(): number {
    return Number(/^[^\n]*:(\d+)\b[^\n]*\n/.exec(this.output)?.[1])
  }

  /** Waits for `text` to be printed. */
  async prints(text: string): Promise<void> {
    await until(
      () => this.output.includes(text),
      `${JSON.stringify(text)} to be printed; it printed ${JSON.stringify(this.output)}`,
    )
  }

  /** Waits until it has ended by itself. */
  async ends(): Promise<void> {
    await until(() => this.hasExited, 'the program to end')
  }

  /** Ends it at once. */
  async stop(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#closed
  }
}

/** One lesson, for the length of one claim. */
export class Lesson {
  readonly #folder: string
  readonly #teardowns: (() => unknown)[] = []

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Has something undone when the claim has been looked at; the last one first. */
  after(teardown: () => unknown): void {
    this.#teardowns.push(teardown)
  }

  /**
   * Starts a program that listens, and waits for the address on its first line.
   *
   * @param name without `.ts`; the lesson's main program when left out
   */
  async start(name?: string, words: readonly string[] = []): Promise<Program> {
    const program = this.#spawn(name, words)
    await until(
      () => program.hasExited || program.port > 0,
      'the program to print its address on the first line',
    )
    if (program.hasExited) throw new Error(`the program ended: ${program.output.trim()}`)
    return program
  }

  /** Runs a program to its end. */
  async run(name: string, words: readonly string[] = []): Promise<Program> {
    const program = this.#spawn(name, words)
    await program.ends()
    return program
  }

  /** Connects to a program; the socket keeps what it receives. */
  connect(port: number): Promise<RawSocket> {
    return openSocket(this, port)
  }

  /** Ends what is still running. */
  async end(): Promise<void> {
    for (const teardown of this.#teardowns.splice(0).reverse()) await teardown()
  }

  #spawn(name: string | undefined, words: readonly string[]): Program {
    const program = new Program(programOf(this.#folder, name), words)
    this.after(() => program.stop())
    return program
  }
}
