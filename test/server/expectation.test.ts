/** Does a client that waits before it sends its content hear what it waits for (RFC 9110 §10.1.1)? */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Handler } from '../../src/semantics/exchange.ts'
import { exchange, openSocket } from '../support/raw-socket.ts'
import { contentOf, serveHandler, textResponse } from '../support/serve-handler.ts'

const LAST = 'GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'

const reading: Handler = async (request) => textResponse(`got ${await contentOf(request)}`)
const leaving: Handler = ({ target }) => textResponse(`left ${target}`)

function post(fields: string, version = '1.1'): string {
  return `POST /post HTTP/${version}\r\nHost: x\r\n${fields}\r\n`
}

describe('Expect', { concurrency: true }, () => {
  interface Expected {
    readonly statuses: readonly number[]
    readonly connection: 'persists' | 'closes'
  }
  const GOES_ON: Expected = { statuses: [100, 200], connection: 'persists' }
  const UNREAD: Expected = { statuses: [200], connection: 'closes' }
  const REFUSED: Expected = { statuses: [417], connection: 'closes' }
  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [expect: string, handler: Handler, expected: Expected, why: string])[] = [
    ['Expect: 100-continue\r\n',      reading, GOES_ON, 'sent when the handler asks for content'],
    ['expect:  100-Continue \r\n',    reading, GOES_ON, 'expectations have no case'],
    ['Expect: 100-continue\r\n',      leaving, UNREAD,  'a final answer instead: the content may come or not, so nothing can follow'],
    ['Expect: tea\r\n',               reading, REFUSED, 'an expectation nobody knows'],
    ['Expect: 100-continue, tea\r\n', reading, REFUSED, 'one known does not help the other; the client waits'],
    ['Expect: 100-continue\r\nExpect: 100-continue\r\n', reading, REFUSED, 'said twice is not said'],
  ]
  for (const [expect, handler, { statuses, connection }, why] of CASES) {
    it(`${JSON.stringify(expect)}: ${why}`, async (t) => {
      const { port } = await serveHandler(t, handler)
      const client = await openSocket(t, port)
      await client.send(`${post(`${expect}Content-Length: 5\r\n`)}`)
      await client.receives('\r\n\r\n')
      if (statuses[0] === 100) {
        assert.equal(client.received, 'HTTP/1.1 100 Continue\r\n\r\n')
        await client.send('hello')
      }
      await client.send(LAST)
      await client.ends()
      const persisted = connection === 'persists' ? [200] : []
      assert.deepEqual(
        client.responses().map(({ status }) => status),
        [...statuses, ...persisted],
      )
      assert.equal(client.standing, 'ended')
    })
  }

  it('is ignored in HTTP/1.0, whose clients know no 100', async (t) => {
    const { port } = await serveHandler(t, reading)
    const request = post('Expect: 100-continue\r\nContent-Length: 5\r\n', '1.0')
    const client = await exchange(t, port, request, 'hello')
    assert.deepEqual(
      client.responses().map(({ status, content }) => [status, content]),
      [[200, 'got hello']],
    )
  })

  it('is answered in its turn when pipelined', async (t) => {
    const { port } = await serveHandler(t, reading)
    const client = await openSocket(t, port)
    await client.send(
      `GET / HTTP/1.1\r\nHost: x\r\n\r\n${post('Expect: 100-continue\r\nContent-Length: 2\r\n')}`,
    )
    await client.receives('100 Continue\r\n\r\n')
    await client.send(`hi${LAST}`)
    await client.ends()
    assert.deepEqual(
      client.responses().map(({ status, content }) => [status, content]),
      [
        [200, 'got '],
        [100, ''],
        [200, 'got hi'],
        [200, 'got '],
      ],
    )
  })
})
