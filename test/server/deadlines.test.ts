/**
 * Is every way of making a server wait bounded in time, and is nobody cut off who makes progress?
 *
 * The server looks at its deadlines twice a second, so limits here are fractions of a second and
 * each test takes one or two; they run side by side.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { Limits } from '../../src/message/limits.ts'
import type { Handler } from '../../src/semantics/exchange.ts'
import { openSocket, type RawSocket, until } from '../support/raw-socket.ts'
import { serveHandler, textResponse } from '../support/serve-handler.ts'

const home: Handler = () => textResponse('home')
const reading: Handler = async ({ content }) => {
  let octets = 0
  for await (const slice of content) octets += slice.length
  return textResponse(`read ${octets}`)
}

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'
const POST = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n'
const LAST = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'

/** Sends one octet of `text` at a time, slowly, for as long as the connection is open. */
async function drip(client: RawSocket, text: string, milliseconds: number): Promise<void> {
  for (const octet of text) {
    if (client.standing !== 'open' || client.isClosed) return
    client.socket.write(octet)
    await pause(milliseconds)
  }
}

describe('deadlines that pass', { concurrency: true }, () => {
  const HEAD: Partial<Limits> = { headMilliseconds: 300 }
  const IDLE: Partial<Limits> = { idleMilliseconds: 300 }
  const STALL: Partial<Limits> = { stallMilliseconds: 300 }
  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [limits: Partial<Limits>, handler: Handler, sent: string, dripped: string, statuses: readonly number[], why: string])[] = [
    [HEAD,  home,    'GET / HT',     '',              [408],      'a head that stops half-way'],
    [HEAD,  home,    'GET / HTTP/1.1\r\n', 'X'.repeat(100), [408], 'a head that drips: octets are no progress, only its end is'],
    [HEAD,  home,    `${GET}GET /`,  '',              [200, 408], 'the second head on a connection'],
    [IDLE,  home,    '',             '',              [],         'no head at all is left unanswered'],
    [IDLE,  home,    GET,            '',              [200],      'nor is silence after an answer answered'],
    [STALL, reading, `${POST}hello`, '',              [408],      'content that stops while a handler waits for it'],
    [STALL, reading, POST,           'x'.repeat(90),  [408],      'content that drips slower than the slowest rate'],
    [STALL, home,    `${POST}hello`, '',              [200],      'content that stops while it is being dropped'],
  ]
  for (const [limits, handler, sent, dripped, statuses, why] of CASES) {
    it(`${why}: ${statuses.join(' ') || 'no answer'}, and the end`, async (t) => {
      const { port, server } = await serveHandler(t, handler, {
        lingerMilliseconds: 300,
        ...limits,
      })
      const client = await openSocket(t, port)
      client.socket.write(sent)
      await Promise.all([client.ends(), drip(client, dripped, 30)])
      const responses = client.responses()
      assert.deepEqual(
        responses.map(({ status }) => status),
        statuses,
      )
      if (statuses.includes(408)) {
        assert.equal(responses.at(-1)?.fields.get('connection'), 'close')
      }
      await until(() => server.connections === 0, 'the connection to be gone')
    })
  }

  it('a client that stops reading its content is cut off, and the source closed', async (t) => {
    let closes = 0
    const source = {
      read: async (into: Uint8Array) => into.length,
      close: () => {
        closes += 1
      },
    }
    const { port, server } = await serveHandler(
      t,
      () => ({
        status: 200,
        fields: [],
        content: { kind: 'source', source, position: 0, length: 500_000_000 },
      }),
      { stallMilliseconds: 300 },
    )
    const client = await openSocket(t, port)
    client.socket.pause()
    await client.send(GET)
    await until(() => closes > 0, 'the source to be closed')
    await until(() => server.connections === 0, 'the connection to be gone')
    assert.equal(closes, 1)
  })

  it('a client that does not close after its last answer is cut off', async (t) => {
    const { port, server } = await serveHandler(t, home, { lingerMilliseconds: 300 })
    const client = await openSocket(t, port)
    // It did not say that it would send nothing more.
    await client.send('GET / HTTP/1.1\r\n\r\n')
    await client.ends()
    assert.equal(client.standing, 'ended')
    assert.equal(server.connections, 1, 'it has time to read')
    await until(() => server.connections === 0, 'the connection to be gone')
  })

  it('a client that does not read its last answer is cut off', async (t) => {
    const big = textResponse('x'.repeat(30_000_000))
    const { port, server } = await serveHandler(t, () => big, {
      stallMilliseconds: 300,
      lingerMilliseconds: 300,
    })
    const client = await openSocket(t, port)
    client.socket.pause()
    await client.send(LAST)
    await until(() => server.connections === 1, 'the connection')
    await until(() => server.connections === 0, 'the connection to be gone')
  })
})

describe('deadlines that do not pass', { concurrency: true }, () => {
  it('a handler may think longer than a client may stall', async (t) => {
    const handler: Handler = async () => {
      await pause(1600)
      return textResponse('thought')
    }
    const { port } = await serveHandler(t, handler, { stallMilliseconds: 300 })
    const client = await openSocket(t, port)
    await client.send(LAST)
    await client.ends()
    assert.equal(client.responses()[0]?.content, 'thought')
  })

  it('content may take longer than the stall deadline when it keeps to the slowest rate', async (t) => {
    const { port } = await serveHandler(t, reading, {
      stallMilliseconds: 700,
      octetsPerSecond: 10,
    })
    const client = await openSocket(t, port)
    client.socket.write(
      LAST.replace('GET', 'POST').replace('\r\n\r\n', '\r\nContent-Length: 100\r\n\r\n'),
    )
    await Promise.all([client.ends(), drip(client, 'x'.repeat(100), 20)])
    assert.equal(client.responses()[0]?.content, 'read 100')
  })

  it('a connection with requests now and then is never idle', async (t) => {
    const { port } = await serveHandler(t, home, { idleMilliseconds: 800 })
    const client = await openSocket(t, port)
    for (let times = 0; times < 5; times += 1) {
      await client.send(GET)
      await pause(400)
    }
    await client.send(LAST)
    await client.ends()
    assert.equal(client.responses().length, 6)
  })
})
