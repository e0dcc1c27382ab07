/**
 * What does so much work cost? One run of it, in a process of its own; scale.ts starts many.
 *
 *   scale-run.ts <dist> <subject> <work> <root> quick|full
 *
 * `root` is the folder that scale.ts has made for this work. Prints one line of JSON, the figures of
 * subjects.ts. The server is another process, and every answer is checked.
 */

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { fetchOnce, openClients } from './scale/clients.ts'
import { startServer, usageOf } from './scale/measured-server.ts'
import { ANSWER_FILE, type Figures, type Subject } from './scale/subjects.ts'
import { median } from './statistics.ts'

const [dist = '', subject = '', workText = '', root = '', length] = process.argv.slice(2)
const work = Number(workText)
const isQuick = length === 'quick'
/** Of a small answer; of large ones, as many as make up `TOTAL_OCTETS`. */
const REQUESTS = isQuick ? 3000 : 20_000
const TOTAL_OCTETS = (isQuick ? 64 : 512) * 1024 * 1024
const SEVERAL = 16
const BATCH_MILLISECONDS = 10

const OCTETS = [join(dist, 'cli/main.js'), root, '--port', '0', '--quiet']
/** Parses nothing, and writes what is in the file. */
const BARE = [join(import.meta.dirname, 'servers/null.mjs'), join(root, ANSWER_FILE)]

const RUNS: Readonly<Record<Subject['name'], () => Promise<Figures>>> = {
  connections: measureConnections,
  content: measureContent,
  'field lines': measureFieldLines,
  files: measureFiles,
}
console.log(JSON.stringify(await RUNS[subject as Subject['name']]()))

function request(path: string, lines: readonly string[] = []): string {
  return [`GET ${path} HTTP/1.1`, 'Host: localhost', ...lines, '', ''].join('\r\n')
}

/** The same number of requests, over more and more connections that are open all the time. */
async function measureConnections(): Promise<Figures> {
  const { requestMicroseconds, connectionOctets } = await measureOpen(OCTETS)
  const bare = await measureOpen(BARE)
  return { requestMicroseconds, connectionOctets, bareMicroseconds: bare.requestMicroseconds }
}

async function measureOpen(
  words: readonly string[],
): Promise<Required<Pick<Figures, 'requestMicroseconds' | 'connectionOctets'>>> {
  const server = await startServer(...words)
  try {
    const empty = await usageOf(server)
    const clients = await openClients(server.port, request('/small.txt'), work)
    await clients.ask(Math.max(REQUESTS / 2, work))
    const before = await usageOf(server)
    await clients.ask(REQUESTS)
    const after = await usageOf(server)
    clients.close()
    const grown = Math.max(1, after.residentOctets - empty.residentOctets)
    const requestMicroseconds = (after.microseconds - before.microseconds) / REQUESTS
    return { requestMicroseconds, connectionOctets: grown / work }
  } finally {
    server.process.kill('SIGKILL')
  }
}

async function measureContent(): Promise<Figures> {
  const times = Math.max(1, Math.min(REQUESTS / 4, Math.floor(TOTAL_OCTETS / work)))
  return measureAnswers(request('/content.bin'), times)
}

/**
 * The time of an answer is that of one connection, a request at a time. Its processor time is that of
 * several: a server that sleeps between requests pays for waking up, now 10 µs and now 40, and that
 * has nothing to do with the answer.
 */
async function measureAnswers(text: string, times: number): Promise<Figures> {
  const server = await startServer(...OCTETS)
  try {
    const clients = await openClients(server.port, text, Math.min(SEVERAL, times))
    await clients.ask(times)
    const before = await usageOf(server)
    await clients.ask(times)
    const after = await usageOf(server)
    clients.close()
    const one = await openClients(server.port, text, 1)
    const began = performance.now()
    await one.ask(times)
    const answerMicroseconds = ((performance.now() - began) * 1000) / times
    one.close()
    const requestMicroseconds = (after.microseconds - before.microseconds) / times
    return { requestMicroseconds, answerMicroseconds }
  } finally {
    server.process.kill('SIGKILL')
  }
}

async function measureFieldLines(): Promise<Figures> {
  const lines = Array.from({ length: work - 1 }, (_, index) => `X-Field-${index + 10}: its value`)
  const text = request('/small.txt', lines)
  const { requestMicroseconds } = await measureAnswers(text, REQUESTS / 2)
  return {
    ...(requestMicroseconds !== undefined && { requestMicroseconds }),
    parserNanoseconds: await parserCost(text),
  }
}

/** The complete parser, positions only; the median over batches, the first half to warm it up. */
async function parserCost(text: string): Promise<number> {
  const { RequestParser } = (await import(
    pathToFileURL(join(dist, 'index.js')).href
  )) as typeof import('../src/index.ts')
  const parser = new RequestParser()
  const copies = Array.from({ length: 16 }, () => Buffer.from(text, 'latin1'))
  const batches = isQuick ? 10 : 40
  const costs: number[] = []
  let turns = 1024
  for (let batch = 0; batch < batches; batch += 1) {
    let lines = 0
    const began = process.cpuUsage()
    for (let turn = 0; turn < turns; turn += 1) {
      parser.push(copies[turn % copies.length]!)
      for (let event = parser.next(); event.kind !== 'need-octets'; event = parser.next()) {
        if (event.kind === 'head') lines += event.head.fields.count
      }
    }
    const { user, system } = process.cpuUsage(began)
    const nanoseconds = (user + system) * 1000
    if (lines !== turns * work) throw new Error(`${lines} field lines found in ${turns} requests`)
    if (batch >= batches / 2) costs.push(nanoseconds / turns)
    else turns = Math.ceil((turns * BATCH_MILLISECONDS * 1e6) / nanoseconds)
  }
  return median(costs)
}

/** What a server that has just been started takes for its first answers. */
async function measureFiles(): Promise<Figures> {
  const server = await startServer(...OCTETS)
  try {
    const began = performance.now()
    const one = await fetchOnce(server.port, '/one.txt')
    const firstMilliseconds = performance.now() - began
    if (one.toString() !== 'one') throw new Error(`/one.txt holds ${one}`)
    const asked = performance.now()
    const listing = await fetchOnce(server.port, '/')
    const listingMilliseconds = performance.now() - asked
    const found = listing.toString('latin1').split('href="').length - 1
    if (found < work) throw new Error(`${found} of ${work} files are listed`)
    return { startMilliseconds: server.startMilliseconds, firstMilliseconds, listingMilliseconds }
  } finally {
    server.process.kill('SIGKILL')
  }
}
