/**
 * `octets send`: exactly these segments, and whatever comes back.
 */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { describe, it, type TestContext } from 'node:test'
import { parseStep } from '../../src/cli/segments.ts'
import { runOctets, startOctets } from '../support/octets-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const GET = 'GET /a HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n'

interface Peer {
  readonly address: string
  /** Pieces as they arrived, one char an octet. */
  readonly pieces: string[]
  /** Whether the client closed its side first. */
  readonly hasEnded: () => boolean
}

/** A peer that knows no HTTP, for the length of one test. */
async function listenRaw(t: TestContext, onPiece: (socket: Socket, count: number) => void) {
  const pieces: string[] = []
  let isEnded = false
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('data', (octets) => {
      pieces.push(octets.toString('latin1'))
      onPiece(socket, pieces.length)
    })
    socket.on('error', () => {})
    socket.on('end', () => {
      isEnded = true
      socket.end()
    })
    t.after(() => socket.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const peer: Peer = { address: `127.0.0.1:${port}`, pieces, hasEnded: () => isEnded }
  return peer
}

describe('octets send', () => {
  it('sends the segments one by one, with their escapes, and prints the answer as it is', async (t) => {
    const peer = await listenRaw(t, (socket, count) => {
      if (count === 2) socket.end(Buffer.from([0x00, 0xff, 0x0a]))
    })
    const { code, stdout } = await runOctets([
      'send',
      peer.address,
      'a\\r\\n\\t\\0\\\\',
      '@300ms',
      '\\xfFb',
    ])
    assert.equal(code, 0)
    assert.deepEqual(peer.pieces, ['a\r\n\t\0\\', '\xffb'])
    assert.equal(stdout, '\0\ufffd\n')
  })

  it('sends all of it again, and then closes its side', async (t) => {
    const peer = await listenRaw(t, () => {})
    const { code } = await runOctets([
      'send',
      peer.address,
      'ab',
      'c',
      '--repeat',
      '3',
      '--half-close',
    ])
    assert.deepEqual([code, peer.pieces.join(''), peer.hasEnded()], [0, 'abcabcabc', true])
  })

  it('ends when nothing comes for a while, but not while it pauses itself', async (t) => {
    const peer = await listenRaw(t, () => {})
    const { code } = await runOctets(['send', peer.address, 'a', '@1500ms', 'b', '--idle', '0.3'])
    assert.deepEqual([code, peer.pieces], [0, ['a', 'b']])
  })

  it('ends when the peer resets, with a sentence', async (t) => {
    const peer = await listenRaw(t, (socket) => socket.resetAndDestroy())
    const { code, stderr } = await runOctets(['send', peer.address, 'a', '@9s', 'b'])
    assert.equal(code, 1)
    assert.match(stderr, /^octets: The peer has reset the connection \(127\.0\.0\.1 port \d+\)\n$/)
  })

  it('shows both directions with --trace', async (t) => {
    const running = await startOctets(t, ['--port', '0', '-q', temporaryFolder(t, { a: 'hello' })])
    const { code, stdout } = await runOctets([
      'send',
      `127.0.0.1:${running.port}`,
      GET,
      GET.replace('GET', 'HEAD'),
      '--half-close',
      '--trace',
      'events',
    ])
    assert.equal(code, 0)
    const answers = stdout.split('\n').filter((line) => /status-line|content |answer \d/.test(line))
    assert.equal(answers.length, 5, stdout)
    assert.match(stdout, /request-line {2}GET \/a HTTP\/1\.1␍␊/)
    assert.match(stdout, /no body: it answers HEAD/)
  })

  // biome-ignore format: the columns are the test
  const REFUSED: readonly (readonly [words: readonly string[], code: number, sentence: RegExp, why: string])[] = [
    [[],                                    2, /missing required argument 'host:port'/,   'no peer'],
    [['localhost:80'],                      2, /missing required argument 'segments'/,    'nothing to send'],
    [['localhost', 'a'],                    2, /'localhost' is invalid/,                  'no port'],
    [['localhost:0', 'a'],                  2, /'localhost:0' is invalid/,                'no such port'],
    [['localhost:65536', 'a'],              2, /'localhost:65536' is invalid/,            'nor this one'],
    [['localhost:80', 'a\\q'],              2, /Neither a segment nor a pause: 'a\\q'/,   'an escape nobody knows'],
    [['localhost:80', '@5'],                2, /Neither a segment nor a pause: '@5'/,     'a pause without a unit'],
    [['localhost:80', 'ab', '--repeat', '100000000'], 2, /more than 64 MiB/,              'more than it will send'],
    [['127.0.0.1:1', 'a'],                  1, /nobody listens there \(127\.0\.0\.1 port 1\)/, 'nobody there'],
    [['no-such-host.invalid:80', 'a'],      1, /there is no such host/,                   'no such name'],
  ]
  for (const [words, code, sentence, why] of REFUSED) {
    it(`says in a sentence: ${why}`, async () => {
      const ended = await runOctets(['send', ...words])
      assert.deepEqual([ended.code, ended.stdout], [code, ''])
      assert.match(ended.stderr, /^octets: .*\n$/)
      assert.match(ended.stderr, sentence)
    })
  }
})

// biome-ignore format: the columns are the test
const STEPS: readonly (readonly [word: string, expected: string | number | undefined, why: string])[] = [
  ['',           '',           'an empty segment'],
  ['a@b',        'a@b',        'an at sign inside'],
  ['\\x40b',     '@b',         'an escaped one in front'],
  ['\\\\r',      '\\r',        'an escaped backslash escapes nothing'],
  ['é',          '\xc3\xa9',   'UTF-8'],
  ['\\xE9',      '\xe9',       'one octet'],
  ['\\x4',       undefined,    'half an escape'],
  ['\\',         undefined,    'less than half'],
  ['@500ms',     500,          'milliseconds'],
  ['@2s',        2000,         'seconds'],
  ['@',          undefined,    'no time'],
  ['@1.5s',      undefined,    'whole numbers'],
  ['@9999999s',  undefined,    'past an hour'],
]

describe('a word of octets send', () => {
  for (const [word, expected, why] of STEPS) {
    it(`${JSON.stringify(word)}: ${why}`, () => {
      const step = parseStep(word)
      if (step === undefined) assert.equal(expected, undefined)
      else
        assert.equal(
          step.kind === 'pause' ? step.milliseconds : step.octets.toString('latin1'),
          expected,
        )
    })
  }
})
