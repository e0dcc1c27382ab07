/** Varnish in front of two replicas: deploy/default.vcl, at other places, started as its first lines say. */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { until } from '../support/octets-process.ts'
import {
  configuration,
  freePort,
  pathOf,
  skipWithout,
  startProxy,
} from '../support/proxy-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { KeepAliveLoad } from './keep-alive-load.ts'
import { Replica, timesAnswered } from './replica.ts'
import { compareRow, ROWS, TEXT } from './through-cache.ts'

const CLIENTS = 8
const COUNTER_READINGS = 50

/** A copy that is older was not asked about for a second and more. */
const OLD_SECONDS = 2

interface Counts {
  readonly hits: number
  /** Those hits for which the copy was no longer fresh. */
  readonly hitsOfOld: number
  readonly misses: number
  /** Answers 304 from replicas. */
  readonly revalidated: number
}

interface Fleet {
  readonly port: number
  readonly replicas: readonly [Replica, Replica]
  readonly count: () => Promise<Counts>
}

/** For how many seconds the copy that clients are given has been in the cache (RFC 9111 §5.1). */
async function ageOf(url: string): Promise<number> {
  const { stdout } = await promisify(execFile)('curl', ['-sI', '-H', 'Host: 127.0.0.1', url])
  return Number(/^age: (\d+)/im.exec(stdout)?.[1])
}

/** @param seconds how long a copy is fresh */
async function startFleet(t: TestContext, seconds: number): Promise<Fleet> {
  const site = temporaryFolder(t, { 'index.html': 'here', 'text.txt': TEXT })
  const words = ['--trust-proxy', '127.0.0.1', '--etag', 'content', '--cache', String(seconds)]
  const replicas = await Promise.all([Replica.start(t, site, words), Replica.start(t, site, words)])
  const port = await freePort()
  const folder = temporaryFolder(t)
  const path = join(folder, 'default.vcl')
  const [a, b] = replicas.map((replica) => `.host = "127.0.0.1";\n    .port = "${replica.port}"`)
  const text = configuration('default.vcl', [
    ['.host = "10.0.0.11";\n    .port = "8080"', a!],
    ['.host = "10.0.0.12";\n    .port = "8080"', b!],
    [' :80 ', ` 127.0.0.1:${port} `],
    ['/etc/varnish/default.vcl', path],
    ['malloc,1g', 'malloc,32m'],
  ])
  writeFileSync(path, text)
  const said = /varnishd (.*)$/m.exec(text)?.[1]?.split(' ') ?? []
  const name = join(folder, 'varnish')
  await startProxy(t, port, 'varnishd', ['-F', '-n', name, '-j', 'none', ...said])
  return { port, replicas, count: () => readCounters(name) }
}

async function readCounters(folder: string): Promise<Counts> {
  const { stdout } = await promisify(execFile)(pathOf('varnishstat')!, ['-n', folder, '-1', '-j'])
  const { counters } = JSON.parse(stdout) as { counters: Record<string, { value: number }> }
  const read = (name: string): number => {
    const counter = counters[`MAIN.${name}`]
    assert.ok(counter !== undefined, `Varnish has no counter '${name}'`)
    return counter.value
  }
  return {
    hits: read('cache_hit'),
    hitsOfOld: read('cache_hit_grace'),
    misses: read('cache_miss'),
    revalidated: read('fetch_304'),
  }
}

/** Its threads hand in their counts when they are idle, and replicas their logs after a moment. */
async function countsOnce(
  count: Fleet['count'],
  isComplete: (counts: Counts) => boolean,
): Promise<Counts> {
  for (let reading = 1; ; reading += 1) {
    const counts = await count()
    if (isComplete(counts) || reading === COUNTER_READINGS) return counts
    await pause(100)
  }
}

describe('Varnish', { skip: skipWithout('varnishd') }, () => {
  it('answers from its copy, asks with the ETag when that is old, and does without replicas', async (t) => {
    const { port, replicas, count } = await startFleet(t, 1)
    const load = new KeepAliveLoad(CLIENTS, { port, path: '/text.txt', content: TEXT })
    // Each second the copy becomes old, and one request to one replica says that it is still right.
    await until(() => timesAnswered(replicas, 304, '/text.txt') >= 2, 'two answers 304')
    await load.stop()

    const { answered } = load
    const counts = await countsOnce(
      count,
      ({ hits, misses, revalidated }) =>
        hits + misses === answered && revalidated === timesAnswered(replicas, 304, '/text.txt'),
    )
    const { hits, hitsOfOld, misses, revalidated } = counts
    t.diagnostic(
      `${answered} requests, ${load.failed} failed: ${hits} hits (${hitsOfOld} of an old copy), ${misses} misses, ${revalidated} revalidated with 304`,
    )
    assert.deepEqual([load.failed, load.reasons], [0, []])
    assert.equal(hits + misses, answered)
    assert.equal(misses, 1)
    assert.equal(timesAnswered(replicas, 200, '/text.txt'), misses)
    assert.equal(timesAnswered(replicas, 304, '/text.txt'), revalidated)

    await Promise.all(replicas.map((replica) => replica.crash()))
    const alone = new KeepAliveLoad(CLIENTS, { port, path: '/text.txt', content: TEXT })
    // Fresh for one second; older than that, and no replica left to ask.
    let age = 0
    for (let reading = 0; reading < COUNTER_READINGS && !(age > OLD_SECONDS); reading += 1) {
      await pause(200)
      age = await ageOf(`http://127.0.0.1:${port}/text.txt`)
    }
    await alone.stop()
    t.diagnostic(`no replica left: ${alone.answered} requests, ${alone.failed} failed`)
    assert.deepEqual([alone.failed, alone.reasons], [0, []])
    assert.ok(age > OLD_SECONDS, `a copy of ${age} s was served`)
  })

  it('answers as the replicas do, which agree', async (t) => {
    const { port, replicas } = await startFleet(t, 600)
    const ports = [replicas[0].port, replicas[1].port] as const
    for (const row of ROWS) await compareRow(t, row, port, ports, row.byVarnish)
  })
})
