/** Who is the client behind a proxy, and who may say so? */

import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { AddressSet } from '../../src/server/address-set.ts'
import { parseProxyHeader } from '../../src/server/proxy-protocol.ts'
import { TlsDoor } from '../../src/server/tls-door.ts'
import { everySplit } from '../support/every-split.ts'
import { exchange, openSocket, RawSocket, until } from '../support/raw-socket.ts'
import { serveHandler, textResponse } from '../support/serve-handler.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { makeCertificate, openTls } from '../support/tls.ts'

const SIGNATURE = '\r\n\r\n\0\r\nQUIT\n'
const LAST = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'

/** A header of version 2, one char an octet. */
function binary(versionAndCommand: number, family: number, rest: string, length = rest.length) {
  const fixed = Buffer.from([versionAndCommand, family, length >> 8, length & 0xff])
  return SIGNATURE + fixed.toString('latin1') + rest
}

const IPV4 = '\xc6\x33\x64\x07\xcb\x00\x71\x01\xc8\x22\x01\xbb'
const IPV6 = `${'\x20\x01\x0d\xb8'}${'\0'.repeat(11)}\x07${'\x20\x01\x0d\xb8'}${'\0'.repeat(11)}\x01\xc8\x22\x01\xbb`
/** A TLV: type, length of two octets, value. */
const TLV = '\x02\x00\x03abc'

// biome-ignore format: the columns are the test
const HEADERS: readonly (readonly [header: string, clientAddress: string | undefined, why: string])[] = [
  ['PROXY TCP4 198.51.100.7 203.0.113.1 51234 443\r\n',       '198.51.100.7', 'a line'],
  ['PROXY TCP4 198.51.100.7 203.0.113.1 0 65535\r\n',         '198.51.100.7', 'the first port and the last'],
  ['PROXY TCP6 2001:db8::7 2001:db8::1 51234 443\r\n',        '2001:db8::7',  'IPv6'],
  ['PROXY TCP6 2001:0DB8:0:0:0:0:0:7 ::1 51234 443\r\n',      '2001:db8::7',  'spelled out; one client has one address'],
  ['PROXY UNKNOWN\r\n',                                       undefined,      'the proxy does not say'],
  ['PROXY UNKNOWN ffff::1 whatever 1 2\r\n',                  undefined,      'and what follows does not count'],
  [`PROXY UNKNOWN ${'x'.repeat(91)}\r\n`,                     undefined,      'the longest line'],
  [binary(0x21, 0x11, IPV4),                                  '198.51.100.7', 'binary'],
  [binary(0x21, 0x21, IPV6),                                  '2001:db8::7',  'binary, IPv6'],
  [binary(0x21, 0x11, IPV4 + TLV),                            '198.51.100.7', 'with more to skip'],
  [binary(0x21, 0x11, IPV4 + '\0'.repeat(4084)),              '198.51.100.7', 'as much as there may be'],
  [binary(0x20, 0x00, ''),                                    undefined,      'LOCAL: the proxy itself'],
  [binary(0x20, 0x11, IPV4),                                  undefined,      'LOCAL, whatever the addresses'],
  [binary(0x20, 0x99, 'any'),                                 undefined,      'LOCAL, whatever the family'],
  [binary(0x21, 0x00, ''),                                    undefined,      'not specified'],
  [binary(0x21, 0x00, TLV),                                   undefined,      'not specified, with more to skip'],
  [binary(0x21, 0x12, IPV4),                                  undefined,      'UDP: valid, and not what this is'],
  [binary(0x21, 0x22, IPV6),                                  undefined,      'UDP over IPv6'],
  [binary(0x21, 0x31, '/'.repeat(216)),                       undefined,      'a UNIX socket has no address'],
  [binary(0x21, 0x32, '/'.repeat(216)),                       undefined,      'nor has its datagram'],
]

// biome-ignore format: the columns are the test
const MALFORMED: readonly (readonly [octets: string, why: string])[] = [
  ['GET / HTTP/1.1\r\nHost: x\r\n\r\n',                           'no header at all'],
  ['PROXIED\r\n',                                                 'nearly one'],
  ['proxy TCP4 198.51.100.7 203.0.113.1 51234 443\r\n',           'in lower case'],
  [' PROXY TCP4 198.51.100.7 203.0.113.1 51234 443\r\n',          'not at the beginning'],
  ['PROXY TCP4 198.51.100.7 203.0.113.1 51234 443\n\r\n',         'a bare LF'],
  ['PROXY TCP4  198.51.100.7 203.0.113.1 51234 443\r\n',          'two spaces'],
  ['PROXY TCP4 198.51.100.7 203.0.113.1 51234 443 \r\n',          'a space at the end'],
  ['PROXY TCP4 198.51.100.7 203.0.113.1 51234\r\n',               'a port is missing'],
  ['PROXY TCP4 198.51.100.7 203.0.113.1 51234 65536\r\n',         'past the last port'],
  ['PROXY TCP4 198.51.100.7 203.0.113.1 051234 443\r\n',          'a port of six digits'],
  ['PROXY TCP4 198.51.100.7 203.0.113.1 0443 443\r\n',            'a leading zero'],
  ['PROXY TCP4 198.51.100.256 203.0.113.1 51234 443\r\n',         'no address'],
  ['PROXY TCP4 198.51.100.7 2001:db8::1 51234 443\r\n',           'addresses of two families'],
  ['PROXY TCP4 2001:db8::7 2001:db8::1 51234 443\r\n',            'of another family than it says'],
  ['PROXY TCP6 198.51.100.7 203.0.113.1 51234 443\r\n',           'the other way round'],
  ['PROXY TCP5 198.51.100.7 203.0.113.1 51234 443\r\n',           'a family nobody knows'],
  ['PROXY\r\n',                                                   'nothing said'],
  ['PROXY UNKNOWNX\r\n',                                          'another word'],
  [`PROXY UNKNOWN ${'x'.repeat(92)}\r\n`,                         'longer than the longest line'],
  [`PROXY TCP4 ${'1'.repeat(200)}`,                               'a line without end'],
  [`${SIGNATURE.slice(0, 11)}!${'\0'.repeat(8)}`,                 'nearly the signature'],
  [binary(0x11, 0x11, IPV4),                                      'version 1, in the form of version 2'],
  [binary(0x31, 0x11, IPV4),                                      'version 3'],
  [binary(0x22, 0x11, IPV4),                                      'a command nobody knows'],
  [binary(0x21, 0x13, IPV4),                                      'a transport nobody knows'],
  [binary(0x21, 0x41, IPV4),                                      'a family nobody knows'],
  [binary(0x21, 0x11, IPV4.slice(1)),                             'too short for its addresses'],
  [binary(0x21, 0x21, IPV6.slice(1)),                             'too short for its addresses, IPv6'],
  [binary(0x21, 0x31, '/'.repeat(215)),                           'too short for its paths'],
  [binary(0x21, 0x11, IPV4, 4097),                                'more to skip than anyone sends'],
]

/** Parses as octets arrive; gives the verdict and how many had arrived. */
function parseArriving(pieces: readonly Buffer[]): ReturnType<typeof parseProxyHeader> {
  let octets: Buffer = Buffer.alloc(0)
  for (const piece of pieces) {
    octets = Buffer.concat([octets, piece])
    const verdict = parseProxyHeader(octets)
    if (verdict.kind !== 'incomplete') return verdict
  }
  return { kind: 'incomplete' }
}

describe('A PROXY header', () => {
  for (const [header, clientAddress, why] of HEADERS) {
    it(`${JSON.stringify(header.slice(0, 60))}: ${why}`, () => {
      const expected = { kind: 'header', length: header.length, clientAddress }
      for (const pieces of everySplit(header)) assert.deepEqual(parseArriving(pieces), expected)
      assert.deepEqual(parseArriving([Buffer.from(header + LAST, 'latin1')]), expected, 'with more')
      const all = Buffer.from(header, 'latin1')
      for (let at = 0; at < all.length; at += 1) {
        assert.equal(parseProxyHeader(all.subarray(0, at)).kind, 'incomplete', `${at} octets`)
      }
    })
  }

  for (const [octets, why] of MALFORMED) {
    it(`${JSON.stringify(octets.slice(0, 60))} is malformed: ${why}`, () => {
      for (const pieces of everySplit(octets)) {
        assert.deepEqual(parseArriving(pieces), { kind: 'malformed' })
      }
    })
  }
})

// biome-ignore format: the columns are the test
const MEMBERS: readonly (readonly [members: readonly string[], address: string, isMember: boolean, why: string])[] = [
  [['192.0.2.1'],             '192.0.2.1',         true,  'an address'],
  [['192.0.2.1'],             '192.0.2.2',         false, 'another'],
  [['192.0.2.0/24'],          '192.0.2.255',       true,  'within a range'],
  [['192.0.2.0/24'],          '192.0.3.0',         false, 'behind it'],
  [['0.0.0.0/0'],             '255.255.255.255',   true,  'all of IPv4'],
  [['0.0.0.0/0'],             '::1',               false, 'is none of IPv6'],
  [['192.0.2.1'],             '::ffff:192.0.2.1',  true,  'as a socket for both families has it'],
  [['fd00::/8'],              'fd12::1',           true,  'IPv6'],
  [['fe80::/10'],             'fe80::1%eth0',      true,  'with its link'],
  [['::1', '10.0.0.0/8'],     '10.1.1.1',          true,  'one of several'],
  [['unix'],                  '',                  true,  'the peer of a UNIX socket'],
  [['unix'],                  '127.0.0.1',         false, 'which is no address'],
  [['0.0.0.0/0', '::/0'],     '',                  false, 'and no address is it'],
  [[],                        '127.0.0.1',         false, 'nobody'],
]

describe('A set of addresses', () => {
  for (const [members, address, isMember, why] of MEMBERS) {
    it(`${members.join(', ')} ${isMember ? 'has' : 'has not'} '${address}': ${why}`, () => {
      assert.equal(new AddressSet(members).has(address), isMember)
    })
  }

  for (const member of ['', 'localhost', '192.0.2.0/33', '::/129', '192.0.2', 'fe80::1%lo', '/8']) {
    it(`cannot have '${member}'`, () => {
      assert.throws(() => new AddressSet([member]), {
        name: 'RangeError',
        message: `'${member}' is neither an address nor a range of addresses`,
      })
    })
  }
})

describe('A server behind proxies', () => {
  const handle = ({ remoteAddress }: { remoteAddress: string }) => textResponse(remoteAddress)
  const loopback = { proxies: new AddressSet(['127.0.0.0/8']) }
  const line = 'PROXY TCP4 198.51.100.7 203.0.113.1 51234 443\r\n'

  // biome-ignore format: the columns are the test
  const TOLD: readonly (readonly [header: string, address: string, why: string])[] = [
    [line,                        '198.51.100.7', 'a line'],
    [binary(0x21, 0x21, IPV6),    '2001:db8::7',  'binary'],
    [binary(0x20, 0x00, ''),      '127.0.0.1',    'the proxy itself'],
    ['PROXY UNKNOWN\r\n',         '127.0.0.1',    'nobody knows'],
  ]
  for (const [header, address, why] of TOLD) {
    it(`knows the client to be ${address}: ${why}`, async (t) => {
      const { port } = await serveHandler(t, handle, {}, loopback)
      const atOnce = await exchange(t, port, header + LAST)
      assert.equal(atOnce.responses()[0]?.content, address)
      const inPieces = await exchange(t, port, header.slice(0, 5), header.slice(5), LAST)
      assert.equal(inPieces.responses()[0]?.content, address)
    })
  }

  it('closes a connection without a header, and says so once', async (t) => {
    const { port, journal, server } = await serveHandler(t, handle, {}, loopback)
    for (let at = 0; at < 3; at += 1) {
      const client = await exchange(t, port, LAST)
      assert.equal(client.received, '')
    }
    await until(() => server.connections === 0, 'all to be gone')
    assert.deepEqual(journal.refusals, ['no PROXY header, or a malformed one'])
  })

  it('closes a connection from anybody else, header or not', async (t) => {
    const others = { proxies: new AddressSet(['192.0.2.1']) }
    const { port, journal } = await serveHandler(t, handle, {}, others)
    const client = await exchange(t, port, line + LAST)
    assert.equal(client.received, '')
    assert.deepEqual(journal.refusals, ['no trusted proxy'])
  })

  it('does not wait for ever', async (t) => {
    const { port } = await serveHandler(t, handle, { entranceMilliseconds: 100 }, loopback)
    const client = await exchange(t, port, line.slice(0, 20))
    assert.equal(client.received, '')
  })

  it('forgets a proxy that leaves in the middle of its header', async (t) => {
    const { port, server, journal } = await serveHandler(t, handle, {}, loopback)
    const client = await openSocket(t, port)
    await client.send(line.slice(0, 20))
    await until(() => server.connections === 1, 'the connection')
    client.socket.end()
    await until(() => server.connections === 0, 'the connection to be gone')
    assert.deepEqual([journal.refusals, journal.failures], [[], []])
  })

  it('lets go of a proxy that only looks whether somebody is there', async (t) => {
    const { port, server } = await serveHandler(t, handle, {}, loopback)
    const client = await openSocket(t, port)
    client.socket.end(line)
    assert.equal(await client.ends(), 'ended')
    await until(() => server.connections === 0, 'the connection to be gone')
    assert.equal(client.received, '')
  })

  it('may be one of the peers of a UNIX socket', async (t) => {
    const { server } = await serveHandler(t, handle, {}, { proxies: new AddressSet(['unix']) })
    const path = join(temporaryFolder(t), 'socket')
    await server.listen({ path })
    const client = new RawSocket(connect(path))
    t.after(() => client.socket.destroy())
    await client.send(line + LAST)
    await client.ends()
    assert.equal(client.responses()[0]?.content, '198.51.100.7')
  })

  it('counts connections by client and not by proxy', async (t) => {
    const limits = { connectionsPerAddress: 1 }
    const { port, server } = await serveHandler(t, handle, limits, loopback)
    const first = await openSocket(t, port)
    await first.send(line)
    await until(() => server.connections === 1, 'the connection')
    const second = await exchange(t, port, line.replace('.7', '.8') + LAST)
    assert.equal(second.responses()[0]?.status, 200)
    const third = await exchange(t, port, line + LAST)
    assert.equal(third.responses()[0]?.status, 503)
  })

  it('reads the header in front of the handshake', async (t) => {
    const certificate = await makeCertificate()
    const tls = new TlsDoor(certificate)
    const { port } = await serveHandler(t, handle, {}, { ...loopback, tls })
    const { socket } = await openSocket(t, port)
    socket.removeAllListeners('data')
    socket.write(line)
    const client = await openTls(t, port, certificate.authority, { socket })
    await client.send(LAST)
    await client.ends()
    assert.equal(client.responses()[0]?.content, '198.51.100.7')
  })
})
