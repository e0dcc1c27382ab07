/**
 * How many small answers a second, and does every one arrive?
 *
 *   npm run bench [-- --seconds 10]
 *
 * autocannon drives the built program over loopback, 100 connections, one request at a time and then
 * 16 pipelined. It parses in JavaScript and shares this machine with the server, so its figures say
 * more about changes than about ceilings. An error, a timeout or any status but 200 fails the run.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import autocannon from 'autocannon'

interface Scenario {
  readonly name: string
  readonly path: string
  readonly pipelining: number
}

// biome-ignore format: one scenario a line reads as the table it is
const SCENARIOS: readonly Scenario[] = [
  { name: '1 KiB file, keep-alive',    path: '/1k.txt', pipelining: 1 },
  { name: '1 KiB file, 16 pipelined',  path: '/1k.txt', pipelining: 16 },
]
const CONNECTIONS = 100
const SMALL_OCTETS = 1024

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '10' } } })
const seconds = Number(values.seconds)

const folder = mkdtempSync(join(tmpdir(), 'octets-bench-'))
writeFileSync(join(folder, '1k.txt'), 'x'.repeat(SMALL_OCTETS))
const { server, url } = await startServer(folder)
console.log(
  `node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${CONNECTIONS} connections`,
)
try {
  for (const scenario of SCENARIOS) await run(scenario)
} finally {
  server.kill()
  rmSync(folder, { recursive: true })
}

async function startServer(root: string): Promise<{ server: ChildProcess; url: string }> {
  const main = join(import.meta.dirname, '../dist/cli/main.js')
  const server = spawn(process.execPath, [main, root, '--port', '0', '--quiet'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(server.stdout!, 'data')
  return { server, url: String(line).trim() }
}

async function run({ name, path, pipelining }: Scenario): Promise<void> {
  const result = await autocannon({
    url: new URL(path, url).href,
    connections: CONNECTIONS,
    pipelining,
    duration: seconds,
  })
  const { errors, timeouts, non2xx, requests, latency } = result
  const wrong = errors + timeouts + non2xx
  console.log(
    `${name}: ${Math.round(requests.average)} req/s, p99 ${latency.p99} ms, ${requests.total} answers, ${wrong} wrong`,
  )
  if (wrong > 0 || requests.total === 0) process.exitCode = 1
}
