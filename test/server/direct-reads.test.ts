/** Do octets arrive as they were sent when Node's stream is left out, and does nothing depend on it? */

import assert from 'node:assert/strict'
import { createServer, type Socket } from 'node:net'
import { describe, it, type TestContext } from 'node:test'
import type { Conversation } from '../../src/server/conversation.ts'
import { readDirectly } from '../../src/server/direct-reads.ts'
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

describe('a socket that is read directly', () => {
  it('emits no data, and is asked for on this version of Node', async (t) => {
    let octetsRead = 0
    let isDirect: boolean | undefined
    const listener = createServer((socket) => {
      socket.on('error', () => {})
      isDirect = readDirectly(socket, (octets) => {
        octetsRead += octets
      })
    })
    t.after(() => listener.close())
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
    const client = await openSocket(t, (listener.address() as { port: number }).port)
    await client.send('12345')
    await until(() => octetsRead === 5, 'five octets')
    assert.equal(isDirect, true)
  })

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
    const { port, keepers } = await keep(t)
    const client = await openSocket(t, port)
    await client.send('last')
    client.socket.end()
    await until(() => keepers[0]?.hasEnded === true && keepers[0].isClosed, 'end and close')
    assert.equal(keepers[0]!.text, 'last')
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

describe('a socket that looks otherwise inside', () => {
  for (const [handle, why] of [
    [undefined, 'none at all'],
    [null, 'gone already'],
    [{}, 'of another kind'],
  ] as const) {
    it(`is left as it is: its handle is ${why}`, () => {
      const socket = { _handle: handle }
      const isDirect = readDirectly(socket as unknown as Socket, () => {})
      assert.equal(isDirect, false)
      assert.deepEqual(Reflect.ownKeys(socket), ['_handle'])
    })
  }
})
