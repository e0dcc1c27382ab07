/** Starting, replacing, rolling and stopping processes, whatever they do. */

import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { pauseAfter } from '../../src/server/workers.ts'
import { until } from '../support/octets-process.ts'

class Primary {
  readonly lines: string[] = []
  readonly child: ChildProcess
  readonly #exited: Promise<unknown[]>

  constructor(t: TestContext, behaviour: string, count: number) {
    const program = join(import.meta.dirname, 'workers-in-child.ts')
    const words = ['--import', 'tsx', program, behaviour, `${count}`]
    this.child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
    t.after(() => this.child.kill('SIGKILL'))
    this.#exited = once(this.child, 'close')
    let text = ''
    this.child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
      const complete = text.split('\n')
      text = complete.pop() ?? ''
      this.lines.push(...complete)
    })
  }

  async said(count: number): Promise<readonly string[]> {
    await until(() => this.lines.length >= count, `${count} lines`)
    return this.lines
  }

  /** Resolves with the exit code. */
  async stop(): Promise<unknown> {
    this.child.kill('SIGTERM')
    return (await this.#exited)[0]
  }

  /** Of one that ends by itself. */
  async ends(): Promise<unknown> {
    return (await this.#exited)[0]
  }
}

describe('Workers that start', () => {
  it('say where the first one listens', async (t) => {
    const primary = new Primary(t, 'works', 3)
    assert.deepEqual(await primary.said(1), ['{"kind":"listening","urls":["worker 1"]}'])
    assert.equal(await primary.stop(), 0)
    assert.deepEqual(primary.lines.slice(1), ['stopped'])
  })

  // biome-ignore format: the columns are the test
  const FAILURES: readonly (readonly [behaviour: string, expected: object, why: string])[] = [
    ['fails',        { exitCode: 2, sentence: 'No 1' },                                     'the first says why'],
    ['second-fails', { exitCode: 2, sentence: 'No 2' },                                     'another says why, and the first ends'],
    ['crashes',      { exitCode: 1, sentence: 'A worker ended before it listened (code 7)' }, 'without a word'],
  ]
  for (const [behaviour, expected, why] of FAILURES) {
    it(`and fail end all: ${why}`, async (t) => {
      const primary = new Primary(t, behaviour, 3)
      await primary.ends()
      assert.deepEqual(
        primary.lines.map((line) => JSON.parse(line)),
        [{ kind: 'failed', ...expected }],
      )
    })
  }
})

describe('A worker that ends unasked', () => {
  // biome-ignore format: the columns are the test
  const PAUSES: readonly (readonly [failures: number, milliseconds: number, why: string])[] = [
    [1,    100,    'the first'],
    [2,    200,    'twice as long'],
    [7,    6400,   'and again'],
    [8,    10_000, 'up to the longest'],
    [5000, 10_000, 'for ever'],
  ]
  for (const [failures, milliseconds, why] of PAUSES) {
    it(`is replaced after ${milliseconds} ms when ${failures} ended early: ${why}`, () => {
      assert.equal(pauseAfter(failures), milliseconds)
    })
  }

  it('is replaced later each time when it ends early', async (t) => {
    const primary = new Primary(t, 'ends-early', 1)
    const pauses = (await primary.said(4)).slice(1, 4).map((line) => {
      const [, pause] = /^Worker \d+ ended \(code 3\); another starts in (\S+) s$/.exec(line) ?? []
      return pause
    })
    assert.deepEqual(pauses, ['0.1', '0.2', '0.4'])
    assert.equal(await primary.stop(), 0)
  })
})

describe('Rolling', () => {
  it('replaces all', async (t) => {
    const primary = new Primary(t, 'works', 2)
    await primary.said(1)
    primary.child.kill('SIGHUP')
    assert.equal((await primary.said(2))[1], '{"kind":"rolled"}')
    assert.equal(await primary.stop(), 0)
  })

  it('is over when all stop', async (t) => {
    const primary = new Primary(t, 'deaf', 2)
    await primary.said(1)
    primary.child.kill('SIGHUP')
    assert.equal(await primary.stop(), 0)
    assert.deepEqual(primary.lines.slice(1).toSorted(), ['stopped', '{"kind":"stopped"}'])
  })

  it('ends where a new one fails, and those from before go on', async (t) => {
    const primary = new Primary(t, 'fails-later', 2)
    await primary.said(1)
    primary.child.kill('SIGHUP')
    const outcome = JSON.parse((await primary.said(2))[1] ?? '')
    assert.deepEqual(outcome, { kind: 'failed', exitCode: 2, sentence: 'No 3' })
    assert.equal(await primary.stop(), 0)
    assert.deepEqual(primary.lines.slice(2), ['stopped'], 'none of the two was missed')
  })
})

describe('A worker that does not end when it is told to', () => {
  it('is killed', async (t) => {
    const primary = new Primary(t, 'deaf', 2)
    await primary.said(1)
    assert.equal(await primary.stop(), 0)
    assert.deepEqual(primary.lines.slice(1), ['stopped'])
  })
})
