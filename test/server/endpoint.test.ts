/** Does listening begin where it was to, and with Node's own errors, whichever way it goes? */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import net, { type AddressInfo, connect, createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, it, type TestContext } from 'node:test'
import { listenAt } from '../../src/server/endpoint.ts'

/** What `bindDirectly` asks for, as far as a test puts something else in its place. */
const inside = net as unknown as { _createServerHandle: unknown }

const hasIpv6 = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ family }) => family === 'IPv6'),
)

function putInside(t: TestContext, maker: unknown): void {
  const { _createServerHandle: usual } = inside
  inside._createServerHandle = maker
  t.after(() => {
    inside._createServerHandle = usual
  })
}

function listenerFor(t: TestContext): net.Server {
  const listener = createServer((socket) => socket.end('hello'))
  t.after(() => listener.close())
  return listener
}

async function greeted(host: string, port: number): Promise<string> {
  const socket = connect(port, host)
  const [greeting] = await once(socket, 'data')
  socket.destroy()
  return String(greeting)
}

/** What Node says itself when it is told to listen there. */
async function errorOfNode(host: string, port: number): Promise<NodeJS.ErrnoException> {
  const [error] = await once(createServer().listen(port, host), 'error')
  return error as NodeJS.ErrnoException
}

describe('listening at an address', () => {
  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [host: string, family: string, to: string, why: string])[] = [
    ['127.0.0.1', 'IPv4', '127.0.0.1', 'one of the two loopback addresses'],
    ['::1',       'IPv6', '::1',       'the other'],
    ['0.0.0.0',   'IPv4', '127.0.0.1', 'every address there is of one kind'],
    ['::',        'IPv6', '127.0.0.1', 'every address there is'],
    ['127.0.0.2', 'IPv4', '127.0.0.2', 'one that Node has to look at'],
  ]
  // biome-ignore format: the columns are the test
  const WAYS: readonly (readonly [way: string, maker: unknown])[] = [
    ['as it is',                                undefined],
    ['where Node makes no handles',             null],
    ['where it makes something else of them',   () => ({ handle: {} })],
    ['where it cannot make one',                () => -22],
    ['where it says nothing',                   () => null],
  ]
  for (const [way, maker] of WAYS) {
    for (const [host, family, to, why] of CASES) {
      it(`${host}, ${way}: ${why}`, async (t) => {
        if (maker !== undefined) putInside(t, maker)
        const listener = listenerFor(t)
        if (family === 'IPv6' && !hasIpv6) {
          const { code } = await errorOfNode(host, 0)
          await assert.rejects(listenAt(listener, { host, port: 0 }), { code })
          return
        }
        const where = (await listenAt(listener, { host, port: 0 })) as AddressInfo
        assert.deepEqual([where.address, where.family], [host, family])
        assert.equal(await greeted(to, where.port), 'hello')
        assert.equal(listener.listenerCount('error'), 0)
      })
    }
  }

  it('fails as Node does when the port is taken, and can be tried again', async (t) => {
    const [first, second] = [listenerFor(t), listenerFor(t)]
    const { port } = (await listenAt(first, { host: '127.0.0.1', port: 0 })) as AddressInfo
    const expected = await errorOfNode('127.0.0.1', port)
    await assert.rejects(listenAt(second, { host: '127.0.0.1', port }), (error: Error) => {
      assert.deepEqual(
        { ...error, message: error.message },
        { ...expected, message: expected.message },
      )
      return true
    })
    assert.equal(second.listenerCount('error'), 0)
    const where = (await listenAt(second, { host: '127.0.0.1', port: 0 })) as AddressInfo
    assert.equal(await greeted('127.0.0.1', where.port), 'hello')
  })
})
