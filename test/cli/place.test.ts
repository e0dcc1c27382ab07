import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isLocal, type Place, parsePlace, placesOf } from '../../src/cli/place.ts'

// biome-ignore format: the columns are the test
const PLACES: readonly (readonly [text: string, place: Place, isLocal: boolean, why: string])[] = [
  ['tcp://127.0.0.1:8080',        { kind: 'tcp', host: '127.0.0.1', port: 8080 },          true,  'an address and a port'],
  ['tcp://127.0.0.1:8080/',       { kind: 'tcp', host: '127.0.0.1', port: 8080 },          true,  'with the slash of a URL'],
  ['tcp://[::1]:0',               { kind: 'tcp', host: '::1', port: 0 },                   true,  'IPv6, any port'],
  ['TCP://localhost:65535',       { kind: 'tcp', host: 'localhost', port: 65_535 },        true,  'a name; the last port'],
  ['tcp://0.0.0.0:80',            { kind: 'tcp', host: '0.0.0.0', port: 80 },              false, 'everyone'],
  ['tcp://[::]:80',               { kind: 'tcp', host: '::', port: 80 },                   false, 'everyone'],
  ['tcp://[::ffff:127.0.0.1]:80', { kind: 'tcp', host: '::ffff:127.0.0.1', port: 80 },     true,  'IPv4 in IPv6'],
  ['tcp://site.example:80',       { kind: 'tcp', host: 'site.example', port: 80 },         false, 'a name may be anywhere'],
  ['3000',                        { kind: 'tcp', host: undefined, port: 3000 },            true,  'as serve has it'],
  ['unix:site.sock',              { kind: 'unix', path: 'site.sock', mode: undefined },    true,  'a path from here'],
  ['unix:/run/a:b.sock',          { kind: 'unix', path: '/run/a:b.sock', mode: undefined }, true, 'a path'],
  ['unix:///run/site.sock',       { kind: 'unix', path: '/run/site.sock', mode: undefined }, true, 'as a URL'],
  ['unix:/run/x.sock?mode=660',   { kind: 'unix', path: '/run/x.sock', mode: 0o660 },      true,  'who may use it'],
  ['unix:/run/x.sock?mode=0600',  { kind: 'unix', path: '/run/x.sock', mode: 0o600 },      true,  'with its zero'],
  ['fd:3',                        { kind: 'fd', fd: 3 },                                   false, 'who knows where that is'],
]

describe('A place to listen', () => {
  for (const [text, place, local, why] of PLACES) {
    it(`${text}: ${why}`, () => {
      assert.deepEqual(parsePlace(text), place)
      assert.equal(isLocal([place]), local)
    })
  }

  for (const text of [
    ...['', 'tcp://', 'tcp://127.0.0.1', 'tcp://:80', 'tcp://::1:80', 'tcp://a:65536', '65536'],
    ...['tcp://a:80/path', 'tcp://a b:80', 'http://a:80', 'unix:', 'unix:?mode=660', 'fd:', 'fd:x'],
    ...[
      'unix:/x?mode=999',
      'unix:/x?mode=rw',
      'unix:/x?user=y',
      'unix:/x\0',
      'udp://a:80',
      'fd:-1',
    ],
  ]) {
    it(`${JSON.stringify(text)} is none`, () => {
      assert.throws(() => parsePlace(text), /none of tcp:\/\/HOST:PORT/)
    })
  }

  it('is local only if all are', () => {
    assert.ok(isLocal([parsePlace('unix:x'), parsePlace('80')]))
    assert.ok(!isLocal([parsePlace('unix:x'), parsePlace('tcp://0.0.0.0:80')]))
  })
})

describe('The places', () => {
  const asked = { listen: undefined, host: '::', port: 80 }
  const usual: readonly Place[] = [{ kind: 'tcp', host: '::', port: 80 }]
  const handed: readonly Place[] = [
    { kind: 'fd', fd: 3 },
    { kind: 'fd', fd: 4 },
  ]
  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [environment: Record<string, string>, expected: readonly Place[], why: string])[] = [
    [{},                                        usual,  'as --host and --port say'],
    [{ LISTEN_PID: '7', LISTEN_FDS: '2' },      handed, 'as systemd hands over'],
    [{ LISTEN_PID: '8', LISTEN_FDS: '2' },      usual,  'to another process'],
    [{ LISTEN_FDS: '2' },                       usual,  'to nobody'],
    [{ LISTEN_PID: '7' },                       usual,  'nothing'],
    [{ LISTEN_PID: '7', LISTEN_FDS: '0' },      usual,  'none'],
    [{ LISTEN_PID: '7', LISTEN_FDS: '-1' },     usual,  'less than none'],
    [{ LISTEN_PID: '7', LISTEN_FDS: 'x' },      usual,  'no number'],
  ]
  for (const [environment, expected, why] of CASES) {
    it(`${JSON.stringify(environment)}: ${why}`, () => {
      assert.deepEqual(placesOf(asked, environment, 7), expected)
    })
  }

  it('of --listen count alone', () => {
    const listen: readonly Place[] = [{ kind: 'unix', path: 'x', mode: undefined }]
    const environment = { LISTEN_PID: '7', LISTEN_FDS: '2' }
    assert.deepEqual(placesOf({ ...asked, listen }, environment, 7), listen)
  })
})
