/**
 * The real program, as a process: started from source on a free port, always killed in the end.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

const ROOT = join(import.meta.dirname, '../..')
const START_MILLISECONDS = 20_000

/** Words that run the program from source, for `spawn(process.execPath, …)`. */
export const PROGRAM: readonly string[] = ['--import', 'tsx', join(ROOT, 'src/cli/main.ts')]

export interface Exit {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the program to its end. */
export async function runOctets(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Exit> {
  const running = new OctetsProcess(words, environment)
  const code = await running.exited
  return { code, stdout: running.stdout, stderr: running.stderr }
}

/** Starts the program and waits for its URL; it is killed when the test ends. */
export async function startOctets(
  test: Pick<TestContext, 'after'>,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  descriptors?: number,
): Promise<OctetsProcess> {
  const running = new OctetsProcess(words, environment, descriptors)
  test.after(() => running.kill('SIGKILL'))
  await until(() => running.stdout.includes('\n') || running.hasExited, 'the URL line')
  if (running.hasExited) throw new Error(`octets ended: ${running.stderr}`)
  return running
}

export class OctetsProcess {
  stdout = ''
  stderr = ''
  hasExited = false
  readonly exited: Promise<number | null>
  readonly #child: ChildProcess

  /** @param descriptors how many the process may hold; as many as this one when not given */
  constructor(
    words: readonly string[],
    environment: Readonly<Record<string, string>>,
    descriptors?: number,
  ) {
    // npm sets PORT and HOST in some set-ups; the program shall see what the test says.
    const { PORT: _port, HOST: _host, ...inherited } = process.env
    const command = [process.execPath, ...PROGRAM, ...words]
    const limited = ['sh', '-c', `ulimit -n ${descriptors}; exec "$@"`, 'sh', ...command]
    const [file = '', ...rest] = descriptors === undefined ? command : limited
    this.#child = spawn(file, rest, {
      cwd: ROOT,
      env: { ...inherited, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text
    })
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text
    })
    this.exited = once(this.#child, 'close').then(([code]) => {
      this.hasExited = true
      return code as number | null
    })
  }

  /** The first URL printed, with the slash at its end. */
  get url(): string {
    return this.stdout.split('\n')[0] ?? ''
  }

  get port(): number {
    return Number(new URL(this.url).port)
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** Closes our end of its stderr, as `octets 2>&1 | head -1` does. */
  stopReadingLog(): void {
    this.#child.stderr?.destroy()
  }

  /** Stops it as a user would, and tells its exit code. */
  stop(): Promise<number | null> {
    this.kill('SIGTERM')
    return this.exited
  }

  descriptors(): number {
    return readdirSync(`/proc/${this.#child.pid}/fd`).length
  }

  /** Paths of what it has open, sockets and the like under their names in /proc. */
  openFiles(): readonly string[] {
    const folder = `/proc/${this.#child.pid}/fd`
    return readdirSync(folder).flatMap((name) => {
      try {
        return [readlinkSync(join(folder, name))]
      } catch {
        // Closed since it was listed.
        return []
      }
    })
  }

  /** `VmRSS` now, or `VmHWM` at most so far, in mebibytes. */
  mebibytes(which: 'VmRSS' | 'VmHWM'): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8')
    return Number(new RegExp(`${which}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024
  }
}

/** Waits until `isTrue`, and says what it waited for when that takes too long. */
export async function until(
  isTrue: () => boolean,
  what: string,
  milliseconds: number = START_MILLISECONDS,
): Promise<void> {
  const end = performance.now() + milliseconds
  while (!isTrue()) {
    if (performance.now() > end) throw new Error(`Waited ${milliseconds} ms for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
