/** HAProxy in front of two replicas: deploy/haproxy.cfg, at other places. */

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { until } from '../support/octets-process.ts'
import { configuration, freePort, skipWithout, startProxy } from '../support/proxy-process.ts'
import { openSocket } from '../support/raw-socket.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { KeepAliveLoad } from './keep-alive-load.ts'
import { Replica } from './replica.ts'

const CLIENTS = 16
const CONTENT = 'x'.repeat(1000)
const PAGE = { path: '/page', content: CONTENT }

/** @param bind words behind the port that HAProxy listens at */
async function startFleet(
  t: TestContext,
  bind = '',
): Promise<{ readonly port: number; readonly replicas: readonly [Replica, Replica] }> {
  const site = temporaryFolder(t, { 'index.html': 'here', page: CONTENT })
  const words = ['--proxy-protocol', '127.0.0.1', '--etag', 'content']
  const replicas = await Promise.all([Replica.start(t, site, words), Replica.start(t, site, words)])
  const port = await freePort()
  const text = configuration('haproxy.cfg', [
    ['    bind :80\n', `    bind 127.0.0.1:${port} ${bind}\n`],
    ['server a 10.0.0.11:8080', `server a 127.0.0.1:${replicas[0].port}`],
    ['server b 10.0.0.12:8080', `server b 127.0.0.1:${replicas[1].port}`],
  ])
  const path = join(temporaryFolder(t), 'haproxy.cfg')
  writeFileSync(path, text)
  await startProxy(t, port, 'haproxy', ['-db', '-f', path])
  return { port, replicas }
}

/** Waits until the replica is sent requests of clients; those of health checks are for another path. */
function takesRequests(replica: Replica): Promise<void> {
  return until(() => replica.log.includes('GET /page'), 'requests at the replica')
}

describe('HAProxy', { skip: skipWithout('haproxy') }, () => {
  it('hides from clients that a replica crashed and that one was restarted', async (t) => {
    const { port, replicas } = await startFleet(t)
    const [first, second] = replicas
    const load = new KeepAliveLoad(CLIENTS, { port, ...PAGE })
    await Promise.all(replicas.map(takesRequests))

    await first.crash()
    await load.answers(500)
    await first.startAgain()
    await takesRequests(first)
    const afterCrash = load.answered

    await second.stop()
    await load.answers(500)
    await second.startAgain()
    await takesRequests(second)
    await load.stop()

    t.diagnostic(
      `${load.answered + load.failed} requests of ${CLIENTS} clients (${afterCrash} until the crash was over), ${load.failed} failed`,
    )
    assert.deepEqual([load.failed, load.reasons], [0, []])
  })

  it('tells replicas who the client is, on connections that it keeps', async (t) => {
    // The balancer before it is this test, which can be anybody.
    const { port, replicas } = await startFleet(t, 'accept-proxy')
    const clients = ['198.51.100.7', '2001:db8::7']
    for (const [at, client] of clients.entries()) {
      const family = at === 0 ? 'TCP4' : 'TCP6'
      const proxy = at === 0 ? '203.0.113.1' : '2001:db8::1'
      const socket = await openSocket(t, port)
      const request = `GET /page?of=${at} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`
      await socket.send(`PROXY ${family} ${client} ${proxy} 40000 80\r\n${request}${request}`)
      await until(() => socket.received.split('HTTP/1.1 200 ').length === 3, 'two answers')
    }
    const requests = (): readonly string[] =>
      replicas.flatMap(({ log }) => log.split('\n').filter((line) => line.includes('/page')))
    await until(() => requests().length === 4, 'four lines in the logs')
    const told = requests().map((line) => /of=(\d)\b.* from (\S+)$/.exec(line)?.slice(1))
    assert.deepEqual(
      told.toSorted(),
      clients.flatMap((client, at) => [
        [String(at), client],
        [String(at), client],
      ]),
    )
  })
})
