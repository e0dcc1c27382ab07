/** What becomes of the content of a request: read, left, promised or broken off? */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DEFAULT_LIMITS } from '../../src/message/limits.ts'
import type { Handler, Response } from '../../src/semantics/exchange.ts'
import { exchange, openSocket, until } from '../support/raw-socket.ts'
import { contentOf, serveHandler, textResponse } from '../support/serve-handler.ts'

const LAST = 'GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'

const reading: Handler = async (request) => textResponse(`got ${await contentOf(request)}`)
const leaving: Handler = ({ target }) => textResponse(`left ${target}`)
/** Takes one slice and has enough. */
const tasting: Handler = async ({ content }) => {
  for await (const slice of content) return textResponse(`tasted ${slice.length > 0}`)
  return textResponse('tasted nothing')
}

function post(fields: string, version = '1.1'): string {
  return `POST /post HTTP/${version}\r\nHost: x\r\n${fields}\r\n`
}

describe('content that a handler reads', { concurrency: true }, () => {
  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [fields: string, body: string, expected: string, why: string])[] = [
    ['Content-Length: 5\r\n',            'hello',                         'got hello', 'by its length'],
    ['Content-Length: 0\r\n',            '',                              'got ',      'of length nought'],
    ['',                                 '',                              'got ',      'none at all'],
    ['Transfer-Encoding: chunked\r\n',   '2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n', 'got hello', 'chunked, extensions ignored'],
    ['Transfer-Encoding: chunked\r\n',   '0\r\n\r\n',                     'got ',      'chunked, and empty'],
    ['Transfer-Encoding: chunked\r\n',   '5\r\nhello\r\n0\r\nX: y\r\n\r\n', 'got hello', 'chunked, with a trailer section'],
  ]
  for (const [fields, body, expected, why] of CASES) {
    for (const cut of ['in one write', 'octet by octet'] as const) {
      it(`${why}, ${cut}`, async (t) => {
        const { port } = await serveHandler(t, reading)
        const message = post(fields) + body + LAST
        const client = await exchange(t, port, ...(cut === 'in one write' ? [message] : message))
        assert.deepEqual(
          client.responses().map(({ content }) => content),
          [expected, 'got '],
        )
      })
    }
  }

  it('may be asked for again when it has ended, and is empty then', async (t) => {
    const { port } = await serveHandler(t, async (request) => {
      const once = await contentOf(request)
      return textResponse(`${once}|${await contentOf(request)}`)
    })
    const client = await exchange(t, port, `${post('Content-Length: 5\r\n')}hello${LAST}`)
    assert.equal(client.responses()[0]?.content, 'hello|')
  })

  it('can be echoed while it arrives, more of it than we would hold', async (t) => {
    const { port, journal } = await serveHandler(t, ({ content }) => ({
      status: 200,
      fields: [],
      content: { kind: 'stream', stream: content },
    }))
    const client = await openSocket(t, port)
    const sent = 'x'.repeat(2_000_000)
    await client.send(post('Content-Length: 2000000\r\n') + sent + LAST)
    await client.ends()
    const [echoed] = client.responses()
    assert.ok(echoed?.content === sent)
    assert.equal(journal.entries[0]?.octets, sent.length)
  })
})

describe('content that a handler leaves', { concurrency: true }, () => {
  const { drainOctets } = DEFAULT_LIMITS
  const length = (octets: number) => [`Content-Length: ${octets}\r\n`, 'x'.repeat(octets)] as const
  const chunk = (octets: number) =>
    [
      'Transfer-Encoding: chunked\r\n',
      `${octets.toString(16)}\r\n${'x'.repeat(octets)}\r\n0\r\n\r\n`,
    ] as const
  type Verdict = 'persists' | 'closes'
  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [message: readonly [string, string], handler: Handler, verdict: Verdict, why: string])[] = [
    [length(5),               leaving, 'persists', 'a little is dropped'],
    [length(0),               leaving, 'persists', 'nothing is easily dropped'],
    [length(drainOctets),     leaving, 'persists', 'as much as the bound is dropped'],
    [length(drainOctets + 1), leaving, 'closes',   'one octet more is not worth it'],
    [length(4_000_000),       leaving, 'closes',   'a client that sends on can still read the answer'],
    [chunk(5),                leaving, 'persists', 'chunks are dropped too'],
    [chunk(drainOctets),      leaving, 'persists', 'up to the same bound, framing not counted'],
    [chunk(4_000_000),        leaving, 'closes',   'chunks tell their end late; past the bound we stop'],
    [length(100_000),         tasting, 'persists', 'what is left behind the first slice is dropped'],
    [chunk(100_000),          tasting, 'persists', 'in chunks likewise'],
  ]
  for (const [[fields, body], handler, verdict, why] of CASES) {
    it(`${fields.trim()}, ${body.length} octets: ${why}`, async (t) => {
      const { port } = await serveHandler(t, handler)
      const client = await exchange(t, port, post(fields), body + LAST)
      assert.equal(client.standing, 'ended')
      assert.deepEqual(
        client.responses().map(({ status }) => status),
        verdict === 'persists' ? [200, 200] : [200],
      )
    })
  }
})

describe('clients that leave', { concurrency: true }, () => {
  it('a client that closed its side still gets its answers', async (t) => {
    const { port } = await serveHandler(t, async ({ target }) => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      return textResponse(target)
    })
    const client = await openSocket(t, port)
    client.socket.end(
      'GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\nGET /half',
    )
    await client.ends()
    assert.deepEqual(
      client.responses().map(({ content }) => content),
      ['/a', '/b'],
    )
    assert.equal(client.standing, 'ended')
  })

  it('a client that closed without a word gets none', async (t) => {
    const { port } = await serveHandler(t, leaving)
    const client = await openSocket(t, port)
    client.socket.end()
    assert.equal(await client.ends(), 'ended')
    assert.equal(client.received, '')
  })

  it('content cut off by FIN: a reading handler is told, and its answer still read', async (t) => {
    const { port } = await serveHandler(t, async (request) => {
      const [outcome] = await Promise.allSettled([contentOf(request)])
      return textResponse(outcome.status, 400)
    })
    const client = await openSocket(t, port)
    client.socket.end(`${post('Content-Length: 50\r\n')}hello`)
    await client.ends()
    const [response, ...more] = client.responses()
    assert.deepEqual([response?.status, response?.content], [400, 'rejected'])
    assert.equal(response?.fields.get('connection'), 'close')
    assert.deepEqual(more, [])
  })

  it('content cut off by FIN: a handler that left it has answered already', async (t) => {
    const { port } = await serveHandler(t, leaving)
    const client = await openSocket(t, port)
    client.socket.end(`${post('Content-Length: 50\r\n')}hello`)
    await client.ends()
    assert.deepEqual(
      client.responses().map(({ status }) => status),
      [200],
    )
  })

  it('a socket gone in the middle of content: a handler is told, now and when it asks again', async (t) => {
    const outcomes: string[] = []
    const { port, server, journal } = await serveHandler(t, async (request) => {
      for (let times = 0; times < 2; times += 1) {
        const [outcome] = await Promise.allSettled([contentOf(request)])
        outcomes.push(outcome.status)
      }
      return textResponse('for nobody')
    })
    const client = await openSocket(t, port)
    await client.send(post('Expect: 100-continue\r\nContent-Length: 50\r\n'))
    await client.receives('100 Continue')
    server.destroy()
    await until(() => outcomes.length === 2, 'the handler to be told')
    assert.deepEqual(outcomes, ['rejected', 'rejected'])
    await until(() => server.connections === 0, 'the connection to be gone')
    assert.deepEqual(
      journal.entries.map(({ status, outcome }) => [status, outcome]),
      [[0, 'aborted']],
    )
    assert.deepEqual(journal.failures, [], 'a handler that is told so has not failed')
  })

  it('an answer that comes when the client has gone goes nowhere', async (t) => {
    let answer: (response: Response) => void = () => assert.fail('not asked')
    let isAsked = false
    const { port, server, journal } = await serveHandler(t, () => {
      isAsked = true
      return new Promise((resolve) => {
        answer = resolve
      })
    })
    const client = await openSocket(t, port)
    await client.send(LAST)
    await until(() => isAsked, 'the handler to be asked')
    server.destroy()
    await until(() => server.connections === 0, 'the connection to be gone')
    answer(textResponse('for nobody'))
    await client.ends()
    assert.equal(client.received, '')
    const [entry, ...more] = journal.entries
    assert.deepEqual([entry?.status, entry?.octets, entry?.outcome], [0, 0, 'aborted'])
    assert.deepEqual([more, journal.failures], [[], []])
  })
})
