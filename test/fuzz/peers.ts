/**
 * What do two servers make of the same octets: ours, and Node's own, whose parser is llhttp?
 *
 * Both have a handler of the same kind: it reads the content and tells the method, the target and the
 * content it saw. A client sends the octets, closes its side and waits for the end.
 *
 * Ours is asked from outside, by what it answers. Node's own cannot be: it parses ahead of its answers
 * and drops those it still owes when the parser fails, so there the handler keeps the record.
 */

import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  createServer as createNodeServer,
  type IncomingMessage,
  type Server as NodeServer,
  type ServerResponse,
} from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Request, Response } from '../../src/semantics/exchange.ts'
import { createServer } from '../../src/server/http-server.ts'
import { parseResponses } from '../support/raw-socket.ts'
import { type Reading, readMessage } from './read-message.ts'

/**
 * How reading a connection came to its end. `refused`: by an answer that blames the client.
 * `incomplete`: the octets ended too early. `closed`: what is left was not looked at.
 */
export type End = 'clean' | 'refused' | 'incomplete' | 'closed'

/** How the octets of one connection were understood. */
export interface Understanding {
  /** Each complete request as `method target octets:digest`; `417` for one whose Expect was unmet. */
  readonly requests: readonly string[]
  readonly end: End
  /**
   * Why it was refused: the fault code of our parser, the error code of llhttp, or `host` for the
   * check that Node makes behind it. Why it was closed: `close`, `expectation`, `tunnel`
   * or `upgrade`.
   */
  readonly code: string | undefined
}

export interface Peer {
  /** Sends `message` on a connection of its own. */
  ask(message: string): Promise<Understanding>
  close(): Promise<void>
}

/** Past this a server neither answers nor closes: the test fails. */
const PATIENCE_MILLISECONDS = 10_000

/** What Node's server gets to close by itself, once the client has. */
const NODE_GRACE_MILLISECONDS = 500

/** What comes back for `message`, once the server has closed; and the port it was sent from. */
async function converse(
  port: number,
  message: string,
): Promise<{ readonly answer: string; readonly localPort: number }> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
  const received: Buffer[] = []
  socket.on('data', (octets) => received.push(octets))
  // A reset after a refusal is one way to close; what came before it counts.
  socket.on('error', () => {})
  socket.setTimeout(PATIENCE_MILLISECONDS, () => socket.destroy(new Error('No answer, no close')))
  let timedOut = false
  socket.on('timeout', () => {
    timedOut = true
  })
  await once(socket, 'connect')
  const localPort = socket.localPort ?? 0
  socket.end(message, 'latin1')
  await new Promise<void>((resolve) => socket.once('close', () => resolve()))
  if (timedOut) throw new Error('No answer and no close')
  return { answer: Buffer.concat(received).toString('latin1'), localPort }
}

function describeRequest(method: string, target: string, content: readonly Uint8Array[]): string {
  const octets = Buffer.concat(content)
  const digest = createHash('sha256').update(octets).digest('hex').slice(0, 8)
  return `${method} ${target} ${octets.length}:${digest}`
}

/** The field our handler tells in what it saw. */
const SAW = 'x-saw'

async function tellWhatWasSeen(request: Request): Promise<Response> {
  const { method, target } = request
  const content: Uint8Array[] = []
  try {
    for await (const octets of request.content) content.push(Uint8Array.from(octets))
  } catch {
    return { status: 400, fields: [[SAW, 'incomplete']], content: { kind: 'none' } }
  }
  const saw = describeRequest(method, target, content)
  return {
    status: 200,
    fields: [[SAW, saw]],
    content: { kind: 'octets', octets: Buffer.from('ok') },
  }
}

export async function startOctets(): Promise<Peer> {
  const failures: unknown[] = []
  const journal = { failed: (error: unknown) => failures.push(error) }
  const server = createServer(tellWhatWasSeen, { journal })
  const { port } = await server.listen({ host: '127.0.0.1', port: 0 })
  return {
    async ask(message) {
      const { answer } = await converse(port, message)
      if (failures.length > 0) throw new Error('Our server failed', { cause: failures[0] })
      return understandAnswers(answer, readMessage(message))
    },
    async close() {
      server.destroy()
      await server.close()
    },
  }
}

/** @throws when the answers are not what follows from what our parser reads */
function understandAnswers(answer: string, { heads, end, code }: Reading): Understanding {
  const requests: string[] = []
  const methods = heads.map(({ method }) => method)
  const answers = parseResponses(answer, methods).filter(({ status }) => status !== 100)
  let isIncomplete = false
  let isRefused = false
  for (const { status, fields } of answers) {
    if (isIncomplete || isRefused) throw new Error(`An answer behind the last: ${status}`)
    const saw = fields.get(SAW)
    const head = heads[requests.length]
    if (status === 501 && head?.method === 'CONNECT') {
      // Answered without looking at what follows, which may be for somebody else.
      requests.push(describeRequest(head.method, head.target, []))
      return { requests, end: 'closed', code: 'tunnel' }
    }
    if (status === 417) requests.push('417')
    else if (saw === 'incomplete') isIncomplete = true
    else if (saw !== undefined) requests.push(saw)
    else isRefused = true
  }
  if (isRefused && end === 'refused') return { requests, end, code }
  const last = heads[requests.length - 1]
  const isWholeStory = answers.length === heads.length && end !== 'refused'
  if (isWholeStory && isIncomplete === requests.length < heads.length) {
    return { requests, end, code: undefined }
  }
  if (isRefused || isIncomplete || last === undefined) throw new Error('Answers that do not follow')
  if (requests.at(-1) === '417') return { requests, end: 'closed', code: 'expectation' }
  if (last.persistent) throw new Error('Closed without a reason')
  return { requests, end: 'closed', code: 'close' }
}

/** What Node's server saw on one connection. */
interface Seen {
  readonly requests: { text: string | undefined }[]
  error: string | undefined
  /** What the last request wanted to make of the connection. */
  turnsInto: 'tunnel' | 'upgrade' | undefined
}

export async function startLlhttp(): Promise<Peer> {
  const seen = new Map<number, Seen>()
  const server = createNodeServer({
    insecureHTTPParser: false,
    requireHostHeader: true,
    joinDuplicateHeaders: false,
  })
  // A client that has closed its side may still be answered, as by our server.
  Object.assign(server, { httpAllowHalfOpen: true })
  observeNode(server, seen)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    async ask(message) {
      const { answer, localPort } = await converse(port, message)
      const record = seen.get(localPort)
      seen.delete(localPort)
      if (record === undefined) throw new Error('Node did not notice the connection')
      return understandRecord(record, answer)
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function observeNode(server: NodeServer, seen: Map<number, Seen>): void {
  const recordOf = ({ remotePort = 0 }: Socket): Seen => {
    const record = seen.get(remotePort)
    if (record === undefined) throw new Error('A connection nobody opened')
    return record
  }
  const read = (request: IncomingMessage, response: ServerResponse) => {
    const entry: { text: string | undefined } = { text: undefined }
    const record = recordOf(request.socket)
    record.requests.push(entry)
    record.turnsInto = isUpgrade(request) ? 'upgrade' : undefined
    const content: Uint8Array[] = []
    request.on('data', (octets: Buffer) => content.push(octets))
    request.on('error', () => {})
    request.on('end', () => {
      const { method = '', url = '' } = request
      entry.text = describeRequest(method, pathOf(method, url), content)
      // Without a length Node does not keep an HTTP/1.0 connection.
      response.writeHead(200, { 'Content-Length': 2 }).end('ok')
    })
  }
  server.on('connection', (socket: Socket) => {
    seen.set(socket.remotePort ?? 0, { requests: [], error: undefined, turnsInto: undefined })
    // Chunked content behind Upgrade: llhttp stops at the head, and Node waits for the rest for ever.
    socket.once('end', () => setTimeout(() => socket.destroy(), NODE_GRACE_MILLISECONDS))
  })
  server.on('request', read)
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    response.writeContinue()
    read(request, response)
  })
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    const record = recordOf(request.socket)
    record.requests.push({ text: '417' })
    record.turnsInto = isUpgrade(request) ? 'upgrade' : undefined
    response.writeHead(417).end()
  })
  server.on('connect', ({ method = '', url = '', socket }: IncomingMessage, tunnel: Socket) => {
    const record = recordOf(socket)
    record.requests.push({ text: describeRequest(method, url, []) })
    record.turnsInto = 'tunnel'
    tunnel.on('error', () => {})
    tunnel.end('HTTP/1.1 200 OK\r\n\r\n')
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    recordOf(socket).error ??= error.code ?? error.message
    // Requests that are already read end a moment later, and only while the socket is there.
    setImmediate(() => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n', () => socket.destroy()))
  })
}

/** Behind such a request llhttp stops, whether or not anybody upgrades. */
function isUpgrade({ headers: { upgrade, connection = '' } }: IncomingMessage): boolean {
  return upgrade !== undefined && /\bupgrade\b/i.test(connection)
}

/** What our server calls the target: RFC 9112 §3.2.2 takes the authority off, §3.2.4 makes `*`. */
function pathOf(method: string, url: string): string {
  const [, rest] = /^https?:\/\/[^/?]*(.*)$/i.exec(url) ?? []
  if (rest === undefined) return url
  if (rest === '' && method === 'OPTIONS') return '*'
  return rest.startsWith('/') ? rest : `/${rest}`
}

function understandRecord(seen: Seen, answer: string): Understanding {
  const requests = seen.requests.flatMap(({ text }) => (text === undefined ? [] : [text]))
  if (seen.error === 'HPE_INVALID_EOF_STATE')
    return { requests, end: 'incomplete', code: undefined }
  if (seen.error !== undefined) return { requests, end: 'refused', code: seen.error }
  // Node checks Host behind the parser and answers without telling any handler.
  if (answer.includes('HTTP/1.1 400 ')) return { requests, end: 'refused', code: 'host' }
  if (seen.turnsInto !== undefined) return { requests, end: 'closed', code: seen.turnsInto }
  return { requests, end: 'clean', code: undefined }
}
