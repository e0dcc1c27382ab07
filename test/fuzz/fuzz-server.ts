/**
 * The server half of `npm run fuzz`, in a thread of its own too: broken messages to a real server,
 * one connection each. For every one the server answers with a status line or closes, in time, and
 * it stays alive.
 */

import { connect } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import type { Handler } from '../../src/semantics/exchange.ts'
import type { FuzzFailure, FuzzTask } from './fuzz-report.ts'
import { makeMessage } from './messages.ts'
import { Random } from './random.ts'

const CONNECTIONS = 8
const PATIENCE_MILLISECONDS = 5000
/** How often, in messages, a plain request asks whether the server is alive. */
const ALIVE_EVERY = 500
const ALIVE = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const STATUS_LINE = /^HTTP\/1\.1 [1-5]\d\d [A-Z]/

const { seed, packageUrl, begun }: FuzzTask = workerData
const { createServer }: typeof import('../../src/index.ts') = await import(packageUrl)

/** Reads the content and answers with it, or without when the client broke it off. */
const echo: Handler = async ({ content }) => {
  const read: Uint8Array[] = []
  try {
    for await (const octets of content) read.push(Uint8Array.from(octets))
  } catch {
    return { status: 400, fields: [], content: { kind: 'none' } }
  }
  return { status: 200, fields: [], content: { kind: 'octets', octets: Buffer.concat(read) } }
}

const errors: unknown[] = []
const server = createServer(echo, { journal: { failed: (error) => errors.push(error) } })
const { port } = await server.listen({ host: '127.0.0.1', port: 0 })
let next = 0
await Promise.all(Array.from({ length: CONNECTIONS }, sendAll))

/** Several of these run at once; they go on until the thread is terminated. */
async function sendAll(): Promise<void> {
  for (;;) {
    const index = next
    next += 1
    Atomics.store(begun, 0, next)
    const message = index % ALIVE_EVERY === 0 ? ALIVE : makeMessage(seed, index)
    const says = findFault(message, await send(message, new Random(seed + 1, index)))
    if (says === undefined) continue
    const report: FuzzFailure = { kind: 'failed', failure: 'server', index, says }
    parentPort?.postMessage(report)
  }
}

interface Exchange {
  readonly answer: string
  readonly failure: string | undefined
}

function findFault(message: string, { answer, failure }: Exchange): string | undefined {
  const [error] = errors.splice(0)
  if (error !== undefined) return `it failed, here or close by: ${String(error)}`
  if (failure !== undefined) return failure
  const isStatusLine = answer === '' || STATUS_LINE.test(answer)
  const said = JSON.stringify(answer.slice(0, 200))
  if (!isStatusLine) return `it answered ${said}`
  const isAlive = message !== ALIVE || answer.startsWith('HTTP/1.1 200 ')
  return isAlive ? undefined : `asked whether it is alive, instead, it answered ${said}`
}

/** Sends `message` in one piece or two, closes that side, and reads until the server has closed. */
async function send(message: string, random: Random): Promise<Exchange> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
  let answer = ''
  let failure: string | undefined
  socket.setEncoding('latin1')
  socket.on('data', (text: string) => {
    answer += text
  })
  socket.on('error', (error: NodeJS.ErrnoException) => {
    // A server that has refused may reset what is still on its way; it may not be gone.
    if (error.code === 'ECONNREFUSED') failure = 'it is gone'
  })
  socket.setTimeout(PATIENCE_MILLISECONDS, () => {
    failure = 'it neither answered nor closed'
    socket.destroy()
  })
  const at = random.below(2 * message.length + 1)
  socket.write(message.slice(0, at), 'latin1', () => socket.end(message.slice(at), 'latin1'))
  await new Promise<void>((resolve) => socket.once('close', () => resolve()))
  return { answer, failure }
}
