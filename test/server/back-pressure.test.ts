/** Does what one client makes us hold stay within bounds, whichever side it neglects? */

import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { DEFAULT_LIMITS } from '../../src/message/limits.ts'
import type { Handler } from '../../src/semantics/exchange.ts'
import { HttpConnection } from '../../src/server/connection.ts'
import { openSocket, until } from '../support/raw-socket.ts'
import { serveConversation, textResponse } from '../support/serve-handler.ts'

/** Waits until a number has stopped growing. */
async function settled(read: () => number): Promise<number> {
  let last = -1
  let since = performance.now()
  await until(() => {
    const now = read()
    if (now !== last) since = performance.now()
    last = now
    return performance.now() - since > 300
  }, 'growth to stop')
  return last
}

/** A server whose sockets can be looked at. */
async function serveWatched(t: Parameters<typeof serveConversation>[0], handle: Handler) {
  const sockets: Socket[] = []
  const context = {
    handle,
    limits: DEFAULT_LIMITS,
    journal: {},
    explainsFaults: false,
    isSecured: false,
    lookout: { watcher: undefined },
  }
  const { port } = await serveConversation(t, (socket) => {
    sockets.push(socket)
    return new HttpConnection(socket, context, '')
  })
  return { port, sockets }
}

const TOTAL = 12_000_000
const POST = `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${TOTAL}\r\n\r\n`

describe('back-pressure', { concurrency: true }, () => {
  it('a handler that does not read: the socket is paused at the bound, and read on later', async (t) => {
    let read: () => void = () => {}
    const wanted = new Promise<void>((resolve) => {
      read = resolve
    })
    const { port, sockets } = await serveWatched(t, async ({ content }) => {
      await wanted
      let octets = 0
      for await (const slice of content) octets += slice.length
      return textResponse(`${octets}`)
    })
    const client = await openSocket(t, port)
    void client.send(POST, Buffer.alloc(TOTAL, 'x'))
    await until(() => sockets[0]?.isPaused() === true, 'the socket to be paused')
    const held = await settled(() => sockets[0]!.bytesRead)
    // The piece that crosses the bound is kept whole, and one more may be in the stream already.
    assert.ok(held <= DEFAULT_LIMITS.readAheadOctets + 2 * 65_536, `${held} octets read ahead`)
    read()
    await client.receives(`\r\n\r\n${TOTAL}`)
    assert.equal(sockets[0]!.isPaused(), false)
  })

  it('a handler that reads slowly is not sent more than it takes', async (t) => {
    let taken = 0
    let overdraft = 0
    const { port, sockets } = await serveWatched(t, async ({ content }) => {
      for await (const slice of content) {
        taken += slice.length
        overdraft = Math.max(overdraft, sockets[0]!.bytesRead - taken)
        if (taken < 2_000_000) await pause(1)
      }
      return textResponse(`${taken}`)
    })
    const client = await openSocket(t, port)
    void client.send(POST, Buffer.alloc(TOTAL, 'x'))
    await client.receives(`\r\n\r\n${TOTAL}`)
    assert.ok(overdraft <= DEFAULT_LIMITS.readAheadOctets + 3 * 65_536, `${overdraft} octets`)
  })

  // biome-ignore format: the columns are the test
  const ANSWERS: readonly (readonly [why: string, kind: 'now' | 'later'])[] = [
    ['answered at once', 'now'],
    ['answered later',   'later'],
  ]
  for (const [why, kind] of ANSWERS) {
    it(`a client that reads no answers is given no more, ${why}`, async (t) => {
      const requests = 2000
      const answer = textResponse('x'.repeat(20_000))
      let calls = 0
      const { port } = await serveWatched(t, () => {
        calls += 1
        return kind === 'now' ? answer : Promise.resolve(answer)
      })
      const client = await openSocket(t, port)
      client.socket.pause()
      void client.send('GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(requests))
      await until(() => calls > 0, 'the first call')
      const stopped = await settled(() => calls)
      assert.ok(stopped < requests, 'the handler is no longer asked')
      client.socket.resume()
      await until(() => calls === requests, 'the rest to be asked for')
      await until(() => client.receivedOctets > requests * 20_000, 'all answers')
    })
  }
})
