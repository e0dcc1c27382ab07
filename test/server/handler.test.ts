/** What is a handler told, and what becomes of a request when it fails? */

import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { Handler, Response } from '../../src/semantics/exchange.ts'
import { exchange } from '../support/raw-socket.ts'
import { contentOf, serveHandler, textResponse } from '../support/serve-handler.ts'

const LAST = 'GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'
const POST = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello'

describe('what a handler is told', { concurrency: true }, () => {
  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [request: string, expected: string, why: string])[] = [
    ['GET /a?b HTTP/1.1\r\nHost: x:80\r\n',          'GET /a?b for x:80 by 1.1',  'origin-form, addressed by Host'],
    ['GET http://y/a HTTP/1.1\r\nHost: x\r\n',       'GET /a for y by 1.1',       'absolute-form names the authority, Host does not count'],
    ['get /a HTTP/1.0\r\n',                           'get /a for  by 1.0',        'an HTTP/1.0 client need not say, and methods have case'],
    ['OPTIONS * HTTP/1.1\r\nHost: x\r\n',            'OPTIONS * for x by 1.1',    'asterisk-form asks about the server'],
  ]
  for (const [request, expected, why] of CASES) {
    it(`${JSON.stringify(request)}: ${why}`, async (t) => {
      const { port } = await serveHandler(
        t,
        ({ method, target, authority, version, fields, remoteAddress }) => {
          assert.equal(fields.get('connection'), 'close')
          assert.equal(remoteAddress, '127.0.0.1')
          return textResponse(`${method} ${target} for ${authority} by ${version}`)
        },
      )
      const client = await exchange(t, port, `${request}Connection: close\r\n\r\n`)
      assert.equal(client.responses()[0]?.content, expected)
    })
  }
})

describe('the time a handler is told', { concurrency: true }, () => {
  const times = async (t: TestContext, handle: (now: () => number) => void | Promise<void>) => {
    const { port } = await serveHandler(t, (request) => {
      const done = handle(() => request.now)
      return done === undefined ? textResponse('') : done.then(() => textResponse(''))
    })
    const began = performance.now()
    await exchange(t, port, GET + GET + LAST)
    return { began, ended: performance.now() }
  }

  it('is one for requests that arrived together and are answered at once', async (t) => {
    const seen: number[] = []
    const { began, ended } = await times(t, (now) => {
      seen.push(now())
      spin(2)
    })
    assert.equal(seen.length, 3)
    assert.equal(new Set(seen).size, 1)
    assert.ok(seen.every((now) => began < now && now < ended))
  })

  it('is another for those that arrived later', async (t) => {
    const seen: number[] = []
    const { port } = await serveHandler(t, ({ now }) => {
      seen.push(now)
      return textResponse('')
    })
    await exchange(t, port, LAST)
    await exchange(t, port, LAST)
    assert.ok(seen[0]! < seen[1]!)
  })

  it('goes on for a handler that takes its time', async (t) => {
    const seen: number[] = []
    await times(t, async (now) => {
      seen.push(now())
      await Promise.resolve()
      spin(2)
      seen.push(now())
      spin(2)
      seen.push(now())
    })
    assert.equal(seen.length, 9)
    assert.deepEqual(
      seen,
      [...new Set(seen)].sort((one, other) => one - other),
    )
  })
})

/** Passes so many milliseconds without giving others a turn. */
function spin(milliseconds: number): void {
  const end = performance.now() + milliseconds
  while (performance.now() < end);
}

describe('handlers that fail', { concurrency: true }, () => {
  const SECRET = 'ENOENT: /etc/secret'
  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [why: string, handler: Handler])[] = [
    ['throws',                        () => { throw new Error(SECRET) }],
    ['rejects',                       () => Promise.reject(new Error(SECRET))],
    ['rejects once it has content',   async (request) => { await contentOf(request); throw new Error(SECRET) }],
    ['throws out of its loop',        async ({ content }) => { for await (const _ of content) throw new Error(SECRET); return textResponse('') }],
  ]
  for (const [why, handler] of CASES) {
    it(`${why}: 500, its reason in the journal and nowhere else`, async (t) => {
      const { port, journal } = await serveHandler(t, (request) =>
        request.method === 'GET' ? textResponse('last') : handler(request),
      )
      const client = await exchange(t, port, POST + LAST)
      assert.deepEqual(
        client.responses().map(({ status, content }) => [status, content]),
        [
          [500, '500 Internal Server Error\n'],
          [200, 'last'],
        ],
      )
      assert.equal(String(journal.failures[0]?.error), `Error: ${SECRET}`)
      assert.equal(journal.failures[0]?.what, 'answering a request')
      assert.equal(journal.failures.length, 1)
    })
  }

  for (const [when, broken] of [
    ['at once', () => undefined],
    ['later', () => Promise.resolve(undefined)],
    ['later, without content', () => Promise.resolve({ status: 200, fields: [] })],
  ] as const) {
    it(`answers with no response ${when}: the server goes on`, async (t) => {
      const { port, journal } = await serveHandler(t, ({ target }) =>
        target === '/last' ? textResponse('last') : (broken() as unknown as Response),
      )
      const client = await exchange(t, port, `GET / HTTP/1.1\r\nHost: x\r\n\r\n`, LAST)
      assert.doesNotMatch(client.received, /TypeError/)
      assert.match(String(journal.failures[0]?.error), /^TypeError/)
      const [last] = (await exchange(t, port, LAST)).responses()
      assert.equal(last?.content, 'last')
    })
  }
})
