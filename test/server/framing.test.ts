/** Does every answer say where it ends, and nothing that is not true (RFC 9112 §6.3)? */

import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { describe, it } from 'node:test'
import type { Content, FieldLine, Response } from '../../src/semantics/exchange.ts'
import { ResponseWriter } from '../../src/server/response-writer.ts'
import { exchange, openSocket, until } from '../support/raw-socket.ts'
import { serveHandler, textResponse } from '../support/serve-handler.ts'

async function* words(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

const LAST = 'GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'

const HELLO: () => Content = () => ({ kind: 'octets', octets: Buffer.from('hello') })
/** A view in the middle of a larger array: its neighbours must not be sent. */
const VIEW: () => Content = () => ({
  kind: 'octets',
  octets: new Uint8Array(new TextEncoder().encode('..hello..').buffer, 2, 5),
})
const STREAM: () => Content = () => ({ kind: 'stream', stream: words('hel', '', 'lo') })
const NONE: () => Content = () => ({ kind: 'none' })

interface Framed {
  readonly length: string
  readonly coding: string
  readonly content: string
  /** Whether the connection ends with it although nobody asked for that. */
  readonly ends?: true
}

// biome-ignore format: the columns are the test
const CASES: readonly (readonly [request: string, status: number, content: () => Content, expected: Framed, why: string])[] = [
  ['GET 1.1',  200, HELLO,  { length: '5', coding: '',        content: 'hello' },             'octets in memory have a length'],
  ['GET 1.1',  200, VIEW,   { length: '5', coding: '',        content: 'hello' },             'a view is sent, not the array under it'],
  ['GET 1.1',  200, NONE,   { length: '0', coding: '',        content: '' },                  'no content is a length of nought'],
  ['GET 1.1',  404, HELLO,  { length: '5', coding: '',        content: 'hello' },             'the status does not matter'],
  ['HEAD 1.1', 200, HELLO,  { length: '5', coding: '',        content: '' },                  'HEAD says the length GET would have'],
  ['HEAD 1.1', 200, STREAM, { length: '',  coding: 'chunked', content: '' },                  'HEAD of a stream has no chunk, not even the last'],
  ['GET 1.1',  204, NONE,   { length: '',  coding: '',        content: '' },                  '204 may not say a length'],
  ['GET 1.1',  204, HELLO,  { length: '',  coding: '',        content: '' },                  '204 has no content, whatever the handler thinks'],
  ['GET 1.1',  304, NONE,   { length: '',  coding: '',        content: '' },                  'in a 304 a length would be the 200\'s'],
  ['GET 1.1',  304, HELLO,  { length: '',  coding: '',        content: '' },                  '304 has no content either'],
  ['GET 1.1',  304, STREAM, { length: '',  coding: '',        content: '' },                  'nor a transfer coding'],
  ['GET 1.1',  200, STREAM, { length: '',  coding: 'chunked', content: 'hello' },             'an unknown length is sent in chunks, without the empty one'],
  ['GET 1.0',  200, STREAM, { length: '',  coding: '',        content: 'hello', ends: true }, 'HTTP/1.0 has no chunks: the end of the connection is the end'],
  ['HEAD 1.0', 200, STREAM, { length: '',  coding: '',        content: '', ends: true },      'and HEAD ends the same way'],
  ['GET 1.0',  200, HELLO,  { length: '5', coding: '',        content: 'hello' },             'a length keeps even an HTTP/1.0 connection'],
]

describe('framing of responses', { concurrency: true }, () => {
  for (const [request, status, content, expected, why] of CASES) {
    for (const frozen of [false, true]) {
      const kind = `${content().kind}${frozen ? ', frozen' : ''}`
      it(`${request} ${status} ${kind}: ${why}`, async (t) => {
        const { port } = await serveHandler(t, ({ target }) => {
          if (target === '/last') return textResponse('last')
          const response: Response = { status, fields: [], content: content() }
          return frozen ? Object.freeze(response) : response
        })
        const [method = '', version] = request.split(' ')
        const first = `${method} / HTTP/${version}\r\nHost: x\r\nConnection: keep-alive\r\n\r\n`
        const client = await exchange(t, port, first + LAST)
        const [response, ...more] = client.responses(method, 'GET')
        assert.equal(response?.status, status)
        assert.equal(response.content, expected.content)
        assert.equal(response.fields.get('content-length') ?? '', expected.length)
        assert.equal(response.fields.get('transfer-encoding') ?? '', expected.coding)
        assert.match(response.fields.get('date') ?? '', /^\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT$/)
        assert.equal(response.fields.get('server'), 'octets')
        assert.deepEqual(
          more.map((one) => one.content),
          expected.ends ? [] : ['last'],
        )
      })
    }
  }
})

// biome-ignore format: the columns are the test
const UNSENDABLE: readonly (readonly [line: FieldLine, why: string])[] = [
  [['Location', '/a\r\nSet-Cookie: stolen=1'], 'a line end would begin a field of the attacker'],
  [['Location', '/a\nX: y'],                   'a bare LF is a line end to some'],
  [['X\r\nY', 'z'],                            'nor may a name hold one'],
  [['X', 'a\0b'],                              'NUL is no field content'],
  [['X Y', 'z'],                               'a name is a token'],
  [['', 'z'],                                  'and has an octet at least'],
  [['X', 'snow ☃'],                            'a char past one octet cannot be sent'],
  [['Content-Length', '3'],                    'the writer alone frames'],
  [['transfer-encoding', 'gzip'],              'in either way'],
  [['Connection', 'upgrade'],                  'the connection is the writer\'s'],
  [['Date', 'today'],                          'so is the date'],
]

describe('fields that cannot be sent', { concurrency: true }, () => {
  for (const [line, why] of UNSENDABLE) {
    it(`${JSON.stringify(line)}: ${why}`, async (t) => {
      let returned = 0
      const stream: AsyncIterable<Uint8Array> = {
        [Symbol.asyncIterator]: () => ({
          next: () => Promise.resolve({ done: true, value: undefined }),
          return: () => {
            returned += 1
            return Promise.resolve({ done: true, value: undefined })
          },
        }),
      }
      const { port, journal } = await serveHandler(t, ({ target }) => {
        if (target === '/last') return textResponse('last')
        return { status: 200, fields: [line], content: { kind: 'stream', stream } }
      })
      const client = await exchange(t, port, `GET / HTTP/1.1\r\nHost: x\r\n\r\n${LAST}`)
      const [failed, last] = client.responses()
      assert.equal(failed?.status, 500)
      assert.equal(failed.content, '500 Internal Server Error\n')
      assert.equal(last?.content, 'last')
      assert.ok(!client.received.includes('stolen'))
      assert.equal(returned, 1, 'the stream is let go')
      assert.match(String(journal.failures[0]?.error), /^TypeError: Cannot send field/)
      assert.equal(journal.entries[0]?.status, 500)
    })
  }
})

describe('frozen responses', () => {
  it('are encoded once, and say the second that it is', async (t) => {
    let now = Date.UTC(2024, 1, 29, 23, 59, 58)
    t.mock.method(Date, 'now', () => now)
    let encoded = 0
    const fields: FieldLine[] = [['X-Kept', 'yes']]
    const watched = new Proxy(fields, {
      get(lines, key, receiver) {
        if (key === Symbol.iterator) encoded += 1
        return Reflect.get(lines, key, receiver)
      },
    })
    const response = Object.freeze({ ...textResponse('kept'), fields: watched })
    const { port } = await serveHandler(t, () => response)
    const client = await openSocket(t, port)
    const dates = async (request: string, arrived: number): Promise<readonly string[]> => {
      await client.send(request)
      await until(() => client.received.split('HTTP/1.1').length > arrived, 'the answers')
      return client.responses('GET', 'GET', 'GET', 'HEAD').map((one) => one.fields.get('date')!)
    }
    const get = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'
    await dates(get + get, 2)
    now += 1000
    await dates(get, 3)
    assert.deepEqual(await dates(get.replace('GET', 'HEAD'), 4), [
      'Thu, 29 Feb 2024 23:59:58 GMT',
      'Thu, 29 Feb 2024 23:59:58 GMT',
      'Thu, 29 Feb 2024 23:59:59 GMT',
      'Thu, 29 Feb 2024 23:59:59 GMT',
    ])
    assert.equal(encoded, 1)
    assert.ok(
      client
        .responses('GET', 'GET', 'GET', 'HEAD')
        .every(({ content }, at) => at === 3 || content === 'kept'),
    )
  })

  it('say another second in the same octets, unless a client has not taken those yet', (t) => {
    let now = Date.UTC(2024, 1, 29, 23, 59, 57)
    t.mock.method(Date, 'now', () => now)
    const written: Buffer[] = []
    const socket = { writableLength: 0, write: (octets: Buffer) => written.push(octets) }
    const events = { progressed() {}, sent() {}, failed: assert.ifError }
    const writer = new ResponseWriter(socket as unknown as Socket, events)
    const response = Object.freeze(textResponse('kept'))
    const send = (method: string, writableLength: number): Buffer => {
      socket.writableLength = writableLength
      writer.send(response, { method, version: '1.1', persistent: true })
      writer.flush()
      return written.at(-1)!
    }
    const secondOf = (octets: Buffer): string => / ([\d:]+) GMT/.exec(octets.toString())![1]!

    const first = send('GET', 0)
    const head = send('HEAD', 100)
    now += 1000
    const taken = send('GET', 0)
    assert.equal(taken, first)
    assert.deepEqual([first, head].map(secondOf), ['23:59:58', '23:59:57'])
    const waiting = send('GET', 100)
    assert.equal(waiting, first)
    now += 1000
    const copy = send('GET', 0)
    assert.notEqual(copy, waiting)
    assert.deepEqual([waiting, copy].map(secondOf), ['23:59:58', '23:59:59'])
    now += 1000
    assert.equal(send('GET', 0), copy)
    assert.equal(secondOf(copy), '00:00:00')
  })
})
