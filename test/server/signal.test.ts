/** When is a handler told that nobody waits for its answer any more, and what does the journal hear? */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Handler, Request } from '../../src/semantics/exchange.ts'
import { exchange, openSocket, until } from '../support/raw-socket.ts'
import { serveHandler, textResponse } from '../support/serve-handler.ts'

const GET = 'GET /first HTTP/1.1\r\nHost: x\r\n\r\n'
const LAST = 'GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'

/** A handler that never answers, and the signals of those who asked. */
function silent(): { readonly signals: AbortSignal[]; readonly handle: Handler } {
  const signals: AbortSignal[] = []
  const handle: Handler = ({ signal }) => {
    signals.push(signal)
    return new Promise(() => {})
  }
  return { signals, handle }
}

describe('the signal of a request', { concurrency: true }, () => {
  it('is aborted when the socket is gone before there is an answer', async (t) => {
    const { signals, handle } = silent()
    const { port, journal } = await serveHandler(t, handle)
    const client = await openSocket(t, port)
    await client.send(GET)
    await until(() => signals.length === 1, 'the handler to be asked')
    assert.equal(signals[0]?.aborted, false)
    client.socket.resetAndDestroy()
    await until(() => signals[0]?.aborted === true, 'the handler to be told')
    assert.equal(signals[0]!.reason.name, 'AbortError')
    assert.equal(journal.entries[0]?.status, 0)
  })

  it('is not aborted by a client that has closed its side and still reads', async (t) => {
    let answer = (): void => assert.fail('not asked')
    let signal: AbortSignal | undefined
    const { port } = await serveHandler(t, (request) => {
      signal = request.signal
      return new Promise((resolve) => {
        answer = () => resolve(textResponse('read on'))
      })
    })
    const client = await openSocket(t, port)
    client.socket.end(LAST)
    await until(() => signal !== undefined, 'the handler to be asked')
    answer()
    await client.ends()
    assert.equal(client.responses()[0]?.content, 'read on')
    assert.equal(signal?.aborted, false)
  })

  it('is not aborted once the answer has been sent', async (t) => {
    const asked: Request[] = []
    const signals: AbortSignal[] = []
    const { port, server, journal } = await serveHandler(t, (request) => {
      asked.push(request)
      signals.push(request.signal)
      return textResponse('done')
    })
    const client = await openSocket(t, port)
    // Its content is never sent, so the exchange is not over when its answer is.
    await client.send('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n')
    await client.receives('done')
    client.socket.resetAndDestroy()
    await until(() => server.connections === 0, 'the connection to be gone')
    assert.equal(signals[0]?.aborted, false)
    assert.equal(asked[0]?.signal, signals[0], 'one signal a request')
    assert.deepEqual(
      journal.entries.map(({ outcome }) => outcome),
      ['complete'],
      'and the journal hears of it once',
    )
  })

  it('is aborted from the start when it is asked for too late', async (t) => {
    const asked: Request[] = []
    const { port, server } = await serveHandler(t, (request) => {
      asked.push(request)
      return new Promise(() => {})
    })
    const client = await openSocket(t, port)
    await client.send(GET)
    await until(() => asked.length === 1, 'the handler to be asked')
    client.socket.resetAndDestroy()
    await until(() => server.connections === 0, 'the connection to be gone')
    assert.equal(asked[0]?.signal.aborted, true)
  })

  it('is aborted with the client that is given up, which has its entry', async (t) => {
    const signals: AbortSignal[] = []
    const handle: Handler = async ({ signal, content }) => {
      signals.push(signal)
      for await (const _ of content);
      return textResponse('not sent')
    }
    const { port, journal } = await serveHandler(t, handle, { stallMilliseconds: 1 })
    const post = 'POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n'
    const client = await exchange(t, port, post)
    assert.equal(client.responses()[0]?.status, 408)
    assert.equal(signals[0]?.aborted, true)
    assert.deepEqual(
      journal.entries.map(({ target, status, outcome }) => [target, status, outcome]),
      [['/slow', 408, 'complete']],
    )
    assert.deepEqual(journal.failures, [])
  })
})

describe('streams of a declared length', { concurrency: true }, () => {
  type Verdict = 'sent' | 'broken'
  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [pieces: readonly string[], length: number, verdict: Verdict, why: string])[] = [
    [['he', '', 'llo'], 5, 'sent',   'as long as declared'],
    [[],                0, 'sent',   'nothing, as declared'],
    [['he'],            5, 'broken', 'shorter: the client must not take it for all'],
    [['he', 'llo!'],    5, 'broken', 'longer: the rest would be read as the next response'],
  ]
  for (const [pieces, length, verdict, why] of CASES) {
    for (const version of ['1.1', '1.0']) {
      it(`${JSON.stringify(pieces)} for ${length} octets in HTTP/${version}: ${why}`, async (t) => {
        async function* stream(): AsyncGenerator<Uint8Array> {
          for (const piece of pieces) yield Buffer.from(piece)
        }
        const { port, journal } = await serveHandler(t, ({ target }) =>
          target === '/last'
            ? textResponse('last')
            : {
                status: 200,
                fields: [],
                content: { kind: 'stream', stream: stream(), length },
              },
        )
        const first = `GET / HTTP/${version}\r\nHost: x\r\nConnection: keep-alive\r\n\r\n`
        const client = await exchange(t, port, first + LAST)
        assert.match(client.received, new RegExp(`Content-Length: ${length}\r\n`))
        assert.doesNotMatch(client.received, /chunked|!/)
        if (verdict === 'sent') {
          const contents = client.responses().map(({ content }) => content)
          assert.deepEqual(contents, [pieces.join(''), 'last'])
        } else {
          assert.doesNotMatch(client.received, /last/)
          assert.equal(journal.failures[0]?.what, 'sending content')
        }
      })
    }
  }
})
