/** Is a fault answered with its row's status, readably, and is the connection over then? */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FAULTS, type FaultCode } from '../../src/message/protocol-error.ts'
import type { Handler } from '../../src/semantics/exchange.ts'
import { exchange, openSocket, until } from '../support/raw-socket.ts'
import { serveHandler, textResponse } from '../support/serve-handler.ts'

const home: Handler = ({ target }) => textResponse(`at ${target}`)
const POST = 'POST / HTTP/1.1\r\nHost: x\r\n'

describe('faults', { concurrency: true }, () => {
  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [request: string, code: FaultCode, why: string])[] = [
    ['GET\r\n\r\n',                                          'method-malformed',         'a request line of one word'],
    ['GET / HTTP/1.1\nHost: x\n\n',                          'line-end-malformed',       'a line end of one octet'],
    ['GET / HTTP/2.0\r\n\r\n',                               'version-unsupported',      'another major version'],
    [`${'M'.repeat(33)} / HTTP/1.1\r\n\r\n`,                 'method-too-long',          'a method nobody knows'],
    [`GET /${'a'.repeat(20_000)} HTTP/1.1\r\n\r\n`,          'request-line-too-long',    'a target that is a novel'],
    ['GET / HTTP/1.1\r\n\r\n',                               'host-missing',             'whom do you mean?'],
    [`GET / HTTP/1.1\r\nHost: x\r\n${'A: b\r\n'.repeat(128)}\r\n`, 'field-lines-too-many', 'one line too many'],
    [`${POST}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`, 'length-conflict', 'two lengths smuggle'],
    [`${POST}Transfer-Encoding: gzip, chunked\r\n\r\n`,      'transfer-coding-unknown',  'a coding we do not undo'],
    [`${POST}Content-Length: 99999999\r\n\r\n`,              'content-too-large',        'refused before it is read'],
  ]
  for (const [request, code, why] of CASES) {
    for (const before of ['', 'GET /fine HTTP/1.1\r\nHost: x\r\n\r\n']) {
      it(`${code}${before && ', behind a good request'}: ${why}`, async (t) => {
        const { port, journal } = await serveHandler(t, home)
        const client = await exchange(t, port, before + request)
        const responses = client.responses()
        const fault = responses.at(-1)
        assert.equal(responses.length, before === '' ? 1 : 2)
        assert.equal(fault?.status, FAULTS[code].status)
        assert.equal(fault.fields.get('connection'), 'close')
        assert.doesNotMatch(fault.content, /RFC|octet /, 'the reason is for the log')
        assert.equal(client.standing, 'ended')
        assert.deepEqual(
          journal.faults.map((one) => one.code),
          [code],
        )
      })
    }
  }
})

describe('faults in content', { concurrency: true }, () => {
  const BROKEN = `${POST}Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\nbroken`

  it('are answered instead of the handler that reads', async (t) => {
    const outcomes: unknown[] = []
    const { port, journal } = await serveHandler(t, async ({ content }) => {
      try {
        for await (const _ of content);
      } catch (error) {
        outcomes.push(error)
      }
      return textResponse('never sent')
    })
    const client = await exchange(t, port, BROKEN)
    assert.deepEqual(
      client.responses().map(({ status }) => status),
      [400],
    )
    await until(() => outcomes.length === 1, 'the handler to be told')
    assert.equal(outcomes[0], journal.faults[0])
    assert.equal(journal.faults[0]?.code, 'chunk-size-malformed')
  })

  it('have no content when they answer HEAD', async (t) => {
    const { port } = await serveHandler(t, async ({ content }) => {
      for await (const _ of content);
      return textResponse('never sent')
    })
    const client = await exchange(t, port, BROKEN.replace('POST', 'HEAD'))
    const [fault] = client.responses('HEAD')
    assert.equal(fault?.status, 400)
  })

  it('end the connection when the handler has answered without reading', async (t) => {
    const { port, journal } = await serveHandler(t, home)
    const client = await exchange(t, port, BROKEN)
    assert.deepEqual(
      client.responses().map(({ status }) => status),
      [200],
    )
    assert.equal(journal.faults.length, 1)
  })

  it('do not cut short an answer that is on its way', async (t) => {
    const { port } = await serveHandler(t, ({ content }) => {
      async function* stream() {
        yield Buffer.from('begun, ')
        const [outcome] = await Promise.allSettled([content[Symbol.asyncIterator]().next()])
        yield Buffer.from(outcome.status)
      }
      return { status: 200, fields: [], content: { kind: 'stream', stream: stream() } }
    })
    const client = await openSocket(t, port)
    await client.send(`${POST}Transfer-Encoding: chunked\r\n\r\n`)
    await client.receives('begun, ')
    await client.send('broken')
    await client.ends()
    const [response, ...more] = client.responses()
    assert.equal(response?.content, 'begun, rejected')
    assert.deepEqual(more, [])
  })
})

describe('a client that keeps sending', { concurrency: true }, () => {
  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [head: string, status: number, why: string])[] = [
    [`${POST}Content-Length: 99999999\r\n\r\n`,     413, 'content too large'],
    [`${POST}Content-Length: 12, 12\r\n\r\n`,       400, 'content of no known length'],
    [`${POST}Expect: tea\r\nContent-Length: 8000000\r\n\r\n`, 417, 'an unknown expectation'],
  ]
  for (const [head, status, why] of CASES) {
    it(`can read its answer: ${why}`, async (t) => {
      const { port } = await serveHandler(t, home)
      const client = await openSocket(t, port)
      const piece = Buffer.alloc(1_000_000, 'x')
      await client.send(head, ...Array.from({ length: 8 }, () => piece))
      assert.equal(await client.ends(), 'ended')
      const [response, ...more] = client.responses()
      assert.equal(response?.status, status)
      assert.equal(response.fields.get('connection'), 'close')
      assert.deepEqual(more, [])
    })
  }
})
