/**
 * What a viewer of the live view is told, what it is not, and what it costs those who are served.
 */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { describe, it, type TestContext } from 'node:test'
import type { LiveLimits } from '../../src/cli/live-limits.ts'
import { LiveView } from '../../src/cli/live-view.ts'
import { DEFAULT_LIMITS } from '../../src/message/limits.ts'
import type { Handler } from '../../src/semantics/exchange.ts'
import { createServer } from '../../src/server/http-server.ts'
import type { Lookout } from '../../src/server/watcher.ts'
import { type EventStream, eventsOf, type StreamEvent, watch } from '../support/event-stream.ts'
import { exchange, openSocket, type RawSocket, until } from '../support/raw-socket.ts'
import { textResponse } from '../support/serve-handler.ts'

const HOST = 'Host: localhost\r\n'
const REQUEST = `GET /a HTTP/1.1\r\n${HOST}\r\n`
const LAST = `GET /a HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`
const ASSET = `GET /~octets/page.js HTTP/1.1\r\n${HOST}\r\n`
const STREAM = `GET /~octets/live HTTP/1.1\r\n${HOST}\r\n`
const HELLO: Handler = () => textResponse('hello', 200, [['Set-Cookie', 'id=s3cret; HttpOnly']])

async function serveLive(t: TestContext, limits: Partial<LiveLimits> = {}, handle = HELLO) {
  const lookout: Lookout = { watcher: undefined }
  const view = new LiveView(DEFAULT_LIMITS, lookout, limits)
  const failures: unknown[] = []
  const journal = { failed: (error: unknown) => void failures.push(error) }
  const server = createServer(view.serve(handle), {
    ...{ lookout, journal, stopping: () => view.close() },
  })
  const { port } = await server.listen({ host: '127.0.0.1', port: 0 })
  t.after(async () => {
    server.destroy()
    await server.close()
    assert.deepEqual(failures, [])
  })
  return { server, lookout, port, url: `http://127.0.0.1:${port}/~octets/live` }
}

describe('the live view', () => {
  it('shows a request with exactly the cuts it came with, and its answer', async (t) => {
    const { port, url } = await serveLive(t)
    const stream = await watch(t, url)
    assert.match(stream.text, /^HTTP\/1\.1 200 OK\r\n/)
    assert.match(stream.text, /\r\nContent-Type: text\/event-stream\r\n/)
    const pieces = [LAST.slice(0, 8), LAST.slice(8, 27), LAST.slice(27)]
    await sendTold(await openSocket(t, port), stream, pieces)
    await stream.take(1, 'closed')
    const told = stream.events.map(({ data }) => data)
    const received = told.filter(({ direction }) => direction === 'received')
    const segments = received.filter(({ kind }) => kind === 'segment')
    assert.deepEqual(
      segments.map(({ offset, octets, text, omitted }) => [offset, octets, text, omitted]),
      [
        [0, 8, pieces[0], 0],
        [8, 19, pieces[1], 0],
        [27, LAST.length - 27, pieces[2], 0],
      ],
    )
    assert.deepEqual(
      received.filter(({ kind }) => kind === 'need-octets').map(({ state }) => state),
      ['version', 'field-value'],
    )
    const [opened] = told
    assert.equal(opened.kind, 'opened')
    assert.equal(opened.missed, 0)
    assert.match(opened.peer, /^127\.0\.0\.1:\d+$/)
    for (const { connection, time } of told) {
      assert.equal(connection, opened.connection)
      assert.ok(Number.isInteger(time))
    }
    const [status] = told.filter(({ event }) => event === 'status-line')
    assert.equal(status.text, 'HTTP/1.1 200 OK\r\n')
    assert.equal(told.at(-1).kind, 'closed')
  })

  for (const [name, value] of [
    ['Authorization', 'Basic s3cret='],
    ['Proxy-Authorization', 'Bearer s3cret'],
    ['Cookie', 'id=s3cret; a=b'],
    ['cookie', 's3cret'],
  ] as const) {
    it(`masks ${name} before octets leave, wherever it is cut`, async (t) => {
      const { port, url } = await serveLive(t)
      const stream = await watch(t, url)
      const head = `GET / HTTP/1.1\r\n${HOST}Connection: close\r\n${name}: `
      const text = `${head}${value}\r\nX: y\r\n\r\n`
      const middle = head.length + value.indexOf('s3c') + 2
      const pieces = [text.slice(0, middle), text.slice(middle)]
      await sendTold(await openSocket(t, port), stream, pieces)
      await stream.take(1, 'closed')
      assert.doesNotMatch(stream.text, /s3|cret/)
      const segments = await stream.take(2, 'segment', 'received')
      const shown = segments.map(({ data }) => data.text).join('')
      assert.equal(shown, text.replace(value, '*'.repeat(value.length)))
    })
  }

  it('masks Set-Cookie of answers', async (t) => {
    const { port, url } = await serveLive(t)
    const stream = await watch(t, url)
    await visit(t, port, LAST)
    const [answer] = await stream.take(1, 'segment', 'sent')
    assert.match(answer?.data.text, /\r\nSet-Cookie: \*{19}\r\n/)
    assert.doesNotMatch(stream.text, /s3cret/)
  })

  it('goes on where a viewer left that comes back', async (t) => {
    const { port, url } = await serveLive(t)
    const first = await watch(t, url)
    await visit(t, port, LAST)
    const [, , third] = await first.take(3, 'event', 'sent').then(() => first.events)
    first.leave()
    await visit(t, port, LAST.replace('/a', '/while-away'))
    const second = await watch(t, url, `Last-Event-ID: ${third?.id}`)
    await until(() => second.text.includes('/while-away'), 'what was missed')
    const numbers = second.events.map(({ id }) => Number(id.split('-')[1]))
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => index + 4),
    )
  })

  for (const id of ['other.1-5', 'x', 'a-', '-1', '9'.repeat(40)]) {
    it(`tells a viewer that comes back from ${id} that it begins anew`, async (t) => {
      const { port, url } = await serveLive(t)
      const stream = await watch(t, url, `Last-Event-ID: ${id}`)
      await visit(t, port, LAST)
      await stream.take(1, 'opened')
      assert.equal(stream.events[0]?.data.kind, 'anew')
    })
  }

  it('lets a viewer that does not read fall behind, and serves on', async (t) => {
    const historyRecords = 5000
    const limits = { historyRecords, octetsPerSecond: Number.POSITIVE_INFINITY }
    const fields = Array.from({ length: 40 }, (_, at) => [`X-${at}`, 'x'.repeat(200)] as const)
    const { port, url } = await serveLive(t, limits, () => textResponse('hello', 200, fields))
    const keeping = await watch(t, url)
    const slow = connect({ port, host: '127.0.0.1' })
    t.after(() => slow.destroy())
    await once(slow, 'connect')
    // Nobody reads from it; the system takes some megabytes for it all the same.
    slow.pause()
    slow.write(STREAM)
    const client = await openSocket(t, port)
    for (let answered = 50; answered <= 1000; answered += 50) {
      await client.send(REQUEST.repeat(50))
      await until(() => countOf('HTTP/1.1 200 OK', client.received) === answered, 'all answers')
    }
    // With it the story ends, for whoever reads slowly and for whoever keeps up.
    client.socket.destroy()
    const [closed] = await keeping.take(1, 'closed')
    const last = numberOf(closed!)
    let text = ''
    slow.on('data', (octets) => {
      text += octets.toString('latin1')
    })
    slow.resume()
    await until(() => text.includes('"kind":"dropped"'), 'to hear of what was dropped')
    const events = () => eventsOf(text.replace(/\r\n[0-9a-f]+\r\n/g, ''))
    await until(() => numberOf(events().at(-1)!) === last, 'the end')
    const isDropped = ({ data }: StreamEvent) => data.kind === 'dropped'
    const gaps = events().filter(isDropped)
    const dropped = gaps.reduce((sum, { data }) => sum + data.records, 0)
    assert.equal(dropped + events().length - gaps.length, last, 'none is lost without a word')
    assert.ok(events().length - events().findLastIndex(isDropped) <= historyRecords + 1)
    const heard = events()
    for (const gap of heard.filter(isDropped))
      assert.equal(numberOf(gap), numberOf(heard[heard.indexOf(gap) - 1]!) + gap.data.records)
  })

  it('sends a comment to a viewer that has nothing to read', async (t) => {
    const { url } = await serveLive(t, { heartbeatMilliseconds: 100 })
    const stream = await watch(t, url)
    await until(() => countOf(': still here\n\n', stream.text) === 2, 'two heartbeats')
  })

  for (const [how, leave] of [
    ['resets its connection', (socket: Socket) => socket.resetAndDestroy()],
    ['closes it', (socket: Socket) => socket.destroy()],
  ] as const) {
    it(`watches nothing once the last viewer ${how}`, async (t) => {
      const times = { heartbeatMilliseconds: 100, returnMilliseconds: 50 }
      const { port, lookout } = await serveLive(t, times)
      assert.equal(lookout.watcher, undefined)
      const viewer = await openSocket(t, port)
      await viewer.send(STREAM)
      await viewer.receives('retry: 1000')
      assert.notEqual(lookout.watcher, undefined)
      leave(viewer.socket)
      await until(() => lookout.watcher === undefined, 'nobody to watch')
      await visit(t, port, LAST)
      const later = await openSocket(t, port)
      await later.send(STREAM)
      await later.receives('retry: 1000')
      await visit(t, port, LAST.replace('/a', '/later'))
      await later.receives('/later')
      assert.doesNotMatch(later.received, /GET \/a/, 'what nobody watched is not told')
    })
  }

  it('joins a connection that is older than its viewer, at its next message', async (t) => {
    const { port, url } = await serveLive(t)
    const client = await openSocket(t, port)
    await client.send(`${REQUEST}GET /half`)
    await client.receives('hello')
    const stream = await watch(t, url)
    await client.send(REQUEST.slice(6))
    await until(() => countOf('hello', client.received) === 2, 'the second answer')
    await client.send(REQUEST.replace('/a', '/shown'))
    const [opened] = await stream.take(1, 'opened')
    assert.equal(opened?.data.missed, REQUEST.length - 6, 'counted since someone watches')
    const [segment] = await stream.take(1, 'segment', 'received')
    assert.equal(segment?.data.offset, 0)
    assert.match(segment?.data.text, /^GET \/shown/)
    const [answer] = await stream.take(1, 'segment', 'sent')
    assert.match(answer?.data.text, /^HTTP\/1\.1 200 OK/)
    assert.doesNotMatch(stream.text, /\/half/)
  })

  it('leaves out what the page asks for, between other requests and cut anywhere', async (t) => {
    const { port, url } = await serveLive(t)
    const stream = await watch(t, url)
    const client = await openSocket(t, port)
    const requests = [ASSET.slice(0, 3), ASSET.slice(3, 12), ASSET.slice(12)]
    await client.send(...requests, REQUEST, ...requests)
    await until(() => countOf('hello', client.received) === 3, 'three answers')
    await client.send(REQUEST.replace('/a', '/~'), REQUEST.replace('/a', '/~octetsy'))
    await until(() => countOf('hello', client.received) === 5, 'five answers')
    client.socket.destroy()
    await stream.take(1, 'closed')
    const lines = stream.events.flatMap(({ data }) =>
      data.event === 'request-line' ? [data.text.slice(4, -11)] : [],
    )
    assert.deepEqual(lines, ['/a', '/~', '/~octetsy'])
    assert.equal(stream.events.filter(({ data }) => data.event === 'status-line').length, 3)
    const opened = await stream.take(2, 'opened')
    assert.deepEqual(
      opened.map(({ data }) => data.missed),
      [ASSET.length, ASSET.length],
    )
    assert.doesNotMatch(stream.text, /page\.js/)
  })

  it('shows it to who asks, and never tells of what it tells', async (t) => {
    const { port, url } = await serveLive(t)
    const own = await watch(t, `${url}?self=1`)
    const other = await watch(t, url)
    await visit(t, port, ASSET.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'))
    await until(() => own.text.includes('page.js'), 'the page’s own request')
    await own.take(1, 'closed')
    const [left] = await own.take(1, 'left')
    assert.equal(left?.data.says, 'what follows is what you read here')
    await visit(t, port, LAST)
    await other.take(1, 'closed')
    await until(() => numberOf(own.events.at(-1)!) === numberOf(other.events.at(-1)!), 'the same')
    const ofStream = own.events.filter(({ data }) => data.connection === left?.data.connection)
    const sent = ofStream.filter(({ data }) => data.direction === 'sent')
    assert.equal(sent.filter(({ data }) => data.kind === 'segment').length, 1, 'its head')
    assert.deepEqual(ofStream.at(-1), left)
    assert.doesNotMatch(other.text, /page\.js|\/live/)
  })

  it('does not tell of a stream that was asked for behind another request', async (t) => {
    const { port, url } = await serveLive(t)
    const stream = await watch(t, url)
    const client = await openSocket(t, port)
    await client.send(REQUEST + STREAM)
    await client.receives('retry: 1000')
    const [left] = await stream.take(1, 'left')
    assert.equal(left?.data.says, 'what follows asks for this page')
    await visit(t, port, LAST.replace('/a', '/later'))
    await stream.take(1, 'closed')
    const last = stream.events.findLast(({ data }) => data.connection === left?.data.connection)
    assert.deepEqual(last, left)
  })

  it('shows so much in a second, and tells how much it left out', async (t) => {
    const { port, url } = await serveLive(t, { octetsPerSecond: 1 })
    const stream = await watch(t, url)
    const client = await openSocket(t, port)
    const total = 20
    for (let answered = 1; answered <= total; answered += 1) {
      await client.send(REQUEST)
      await until(() => countOf('hello', client.received) === answered, 'an answer')
    }
    const [skipped] = await stream.take(1, 'skipped')
    const [left] = await stream.take(1, 'left')
    assert.equal(left?.data.says, 'what follows is more at once than is shown')
    assert.equal(skipped?.data.octets % REQUEST.length, 0)
    const shown = stream.events.filter(({ data }) => data.event === 'request-line')
    assert.ok(shown.length < total, `${shown.length}`)
  })

  it('shows the beginning of what is long, and says how much more there was', async (t) => {
    const { port, url } = await serveLive(t, { segmentOctets: 100, receivedOctets: 2000 })
    const stream = await watch(t, url)
    const head = `POST /a HTTP/1.1\r\n${HOST}Content-Length: 5000\r\n\r\n`
    const client = await openSocket(t, port)
    await client.send(head + 'x'.repeat(5000))
    await client.receives('hello')
    await client.send(REQUEST)
    await until(() => countOf('hello', client.received) === 2, 'two answers')
    client.socket.destroy()
    const [first] = await stream.take(1, 'segment', 'received')
    assert.equal(first?.data.text.length, 100)
    assert.equal(first?.data.octets, 100 + first?.data.omitted)
    const [left] = await stream.take(1, 'left')
    assert.equal(left?.data.says, 'what follows is too long to be shown')
    const [, again] = await stream.take(2, 'opened')
    assert.equal(first?.data.octets + again?.data.missed, head.length + 5000)
  })

  it('bounds what it shows of answers', async (t) => {
    const limits = { sentOctets: 300, segmentOctets: 200 }
    const { port, url } = await serveLive(t, limits, () => textResponse('x'.repeat(300_000)))
    const stream = await watch(t, url)
    await visit(t, port, LAST)
    const ends = await stream.take(1, 'closed').then(() => stream.take(1, 'segment', 'sent'))
    const shown = ends.map(({ data }) => data.text).join('')
    assert.ok(shown.length <= 300, `${shown.length}`)
    const all = ends.reduce((sum, { data }) => sum + data.octets, 0)
    const omitted = ends.reduce((sum, { data }) => sum + data.omitted, 0)
    assert.ok(all > 300_000)
    assert.equal(omitted, all - shown.length)
  })

  it('takes a few viewers, and tells the next one to come later', async (t) => {
    const { port, url } = await serveLive(t, { viewers: 2, heartbeatMilliseconds: 100 })
    const first = await watch(t, url)
    await watch(t, url)
    const third = await watch(t, url)
    assert.equal(third.status, 503)
    assert.match(third.text, /\r\nRetry-After: 2\r\n/)
    first.leave()
    // That it has gone shows when it is written to.
    let status = 503
    for (let tries = 0; status === 503 && tries < 500; tries += 1) {
      const client = await openSocket(t, port)
      await client.send(STREAM)
      await client.receives('\r\n\r\n')
      status = Number(client.received.slice(9, 12))
    }
    assert.equal(status, 200)
  })

  // biome-ignore format: the columns are the test
  const REFUSED: readonly (readonly [request: string, status: number, why: string])[] = [
    ['POST /~octets/live HTTP/1.1\r\n',                                405, 'there is nothing to post to'],
    ['GET /~octets/live HTTP/1.1\r\nSec-Fetch-Site: cross-site\r\n', 403, 'another site shall not even cause it'],
    ['GET /~octets/live HTTP/1.1\r\nSec-Fetch-Site: same-site\r\n',  403, 'nor another port'],
    ['HEAD /~octets/live HTTP/1.1\r\n',                                200, 'HEAD is no viewer'],
  ]
  for (const [request, status, why] of REFUSED) {
    it(`answers ${request.slice(0, -2).replace('\r\n', ', ')} with ${status}: ${why}`, async (t) => {
      const { port, lookout } = await serveLive(t, { returnMilliseconds: 1 })
      const client = await exchange(t, port, `${request}${HOST}Connection: close\r\n\r\n`)
      assert.match(client.received, new RegExp(`^HTTP/1\\.1 ${status} `))
      await until(() => lookout.watcher === undefined, 'nobody to watch')
    })
  }

  it('ends its streams when the server stops, which would wait for them', async (t) => {
    const { server, url } = await serveLive(t)
    const stream = await watch(t, url)
    await until(() => stream.text.includes('retry'), 'the stream')
    await server.close()
    assert.equal(server.connections, 0)
  })
})

/** Sends each piece when the one before it has been told of: so the cuts are where they are here. */
async function sendTold(
  client: RawSocket,
  stream: EventStream,
  pieces: readonly string[],
): Promise<void> {
  for (const [at, piece] of pieces.entries()) {
    await client.send(piece)
    await stream.take(at + 1, 'segment', 'received')
  }
  client.socket.end()
}

/** One connection, from its first octet until both sides have closed it. */
async function visit(t: TestContext, port: number, text: string): Promise<RawSocket> {
  const client = await exchange(t, port, text)
  client.socket.end()
  return client
}

function countOf(what: string, text: string): number {
  return text.split(what).length - 1
}

function numberOf({ id }: { readonly id: string }): number {
  return Number(id.split('-')[1])
}
