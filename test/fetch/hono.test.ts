/** Does a real application of the Fetch standard run here: Hono, unchanged? */

import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { cors } from 'hono/cors'
import { etag } from 'hono/etag'
import { stream, streamSSE, streamText } from 'hono/streaming'
import { fetchHandler } from '../../src/fetch/fetch-handler.ts'
import { exchange, openSocket, until } from '../support/raw-socket.ts'
import { type ServingHttp, serveHandler } from '../support/serve-handler.ts'

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'
/** More than the operating system holds between two sockets of one machine. */
const LARGE_OCTETS = 32 * 1024 * 1024

function serveHono(t: TestContext, app: Hono): Promise<ServingHttp> {
  return serveHandler(t, fetchHandler(app.fetch), { contentOctets: 2 * LARGE_OCTETS })
}

/** Something that one side waits for and the other lets happen. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}

/** Waits until `count` has begun to rise and then been the same for many looks. */
async function standsStill(count: () => number, who: string): Promise<void> {
  let before = 0
  let looks = 0
  await until(() => {
    const now = count()
    looks = now === before && now > 0 ? looks + 1 : 0
    before = now
    return looks === 40
  }, `${who} to be held up`)
}

describe('Hono on octets', { concurrency: true }, () => {
  it('says hello, as on the first page of its documentation', async (t) => {
    const app = new Hono()
    app.get('/', (c) => c.text('Hono!'))
    const { port } = await serveHono(t, app)
    const response = await fetch(`http://127.0.0.1:${port}/`)
    assert.equal(response.headers.get('content-length'), '5')
    assert.equal(await response.text(), 'Hono!')
  })

  it('speaks JSON both ways, with parameters and a query', async (t) => {
    const app = new Hono()
    app.put('/books/:id', async (c) => {
      const { title } = await c.req.json<{ title: string }>()
      return c.json({ id: c.req.param('id'), by: c.req.query('by'), title }, 201)
    })
    const { port } = await serveHono(t, app)
    const response = await fetch(`http://127.0.0.1:${port}/books/7?by=%C3%A9`, {
      method: 'PUT',
      body: JSON.stringify({ title: 'ü' }),
    })
    assert.equal(response.status, 201)
    assert.deepEqual(await response.json(), { id: '7', by: 'é', title: 'ü' })
  })

  it('sets several cookies, and reads them back', async (t) => {
    const app = new Hono()
    app.get('/set', (c) => {
      setCookie(c, 'a', '1', { httpOnly: true })
      setCookie(c, 'b', '2', { expires: new Date(0) })
      return c.body(null, 204)
    })
    app.get('/get', (c) => c.json(getCookie(c)))
    const { port } = await serveHono(t, app)
    const set = await fetch(`http://127.0.0.1:${port}/set`)
    assert.deepEqual(set.headers.getSetCookie(), [
      'a=1; Path=/; HttpOnly',
      'b=2; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
    ])
    const get = await fetch(`http://127.0.0.1:${port}/get`, { headers: { Cookie: 'a=1; b=2' } })
    assert.deepEqual(await get.json(), { a: '1', b: '2' })
  })

  it('takes a form with a file', async (t) => {
    const app = new Hono()
    app.post('/', async (c) => {
      const { name, file } = await c.req.parseBody()
      return c.text(`${name}: ${await (file as File).text()}`)
    })
    const { port } = await serveHono(t, app)
    const body = new FormData()
    body.set('name', 'n')
    body.set('file', new File(['inside'], 'f.txt'))
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body })
    assert.equal(await response.text(), 'n: inside')
  })

  it('runs its middleware: entity-tags, preflights, HEAD, its own 404', async (t) => {
    const app = new Hono()
    app.use(cors({ origin: 'https://a.example' }), etag())
    app.get('/', (c) => c.text('tagged'))
    const { port } = await serveHono(t, app)
    const url = `http://127.0.0.1:${port}/`
    const tag = (await fetch(url)).headers.get('etag') ?? ''
    const again = await fetch(url, { headers: { 'If-None-Match': tag } })
    assert.deepEqual([again.status, await again.text()], [304, ''])
    const head = await fetch(url, { method: 'HEAD' })
    assert.deepEqual([head.status, await head.text()], [200, ''])
    const Origin = 'https://a.example'
    const preflight = await fetch(url, { method: 'OPTIONS', headers: { Origin } })
    assert.deepEqual(
      [preflight.status, preflight.headers.get('access-control-allow-origin')],
      [204, Origin],
    )
    assert.equal((await fetch(`${url}nope`)).status, 404)
  })

  it('answers for its own errors', async (t) => {
    const app = new Hono()
    app.onError((error, c) => c.text(`sorry: ${error.message}`, 500))
    app.get('/', () => {
      throw new Error('mine')
    })
    const { port, journal } = await serveHono(t, app)
    const response = await fetch(`http://127.0.0.1:${port}/`)
    assert.deepEqual([response.status, await response.text()], [500, 'sorry: mine'])
    assert.deepEqual(journal.failures, [], 'what the app has caught is its own')
  })

  it('streams: each chunk leaves before the next is made', async (t) => {
    const gates = [gate(), gate()] as const
    const app = new Hono()
    app.get('/', (c) =>
      streamText(c, async (out) => {
        await out.write('one')
        await gates[0].opened
        await out.write('two')
        await gates[1].opened
      }),
    )
    const { port } = await serveHono(t, app)
    const client = await openSocket(t, port)
    await client.send(GET)
    await client.receives('3\r\none\r\n')
    assert.doesNotMatch(client.received, /two/)
    gates[0].open()
    await client.receives('3\r\ntwo\r\n')
    assert.doesNotMatch(client.received, /0\r\n\r\n$/)
    gates[1].open()
    await client.receives('0\r\n\r\n')
    assert.equal(client.responses()[0]?.content, 'onetwo')
  })

  it('sends events: the head leaves while there is none, and the app hears that its client left', async (t) => {
    let hasAborted = false
    const { opened, open } = gate()
    const app = new Hono()
    app.get('/', (c) =>
      streamSSE(c, async (out) => {
        out.onAbort(() => {
          hasAborted = true
        })
        await opened
        await out.writeSSE({ event: 'tick', data: '1' })
        await new Promise(() => {})
      }),
    )
    const { port, journal } = await serveHono(t, app)
    const client = await openSocket(t, port)
    await client.send(GET)
    await client.receives('text/event-stream')
    await client.receives('\r\n\r\n')
    open()
    await client.receives('event: tick\ndata: 1\n\n')
    assert.equal(hasAborted, false)
    client.socket.resetAndDestroy()
    await until(() => hasAborted, 'the app to hear of it')
    await until(() => journal.entries.length === 1, 'the journal to hear of it')
    assert.equal(journal.entries[0]?.outcome, 'aborted')
    assert.deepEqual(journal.failures, [])
  })

  it('makes no more of an answer than the client takes', async (t) => {
    const chunk = new Uint8Array(65_536)
    let made = 0
    const app = new Hono()
    app.get('/', (c) =>
      stream(c, async (out) => {
        for (; made < LARGE_OCTETS && !out.aborted; made += chunk.length) await out.write(chunk)
      }),
    )
    const { port } = await serveHono(t, app)
    const client = await openSocket(t, port)
    client.socket.pause()
    await client.send(GET)
    await standsStill(() => made, 'the app')
    assert.ok(made < LARGE_OCTETS, `${made} octets were made for a client that takes none`)
    client.socket.resume()
    await until(() => client.receivedOctets > LARGE_OCTETS, 'all of it to arrive')
    await client.receives('\r\n0\r\n\r\n')
    assert.equal(made, LARGE_OCTETS)
    assert.equal(client.responses()[0]?.content.length, LARGE_OCTETS)
  })

  it('takes an upload no faster than it reads, and holds none of it meanwhile', async (t) => {
    const { opened, open } = gate()
    let read = 0
    const app = new Hono()
    app.post('/', async (c) => {
      for await (const octets of c.req.raw.body ?? []) {
        read += octets.length
        await opened
      }
      return c.text(`${read}`)
    })
    const { port } = await serveHono(t, app)
    const client = await openSocket(t, port)
    await client.send(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${LARGE_OCTETS}\r\n\r\n`)
    client.socket.write(Buffer.alloc(LARGE_OCTETS, 'x'))
    await until(() => read > 0, 'the app to be given a slice')
    // What the client could hand over is in the operating system's buffers or read ahead of the app.
    await standsStill(() => client.socket.bytesWritten - client.socket.writableLength, 'the client')
    assert.ok(client.socket.writableLength > 0, 'the upload was taken as a whole')
    assert.ok(read <= 65_536, `${read} octets were given to an app that took one slice`)
    open()
    await client.receives(`\r\n\r\n${LARGE_OCTETS}`)
  })

  it('echoes while it reads', async (t) => {
    const app = new Hono()
    app.post('/', (c) => new Response(c.req.raw.body))
    const { port } = await serveHono(t, app)
    const client = await openSocket(t, port)
    await client.send(
      'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n',
    )
    await client.receives('3\r\none\r\n')
    await client.send('3\r\ntwo\r\n')
    await client.receives('3\r\ntwo\r\n')
    await client.send('0\r\n\r\n')
    await client.receives('0\r\n\r\n')
    assert.equal(client.responses()[0]?.content, 'onetwo')
  })

  it('answers before an upload has ended, and the client can read it', async (t) => {
    const app = new Hono()
    app.post('/', (c) => c.text('too much', 413))
    const { port } = await serveHono(t, app)
    const head = `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${LARGE_OCTETS}\r\n\r\n`
    const client = await exchange(t, port, head, Buffer.alloc(1_000_000))
    assert.deepEqual(
      client.responses().map(({ status, content }) => [status, content]),
      [[413, 'too much']],
    )
  })
})
