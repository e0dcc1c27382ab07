/**
 * What does one build cost? A process of its own, which stays; compare.ts starts one for each side and
 * asks them in turn for a slice of one kind of work.
 *
 *   compare-process.ts <dist> quick|full
 *
 * The parser: nanoseconds of processor time a request (the offsets level: push and next until it
 * needs octets). The server, as a user starts it: processor time of its process for one small answer.
 * That leaves out what the client costs, and waiting. Every answer is checked.
 *
 * It is the build that users run: `npm run build` joins the protocol in message/protocol.cjs and the
 * program in cli/main.js. Older commits had protocol.js alone, or a module for each file of src/.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Work } from './compare-works.ts'
import { cut, SAMPLES } from './samples.ts'
import { median } from './statistics.ts'
import { onServerCore } from './suite/server-process.ts'

/** Does the work once more and tells what it cost. */
type Slice = () => Promise<number> | number

const SMALL_OCTETS = 1024
const CLIENTS = 16
const CONNECTIONS = 16
const BATCH_MILLISECONDS = 10
/** Tells how much processor time the server has used, when asked. */
const REPORTER = `data:text/javascript,process.on('message',()=>process.send(process.cpuUsage()))`
const REQUEST = 'GET /small.txt HTTP/1.1\r\nHost: localhost\r\n\r\n'

const [dist = '', length] = process.argv.slice(2)
const isQuick = length === 'quick'
/** Answers to each client: in the warm-up, and in a slice. */
const WARM_UP_ANSWERS = isQuick ? 100 : 3000
const SLICE_ANSWERS = isQuick ? 50 : 400
const WARM_UP_BATCHES = isQuick ? 2 : 20
const SLICE_BATCHES = isQuick ? 1 : 5

const RequestParser = await loadParser()
const slices: Readonly<Record<Work, Slice>> = {
  'parser, kitty': prepareParser('kitty', Number.POSITIVE_INFINITY),
  'parser, minimal': prepareParser('minimal', Number.POSITIVE_INFINITY),
  'parser, kitty in 16s': prepareParser('kitty', 16),
  'parser, chunked upload': prepareParser('chunked upload', 1448),
  'server, 1 KiB file': await prepareServer(),
}
process.on('message', async (work: Work) => process.send!(await slices[work]()))
process.send!('ready')

async function loadParser(): Promise<
  typeof import('../src/message/request-parser.ts').RequestParser
> {
  const places = ['protocol.cjs', 'protocol.js', 'request-parser.js']
  const path = places.map((name) => join(dist, 'message', name)).find(existsSync)
  return (await import(pathToFileURL(path!).href)).RequestParser
}

/** The median over batches: a batch that something else interrupted does not count. */
function prepareParser(name: string, size: number): Slice {
  const { octets } = SAMPLES.find((sample) => sample.name === name)!
  const connections = Array.from({ length: CONNECTIONS }, () => cut(octets, size))
  let turns = 1024
  const timeBatch = (): number => {
    const began = process.cpuUsage()
    const requests = parse(connections, turns)
    const { user, system } = process.cpuUsage(began)
    if (requests !== turns) throw new Error(`${requests} requests found in ${turns}`)
    return ((user + system) * 1000) / turns
  }
  for (let batch = 0; batch < WARM_UP_BATCHES; batch += 1) {
    turns = Math.ceil((BATCH_MILLISECONDS * 1e6) / Math.max(1, timeBatch()))
  }
  return () => median(Array.from({ length: SLICE_BATCHES }, timeBatch))
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

async function prepareServer(): Promise<Slice> {
  const folder = mkdtempSync(join(tmpdir(), 'octets-compare-root-'))
  writeFileSync(join(folder, 'small.txt'), 'x'.repeat(SMALL_OCTETS))
  const words = ['--import', REPORTER, join(dist, 'cli/main.js'), folder, '--port', '0', '--quiet']
  const [program, ...all] = onServerCore([process.execPath, ...words])
  const server = spawn(program, all, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  process.once('disconnect', () => process.exit())
  process.once('exit', () => {
    server.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  })
  const [line] = (await once(server.stdout!, 'data')) as [Buffer]
  const port = Number(new URL(String(line).trim().split('\n')[0]!).port)
  await ask(port, WARM_UP_ANSWERS)
  return async () => {
    const before = await usedMicroseconds(server)
    await ask(port, SLICE_ANSWERS)
    return ((await usedMicroseconds(server)) - before) / (SLICE_ANSWERS * CLIENTS)
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
