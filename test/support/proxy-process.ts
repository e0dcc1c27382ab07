/**
 * A proxy of this machine, run with a configuration of deploy/ in which places were put in.
 *
 * A machine that lacks the program skips its tests, and says so; on a CI machine, or with
 * OCTETS_REQUIRE_PROXIES set, they fail.
 */

import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import type { TestContext } from 'node:test'
import { until } from './octets-process.ts'

const DEPLOY = join(import.meta.dirname, '../../deploy')
const { CI, OCTETS_REQUIRE_PROXIES, PATH = '' } = process.env
const isRequired = Boolean(CI || OCTETS_REQUIRE_PROXIES)

/** Only root's PATH has it, as a rule. */
const FOLDERS = [...PATH.split(delimiter), '/usr/sbin', '/usr/local/sbin']

export function skipWithout(program: string): string | false {
  return pathOf(program) === undefined && !isRequired ? `${program} is not installed` : false
}

export function pathOf(program: string): string | undefined {
  return FOLDERS.map((folder) => join(folder, program)).find((path) => existsSync(path))
}

/**
 * The text of a file of deploy/, with each of `[text, instead]` exchanged. Every text must be there,
 * so that a change of the file cannot make a test look at something else.
 */
export function configuration(
  name: string,
  changes: readonly (readonly [text: string, instead: string])[],
): string {
  return changes.reduce(
    (text, [from, to]) => {
      assert.ok(text.includes(from), `deploy/${name} has no '${from}'`)
      return text.replaceAll(from, () => to)
    },
    readFileSync(join(DEPLOY, name), 'utf8'),
  )
}

export class ProxyProcess {
  output = ''
  readonly #child: ChildProcess

  constructor(program: string, words: readonly string[]) {
    const path = pathOf(program)
    assert.ok(path !== undefined, `${program} is required here, and it is not installed`)
    this.#child = spawn(path, words, { stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text
      })
    }
  }

  get hasExited(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  /** Ends it as its own tools would, so that none of its processes is left. */
  async stop(): Promise<void> {
    if (this.hasExited) return
    const exited = once(this.#child, 'exit')
    const forced = setTimeout(() => this.#child.kill('SIGKILL'), 5000)
    this.#child.kill('SIGTERM')
    await exited
    clearTimeout(forced)
  }
}

/** Runs `program` until the test ends, from when `port` can be connected to. */
export async function startProxy(
  t: TestContext,
  port: number,
  program: string,
  words: readonly string[],
): Promise<ProxyProcess> {
  const running = new ProxyProcess(program, words)
  t.after(() => running.stop())
  let isOpen = false
  const attempt = (): void => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => {
      isOpen = true
      socket.destroy()
    })
    socket.on('error', () => {
      if (!running.hasExited) setTimeout(attempt, 20)
    })
  }
  attempt()
  await until(() => isOpen || running.hasExited, `${program} to listen`)
  assert.ok(!running.hasExited, `${program} ended: ${running.output}`)
  return running
}

/**
 * A port that nobody has now and that the system gives to nobody: it takes those of clients and of
 * `--port 0` from 32768 on.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    const listener = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      listener.once('error', () => resolve(false))
      listener.listen(port, '0.0.0.0', () => resolve(true))
    })
    if (!isFree) continue
    await new Promise((resolve) => listener.close(resolve))
    return port
  }
}
