/**
 * Does it still serve after half an hour of everything at once?
 *
 *   npm run soak [-- --minutes 30]
 *
 * Two servers, one plain and one with TLS, and clients that ask for small files many at a time, for
 * parts, for large files, that leave in the middle, read slowly, and send what is no request. Every
 * answer is compared with what is on the disk, to the octet. Anything unexpected is an error and ends
 * in exit code 1. Requests, memory and descriptors are told at 5, 15 and 30 minutes and at the end.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { makeSite, VISITS, type Visit } from './visits.ts'

interface Server {
  readonly name: string
  readonly port: number
  readonly child: ChildProcess
}

const MAIN = join(import.meta.dirname, '../../dist/cli/main.js')
const CLIENTS = 12
/** Between two visits of one client: the machine shall be busy, not overrun. */
const REST_MILLISECONDS = 150
const MARKS = [5, 15, 30]

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' } } })
const minutes = Number(values.minutes)
const folder = mkdtempSync(join(tmpdir(), 'octets-soak-'))
const site = makeSite(join(folder, 'site'))
const began = performance.now()
const counts = new Map<string, number>()
const errors: string[] = []

const servers = [await start('plain'), await start('TLS', '--tls-self-signed')]
const authority = readFileSync(join(folder, 'octets', 'ca.pem'), 'utf8')
try {
  tell()
  const clients = Array.from({ length: CLIENTS }, (_, client) => visitUntilOver(client))
  for (const mark of [...MARKS.filter((mark) => mark < minutes), minutes]) {
    await pause(began + mark * 60_000 - performance.now())
    tell()
  }
  await Promise.all(clients)
  for (const error of new Set(errors)) console.log(`unexpected: ${error}`)
  console.log(`${errors.length} unexpected errors`)
  for (const server of servers) await stop(server)
} finally {
  for (const { child } of servers) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
}
process.exitCode = errors.length === 0 ? 0 : 1

async function start(name: string, ...words: readonly string[]): Promise<Server> {
  const child = spawn(process.execPath, [MAIN, site.root, '--port', '0', '--quiet', ...words], {
    env: { ...process.env, XDG_CACHE_HOME: folder },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [line] = (await once(child.stdout!, 'data')) as [Buffer]
  child.once('exit', (code) => {
    if (code !== 0 && code !== null) errors.push(`the ${name} server ended with ${code}`)
  })
  return { name, child, port: Number(new URL(String(line).split('\n')[0]!).port) }
}

/** The first signal drains: with nobody connected, it ends at once and well. */
async function stop({ name, child }: Server): Promise<void> {
  child.kill('SIGTERM')
  const [code] = await once(child, 'exit')
  console.log(`the ${name} server stopped as asked: ${code}`)
}

async function visitUntilOver(client: number): Promise<void> {
  for (let turn = client; performance.now() - began < minutes * 60_000; turn += 1) {
    const visit: Visit = VISITS[turn % VISITS.length]!
    const { name, port } = servers[turn % 3 === 0 ? 1 : 0]!
    const ca = name === 'TLS' ? authority : undefined
    const kind = `${name} ${visit.name}`
    try {
      const served = await visit.run({ site, port, ca })
      counts.set(kind, (counts.get(kind) ?? 0) + served)
    } catch (error) {
      errors.push(`${kind}: ${(error as Error).message}`)
    }
    await pause(REST_MILLISECONDS)
  }
}

function tell(): void {
  const elapsed = Math.round((performance.now() - began) / 1000)
  const requests = [...counts.values()].reduce((sum, count) => sum + count, 0)
  console.log(`\n${elapsed} s: ${requests} requests served, ${errors.length} unexpected errors`)
  for (const { name, child } of servers) {
    const resident = /VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))
    const descriptors = readdirSync(`/proc/${child.pid}/fd`).length
    const mebibytes = Math.round(Number(resident?.[1]) / 1024)
    console.log(`  ${name}: ${mebibytes} MiB resident, ${descriptors} descriptors`)
  }
  if (elapsed > 0)
    for (const [kind, count] of [...counts].sort()) console.log(`  ${kind}: ${count}`)
}
