/** HAProxy in front of two replicas: deploy/haproxy.cfg, at other places. */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { until } from '../support/octets-process.ts'
import { configuration, freePort, skipWithout, startProxy } from '../support/proxy-process.ts'
import { openSocket } from '../support/raw-socket.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { KeepAliveLoad } from './keep-alive-load.ts'
import { Replica } from './replica.ts'

const CLIENTS = 16
const GENERATIONS = 4
/** `server` lines of the configuration. */
const SERVERS = 2
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
  const port = await startHaproxy(t, [replicas[0].port, replicas[1].port], bind)
  return { port, replicas }
}

/** @returns the port that it listens at */
async function startHaproxy(
  t: TestContext,
  [first, second]: readonly [number, number],
  bind = '',
): Promise<number> {
  const port = await freePort()
  const text = configuration('haproxy.cfg', [
    ['    bind :80\n', `    bind 127.0.0.1:${port} ${bind}\n`],
    ['server a 10.0.0.11:8080', `server a 127.0.0.1:${first}`],
    ['server b 10.0.0.12:8080', `server b 127.0.0.1:${second}`],
  ])
  const path = join(temporaryFolder(t), 'haproxy.cfg')
  writeFileSync(path, text)
  await startProxy(t, port, 'haproxy', ['-db', '-f', path])
  return port
}

/** The octet of a PROXY header that says for whom it stands (§2.2), and its value for a client. */
const COMMAND_AT = 12
const FOR_CLIENT = 0x21

/** Stands in for a replica, and counts connections: octets would not tell how many there were. */
async function startCounter(t: TestContext): Promise<{ readonly port: number; taken: number }> {
  const answer = `HTTP/1.1 200 OK\r\nContent-Length: ${CONTENT.length}\r\n\r\n${CONTENT}`
  const counter = { port: 0, taken: 0 }
  const listener = createServer((socket) => {
    t.after(() => socket.destroy())
    socket.once('data', (octets) => {
      if (octets[COMMAND_AT] === FOR_CLIENT) counter.taken += 1
    })
    // A request of these clients comes in one piece.
    socket.on('data', (octets) => {
      if (octets.includes(' HTTP/1.1\r\n')) socket.write(answer)
    })
    socket.on('error', () => {})
  })
  t.after(() => listener.close())
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  counter.port = (listener.address() as AddressInfo).port
  return counter
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

  it('keeps its connections for as long as clients keep theirs', async (t) => {
    const replica = await startCounter(t)
    const port = await startHaproxy(t, [replica.port, replica.port])
    // Those who left must not cost those who come.
    for (let generation = 1; generation <= GENERATIONS; generation += 1) {
      const load = new KeepAliveLoad(CLIENTS, { port, ...PAGE })
      await load.answers(CLIENTS * 50)
      await load.stop()
      assert.deepEqual([load.failed, load.reasons], [0, []])
    }
    t.diagnostic(`${GENERATIONS * CLIENTS} clients, ${replica.taken} connections to replicas`)
    const most = GENERATIONS * CLIENTS * SERVERS
    assert.ok(replica.taken <= most, `${replica.taken} connections, ${most} at most`)
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
