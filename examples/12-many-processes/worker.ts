/**
 * One of the processes that answer. It trusts no client: everything a client can make it hold, or
 * wait for, has a bound.
 */

import { setTimeout as pause } from 'node:timers/promises'
import {
  type Content,
  NO_CONTENT,
  type Request,
  type Response,
} from '../../src/semantics/exchange.ts'
import { createServer } from '../../src/server/http-server.ts'

/** Tight, so that you need not wait long. src/message/limits.ts has all of them, and the usual values. */
const LIMITS = {
  headMilliseconds: 1000,
  idleMilliseconds: 5000,
  connectionsPerAddress: 8,
  fieldSectionOctets: 8192,
}
const SLOW_MILLISECONDS = 500

function answer({ target }: Request): Response {
  // A bug that ends the process: no handler catches it.
  if (target === '/crash') process.exit(1)
  if (target === '/slow') return respond(200, { kind: 'stream', stream: speakSlowly() })
  if (target !== '/') return respond(404, NO_CONTENT)
  const octets = Buffer.from(`answered by process ${process.pid}\n`)
  return respond(200, { kind: 'octets', octets })
}

async function* speakSlowly(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('begun\n')
  await pause(SLOW_MILLISECONDS)
  yield Buffer.from('finished\n')
}

function respond(status: number, content: Content): Response {
  return { status, fields: [['Content-Type', 'text/plain']], content }
}

/** Answers until the primary says `stop`; then finishes what has begun, and ends the process. */
export async function serve(port: number): Promise<void> {
  const server = createServer(answer, { limits: LIMITS })
  process.on('message', async () => {
    await server.close()
    process.exit(0)
  })
  // Ctrl-C reaches every process of the terminal. What it means is for the primary to say.
  process.on('SIGINT', () => {})
  await server.listen({ host: '127.0.0.1', port })
}
