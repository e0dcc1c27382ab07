/** How does serving begin and end, who is let in, and can one socket end the process? */

import assert from 'node:assert/strict'
import { connect, Server as NetServer } from 'node:net'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { DEFAULT_LIMITS } from '../../src/message/limits.ts'
import type { Handler, Response } from '../../src/semantics/exchange.ts'
import { createServer } from '../../src/server/http-server.ts'
import { Server } from '../../src/server/server.ts'
import { exchange, openSocket, RawSocket, until } from '../support/raw-socket.ts'
import { serveHandler, textResponse } from '../support/serve-handler.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'
const LAST = 'GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
const home: Handler = ({ target }) => textResponse(`at ${target}`)

/** A handler whose answers are given by the test, in the order of the requests. */
function answeringByHand(): { handle: Handler; asked: ((response: Response) => void)[] } {
  const asked: ((response: Response) => void)[] = []
  return { asked, handle: () => new Promise((resolve) => asked.push(resolve)) }
}

describe('listening', () => {
  it('tells the port it was given', async (t) => {
    const { port } = await serveHandler(t, home)
    const client = await exchange(t, port, LAST)
    assert.equal(client.responses()[0]?.content, 'at /last')
  })

  it('on several endpoints is one server', async (t) => {
    const { port, server } = await serveHandler(t, home)
    const other = await server.listen({ host: '127.0.0.1', port: 0 })
    assert.notEqual(other.port, port)
    const clients = [await openSocket(t, port), await openSocket(t, other.port)]
    await until(() => server.connections === 2, 'two connections')
    for (const client of clients) client.socket.end()
    await server.close()
    await assert.rejects(openSocket(t, other.port), { code: 'ECONNREFUSED' })
    await assert.rejects(openSocket(t, port), { code: 'ECONNREFUSED' })
  })

  it('rejects with the error of the system', async (t) => {
    const { port } = await serveHandler(t, home)
    const second = createServer(home)
    await assert.rejects(second.listen({ host: '127.0.0.1', port }), { code: 'EADDRINUSE' })
    await second.close()
  })

  it('goes on when connections cannot be accepted, and says so once a minute', async (t) => {
    const listeners: NetServer[] = []
    const { listen } = NetServer.prototype
    t.mock.method(NetServer.prototype, 'listen', function (this: NetServer, ...rest: unknown[]) {
      listeners.push(this)
      return Reflect.apply(listen, this, rest)
    })
    const { port, journal } = await serveHandler(t, home)
    listeners[0]?.emit('error', new Error('accept EMFILE'))
    listeners[0]?.emit('error', new Error('accept EMFILE'))
    assert.deepEqual(
      journal.failures.map(({ error, what }) => [String(error), what]),
      [['Error: accept EMFILE', 'accepting connections']],
    )
    const client = await exchange(t, port, LAST)
    assert.equal(client.responses()[0]?.content, 'at /last')
  })
})

describe('closing', { concurrency: true }, () => {
  it('ends idle connections without a word, busy ones with Connection: close', async (t) => {
    const { handle, asked } = answeringByHand()
    const { port, server } = await serveHandler(t, handle)
    const [idle, used, busy] = [
      await openSocket(t, port),
      await openSocket(t, port),
      await openSocket(t, port),
    ]
    await used.send(GET)
    await until(() => asked.length === 1, 'the first request')
    asked[0]?.(textResponse('first'))
    await used.receives('first')
    await busy.send(GET)
    await until(() => asked.length === 2, 'the second request')

    const closed = server.close()
    for (const client of [idle, used]) {
      await client.ends()
      client.socket.end()
    }
    assert.equal(idle.received, '')
    assert.equal(used.responses().length, 1)
    assert.equal(busy.standing, 'open')

    asked[1]?.(textResponse('second'))
    await busy.ends()
    const [answer] = busy.responses()
    assert.equal(answer?.content, 'second')
    assert.equal(answer.fields.get('connection'), 'close')
    busy.socket.end()
    await closed
    assert.equal(server.connections, 0)
  })

  it('answers a request that was on its way', async (t) => {
    const { port, server } = await serveHandler(t, home, { stopGraceMilliseconds: 400 })
    const client = await openSocket(t, port)
    await until(() => server.connections === 1, 'the connection')
    const closed = server.close()
    await client.send(GET)
    await client.ends()
    assert.equal(client.responses()[0]?.fields.get('connection'), 'close')
    client.socket.end()
    await closed
  })

  it('ends a connection whose answer had begun before, once it is complete', async (t) => {
    let finish: () => void = () => {}
    const finished = new Promise<void>((resolve) => {
      finish = resolve
    })
    async function* stream() {
      yield Buffer.from('begun, ')
      await finished
      yield Buffer.from('finished')
    }
    const { port, server } = await serveHandler(t, () => ({
      status: 200,
      fields: [],
      content: { kind: 'stream', stream: stream() },
    }))
    const client = await openSocket(t, port)
    await client.send(GET)
    await client.receives('begun, ')
    const closed = server.close()
    finish()
    await client.ends()
    const [answer] = client.responses()
    assert.equal(answer?.content, 'begun, finished')
    client.socket.end()
    await closed
  })

  it('destroys what is still busy after the time to stop', async (t) => {
    const { handle, asked } = answeringByHand()
    const { port, server } = await serveHandler(t, handle, { stopMilliseconds: 200 })
    const client = await openSocket(t, port)
    await client.send(GET)
    await until(() => asked.length === 1, 'the request')
    await server.close()
    await client.ends()
    assert.equal(client.received, '')
    assert.equal(server.connections, 0)
  })

  it('can be cut short by destroy', async (t) => {
    const { handle, asked } = answeringByHand()
    const { port, server } = await serveHandler(t, handle)
    const client = await openSocket(t, port)
    await client.send(GET)
    await until(() => asked.length === 1, 'the request')
    const closed = server.close()
    server.destroy()
    await closed
    await client.ends()
    assert.equal(client.received, '')
  })

  it('may be asked for twice, and of a server that never listened', async (t) => {
    const { handle, asked } = answeringByHand()
    const { port, server } = await serveHandler(t, handle)
    const client = await openSocket(t, port)
    await client.send(LAST)
    await until(() => asked.length === 1, 'the request')
    const closed = Promise.all([server.close(), server.close()])
    asked[0]?.(textResponse('only'))
    await client.ends()
    client.socket.end()
    await closed
    await createServer(home).close()
  })
})

describe('admission', { concurrency: true }, () => {
  for (const [bound, overrides] of [
    ['in all', { connections: 2 }],
    ['from one address', { connectionsPerAddress: 2 }],
  ] as const) {
    it(`one client too many ${bound} is told to come again, and may`, async (t) => {
      const { port, server } = await serveHandler(t, home, overrides)
      const first = await openSocket(t, port)
      await openSocket(t, port)
      await until(() => server.connections === 2, 'two connections')
      const third = await exchange(t, port)
      const [turnedAway] = third.responses()
      assert.equal(turnedAway?.status, 503)
      assert.equal(turnedAway.fields.get('retry-after'), '1')
      assert.equal(turnedAway.fields.get('connection'), 'close')
      third.socket.end()
      first.socket.end()
      await until(() => server.connections === 1, 'two of three to leave')
      const fourth = await exchange(t, port, LAST)
      assert.equal(fourth.responses()[0]?.status, 200)
    })
  }

  it('the peers of a UNIX socket are not one address', async (t) => {
    const { server } = await serveHandler(t, home, { connectionsPerAddress: 1 })
    const path = join(temporaryFolder(t), 'socket')
    assert.equal(await server.listen({ path }), path)
    for (let at = 1; at <= 3; at += 1) {
      const client = new RawSocket(connect(path))
      t.after(() => client.socket.destroy())
      await client.send(GET)
      await client.receives('at /')
      assert.equal(client.responses()[0]?.status, 200)
      assert.equal(server.connections, at)
    }
  })

  it('a crowd that is too large to be told is let go', async (t) => {
    const { port, server } = await serveHandler(t, home, { connections: 0 })
    const crowd = await Promise.all(Array.from({ length: 300 }, () => openSocket(t, port)))
    await Promise.all(crowd.map((client) => client.ends()))
    const told = crowd.filter(({ received }) => received.includes('503'))
    assert.equal(told.length, 256)
    assert.equal(server.connections, 256)
  })

  it('nobody is told by a server that has nothing to say', async (t) => {
    const server = new Server(() => assert.fail('no conversation'), {
      limits: { ...DEFAULT_LIMITS, connections: 0 },
    })
    const { port } = await server.listen({ host: '127.0.0.1', port: 0 })
    t.after(() => server.close())
    const client = await openSocket(t, port)
    await client.ends()
    assert.equal(client.received, '')
  })

  it('the last of the requests on one connection says so', async (t) => {
    const { port } = await serveHandler(t, home, { requestsPerConnection: 3 })
    const client = await exchange(t, port, GET.repeat(5))
    assert.deepEqual(
      client.responses().map(({ fields }) => fields.get('connection')),
      [undefined, undefined, 'close'],
    )
  })
})

describe('a connection that is reset', { concurrency: true }, () => {
  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [sent: string, when: string])[] = [
    ['',                                                        'before a word'],
    ['GET / HT',                                                'in the middle of a head'],
    ['POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nh', 'in the middle of its content'],
    [GET.repeat(3000),                                          'with thousands of answers unread'],
    [LAST,                                                      'after its last request'],
  ]
  for (const [sent, when] of CASES) {
    it(`${when}: ends nothing but itself`, async (t) => {
      const { port, server, journal } = await serveHandler(t, home)
      const client = await openSocket(t, port)
      await until(() => server.connections === 1, 'the connection')
      client.socket.pause()
      await client.send(sent)
      client.socket.resetAndDestroy()
      await until(() => server.connections === 0, 'the connection to be gone')
      const next = await exchange(t, port, LAST)
      assert.equal(next.responses()[0]?.status, 200)
      assert.deepEqual(journal.failures, [])
    })
  }
})
