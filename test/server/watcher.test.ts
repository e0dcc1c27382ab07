/**
 * Who looks on sees every octet in both directions, and can break nothing.
 */

import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { Handler } from '../../src/semantics/exchange.ts'
import { createServer } from '../../src/server/http-server.ts'
import type { Lookout, ReadPlace, Watcher } from '../../src/server/watcher.ts'
import { openSocket, type RawSocket, until } from '../support/raw-socket.ts'
import { textResponse } from '../support/serve-handler.ts'

const REQUEST = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const LAST = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'

/** What was seen of one connection. */
class Sight {
  received: Buffer[] = []
  readonly places: ReadPlace[] = []
  sent: Buffer[] = []
  closings = 0
}

class Onlooker implements Watcher {
  readonly sights: Sight[] = []
  readonly peers: string[] = []

  opened(peer: string) {
    const sight = new Sight()
    this.sights.push(sight)
    this.peers.push(peer)
    return {
      received: (octets: Uint8Array, place: ReadPlace) => {
        sight.received.push(Buffer.from(octets))
        sight.places.push(place)
      },
      sent: (octets: Uint8Array) => void sight.sent.push(Buffer.from(octets)),
      closed: () => {
        sight.closings += 1
      },
    }
  }
}

async function connectWatched(
  t: TestContext,
  handle: Handler,
  watcher: Watcher | undefined,
  lookout: Lookout = { watcher },
): Promise<{ readonly client: RawSocket; readonly failures: readonly unknown[] }> {
  const failures: unknown[] = []
  const journal = { failed: (error: unknown) => void failures.push(error) }
  const server = createServer(handle, { lookout, journal })
  const { port } = await server.listen({ host: '127.0.0.1', port: 0 })
  t.after(() => {
    server.destroy()
    return server.close()
  })
  return { client: await openSocket(t, port), failures }
}

async function* streamOf(...texts: readonly string[]) {
  for (const text of texts) yield Buffer.from(text)
}

const SOURCE = {
  read: async (into: Uint8Array) => {
    into.fill(0x78)
    return into.length
  },
  close: () => {},
}

// biome-ignore format: the columns are the test
const ANSWERS: readonly (readonly [why: string, handle: Handler])[] = [
  ['small content',         () => textResponse('hello')],
  ['a frozen response',     () => Object.freeze(textResponse('hello'))],
  ['content in steps',      () => textResponse('x'.repeat(500_000))],
  ['a stream, in chunks',   () => ({ status: 200, fields: [], content: { kind: 'stream', stream: streamOf('a', 'bc') } })],
  ['a source, in pieces',   () => ({ status: 200, fields: [], content: { kind: 'source', source: SOURCE, position: 0, length: 600_000 } })],
  ['a failing handler',     () => { throw new Error('expected') }],
]

describe('a watcher', () => {
  for (const [why, handle] of ANSWERS) {
    it(`sees the octets of both directions: ${why}`, async (t) => {
      const onlooker = new Onlooker()
      const { client } = await connectWatched(t, handle, onlooker)
      await client.send(REQUEST, LAST.slice(0, 20), LAST.slice(20))
      await client.ends()
      client.socket.end()
      const sight = onlooker.sights[0]!
      await until(() => sight.closings === 1, 'the closing to be told')
      assert.equal(Buffer.concat(sight.received).toString('latin1'), REQUEST + LAST)
      assert.equal(Buffer.concat(sight.sent).toString('latin1'), client.received)
      assert.match(onlooker.peers[0]!, /^127\.0\.0\.1:\d+$/)
      assert.equal(onlooker.sights.length, 1)
    })
  }

  it('sees what arrives after a fault, though nobody reads it', async (t) => {
    const onlooker = new Onlooker()
    const { client } = await connectWatched(t, () => textResponse(''), onlooker)
    await client.send('\n')
    await client.ends()
    await client.send('more')
    const sight = onlooker.sights[0]!
    await until(() => Buffer.concat(sight.received).toString() === '\nmore', 'the rest to be seen')
  })

  it('may come after a connection, and is told where its messages begin', async (t) => {
    const onlooker = new Onlooker()
    const lookout: Lookout = { watcher: undefined }
    const { client } = await connectWatched(t, () => textResponse('hello'), undefined, lookout)
    await client.send(`${REQUEST}GET /`)
    await client.receives('hello')
    lookout.watcher = onlooker
    await client.send(REQUEST.slice(5), REQUEST, LAST.slice(0, 1), LAST.slice(1))
    await client.ends()
    const sight = onlooker.sights[0]!
    assert.deepEqual(sight.places, [
      ...['in-message', 'between-messages'],
      ...['between-messages', 'in-message'],
    ])
    assert.equal(
      Buffer.concat(sight.received).toString('latin1'),
      REQUEST.slice(5) + REQUEST + LAST,
    )
  })

  it('may go: nothing is shown to it any more', async (t) => {
    const onlooker = new Onlooker()
    const lookout: Lookout = { watcher: onlooker }
    const { client } = await connectWatched(t, () => textResponse('hello'), undefined, lookout)
    await client.send(REQUEST)
    await client.receives('hello')
    lookout.watcher = undefined
    await client.send(LAST)
    await client.ends()
    const received = onlooker.sights.map((sight) => Buffer.concat(sight.received).toString())
    assert.deepEqual(received, [REQUEST])
  })

  it('need not want to', async (t) => {
    const { client } = await connectWatched(t, () => textResponse('hello'), {
      opened: () => undefined,
    })
    await client.send(LAST)
    await client.ends()
    assert.equal(client.responses()[0]?.status, 200)
  })

  for (const step of ['opened', 'received', 'sent', 'closed'] as const) {
    it(`that throws when ${step} breaks nothing, and is told once`, async (t) => {
      const fail = (): never => {
        throw new Error(step)
      }
      const told: string[] = []
      const tell = (name: string) => (name === step ? fail : () => void told.push(name))
      const watcher: Watcher = {
        opened: () =>
          step === 'opened'
            ? fail()
            : { received: tell('received'), sent: tell('sent'), closed: tell('closed') },
      }
      const { client, failures } = await connectWatched(t, () => textResponse('hello'), watcher)
      await client.send(REQUEST, LAST)
      await client.ends()
      client.socket.end()
      assert.deepEqual(
        client.responses().map(({ status }) => status),
        [200, 200],
      )
      await until(() => failures.length > 0, 'the journal to hear of it')
      assert.deepEqual(
        failures.map((error) => (error as Error).message),
        [step],
      )
    })
  }
})
