/** nginx as a cache in front of two replicas: deploy/nginx.conf, at other places. */

import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { until } from '../support/octets-process.ts'
import { configuration, freePort, skipWithout, startProxy } from '../support/proxy-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { KeepAliveLoad } from './keep-alive-load.ts'
import { Replica, timesAnswered } from './replica.ts'
import { compareRow, ROWS, TEXT } from './through-cache.ts'

const CLIENTS = 8
const isRoot = process.geteuid?.() === 0

/** @param seconds how long a copy is fresh */
async function startFleet(
  t: TestContext,
  seconds: number,
): Promise<{ readonly port: number; readonly replicas: readonly [Replica, Replica] }> {
  const site = temporaryFolder(t, { 'text.txt': TEXT })
  const words = ['--trust-proxy', '127.0.0.1', '--etag', 'content', '--cache', String(seconds)]
  const replicas = await Promise.all([Replica.start(t, site, words), Replica.start(t, site, words)])
  const port = await freePort()
  const folder = temporaryFolder(t)
  const scratch = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
    .join(' ')
  const text = configuration('nginx.conf', [
    ['worker_processes auto;', 'worker_processes 2;'],
    ['listen 80;', `listen 127.0.0.1:${port};`],
    ['http {\n', `http {\n    access_log off; ${scratch}\n`],
    ['/var/cache/nginx/octets', `${folder}/cache`],
    ['server 10.0.0.11:8080', `server 127.0.0.1:${replicas[0].port}`],
    ['server 10.0.0.12:8080', `server 127.0.0.1:${replicas[1].port}`],
  ])
  const path = join(folder, 'nginx.conf')
  writeFileSync(path, text)
  mkdirSync(join(folder, 'cache'))
  // Its workers would be somebody who may not enter the folder.
  const globals = `daemon off; pid ${folder}/pid; ${isRoot ? 'user root;' : ''}`
  await startProxy(t, port, 'nginx', ['-p', folder, '-e', 'stderr', '-c', path, '-g', globals])
  return { port, replicas }
}

describe('nginx', { skip: skipWithout('nginx') }, () => {
  it('answers from its copy, and asks with the ETag when the copy is old', async (t) => {
    const { port, replicas } = await startFleet(t, 1)
    const load = new KeepAliveLoad(CLIENTS, { port, path: '/text.txt', content: TEXT })
    await until(() => timesAnswered(replicas, 304, '/text.txt') >= 2, 'two answers 304')
    await load.stop()
    const passed = timesAnswered(replicas, 200, '/text.txt')
    const revalidated = timesAnswered(replicas, 304, '/text.txt')
    t.diagnostic(
      `${load.answered} requests, ${load.failed} failed: replicas answered ${passed} with 200, ${revalidated} with 304`,
    )
    assert.deepEqual([load.failed, load.reasons], [0, []])
    assert.equal(passed, 1)

    // What nobody holds is on its way from one replica, which is gone: the other one is asked.
    await replicas[0].crash()
    const alone = new KeepAliveLoad(CLIENTS, { port, path: '/text.txt', content: TEXT })
    const before = revalidated
    await until(() => timesAnswered(replicas, 304, '/text.txt') >= before + 2, 'two more')
    await alone.stop()
    t.diagnostic(`one replica left: ${alone.answered} requests, ${alone.failed} failed`)
    assert.deepEqual([alone.failed, alone.reasons], [0, []])
  })

  it('answers as the replicas do, which agree', async (t) => {
    const { port, replicas } = await startFleet(t, 600)
    for (const row of ROWS) await compareRow(t, row, port, [replicas[0].port, replicas[1].port])
  })
})
