/** What do load balancers and Prometheus get from the real program? */

import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { type OctetsProcess, startOctets, until } from '../support/octets-process.ts'
import { type Metric, parsePrometheusText } from '../support/prometheus-text.ts'
import { exchange, openSocket } from '../support/raw-socket.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const HEALTH = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'
const LARGE_OCTETS = 64 * 1024 * 1024

async function serve(t: TestContext, ...words: readonly string[]): Promise<OctetsProcess> {
  const folder = temporaryFolder(t, {
    a: 'a\n',
    large: Buffer.alloc(LARGE_OCTETS),
    healthz: 'file',
  })
  const paths = ['--health', '/healthz', '--metrics', '/metrics']
  return startOctets(t, ['--port', '0', ...paths, ...words, folder])
}

async function scrape(running: OctetsProcess): Promise<ReadonlyMap<string, Metric>> {
  const response = await fetch(`${running.url}metrics`)
  assert.equal(response.status, 200)
  assert.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8')
  return parsePrometheusText(await response.text())
}

/** The metrics as soon as this series has this value. */
async function scrapeUntil(
  running: OctetsProcess,
  series: string,
  value: number,
): Promise<ReadonlyMap<string, Metric>> {
  const deadline = performance.now() + 8000
  for (;;) {
    const metrics = await scrape(running)
    if (samplesOf(metrics, series.replace(/\{.*/, ''))[series] === value) return metrics
    assert.ok(performance.now() < deadline, `waited in vain for ${series} ${value}`)
  }
}

function samplesOf(metrics: ReadonlyMap<string, Metric>, name: string): Record<string, number> {
  return Object.fromEntries(metrics.get(name)?.samples ?? [])
}

// biome-ignore format: the columns are the test
const ANSWERS: readonly (readonly [request: string, status: number, why: string])[] = [
  ['GET /healthz HTTP/1.1',      200, 'before a file of that name'],
  ['HEAD /healthz HTTP/1.1',     200, 'as cheap checks ask'],
  ['GET /healthz?now HTTP/1.1',  200, 'whatever the query'],
  ['GET /healthz/ HTTP/1.1',     404, 'this path alone'],
  ['POST /healthz HTTP/1.1',     405, 'there is nothing to change'],
  ['GET /metrics HTTP/1.0',      200, 'to old clients too'],
]

describe('--health', () => {
  it('answers its path alone', async (t) => {
    const running = await serve(t)
    for (const [request, status, why] of ANSWERS) {
      const client = await exchange(
        t,
        running.port,
        `${request}\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      )
      const method = request.split(' ')[0]!
      assert.equal(client.responses(method)[0]?.status, status, `${request}: ${why}`)
    }
    const response = await fetch(`${running.url}healthz`)
    assert.equal(await response.text(), 'ok\n')
    assert.equal(response.headers.get('cache-control'), 'no-store')
  })

  it('answers 503 on open connections while the server stops', async (t) => {
    const running = await serve(t)
    const download = await openSocket(t, running.port)
    download.socket.once('data', () => download.socket.pause())
    await download.send('GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await until(() => download.receivedOctets > 0, 'the answer to begin')
    // A head that has begun is waited for.
    const check = await openSocket(t, running.port)
    await check.send(HEALTH.slice(0, 20))
    await scrapeUntil(running, 'octets_connections{state="reading"}', 1)
    running.kill('SIGTERM')
    await until(() => running.stderr.includes('octets: Stopping'), 'the notice')
    await check.send(HEALTH.slice(20))
    await check.ends()
    const [answer] = check.responses()
    assert.deepEqual([answer?.status, answer?.content], [503, 'stopping\n'])
  })

  it('is not in the log, and neither are the metrics', async (t) => {
    const running = await serve(t)
    await fetch(`${running.url}healthz?a`)
    await scrape(running)
    await fetch(`${running.url}a`)
    await until(() => running.stderr.includes('\n'), 'the log')
    assert.match(running.stderr, /^\S+ {2}200 .* GET \/a\n$/)
  })
})

describe('--metrics', () => {
  it('counts what happens, under names that Prometheus expects', async (t) => {
    const running = await serve(t, '--quiet')
    for (const path of ['a', 'a', 'missing']) await (await fetch(running.url + path)).text()
    await exchange(t, running.port, 'GET /\x01 HTTP/1.1\r\n\r\n')
    const leaving = await openSocket(t, running.port)
    await leaving.send('GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await until(() => leaving.receivedOctets > 0, 'the answer to begin')
    leaving.socket.resetAndDestroy()
    const idle = await openSocket(t, running.port)
    await idle.send(HEALTH)
    await idle.receives('ok')

    const metrics = await scrapeUntil(running, 'octets_http_aborted_total', 1)
    const requests = samplesOf(metrics, 'octets_http_requests_total')
    assert.equal(requests['octets_http_requests_total{method="GET",status="4xx"}'], 1)
    assert.equal(requests['octets_http_requests_total{method="other",status="4xx"}'], 1)
    assert.ok(requests['octets_http_requests_total{method="GET",status="2xx"}']! >= 4)
    assert.deepEqual(samplesOf(metrics, 'octets_http_faults_total'), {
      'octets_http_faults_total{code="target-malformed"}': 1,
    })
    // A file that was written a moment ago is not believed to be at rest.
    const uses = ['hits', 'misses'].flatMap((use) =>
      Object.values(samplesOf(metrics, `octets_file_cache_${use}_total`)),
    )
    assert.equal(uses[0]! + uses[1]!, 3, 'each file that was asked for')
    const states = samplesOf(metrics, 'octets_connections')
    assert.deepEqual(Object.keys(states).length, 5, 'every state, also those that nobody is in')
    assert.ok(states['octets_connections{state="idle"}']! >= 1)
    assert.equal(states['octets_connections{state="answering"}'], 1, 'who asks')
    assert.ok(Object.values(samplesOf(metrics, 'octets_sent_bytes_total'))[0]! > 65_536)
  })

  it('tells of the process', async (t) => {
    const metrics = await scrape(await serve(t))
    const name = 'process_start_time_seconds'
    const started = samplesOf(metrics, name)[name]!
    assert.ok(Math.abs(started - Date.now() / 1000) < 60)
    for (const other of ['process_open_fds', 'nodejs_eventloop_lag_p99_seconds']) {
      assert.ok(metrics.has(other), other)
    }
  })

  it('adds up what workers have counted, also those that are replaced', async (t) => {
    const running = await serve(t, '--quiet', '--workers', '2')
    const series = 'octets_http_requests_total{method="POST",status="4xx"}'
    const processes = 'octets_workers'
    const count = 40
    const post = async (): Promise<void> => {
      const head = 'POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n'
      await exchange(t, running.port, `${head}Connection: close\r\n\r\n`)
    }
    for (let asked = 0; asked < count; asked += 1) await post()
    // To be asked does not change what was counted before.
    for (let asked = 0; asked < 5; asked += 1) {
      const metrics = await scrape(running)
      assert.equal(samplesOf(metrics, 'octets_http_requests_total')[series], count)
      assert.equal(samplesOf(metrics, processes)[processes], 2)
      const start = 'process_start_time_seconds'
      assert.ok(Math.abs(samplesOf(metrics, start)[start]! - Date.now() / 1000) < 60)
    }
    // What nobody has asked for since is told when a worker ends.
    await post()
    running.kill('SIGHUP')
    await until(() => running.stderr.includes('All workers are replaced'), 'the notice')
    const metrics = await scrape(running)
    assert.equal(samplesOf(metrics, 'octets_http_requests_total')[series], count + 1)
    assert.equal(samplesOf(metrics, processes)[processes], 2)
  })

  it('names every metric as the conventions have it', async (t) => {
    for (const [name, { type, help }] of await scrape(await serve(t))) {
      if (!name.startsWith('octets_')) continue
      assert.equal(name.endsWith('_total'), type === 'counter', name)
      assert.match(help, /^[A-Z].*\.$/, name)
    }
  })
})
