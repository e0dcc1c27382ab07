/**
 * What does one build cost? One run of it, in a process of its own; compare.ts starts many.
 *
 *   compare-run.ts <dist> quick|full
 *
 * Prints one line of JSON: nanoseconds a request of processor time for the parser (the offsets
 * level: push and next until it needs octets), and for the server the processor time of its process
 * for one small answer. That leaves out what the client costs, and waiting. Every answer is checked.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { cut, SAMPLES } from './samples.ts'
import { median } from './statistics.ts'

/** Each in a unit of its own: only ratios are looked at. */
export interface Costs {
  readonly 'parser, kitty': number
  readonly 'parser, minimal': number
  readonly 'parser, kitty in 16s': number
  readonly 'parser, chunked upload': number
  readonly 'server, 1 KiB file': number
}

const SMALL_OCTETS = 1024
const CLIENTS = 16
const BATCH_MILLISECONDS = 10
/** Tells how much processor time the server has used, when asked. */
const REPORTER = `data:text/javascript,process.on('message',()=>process.send(process.cpuUsage()))`
const REQUEST = 'GET /small.txt HTTP/1.1\r\nHost: localhost\r\n\r\n'

const [dist = '', length] = process.argv.slice(2)
const isQuick = length === 'quick'
const { RequestParser } = (await import(pathToFileURL(join(dist, 'index.js')).href)) as {
  readonly RequestParser: typeof import('../src/message/request-parser.ts').RequestParser
}

const costs: Costs = {
  'parser, kitty': parserCost('kitty', Number.POSITIVE_INFINITY),
  'parser, minimal': parserCost('minimal', Number.POSITIVE_INFINITY),
  'parser, kitty in 16s': parserCost('kitty', 16),
  'parser, chunked upload': parserCost('chunked upload', 1448),
  'server, 1 KiB file': await serverCost(),
}
console.log(JSON.stringify(costs))

/** The median over batches: a batch that something else interrupted does not count. */
function parserCost(name: string, size: number): number {
  const { octets } = SAMPLES.find((sample) => sample.name === name)!
  const connections = Array.from({ length: 16 }, () => cut(octets, size))
  const times: number[] = []
  let turns = 1024
  // The first half warms it up.
  const batches = isQuick ? 6 : 40
  for (let batch = 0; batch < batches; batch += 1) {
    const began = process.cpuUsage()
    const requests = parse(connections, turns)
    const { user, system } = process.cpuUsage(began)
    const spent = (user + system) * 1000
    if (requests !== turns) throw new Error(`${requests} requests found in ${turns}`)
    if (batch >= batches / 2) times.push(spent / turns)
    else turns = Math.ceil((turns * BATCH_MILLISECONDS * 1e6) / spent)
  }
  return median(times)
}

function parse(connections: readonly (readonly Buffer[])[], turns: number): number {
  const parser = new RequestParser(undefined, Buffer.allocUnsafeSlow)
  let requests = 0
  for (let turn = 0; turn < turns; turn += 1) {
    for (const octets of connections[turn % connections.length]!) {
      parser.push(octets)
      for (let event = parser.next(); event.kind !== 'need-octets'; event = parser.next()) {
        if (event.kind === 'end') requests += 1
      }
    }
  }
  return requests
}

async function serverCost(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'octets-compare-root-'))
  writeFileSync(join(folder, 'small.txt'), 'x'.repeat(SMALL_OCTETS))
  const words = ['--import', REPORTER, join(dist, 'cli/main.js'), folder, '--port', '0', '--quiet']
  const server = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  try {
    const [line] = (await once(server.stdout!, 'data')) as [Buffer]
    const port = Number(new URL(String(line).trim().split('\n')[0]!).port)
    const answers = isQuick ? 100 : 1500
    await ask(port, answers)
    const before = await usedMicroseconds(server)
    await ask(port, answers)
    return ((await usedMicroseconds(server)) - before) / (answers * CLIENTS)
  } finally {
    server.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  }
}

async function usedMicroseconds(server: ChildProcess): Promise<number> {
  server.send('cpu')
  const [{ user, system }] = (await once(server, 'message')) as [NodeJS.CpuUsage]
  return user + system
}

/** Each client asks, takes the answer, and asks again. */
async function ask(port: number, answers: number): Promise<void> {
  await Promise.all(Array.from({ length: CLIENTS }, () => askInTurn(port, answers)))
}

/** Every answer has the length of the first one: nothing in it varies but the second in Date. */
function askInTurn(port: number, answers: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    let answer = ''
    let left = answers
    socket.on('error', reject)
    socket.on('connect', () => socket.write(REQUEST))
    socket.on('data', (octets) => {
      answer += octets.toString('latin1')
      if (!isComplete(answer)) return
      if (!answer.startsWith('HTTP/1.1 200 ')) reject(new Error(answer))
      answer = ''
      left -= 1
      if (left > 0) socket.write(REQUEST)
      else {
        socket.end()
        resolve()
      }
    })
  })
}

function isComplete(answer: string): boolean {
  return answer.endsWith('xx') && answer.length - answer.indexOf('\r\n\r\n') - 4 === SMALL_OCTETS
}
