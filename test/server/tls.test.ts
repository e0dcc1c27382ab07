/** HTTP over TLS: everything that holds on a plain socket must hold here. */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { before, describe, it } from 'node:test'
import type { Handler } from '../../src/semantics/exchange.ts'
import { TlsDoor } from '../../src/server/tls-door.ts'
import { exchange, openSocket, until } from '../support/raw-socket.ts'
import {
  contentOf,
  type ServingHttp,
  serveHandler,
  textResponse,
} from '../support/serve-handler.ts'
import { makeCertificate, openssl, openTls } from '../support/tls.ts'

const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'
const LAST = 'GET /last HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
const LARGE_OCTETS = 64 * 1024 * 1024

const home: Handler = ({ target }) => textResponse(`at ${target}`)

let certificate: Awaited<ReturnType<typeof makeCertificate>>
let other: typeof certificate
before(async () => {
  certificate = await makeCertificate()
  other = await makeCertificate()
})

type Test = Parameters<typeof serveHandler>[0]

function serveTls(
  t: Test,
  handle: Handler = home,
  limits: Parameters<typeof serveHandler>[2] = {},
): Promise<ServingHttp> {
  return serveHandler(t, handle, limits, { tls: new TlsDoor(certificate) })
}

/** A large content that counts how much of it was read. */
function countingSource(): { readonly handle: Handler; readonly readOctets: () => number } {
  let octets = 0
  const source = {
    read: async (into: Uint8Array) => {
      octets += into.length
      into.fill(0x78)
      return into.length
    },
    close: () => {},
  }
  const content = { kind: 'source', source, length: LARGE_OCTETS, position: 0 } as const
  return {
    readOctets: () => octets,
    handle: () => ({ status: 200, fields: [], content }),
  }
}

describe('HTTP over TLS', () => {
  it('answers pipelined requests in order', async (t) => {
    const { port } = await serveTls(t)
    const client = await openTls(t, port, certificate.authority)
    const targets = Array.from({ length: 16 }, (_, at) => `/${at}`)
    await client.send(...targets.map((target) => GET.replace('/', target)), LAST)
    await client.ends()
    assert.deepEqual(
      client.responses().map(({ content }) => content),
      [...targets, '/last'].map((target) => `at ${target}`),
    )
  })

  it('reads requests cut anywhere', async (t) => {
    const { port } = await serveTls(t)
    const client = await openTls(t, port, certificate.authority)
    for (let at = 1; at < GET.length; at += 1) {
      await client.send(GET.slice(0, at), GET.slice(at))
      await until(() => client.responses().length === at, 'an answer')
    }
  })

  it('reads content', async (t) => {
    const { port } = await serveTls(t, async (request) => textResponse(await contentOf(request)))
    const client = await openTls(t, port, certificate.authority)
    const content = 'x'.repeat(200_000)
    await client.send(
      `POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ${content.length}\r\n\r\n${content}`,
    )
    await client.ends()
    assert.equal(client.responses()[0]?.content, content)
  })

  it('holds back a large answer until it is read, and sends it whole', async (t) => {
    const { handle, readOctets } = countingSource()
    const { port } = await serveTls(t, handle)
    const client = await openTls(t, port, certificate.authority)
    client.socket.pause()
    await client.send(LAST)
    let seen = -1
    // As soon as nothing has been read for a while, buffers are full.
    await until(() => readOctets() > 0, 'the answer to begin')
    for (let still = 0; still < 20; still += 1) {
      if (readOctets() !== seen) still = 0
      seen = readOctets()
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    assert.ok(seen < LARGE_OCTETS / 2, `${seen} octets were read for a client that reads none`)
    client.socket.resume()
    await client.ends()
    const head = client.received.indexOf('\r\n\r\n') + 4
    assert.equal(client.receivedOctets, head + LARGE_OCTETS)
  })

  it('lets a client that has closed its side read its answer', async (t) => {
    let answer: (() => void) | undefined
    const { port } = await serveTls(
      t,
      () =>
        new Promise((resolve) => {
          answer = () => resolve(textResponse('late'))
        }),
    )
    const client = await openTls(t, port, certificate.authority)
    client.socket.end(GET)
    await until(() => answer !== undefined, 'the request')
    answer?.()
    await client.ends()
    assert.equal(client.responses()[0]?.content, 'late')
  })

  it('lets a client that goes on sending read what was wrong', async (t) => {
    const { port, journal } = await serveTls(t)
    const client = await openTls(t, port, certificate.authority)
    await client.send('bad request\n', 'x'.repeat(100_000))
    assert.equal(await client.ends(), 'ended', 'and not reset')
    assert.equal(client.responses()[0]?.status, 400)
    assert.equal(journal.faults.length, 1)
  })

  it('answers what is asked of https in absolute-form', async (t) => {
    const { port } = await serveTls(t)
    const client = await openTls(t, port, certificate.authority)
    await client.send(LAST.replace('/last', 'https://localhost/absolute'))
    await client.ends()
    assert.equal(client.responses()[0]?.content, 'at /absolute')
  })

  it('knows the address of its client', async (t) => {
    const { port, journal } = await serveTls(t)
    const client = await openTls(t, port, certificate.authority)
    await client.send(LAST)
    await client.ends()
    assert.equal(journal.entries[0]?.remoteAddress, '127.0.0.1')
  })

  it('tells one client too many to come again', async (t) => {
    const { port, server } = await serveTls(t, home, { connections: 1 })
    await openTls(t, port, certificate.authority)
    await until(() => server.connections === 1, 'the first')
    const second = await openTls(t, port, certificate.authority)
    await second.ends()
    assert.equal(second.responses()[0]?.status, 503)
  })

  it('ends idle connections when the server stops', async (t) => {
    const { port, server } = await serveTls(t)
    const client = await openTls(t, port, certificate.authority)
    await client.send(GET)
    await client.receives('at /')
    const closed = server.close()
    assert.equal(await client.ends(), 'ended')
    client.socket.end()
    await closed
  })

  for (const version of ['-tls1_2', '-tls1_3']) {
    it(`ends with close_notify, as openssl ${version} sees`, async (t) => {
      const { port } = await serveTls(t)
      const { code, stdout, stderr } = await openssl(port, [version, '-quiet'], LAST)
      assert.match(stdout, /\r\n\r\nat \/last$/)
      assert.doesNotMatch(stderr, /unexpected eof/)
      assert.equal(code, 0)
    })
  }
})

describe('The handshake', () => {
  // biome-ignore format: the columns are the test
  const SHAKEN: readonly (readonly [words: readonly string[], printed: RegExp, why: string])[] = [
    [[],                                   /at \/last/,                   'a client that names no protocol'],
    [['-alpn', 'http/1.1'],                /ALPN protocol: http\/1\.1/,   'the one there is'],
    [['-alpn', 'h2,http/1.1'],             /ALPN protocol: http\/1\.1/,   'a browser'],
    [['-alpn', 'h2'],                      /no application protocol/,     'a client that speaks nothing else'],
    [['-tls1_2'],                          /Protocol *: TLSv1\.2/,        'the oldest that is safe'],
    [['-tls1_1'],                          /alert protocol version|no protocols available/, 'RFC 8996'],
  ]
  for (const [words, printed, why] of SHAKEN) {
    it(`openssl s_client ${words.join(' ')}: ${why}`, async (t) => {
      const { port } = await serveTls(t)
      const { stdout, stderr } = await openssl(port, words, LAST)
      assert.match(stdout + stderr, printed)
    })
  }

  it('takes up a session again', async (t) => {
    const { port } = await serveTls(t)
    const first = await openTls(t, port, certificate.authority)
    const [session] = (await once(first.socket, 'session')) as [Buffer]
    const second = await openTls(t, port, certificate.authority, { session })
    assert.ok(second.socket.isSessionReused())
  })

  // biome-ignore format: the columns are the test
  const SLOW: readonly (readonly [sent: string, why: string])[] = [
    ['',                             'not a word'],
    ['\x16',                         'one octet'],
    ['\x16\x03\x01\x02\x00\x01\x00', 'the beginning of a handshake'],
  ]
  for (const [sent, why] of SLOW) {
    it(`that takes too long is cut: ${why}`, async (t) => {
      const { port, server } = await serveTls(t, home, { entranceMilliseconds: 100 })
      const client = await openSocket(t, port)
      await client.send(sent)
      await client.ends()
      await until(() => server.connections === 0, 'the connection to be gone')
      assert.equal(client.received, '')
    })
  }

  it('that fails is told, but not each one of many', async (t) => {
    const { port, server, journal } = await serveTls(t)
    for (let at = 0; at < 20; at += 1) {
      const client = await exchange(t, port, '\x16\x03\x01\x00\x05hello')
      client.socket.destroy()
    }
    await until(() => server.connections === 0, 'all to be gone')
    assert.match(journal.refusals[0] ?? '', /^TLS: /)
    assert.ok(journal.refusals.length < 10, `${journal.refusals.length} lines`)
    assert.deepEqual(journal.failures, [])
    const next = await openTls(t, port, certificate.authority)
    await next.send(LAST)
    await next.ends()
    assert.equal(next.responses()[0]?.status, 200)
  })

  it('that is not over when the server stops does not keep it', async (t) => {
    const { port, server } = await serveTls(t)
    const client = await openSocket(t, port)
    await client.send('\x16\x03')
    await until(() => server.connections === 1, 'the connection')
    await server.close()
    await client.ends()
  })
})

describe('A request in the clear at a port for https', () => {
  // biome-ignore format: the columns are the test
  const CLEAR: readonly (readonly [request: string, status: number, location: string | undefined, why: string])[] = [
    ['GET /a?b=c HTTP/1.1\r\nHost: localhost:81\r\n\r\n', 308, 'https://localhost:81/a?b=c', 'with its query'],
    ['GET / HTTP/1.1\r\nHost: localhost\r\n\r\n',        308, 'https://localhost:80/',       'the port that was left out is written'],
    ['GET / HTTP/1.1\r\nHost: [::1]\r\n\r\n',            308, 'https://[::1]:80/',           'also behind an address'],
    ['GET //a HTTP/1.1\r\nHost: b:1\r\n\r\n',            308, 'https://b:1//a',              'a path of two slashes stays a path'],
    ['GET http://b:1/a HTTP/1.1\r\nHost: b:1\r\n\r\n',   308, 'https://b:1/a',               'absolute-form'],
    ['POST /a HTTP/1.1\r\nHost: b:1\r\nContent-Length: 1\r\n\r\nx', 308, 'https://b:1/a',    'the method stays'],
    ['GET / HTTP/1.0\r\n\r\n',                           400, undefined,                     'nobody said where'],
    ['OPTIONS * HTTP/1.1\r\nHost: b\r\n\r\n',            400, undefined,                     'no resource'],
    ['GET https://b/ HTTP/1.1\r\nHost: b\r\n\r\n',       421, undefined,                     'what is https is not answered in the clear'],
    ['hello\n',                                          400, undefined,                     'no request'],
  ]
  for (const [request, status, location, why] of CLEAR) {
    it(`${request.split('\r\n')[0]}: ${status}, ${why}`, async (t) => {
      const handle: Handler = () => assert.fail('the handler was asked')
      const { port, journal } = await serveTls(t, handle)
      const client = await exchange(t, port, request)
      const [response] = client.responses()
      assert.equal(response?.status, status)
      assert.equal(response.fields.get('location'), location)
      assert.equal(response.fields.get('connection'), 'close')
      assert.equal(client.responses().length, 1)
      assert.deepEqual(journal.failures, [])
    })
  }
})

describe('A renewed certificate', () => {
  it('is for new connections; open ones keep theirs', async (t) => {
    const tls = new TlsDoor(certificate)
    const { port } = await serveHandler(t, home, {}, { tls })
    const before = await openTls(t, port, certificate.authority)
    tls.renew(other)
    const after = await openTls(t, port, other.authority)
    await assert.rejects(openTls(t, port, certificate.authority), /unable to verify|signature/)
    for (const client of [before, after]) {
      await client.send(LAST)
      await client.ends()
      assert.equal(client.responses()[0]?.status, 200)
    }
  })

  it('that is bad is refused, and the one in use stays', async (t) => {
    const tls = new TlsDoor(certificate)
    const { port } = await serveHandler(t, home, {}, { tls })
    assert.throws(() => tls.renew({ ...certificate, certificate: 'nonsense' }))
    assert.throws(() => tls.renew({ ...certificate, key: other.key }), /key/)
    await openTls(t, port, certificate.authority)
  })
})
