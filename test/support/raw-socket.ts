/**
 * A client that knows nothing of HTTP: it sends the octets it is told to, cut where it is told to,
 * and keeps what comes back. Responses are told apart afterwards, by their framing alone, so that
 * a wrong length in one of them shows in all that follow.
 */

import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'

/** How the connection stands: the peer may have closed its side, reset it, or neither. */
export type Standing = 'open' | 'ended' | 'reset'

/** A response as it was framed. */
export interface RawResponse {
  readonly status: number
  /** Field names are in lower case. */
  readonly fields: ReadonlyMap<string, string>
  readonly content: string
}

/** Long enough for a slow machine; a condition that holds ends the wait at once. */
const PATIENCE_MILLISECONDS = 8000

/** Waits until `holds`, and fails with `what` when it does not come true. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MILLISECONDS
  while (!holds()) {
    assert.ok(performance.now() < deadline, `waited in vain for ${what}`)
    await pause(5)
  }
}

export class RawSocket {
  readonly socket: Socket
  standing: Standing = 'open'
  /** How many pieces arrived. */
  pieces = 0
  /** Whether the socket is gone, for whatever reason. */
  isClosed = false
  readonly #received: Buffer[] = []

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (octets) => {
      this.pieces += 1
      this.#received.push(octets)
    })
    socket.on('end', () => {
      this.standing = 'ended'
    })
    socket.on('error', () => {
      this.standing = 'reset'
    })
    socket.on('close', () => {
      this.isClosed = true
    })
  }

  /** Everything that came back, one char an octet. */
  get received(): string {
    return Buffer.concat(this.#received).toString('latin1')
  }

  get receivedOctets(): number {
    return this.#received.reduce((octets, piece) => octets + piece.length, 0)
  }

  /** Sends each piece on its own; between two of them the network has time to deliver the first. */
  async send(...pieces: readonly (string | Uint8Array)[]): Promise<void> {
    for (const [at, piece] of pieces.entries()) {
      if (at > 0) await pause(3)
      const octets = typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece
      await new Promise<void>((resolve) => {
        this.socket.write(octets, () => resolve())
      })
    }
  }

  /** Waits for `text` to come back. */
  async receives(text: string): Promise<void> {
    await until(() => this.received.includes(text), `${JSON.stringify(text)} to arrive`)
  }

  /** Waits until the peer has closed its side, or reset the connection. */
  async ends(): Promise<Standing> {
    await until(() => this.standing !== 'open' || this.isClosed, 'the connection to end')
    return this.standing
  }

  /** The responses so far. `methods` are those of the requests, all GET when left out. */
  responses(...methods: readonly string[]): readonly RawResponse[] {
    return parseResponses(this.received, methods)
  }
}

/** Connects; the socket is destroyed when the test is over. */
export async function openSocket(t: Pick<TestContext, 'after'>, port: number): Promise<RawSocket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
  t.after(() => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  return new RawSocket(socket)
}

/** Opens a connection, sends the pieces, and returns it once the peer has ended it. */
export async function exchange(
  t: TestContext,
  port: number,
  ...pieces: readonly (string | Uint8Array)[]
): Promise<RawSocket> {
  const client = await openSocket(t, port)
  await client.send(...pieces)
  await client.ends()
  return client
}

/** Takes `text` apart; fails on a response that is not complete. */
export function parseResponses(
  text: string,
  methods: readonly string[] = [],
): readonly RawResponse[] {
  const responses: RawResponse[] = []
  let rest = text
  let answered = 0
  while (rest !== '') {
    const headEnd = rest.indexOf('\r\n\r\n')
    assert.notEqual(headEnd, -1, `no complete head in ${JSON.stringify(rest.slice(0, 200))}`)
    const [statusLine = '', ...lines] = rest.slice(0, headEnd).split('\r\n')
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1])
    assert.ok(status >= 100, `no status line: ${JSON.stringify(statusLine)}`)
    const fields = parseFields(lines)
    const isInterim = status < 200
    const hasNoContent =
      isInterim || status === 204 || status === 304 || methods[answered] === 'HEAD'
    if (!isInterim) answered += 1
    const body = rest.slice(headEnd + 4)
    const { content, octets } = hasNoContent ? { content: '', octets: 0 } : readBody(fields, body)
    rest = body.slice(octets)
    responses.push({ status, fields, content })
  }
  return responses
}

function parseFields(lines: readonly string[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^:\s]+): (.*)$/.exec(line) ?? []
    assert.notEqual(name, '', `no field line: ${JSON.stringify(line)}`)
    assert.ok(!fields.has(name.toLowerCase()), `${name} is said twice`)
    fields.set(name.toLowerCase(), value)
  }
  return fields
}

/** The content at the beginning of `body`, and how many octets its framing took. */
function readBody(
  fields: ReadonlyMap<string, string>,
  body: string,
): { readonly content: string; readonly octets: number } {
  if (fields.get('transfer-encoding') === 'chunked') return readChunks(body)
  const length = fields.get('content-length')
  // RFC 9112 §6.3: with neither, the content is all there is until the connection ends.
  const octets = length === undefined ? body.length : Number(length)
  assert.ok(body.length >= octets, `content has ${body.length} of ${octets} octets`)
  return { content: body.slice(0, octets), octets }
}

function readChunks(body: string): { readonly content: string; readonly octets: number } {
  let content = ''
  let at = 0
  for (;;) {
    const [line, digits = ''] = /^([0-9a-f]+)\r\n/.exec(body.slice(at, at + 20)) ?? ['']
    assert.notEqual(digits, '', `no chunk size at ${JSON.stringify(body.slice(at, at + 20))}`)
    const size = Number.parseInt(digits, 16)
    at += line.length
    content += body.slice(at, at + size)
    at += size
    assert.equal(body.slice(at, at + 2), '\r\n', 'a chunk ends in CR LF')
    at += 2
    if (size === 0) return { content, octets: at }
  }
}
