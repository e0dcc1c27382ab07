/** When does a connection linger after its last answer, and when is there nothing to wait for? */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { openSocket, until } from '../support/raw-socket.ts'
import { serveHandler, textResponse } from '../support/serve-handler.ts'

const CLOSE = 'Host: x\r\nConnection: close\r\n'
/** Longer than a test may wait: a connection that lingers is still there. */
const LINGER_MILLISECONDS = 60_000

// biome-ignore format: the columns are the test
const CASES: readonly (readonly [request: string, lingers: boolean, why: string])[] = [
  [`GET / HTTP/1.1\r\n${CLOSE}\r\n`,                            false, 'the client said that this was its last'],
  [`HEAD / HTTP/1.1\r\n${CLOSE}\r\n`,                           false, 'the same without content'],
  ['GET / HTTP/1.0\r\n\r\n',                                    false, 'so does HTTP/1.0 without keep-alive'],
  [`GET / HTTP/1.1\r\n${CLOSE}\r\nGET /more HTTP/1.1\r\n`,      true,  'something came behind it all the same'],
  [`POST / HTTP/1.1\r\n${CLOSE}Content-Length: 5\r\n\r\n`,      true,  'its content is still to come'],
  ['GET /last HTTP/1.1\r\nHost: x\r\n\r\n',                     true,  'it was we who ended it'],
  ['GET / HTTP/1.1\r\n\r\n',                                    true,  'a fault: nobody knows what follows'],
]

describe('the end of a connection', { concurrency: true }, () => {
  for (const [request, lingers, why] of CASES) {
    it(`${lingers ? 'lingers' : 'is at once'}: ${why}`, async (t) => {
      const { port, server } = await serveHandler(t, () => textResponse('answer'), {
        lingerMilliseconds: LINGER_MILLISECONDS,
        ...(request.includes('/last') && { requestsPerConnection: 1 }),
      })
      const client = await openSocket(t, port)
      await client.send(request)
      await client.ends()
      assert.equal(client.standing, 'ended')
      assert.equal(client.responses(request.slice(0, 4).trim()).length, 1)
      if (lingers) await pause(50)
      else await until(() => server.connections === 0, 'the connection to be gone')
      assert.equal(server.connections, lingers ? 1 : 0)
    })
  }

  it('is never before the last octet of an answer that waits for its client', async (t) => {
    const big = 'x'.repeat(30_000_000)
    const { port, server } = await serveHandler(t, () => textResponse(big))
    const client = await openSocket(t, port)
    client.socket.pause()
    await client.send(`GET / HTTP/1.1\r\n${CLOSE}\r\n`)
    await pause(100)
    client.socket.resume()
    await client.ends()
    assert.equal(client.responses()[0]?.content.length, big.length)
    await until(() => server.connections === 0, 'the connection to be gone')
  })
})
