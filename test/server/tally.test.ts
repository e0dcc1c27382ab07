/** Is everything counted and told that a client can cause, and told once? */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Tally } from '../../src/server/tally.ts'
import { exchange, openSocket, until } from '../support/raw-socket.ts'
import { contentOf, serveHandler, textResponse } from '../support/serve-handler.ts'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

function counts(tally: Tally): readonly string[] {
  return Array.from(
    tally.exchanges(),
    ({ method, status, count }) => `${method} ${status} ${count}`,
  )
}

// biome-ignore format: the columns are the test
const CASES: readonly (readonly [sent: string, counted: readonly string[], faults: readonly string[], lines: readonly string[], why: string])[] = [
  [`${GET}${GET}`,                            ['GET 2xx 2'],   [],                     [],          'two exchanges'],
  ['HEAD / HTTP/1.1\r\nHost: a\r\n\r\n',      ['HEAD 2xx 1'],  [],                     [],          'by method'],
  ['BREW / HTTP/1.1\r\nHost: a\r\n\r\n',      ['other 2xx 1'], [],                     [],          'any client can make methods up'],
  ['CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n', ['CONNECT 5xx 1'], [],                   [],          'by class of status'],
  ['GET /\x01 HTTP/1.1\r\n',                  ['other 4xx 1'], ['target-malformed'],   ['GET /\x01 HTTP/1.1'], 'broken in its first line'],
  ['GET /a HTTP/1.1\r\nHost x\r\n',           ['other 4xx 1'], ['space-before-colon'],  ['GET /a HTTP/1.1'], 'broken behind it'],
  [`${GET}\n`,                                ['GET 2xx 1', 'other 4xx 1'], ['line-end-malformed'], [''], 'broken between two messages'],
  [`${GET}\x16\x03\x01\x02`,                  ['GET 2xx 1', 'other 4xx 1'], ['method-malformed'], ['\x16\x03\x01\x02'], 'something else altogether'],
  ['POST /read HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx', ['POST 4xx 1'], ['chunk-size-malformed'], [], 'broken in its content: it was a request'],
]

describe('What a client can cause', () => {
  for (const [sent, counted, faults, lines, why] of CASES) {
    it(`${JSON.stringify(sent)}: ${why}`, async (t) => {
      const tally = new Tally()
      const { port, journal } = await serveHandler(
        t,
        async (request) => textResponse(await contentOf(request)),
        {},
        { tally },
      )
      const socket = await openSocket(t, port)
      await socket.send(sent)
      socket.socket.end()
      await socket.ends()
      assert.deepEqual(counts(tally), counted)
      assert.deepEqual([...tally.faults.keys()], faults)
      assert.deepEqual(journal.startLines, lines)
      const told = journal.entries.length + journal.startLines.length
      assert.equal(told, socket.received.match(/^HTTP\/1\.1 [245]/gm)?.length, 'each answer once')
    })
  }

  it('a message that takes too long is told with what came of it', async (t) => {
    const tally = new Tally()
    const { port, journal } = await serveHandler(
      t,
      () => textResponse(''),
      { headMilliseconds: 1 },
      { tally },
    )
    assert.match((await exchange(t, port, 'GET /slow')).received, /^HTTP\/1\.1 408 /)
    assert.deepEqual(counts(tally), ['other 4xx 1'])
    assert.deepEqual(journal.startLines, ['GET /slow'])
  })

  it('a client that leaves before its answer is told without a status', async (t) => {
    const tally = new Tally()
    let isAsked = false
    const { port, journal } = await serveHandler(
      t,
      () => {
        isAsked = true
        return new Promise(() => {})
      },
      {},
      { tally },
    )
    const socket = await openSocket(t, port)
    await socket.send(GET)
    await until(() => isAsked, 'the handler')
    socket.socket.resetAndDestroy()
    await until(() => journal.entries.length === 1, 'the entry')
    assert.deepEqual([journal.entries[0]?.status, journal.entries[0]?.outcome], [0, 'aborted'])
    assert.deepEqual([counts(tally), tally.aborted], [['GET none 1'], 1])
  })
})

describe('Connections', () => {
  it('are counted by state, and their octets before and after they are gone', async (t) => {
    const { port, server } = await serveHandler(t, () => textResponse('hello'))
    const reading = await openSocket(t, port)
    await reading.send('GET')
    const idle = await openSocket(t, port)
    await idle.send(GET)
    await idle.receives('hello')
    await until(() => server.states().get('reading') === 1, 'both to arrive')
    assert.deepEqual(
      server.states(),
      new Map([
        ['reading', 1],
        ['idle', 1],
      ]),
    )
    const expected = { receivedOctets: 3 + GET.length, sentOctets: idle.receivedOctets }
    assert.deepEqual(server.traffic(), expected)
    reading.socket.destroy()
    idle.socket.destroy()
    await until(() => server.connections === 0, 'both to leave')
    assert.deepEqual(server.traffic(), expected)
    assert.deepEqual(server.states(), new Map())
  })
})
