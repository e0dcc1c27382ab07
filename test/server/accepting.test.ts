/** Do octets arrive as they were sent when sockets are not Node's, and does nothing depend on it? */

import assert from 'node:assert/strict'
import { createServer, Server as NetServer, type Socket } from 'node:net'
import { describe, it, type TestContext } from 'node:test'
import { acceptDirectly, type OnRead } from '../../src/server/accepting.ts'
import type { Conversation } from '../../src/server/conversation.ts'
import { Server } from '../../src/server/server.ts'
import { openSocket, until } from '../support/raw-socket.ts'

const LIMITS = {
  connections: 10,
  connectionsPerAddress: 10,
  entranceMilliseconds: 1000,
  stopMilliseconds: 1000,
}

/** Keeps every piece it is given; `stops` has the socket paused at the first. */
class Keeper implements Conversation {
  readonly pieces: Buffer[] = []
  hasEnded = false
  isClosed = false
  readonly socket: Socket
  readonly #stops: boolean

  constructor(socket: Socket, stops: boolean) {
    this.socket = socket
    this.#stops = stops
  }

  get text(): string {
    return Buffer.concat(this.pieces).toString('latin1')
  }

  octets(octets: Buffer): void {
    this.pieces.push(octets)
    if (this.#stops && this.pieces.length === 1) this.socket.pause()
  }

  ended(): void {
    this.hasEnded = true
    this.socket.end()
  }

  drained(): void {}
  tick(): void {}
  stop(): void {}

  closed(): void {
    this.isClosed = true
  }
}

async function keep(
  t: TestContext,
  stops = false,
): Promise<{ readonly port: number; readonly keepers: readonly Keeper[] }> {
  const keepers: Keeper[] = []
  const server = new Server(
    (socket) => {
      const keeper = new Keeper(socket, stops)
      keepers.push(keeper)
      return keeper
    },
    { limits: LIMITS },
  )
  const { port } = await server.listen({ host: '127.0.0.1', port: 0 })
  t.after(async () => {
    server.destroy()
    await server.close()
  })
  return { port, keepers }
}

/** A client that sends, closes its side, and waits until its connection is closed. */
async function visit(t: TestContext, text: string): Promise<Keeper> {
  const { port, keepers } = await keep(t)
  const client = await openSocket(t, port)
  await client.send(text)
  client.socket.end()
  await until(() => keepers[0]?.hasEnded === true && keepers[0].isClosed, 'end and close')
  return keepers[0]!
}

interface Accepting {
  readonly port: number
  readonly listener: NetServer
  readonly isDirect: boolean
  /** Of those taken, and of those that Node made. */
  readonly sockets: { readonly taken: Socket[]; readonly usual: Socket[] }
}

/** A listener from which connections are taken. */
async function accepting(t: TestContext, onRead?: OnRead): Promise<Accepting> {
  const sockets = { taken: [] as Socket[], usual: [] as Socket[] }
  const listener = createServer((socket) => sockets.usual.push(socket))
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const isDirect = acceptDirectly(listener, (socket) => sockets.taken.push(socket), onRead)
  t.after(() => {
    for (const socket of [...sockets.taken, ...sockets.usual]) socket.destroy()
    listener.close()
  })
  const { port } = listener.address() as { port: number }
  return { port, listener, isDirect, sockets }
}

describe('a connection that is taken from its listener', () => {
  it('is no event of that listener, on this version of Node', async (t) => {
    const { port, isDirect, sockets } = await accepting(t)
    await openSocket(t, port)
    await until(() => sockets.taken.length === 1, 'a connection')
    assert.equal(isDirect, true)
    assert.deepEqual(sockets.usual, [])
  })

  it('emits data when it is not read directly', async (t) => {
    const { port, sockets } = await accepting(t)
    const client = await openSocket(t, port)
    await until(() => sockets.taken.length === 1, 'a connection')
    let text = ''
    sockets.taken[0]!.on('data', (octets: Buffer) => {
      text += octets.toString()
    })
    await client.send('12345')
    await until(() => text === '12345', 'five octets')
  })

  it('emits none when it is', async (t) => {
    let octetsRead = 0
    const { port, sockets } = await accepting(t, (octets) => {
      octetsRead += octets
    })
    const client = await openSocket(t, port)
    await until(() => sockets.taken.length === 1, 'a connection')
    sockets.taken[0]!.on('data', () => assert.fail('there was data'))
    await client.send('12345')
    await until(() => octetsRead === 5, 'five octets')
  })

  it('can be written to when its client has closed its side', async (t) => {
    const { port, sockets } = await accepting(t, () => {})
    const client = await openSocket(t, port)
    await until(() => sockets.taken.length === 1, 'a connection')
    const [socket] = sockets.taken
    let hasEnded = false
    socket!.on('end', () => {
      hasEnded = true
    })
    client.socket.end()
    await until(() => hasEnded, 'the end')
    socket!.end('late')
    await until(() => client.received === 'late', 'the answer')
  })

  it('has a listener that still says when it cannot accept', async (t) => {
    const { listener, sockets } = await accepting(t)
    const failures: unknown[] = []
    listener.on('error', (error) => failures.push(error))
    const { _handle: handle } = listener as unknown as {
      _handle: { onconnection(status: number, handle: undefined): void }
    }
    const EMFILE = -24
    handle.onconnection(EMFILE, undefined)
    assert.deepEqual(
      failures.map((error) => (error as NodeJS.ErrnoException).code),
      ['EMFILE'],
    )
    assert.deepEqual(sockets.taken, [])
  })
})

describe('a socket that is read directly', () => {
  it('hands on pieces that later reads, of other sockets too, do not change', async (t) => {
    const { port, keepers } = await keep(t)
    const clients = [await openSocket(t, port), await openSocket(t, port)]
    await until(() => keepers.length === 2, 'two connections')
    const sent = ['', '']
    for (let turn = 0; turn < 40; turn += 1) {
      const [at, piece] = [turn % 2, `${turn % 2}:${'x'.repeat(turn * 37)};`]
      sent[at] += piece
      await clients[at]!.send(piece)
      await until(() => keepers.some(({ text }) => text === sent[at]), `turn ${turn}`)
    }
    assert.deepEqual(keepers.map(({ text }) => text).sort(), sent)
  })

  it('brings more than one read holds, in order', async (t) => {
    const { port, keepers } = await keep(t)
    const client = await openSocket(t, port)
    const octets = Buffer.from(Uint32Array.from({ length: 200_000 }, (_, at) => at).buffer)
    await client.send(octets)
    await until(() => keepers[0]?.text.length === octets.length, 'all octets')
    assert.ok(Buffer.concat(keepers[0]!.pieces).equals(octets))
  })

  it('brings nothing while it is paused, and goes on', async (t) => {
    const { port, keepers } = await keep(t, true)
    const client = await openSocket(t, port)
    await client.send('first')
    await until(() => keepers[0]?.text === 'first', 'the first piece')
    await client.send('second')
    await new Promise((resolve) => setTimeout(resolve, 100))
    assert.equal(keepers[0]!.text, 'first')
    keepers[0]!.socket.resume()
    await until(() => keepers[0]!.text === 'firstsecond', 'the second piece')
  })

  it('tells of the end, and that it is closed', async (t) => {
    const keeper = await visit(t, 'last')
    assert.equal(keeper.text, 'last')
  })

  it('tells of a reset', async (t) => {
    const { port, keepers } = await keep(t)
    const client = await openSocket(t, port)
    await client.send('octets')
    await until(() => keepers[0]?.text === 'octets', 'octets')
    client.socket.resetAndDestroy()
    await until(() => keepers[0]!.isClosed, 'close')
  })
})

describe('a listener that looks otherwise inside', () => {
  for (const [handle, why] of [
    [undefined, 'none at all'],
    [null, 'gone already'],
    [{}, 'of another kind'],
    [{ onconnection: 'text' }, 'one that calls nothing'],
  ] as const) {
    it(`is left as it is: its handle is ${why}`, () => {
      const listener = { _handle: handle }
      const before = structuredClone(listener)
      const isDirect = acceptDirectly(
        listener as unknown as NetServer,
        () => {},
        () => {},
      )
      assert.equal(isDirect, false)
      assert.deepEqual(listener, before)
    })
  }

  it('has its connections as events, which are served as well', async (t) => {
    const { address } = NetServer.prototype
    t.mock.method(NetServer.prototype, 'address', function hide(this: NetServer) {
      const inside = this as unknown as { _handle: object }
      const found = address.call(this)
      inside._handle = new Proxy(inside._handle, {
        get: (handle, name) => {
          const value: unknown = name === 'onconnection' ? undefined : Reflect.get(handle, name)
          return typeof value === 'function' ? value.bind(handle) : value
        },
      })
      return found
    })
    const keeper = await visit(t, 'octets')
    assert.equal(keeper.text, 'octets')
    assert.equal(keeper.socket.listenerCount('data'), 1)
  })
})
