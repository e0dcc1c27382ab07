/** What does a web-standard application see of a request, and what leaves of its response? */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type FetchApp, fetchHandler } from '../../src/fetch/fetch-handler.ts'
import { exchange, openSocket, until } from '../support/raw-socket.ts'
import { serveHandler } from '../support/serve-handler.ts'

const CLOSE = 'Connection: close\r\n'
const octets = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

/** Later than what is there at once, which has one turn of the event loop to come. */
async function twoTurns(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  await new Promise((resolve) => setImmediate(resolve))
}

const POST = `POST /p HTTP/1.1\r\nHost: x\r\n${CLOSE}`

describe('the request that an app sees', { concurrency: true }, () => {
  // biome-ignore format: the columns are the test
  const URLS: readonly (readonly [head: string, expected: string, why: string])[] = [
    ['GET /a?b=c HTTP/1.1\r\nHost: x.example:81\r\n',         'GET http://x.example:81/a?b=c',  'authority from Host'],
    ['GET http://y/a?b HTTP/1.1\r\nHost: x\r\n',              'GET http://y/a?b',               'the absolute-form names its own'],
    ['GET //evil/a HTTP/1.1\r\nHost: x\r\n',                  'GET http://x//evil/a',           'a path is never an authority'],
    ['GET /a/../b HTTP/1.1\r\nHost: x\r\n',                   'GET http://x/b',                 'a URL has no dot segments'],
    ['GET / HTTP/1.1\r\nHost: [::1]:80\r\n',                  'GET http://[::1]/',              'a URL leaves out the port of its scheme'],
    ['GET / HTTP/1.0\r\n',                                    'GET http://localhost/',          'an HTTP/1.0 client need not say'],
    ['OPTIONS * HTTP/1.1\r\nHost: x\r\n',                     'OPTIONS http://x/',              'the asterisk-form has an empty path'],
    ['PROPFIND /a HTTP/1.1\r\nHost: x\r\n',                   'PROPFIND http://x/a',            'other methods pass as they are'],
  ]
  for (const [head, expected, why] of URLS) {
    it(`${JSON.stringify(head)}: ${why}`, async (t) => {
      const { port } = await serveHandler(
        t,
        fetchHandler(({ method, url }) => new Response(`${method} ${url}`)),
      )
      const client = await exchange(t, port, `${head}${CLOSE}\r\n`)
      assert.equal(client.responses()[0]?.content, expected)
    })
  }

  // biome-ignore format: the columns are the test
  const REFUSED: readonly (readonly [head: string, status: number, why: string])[] = [
    ['GET / HTTP/1.1\r\nHost: x:99999\r\n',   400, 'no port of a URL'],
    ['GET / HTTP/1.1\r\nHost: 1.2.3.256\r\n', 400, 'no address of a URL'],
    ['TRACE / HTTP/1.1\r\nHost: x\r\n',       501, 'the standard has no TRACE'],
    ['get / HTTP/1.1\r\nHost: x\r\n',         501, 'methods have case, and the standard would take it for GET'],
    ['Head / HTTP/1.1\r\nHost: x\r\n',        501, 'which would be answered with content'],
  ]
  for (const [head, status, why] of REFUSED) {
    it(`${JSON.stringify(head)} is answered ${status}: ${why}`, async (t) => {
      const { port, journal } = await serveHandler(
        t,
        fetchHandler(() => assert.fail('nobody is asked')),
      )
      const client = await exchange(t, port, `${head}${CLOSE}\r\n`)
      assert.equal(client.responses()[0]?.status, status)
      assert.deepEqual(journal.failures, [])
    })
  }

  it('has its fields, joined as the standard joins them', async (t) => {
    const { port } = await serveHandler(
      t,
      fetchHandler(({ headers }) => Response.json([...headers])),
    )
    const fields = 'Accept: a\r\nACCEPT: b\r\nCookie: c=1\r\nCookie: d=2\r\nX-Latin: \xe9\r\n'
    const client = await exchange(t, port, `GET / HTTP/1.1\r\nHost: x\r\n${fields}${CLOSE}\r\n`)
    assert.deepEqual(
      JSON.parse(Buffer.from(client.responses()[0]?.content ?? '', 'latin1').toString()),
      [
        ['accept', 'a, b'],
        ['connection', 'close'],
        ['cookie', 'c=1; d=2'],
        ['host', 'x'],
        ['x-latin', 'é'],
      ],
    )
  })

  it('has the scheme that the owner says', async (t) => {
    const app: FetchApp = ({ url }) => new Response(url)
    const { port } = await serveHandler(t, fetchHandler(app, { scheme: 'https' }))
    const client = await exchange(t, port, `GET / HTTP/1.1\r\nHost: x\r\n${CLOSE}\r\n`)
    assert.equal(client.responses()[0]?.content, 'https://x/')
  })

  // biome-ignore format: the columns are the test
  const BODIES: readonly (readonly [message: string, expected: string, why: string])[] = [
    [`${POST}Content-Length: 5\r\n\r\nhello`,                              '"hello"', 'by its length'],
    [`${POST}Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n`, '"hello"', 'in chunks'],
    [`${POST}Content-Length: 0\r\n\r\n`,                                   '""',      'empty'],
    [`${POST}\r\n`,                                                        'none',    'none at all'],
    [`GET / HTTP/1.1\r\nHost: x\r\n${CLOSE}Content-Length: 5\r\n\r\nhello`, 'none',    'a GET has none that counts'],
  ]
  for (const [message, expected, why] of BODIES) {
    it(`has a body: ${why}`, async (t) => {
      const { port } = await serveHandler(
        t,
        fetchHandler(async (request) => {
          const text = await request.text()
          return new Response(request.body === null ? 'none' : JSON.stringify(text))
        }),
      )
      const client = await exchange(t, port, ...message)
      assert.equal(client.responses()[0]?.content, expected)
    })
  }

  it('asks a client that waits to go on when the body is read, and not before', async (t) => {
    const { port } = await serveHandler(
      t,
      fetchHandler(
        async (request) =>
          new Response(request.url.endsWith('/read') ? await request.text() : 'left'),
      ),
    )
    const head = (path: string) =>
      `POST ${path} HTTP/1.1\r\nHost: x\r\n${CLOSE}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n`
    const reading = await openSocket(t, port)
    await reading.send(head('/read'))
    await reading.receives('100 Continue')
    await reading.send('ok')
    await reading.ends()
    assert.match(reading.received, /\r\n\r\nok$/)
    const leaving = await exchange(t, port, head('/left'))
    assert.doesNotMatch(leaving.received, /100 Continue/)
  })

  it('can be left in the middle of its body, and the connection goes on', async (t) => {
    const { port } = await serveHandler(
      t,
      fetchHandler(async ({ body }) => {
        await body?.cancel()
        return new Response('left')
      }),
    )
    const post = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n'
    const client = await exchange(t, port, `${post}\r\nhello${post}${CLOSE}\r\nhello`)
    assert.deepEqual(
      client.responses().map(({ content }) => content),
      ['left', 'left'],
    )
  })
})

describe('the response of an app', { concurrency: true }, () => {
  const stream = (...chunks: readonly Uint8Array[]): ReadableStream => {
    const left = chunks.values()
    const source = {
      async pull(controller: ReadableStreamDefaultController): Promise<void> {
        await twoTurns()
        const { done, value } = left.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
    }
    // Nothing is pulled before it is read, so that each chunk comes late.
    return new ReadableStream(source, { highWaterMark: 0 })
  }
  const lengths = (length: string) => ({ headers: { 'Content-Length': length } })

  // biome-ignore format: the columns are the test
  const FRAMED: readonly (readonly [app: FetchApp, framing: string | undefined, content: string, why: string])[] = [
    [() => new Response('hello'),                                  '5',       'hello', 'a string is there at once'],
    [() => new Response(octets('hello')),                          '5',       'hello', 'octets too'],
    [() => Response.json({ a: 1 }),                                '7',       '{"a":1}', 'JSON'],
    [() => new Response(new URLSearchParams({ a: 'ü' })),          '8',       'a=%C3%BC', 'a form'],
    [() => new Response(''),                                       '0',       '',      'an empty string'],
    [() => new Response(),                                         '0',       '',      'nothing'],
    [async () => new Response('later'),                            '5',       'later', 'a promise'],
    [() => new Response(stream(octets('hel'), octets('lo'))),      'chunked', 'hello', 'a stream'],
    [() => new Response(stream()),                                 'chunked', '',      'a stream that ends late with nothing'],
    [() => new Response(stream(octets(''), octets('a'))),          'chunked', 'a',     'an empty chunk is not the last'],
    [() => new Response(stream(octets('hello')), lengths('5')),    '5',       'hello', 'a stream of a length that is said'],
    [() => new Response(stream(octets('hello')), lengths('five')), 'chunked', 'hello', 'a length that cannot be meant'],
    [() => new Response('hello', lengths('3')),                    '5',       'hello', 'a length that is known better'],
    [() => new Response(null, { status: 204 }),                    undefined, '',      'a status without content'],
    [() => new Response(null, { status: 304, ...lengths('5') }),   undefined, '',      'a length that would be the 200\'s'],
  ]
  for (const [app, framing, content, why] of FRAMED) {
    it(`${framing ?? 'no length'}: ${why}`, async (t) => {
      const { port, journal } = await serveHandler(t, fetchHandler(app))
      const get = 'GET / HTTP/1.1\r\nHost: x\r\n'
      const client = await exchange(t, port, `${get}\r\n${get}${CLOSE}\r\n`)
      for (const { fields, ...response } of client.responses()) {
        assert.equal(fields.get('content-length') ?? fields.get('transfer-encoding'), framing)
        assert.equal(response.content, content)
      }
      assert.equal(client.responses().length, 2)
      assert.deepEqual(journal.failures, [])
    })
  }

  // biome-ignore format: the columns are the test
  const HEADS: readonly (readonly [app: FetchApp, framing: string, why: string])[] = [
    [() => new Response('hello'),              '5',       'an app that answers as to GET'],
    [() => new Response(null, lengths('5')),   '5',       'an app that says the length of what it leaves out'],
    [() => new Response(null),                 'chunked', 'an app that does not: 0 would be a lie'],
  ]
  for (const [app, framing, why] of HEADS) {
    it(`to HEAD ${framing}: ${why}`, async (t) => {
      const { port } = await serveHandler(t, fetchHandler(app))
      const head = 'HEAD / HTTP/1.1\r\nHost: x\r\n'
      const client = await exchange(t, port, `${head}\r\n${head}${CLOSE}\r\n`)
      const responses = client.responses('HEAD', 'HEAD')
      assert.equal(responses.length, 2)
      const [{ fields } = assert.fail()] = responses
      assert.equal(fields.get('content-length') ?? fields.get('transfer-encoding'), framing)
    })
  }

  it('leaves without the fields that are the server’s, and with every cookie', async (t) => {
    const headers = new Headers({
      ...{ Connection: 'close, X-Hop', 'X-Hop': 'a', 'Keep-Alive': 'timeout=5', TE: 'trailers' },
      ...{ 'Transfer-Encoding': 'chunked', Upgrade: 'h2c', Trailer: 'X', Date: 'yesterday' },
      ...{ 'Proxy-Connection': 'close', 'X-Stays': 'b', 'Content-Type': 'text/x' },
    })
    headers.append('Set-Cookie', 'a=1; Expires=Sat, 21 Nov 2026 00:00:00 GMT')
    headers.append('Set-Cookie', 'b=2')
    const { port } = await serveHandler(
      t,
      fetchHandler(() => new Response('x', { headers })),
    )
    const client = await openSocket(t, port)
    await client.send('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await client.receives('\r\n\r\nx')
    const [, ...lines] = client.received.slice(0, client.received.indexOf('\r\n\r\n')).split('\r\n')
    assert.deepEqual(
      lines.filter((line) => !line.startsWith('Date: ')),
      [
        'Server: octets',
        'content-type: text/x',
        'set-cookie: a=1; Expires=Sat, 21 Nov 2026 00:00:00 GMT',
        'set-cookie: b=2',
        'x-stays: b',
        'Content-Length: 1',
      ],
    )
    assert.equal(lines.filter((line) => /^date: .*GMT$/i.test(line)).length, 1)
  })

  const used = (): Response => {
    const response = new Response('x')
    response.body?.getReader()
    return response
  }
  // biome-ignore format: the columns are the test
  const BROKEN: readonly (readonly [app: () => unknown, cause: RegExp, why: string])[] = [
    [() => { throw new Error('secret') },                      /secret/,             'throws'],
    [() => Promise.reject(new Error('secret')),                /secret/,             'rejects'],
    [() => undefined,                                          /TypeError/,          'answers nothing'],
    [() => Response.error(),                                   /Response\.error\(\)/, 'answers what no wire can carry'],
    [used,                                                     /locked/,             'answers with a body that somebody reads'],
    [() => new Response(new ReadableStream({ start(c) { c.error(new Error('secret')) } })), /secret/, 'has a body that fails before its first chunk'],
    [() => new Response(new ReadableStream({ start(c) { c.enqueue('text' as never) } })), /gave a string/, 'has a body of text'],
  ]
  for (const [app, cause, why] of BROKEN) {
    it(`is a 500 when the app ${why}, and the cause is in the journal`, async (t) => {
      const { port, journal } = await serveHandler(t, fetchHandler(app as FetchApp))
      const client = await exchange(t, port, `GET / HTTP/1.1\r\nHost: x\r\n${CLOSE}\r\n`)
      const [response] = client.responses()
      assert.deepEqual([response?.status, response?.content], [500, '500 Internal Server Error\n'])
      assert.match(String(journal.failures[0]?.error), cause)
      assert.equal(journal.failures.length, 1)
    })
  }

  it('breaks off where its stream fails, so that nobody takes it for all', async (t) => {
    const failing = new ReadableStream({
      start: (controller) => controller.enqueue(octets('begun')),
      async pull(controller) {
        await twoTurns()
        controller.error(new Error('secret'))
      },
    })
    const { port, journal } = await serveHandler(
      t,
      fetchHandler(() => new Response(failing)),
    )
    const client = await exchange(t, port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    assert.match(client.received, /\r\n5\r\nbegun\r\n$/)
    assert.match(String(journal.failures[0]?.error), /secret/)
  })
})

describe('an app whose client leaves', { concurrency: true }, () => {
  it('is told by the signal while it thinks', async (t) => {
    let told: AbortSignal | undefined
    const { port, journal } = await serveHandler(
      t,
      fetchHandler(({ signal }) => {
        told = signal
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason))
        })
      }),
    )
    const client = await openSocket(t, port)
    await client.send('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await until(() => told !== undefined, 'the app to be asked')
    client.socket.resetAndDestroy()
    await until(() => told?.aborted === true, 'the app to be told')
    assert.equal(told?.reason.name, 'AbortError')
    await until(() => journal.entries.length === 1, 'the journal to hear of it')
    assert.deepEqual(journal.failures, [], 'and giving up then is no failure')
  })

  for (const [when, isSilent] of [
    ['between two chunks', false],
    ['while it is silent', true],
  ] as const) {
    it(`has its stream cancelled ${when}`, async (t) => {
      let reason: unknown
      const endless = new ReadableStream({
        start: (controller) => controller.enqueue(octets('first')),
        async pull(controller) {
          await twoTurns()
          if (!isSilent) controller.enqueue(octets('more'))
        },
        cancel(why) {
          reason = why
        },
      })
      const { port, server, journal } = await serveHandler(
        t,
        fetchHandler(() => new Response(endless)),
      )
      const client = await openSocket(t, port)
      await client.send('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
      await client.receives('first')
      client.socket.resetAndDestroy()
      await until(() => reason !== undefined, 'the stream to be cancelled')
      await until(() => server.connections === 0, 'the connection to be gone')
      assert.equal(journal.entries[0]?.outcome, 'aborted')
      assert.deepEqual(journal.failures, [])
    })
  }

  it('sees its reading fail when content breaks off', async (t) => {
    const outcomes: unknown[] = []
    const { port } = await serveHandler(
      t,
      fetchHandler(async (request) => {
        outcomes.push(await request.text().catch((error: Error) => error.name))
        return new Response('told')
      }),
    )
    const client = await openSocket(t, port)
    client.socket.end(`${POST}Content-Length: 50\r\n\r\nhello`)
    await client.ends()
    assert.deepEqual(outcomes, ['AbortError'])
    assert.equal(client.responses()[0]?.content, 'told')
  })
})
