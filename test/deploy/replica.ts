/** Replicas: each with its own copy of a site, at a port that it has again when it is started anew. */

import assert from 'node:assert/strict'
import { cpSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { type OctetsProcess, startOctets } from '../support/octets-process.ts'
import { freePort } from '../support/proxy-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

export class Replica {
  readonly port: number
  readonly root: string
  readonly #test: TestContext
  readonly #words: readonly string[]
  #running: OctetsProcess | undefined

  private constructor(test: TestContext, port: number, words: readonly string[]) {
    this.#test = test
    this.port = port
    this.root = temporaryFolder(test)
    this.#words = [...['--port', String(port), '--strict-port', ...words], this.root]
  }

  /** Copies `site`, times of files and all, and serves the copy. */
  static async start(test: TestContext, site: string, words: readonly string[]): Promise<Replica> {
    const replica = new Replica(test, await freePort(), ['--host', '127.0.0.1', ...words])
    cpSync(site, replica.root, { recursive: true, preserveTimestamps: true })
    await replica.startAgain()
    return replica
  }

  async startAgain(): Promise<void> {
    this.#running = await startOctets(this.#test, this.#words)
  }

  /** As the kernel ends a process that takes too much memory. */
  async crash(): Promise<void> {
    this.#process.kill('SIGKILL')
    await this.#process.exited
  }

  /** As an update does; answers in progress are finished. */
  async stop(): Promise<void> {
    assert.equal(await this.#process.stop(), 0)
  }

  /** What it logged since it was started. */
  get log(): string {
    return this.#process.stderr
  }

  get #process(): OctetsProcess {
    assert.ok(this.#running !== undefined)
    return this.#running
  }
}

/** How often the replicas answered `GET path` with `status`. */
export function timesAnswered(replicas: readonly Replica[], status: number, path: string): number {
  const line = new RegExp(`^\\S+ +${status}\\b.* GET ${path}(?: |$)`)
  return replicas.flatMap(({ log }) => log.split('\n')).filter((text) => line.test(text)).length
}
