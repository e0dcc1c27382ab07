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

/** For a program that may hold so many descriptors. */
export function withDescriptors(count: number): readonly string[] {
  return ['sh', '-c', `ulimit -n ${count}; exec "$@"`, 'sh']
}

/** What systemd does: opens a socket as descriptor 3, and becomes the program. */
const ACTIVATE = `
import os, socket, sys
path = sys.argv[2]
listener = socket.create_server(
  path or ("127.0.0.1", 0), family=socket.AF_UNIX if path else socket.AF_INET)
os.dup2(listener.fileno(), 3)
os.set_inheritable(3, True)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=sys.argv[1] or str(os.getpid()))
os.execv(sys.argv[3], sys.argv[3:])
`

/**
 * For a program that gets a socket handed over.
 *
 * @param pid whom the socket is said to be meant for; '' for the program itself
 * @param path of a UNIX socket; without it, any port of 127.0.0.1
 */
export function withSocket(pid: string, path = ''): readonly string[] {
  return ['python3', '-c', ACTIVATE, pid, path]
}

export interface Exit {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the program to its end; `during` may do something to it meanwhile. */
export async function runOctets(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  during: (running: OctetsProcess) => Promise<void> = async () => {},
): Promise<Exit> {
  const running = new OctetsProcess(words, environment)
  await during(running)
  const code = await running.exited
  return { code, stdout: running.stdout, stderr: running.stderr }
}

/** Starts the program and waits for its URL; it is killed when the test ends. */
export async function startOctets(
  test: Pick<TestContext, 'after'>,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  launcher: readonly string[] = [],
): Promise<OctetsProcess> {
  const running = new OctetsProcess(words, environment, launcher)
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

  /** @param launcher a command that becomes the program, whose words follow its own */
  constructor(
    words: readonly string[],
    environment: Readonly<Record<string, string>>,
    launcher: readonly string[] = [],
  ) {
    // npm sets PORT and HOST in some set-ups; the program shall see what the test says.
    const { PORT: _port, HOST: _host, ...inherited } = process.env
    const [file = '', ...rest] = [...launcher, process.execPath, ...PROGRAM, ...words]
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

  /** Process numbers of its workers. */
  workers(): readonly number[] {
    const { pid } = this.#child
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .split(' ')
      .filter((word) => word !== '' && commandOf(word).includes('src/cli/main.ts'))
      .map(Number)
  }

  /** Whether the dev log on stderr has a GET with this outcome. */
  hasLogged(status: number, target: string): boolean {
    return this.stderr.split('\n').some((line) => {
      const [, logged, name] = /^\S+ {2}(\d+) {2}.* {2}GET (\S+)/.exec(line) ?? []
      return logged === String(status) && name === target
    })
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** Closes our end of its stderr, as `octets 2>&1 | head -1` does. */
  stopReadingLog(): void {
    this.#child.stderr?.destroy()
  }

  /** Reads no more of its stderr, and leaves it open, as a stopped pager does. */
  holdLog(): void {
    this.#child.stderr?.pause()
  }

  /** Whether it has ended, even if its output was not read to the end. */
  get hasGone(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
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

/** What a process was started as, if it is there. */
function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
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
