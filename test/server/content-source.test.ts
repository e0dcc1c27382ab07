/** Is a source sent exactly as declared, and closed exactly once, whatever happens? */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { ContentSource, FieldLine, Response } from '../../src/semantics/exchange.ts'
import { exchange, openSocket, until } from '../support/raw-socket.ts'
import { serveHandler, textResponse } from '../support/serve-handler.ts'

interface Whims {
  /** Where the source ends, whatever was promised. */
  readonly endsAt?: number
  /** Where reading fails. */
  readonly failsAt?: number
  /** Octets a read gives at most. */
  readonly atMost?: number
}

/** A source whose octet at a position is known without having it. */
class Pattern implements ContentSource {
  closes = 0
  reads = 0
  readonly #whims: Whims

  constructor(whims: Whims = {}) {
    this.#whims = whims
  }

  async read(into: Uint8Array, position: number): Promise<number> {
    const {
      endsAt = Number.POSITIVE_INFINITY,
      failsAt = Number.POSITIVE_INFINITY,
      atMost,
    } = this.#whims
    assert.equal(this.closes, 0, 'read after close')
    this.reads += 1
    if (position + into.length > failsAt) throw new Error('EIO: /dev/secret')
    const octets = Math.min(into.length, Math.max(0, endsAt - position), atMost ?? into.length)
    for (let at = 0; at < octets; at += 1) into[at] = patternAt(position + at)
    return octets
  }

  close(): void {
    this.closes += 1
  }
}

function patternAt(position: number): number {
  return (position * 31 + (position >> 8)) % 251
}

function isPattern(octets: string, position: number): boolean {
  for (let at = 0; at < octets.length; at += 1) {
    if (octets.charCodeAt(at) !== patternAt(position + at)) return false
  }
  return true
}

function sourceResponse(
  source: ContentSource,
  length: number,
  position = 0,
  fields: readonly FieldLine[] = [],
  status = 200,
): Response {
  return { status, fields, content: { kind: 'source', source, position, length } }
}

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'
const LAST = 'GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'

describe('sources', { concurrency: true }, () => {
  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [position: number, length: number, whims: Whims, why: string])[] = [
    [0,       0,         {},              'of no octets'],
    [0,       1,         {},              'of one octet'],
    [0,       5000,      {},              'in one read'],
    [1000,    5,         {},              'a range in the middle'],
    [0,       65_536,    {},              'as large as the first piece'],
    [0,       65_537,    {},              'one octet larger'],
    [0,       262_144,   {},              'as large as a large piece'],
    [7,       1_000_003, {},              'of many pieces'],
    [0,       20_000,    { atMost: 999 }, 'read in small helpings'],
    [0,       400_000,   { atMost: 70_001 }, 'read in odd helpings over several pieces'],
  ]
  for (const [position, length, whims, why] of CASES) {
    it(`${length} octets from ${position}: ${why}`, async (t) => {
      const source = new Pattern(whims)
      const { port, journal } = await serveHandler(t, ({ target }) =>
        target === '/last' ? textResponse('last') : sourceResponse(source, length, position),
      )
      const client = await exchange(t, port, GET + LAST)
      const [response, last] = client.responses()
      assert.equal(response?.content.length, length)
      assert.ok(isPattern(response.content, position))
      assert.equal(last?.content, 'last')
      assert.equal(source.closes, 1)
      assert.equal(journal.entries[0]?.octets, length, 'the journal counts content only')
    })
  }

  it('a slow reader gets all of a large one', async (t) => {
    const length = 24_000_000
    const source = new Pattern()
    const { port } = await serveHandler(t, () => sourceResponse(source, length))
    const client = await openSocket(t, port)
    client.socket.pause()
    await client.send(LAST)
    await until(() => source.reads > 0, 'the transfer to begin')
    await pause(100)
    const early = source.reads
    for (let turn = 0; turn < 100; turn += 1) {
      client.socket.resume()
      await pause(1)
      client.socket.pause()
      await pause(1)
    }
    client.socket.resume()
    await client.ends()
    const [response] = client.responses()
    assert.ok(response !== undefined && isPattern(response.content, 0))
    assert.equal(response.content.length, length)
    assert.ok(early < source.reads, 'it was not read ahead of the client')
    assert.equal(source.closes, 1)
  })
})

describe('sources that are not sent', { concurrency: true }, () => {
  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [request: string, status: number, fields: readonly FieldLine[], expected: number, why: string])[] = [
    ['HEAD', 200, [],                  200, 'HEAD says the length and sends nothing'],
    ['GET',  304, [],                  304, '304 has no content'],
    ['GET',  200, [['X', 'a\r\nb: c']], 500, 'a field that cannot be sent'],
  ]
  for (const [method, status, fields, expected, why] of CASES) {
    it(`${why}: closed, unread`, async (t) => {
      const source = new Pattern()
      const { port } = await serveHandler(t, ({ target }) =>
        target === '/last' ? textResponse('last') : sourceResponse(source, 300, 0, fields, status),
      )
      const client = await exchange(t, port, GET.replace('GET', method) + LAST)
      const [response, last] = client.responses(method)
      assert.equal(response?.status, expected)
      if (method === 'HEAD') assert.equal(response.fields.get('content-length'), '300')
      assert.equal(last?.content, 'last')
      assert.deepEqual([source.reads, source.closes], [0, 1])
    })
  }

  it('the client left before the answer: closed, unread', async (t) => {
    const source = new Pattern()
    let answer: (response: Response) => void = () => {}
    let isAsked = false
    const { port, server } = await serveHandler(t, () => {
      isAsked = true
      return new Promise((resolve) => {
        answer = resolve
      })
    })
    const client = await openSocket(t, port)
    await client.send(GET)
    await until(() => isAsked, 'the handler to be asked')
    server.destroy()
    await until(() => server.connections === 0, 'the connection to be gone')
    answer(sourceResponse(source, 300))
    await until(() => source.closes > 0, 'the source to be closed')
    assert.deepEqual([source.reads, source.closes], [0, 1])
  })
})

describe('sources that break off', { concurrency: true }, () => {
  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [length: number, whims: Whims, error: RegExp, why: string])[] = [
    [1000,      { endsAt: 999 },       /^ContentError: Content ended 1 octets early/, 'it has become shorter by one octet'],
    [1000,      { endsAt: 0 },         /^ContentError: Content ended 1000 octets early/, 'it has become empty'],
    [2_000_000, { endsAt: 1_500_000 }, /^ContentError: Content ended/,                'it has become shorter while it was sent'],
    [1000,      { failsAt: 0 },        /^Error: EIO/,                                 'it cannot be read'],
    [2_000_000, { failsAt: 1_000_000 }, /^Error: EIO/,                                'it can no longer be read'],
  ]
  for (const [length, whims, error, why] of CASES) {
    it(`${length} octets, ${why}: the connection is destroyed and the journal told`, async (t) => {
      const source = new Pattern(whims)
      const { port, server, journal } = await serveHandler(t, () => sourceResponse(source, length))
      const client = await exchange(t, port, GET + GET)
      const content = client.received.split('\r\n\r\n')[1] ?? ''
      assert.ok(content.length < length, 'never as much as declared')
      assert.ok(isPattern(content, 0), 'and nothing else in its place')
      assert.match(String(journal.failures[0]?.error), error)
      assert.equal(journal.failures[0]?.what, 'sending content')
      assert.equal(journal.failures.length, 1)
      await until(() => server.connections === 0, 'the connection to be gone')
      assert.equal(source.closes, 1)
    })
  }

  for (const [who, leave] of [
    ['the client resets', (client: { resetAndDestroy(): void }) => client.resetAndDestroy()],
    ['the server destroys', (_: unknown, server: { destroy(): void }) => server.destroy()],
  ] as const) {
    it(`${who} in the middle of a transfer: closed, and no failure of ours`, async (t) => {
      const source = new Pattern()
      const { port, server, journal } = await serveHandler(t, () =>
        sourceResponse(source, 500_000_000),
      )
      const client = await openSocket(t, port)
      client.socket.once('data', () => client.socket.pause())
      await client.send(GET)
      await client.receives('HTTP/1.1 200')
      leave(client.socket, server)
      await until(() => source.closes > 0, 'the source to be closed')
      await until(() => server.connections === 0, 'the connection to be gone')
      assert.equal(source.closes, 1)
      assert.deepEqual(journal.failures, [])
    })
  }
})

describe('streams', { concurrency: true }, () => {
  it('that wait are told at once when their connection is gone', async (t) => {
    let returns = 0
    const stream = {
      next: () => new Promise<IteratorResult<Uint8Array>>(() => {}),
      return: async () => {
        returns += 1
        return { done: true as const, value: undefined }
      },
      [Symbol.asyncIterator]: () => stream,
    }
    const { port } = await serveHandler(t, () => ({
      status: 200,
      fields: [],
      content: { kind: 'stream', stream },
    }))
    const client = await openSocket(t, port)
    await client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await client.receives('200 OK')
    assert.equal(returns, 0)
    client.socket.resetAndDestroy()
    await until(() => returns === 1, 'the stream to be told')
  })

  it('one that throws ends the connection, before its last chunk', async (t) => {
    async function* stream() {
      yield Buffer.from('some')
      throw new Error('no more')
    }
    const { port, journal } = await serveHandler(t, () => ({
      status: 200,
      fields: [],
      content: { kind: 'stream', stream: stream() },
    }))
    const client = await exchange(t, port, GET)
    assert.match(client.received, /\r\n\r\n4\r\nsome\r\n$/)
    assert.equal(String(journal.failures[0]?.error), 'Error: no more')
  })

  it('one whose client has left is let go', async (t) => {
    let isOver = false
    async function* stream() {
      try {
        for (;;) {
          yield Buffer.alloc(100_000)
          await pause(1)
        }
      } finally {
        isOver = true
      }
    }
    const { port, journal } = await serveHandler(t, () => ({
      status: 200,
      fields: [],
      content: { kind: 'stream', stream: stream() },
    }))
    const client = await openSocket(t, port)
    await client.send(GET)
    await client.receives('chunked')
    client.socket.resetAndDestroy()
    await until(() => isOver, 'the stream to be over')
    assert.deepEqual(journal.failures, [])
  })
})
