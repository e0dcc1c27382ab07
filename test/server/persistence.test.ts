/** Does a connection outlive an exchange, and do its answers keep their order (RFC 9112 §9.3)? */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Handler } from '../../src/semantics/exchange.ts'
import { exchange, openSocket, type RawResponse } from '../support/raw-socket.ts'
import { serveHandler, textResponse } from '../support/serve-handler.ts'

const home: Handler = ({ target }) =>
  target === '/nope' ? textResponse('no such thing\n', 404) : textResponse(`at ${target}\n`)

// biome-ignore format: the columns are the test
const CASES: readonly (readonly [version: string, connection: string, persists: boolean, says: string, why: string])[] = [
  ['1.1', '',                            true,  '',           'an HTTP/1.1 connection persists by default'],
  ['1.1', 'Connection: keep-alive\r\n',  true,  '',           'what is the default need not be answered'],
  ['1.1', 'Connection: close\r\n',       false, 'close',      'the client asked for the end, and is told of it'],
  ['1.1', 'Connection: CLOSE\r\n',       false, 'close',      'connection options have no case'],
  ['1.1', 'Connection: , keep-alive ,\tClose,\r\n', false, 'close', 'close wins over keep-alive, in a list with empty members'],
  ['1.1', 'Connection: TE\r\nconnection: close\r\n', false, 'close', 'two lines are one list'],
  ['1.1', 'Connection: closed\r\n',      true,  '',           'an option is a whole token, not its beginning'],
  ['1.1', 'Connection: upgrade\r\n',     true,  '',           'an unknown option changes nothing'],
  ['1.0', '',                            false, 'close',      'an HTTP/1.0 connection ends by default'],
  ['1.0', 'Connection: keep-alive\r\n',  true,  'keep-alive', 'an HTTP/1.0 client must be told that it persists'],
  ['1.0', 'Connection: Keep-Alive, x\r\n', true, 'keep-alive', 'in any case and company'],
  ['1.0', 'Connection: close, keep-alive\r\n', false, 'close', 'close wins in HTTP/1.0 too'],
]

describe('persistence', { concurrency: true }, () => {
  for (const [version, connection, persists, says, why] of CASES) {
    it(`${version} ${JSON.stringify(connection)}: ${why}`, async (t) => {
      const { port } = await serveHandler(t, home)
      const request = `GET /a HTTP/${version}\r\nHost: x\r\n${connection}\r\n`
      const last = 'GET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
      const client = await exchange(t, port, request + last)
      const [first, ...more] = client.responses()
      assert.equal(client.standing, 'ended')
      assert.equal(first?.fields.get('connection') ?? '', says)
      assert.deepEqual(
        more.map(({ content }) => content),
        persists ? ['at /b\n'] : [],
      )
    })
  }

  it('answers pipelined requests in order, however long each takes', async (t) => {
    const delays = [30, 0, 15, 0, 5]
    const { port } = await serveHandler(t, ({ target }) => {
      const milliseconds = delays[Number(target.slice(1))]!
      if (milliseconds === 0) return textResponse(target)
      return new Promise((resolve) => {
        setTimeout(() => resolve(textResponse(target)), milliseconds)
      })
    })
    const requests = delays.map((_, at) => `GET /${at} HTTP/1.1\r\nHost: x\r\n\r\n`)
    const client = await openSocket(t, port)
    await client.send(requests.join(''))
    await client.receives('/4')
    assert.deepEqual(
      client.responses().map(({ content }) => content),
      ['/0', '/1', '/2', '/3', '/4'],
    )
  })

  it('sixteen pipelined small answers leave in one write', async (t) => {
    const { port } = await serveHandler(t, home)
    const client = await openSocket(t, port)
    await client.send('GET /a HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(16))
    await client.receives('at /a')
    assert.equal(client.responses().length, 16)
    assert.equal(client.pieces, 1)
  })
})

const CONVERSATION = [
  'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET /nope HTTP/1.1\r\nHost: x\r\n\r\n',
  'HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
].join('')

/** A response without what changes from one second to the next. */
function timeless({ status, fields, content }: RawResponse) {
  return { status, content, fields: [...fields].filter(([name]) => name !== 'date') }
}

const CONTENT_FIELDS = [['server', 'octets']] as const
const EXPECTED = [
  { status: 200, content: 'at /\n', fields: [...CONTENT_FIELDS, ['content-length', '5']] },
  {
    status: 404,
    content: 'no such thing\n',
    fields: [...CONTENT_FIELDS, ['content-length', '14']],
  },
  {
    status: 200,
    content: '',
    fields: [...CONTENT_FIELDS, ['content-length', '5'], ['connection', 'close']],
  },
]

describe('one conversation of three requests', { concurrency: 16 }, () => {
  const cuts: (readonly [name: string, pieces: readonly string[]])[] = [
    ['in one write', [CONVERSATION]],
    ['octet by octet', [...CONVERSATION]],
  ]
  for (let at = 1; at < CONVERSATION.length; at += 1) {
    cuts.push([`cut at ${at}`, [CONVERSATION.slice(0, at), CONVERSATION.slice(at)]])
  }
  for (const [name, pieces] of cuts) {
    it(`${name}: the same three answers`, async (t) => {
      const { port, journal } = await serveHandler(t, home)
      const client = await exchange(t, port, ...pieces)
      assert.equal(client.standing, 'ended')
      assert.deepEqual(client.responses('GET', 'GET', 'HEAD').map(timeless), EXPECTED)
      assert.deepEqual(
        journal.entries.map(({ method, target, status, octets }) => [
          method,
          target,
          status,
          octets,
        ]),
        [
          ['GET', '/', 200, 5],
          ['GET', '/nope', 404, 14],
          ['HEAD', '/', 200, 0],
        ],
      )
    })
  }
})
