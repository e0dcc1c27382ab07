/**
 * `octets trace`, and `--trace` while serving, as whoever types them sees them.
 */

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { PROGRAM, runOctets, startOctets, until } from '../support/octets-process.ts'
import { openSocket } from '../support/raw-socket.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const WIRE = join(import.meta.dirname, '../wire')
const ROOT = join(import.meta.dirname, '../..')
const BARE_LF = join(WIRE, 'bare-lf.http')

/** Runs the program with these octets on its standard input. */
function traceInput(input: string, ...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...PROGRAM, 'trace', ...words], {
    cwd: ROOT,
    input: Buffer.from(input, 'latin1'),
    encoding: 'utf8',
    timeout: 20_000,
  })
  return { status, stdout, stderr }
}

describe('octets trace', () => {
  it('prints the golden format, and what depends on the cuts', async () => {
    const { code, stdout, stderr } = await runOctets(['trace', '--mode', 'events', BARE_LF])
    assert.deepEqual([code, stderr], [0, ''])
    const [first, ...rest] = stdout.split('\n')
    assert.equal(first, '     0  segment       1, 61 octets')
    assert.equal(rest.join('\n'), readFileSync(join(WIRE, 'bare-lf.trace'), 'utf8'))
  })

  it('reads standard input, cut where it is told to', () => {
    const { status, stdout } = traceInput('GET / HTTP/1.1\r\nHost: a\r\n\r\n', '--cuts', '15,20')
    assert.equal(status, 0)
    assert.deepEqual(stdout.split('\n').slice(0, 14), [
      '▶ segment 1: 15 octets, from 0',
      '     0  GET    ␠  /      ␠  HTTP/1.1 ␍',
      '        method SP target SP version  CR',
      '        … needs more octets: inside the version',
      '▶ segment 2: 5 octets, from 15',
      '    15  ␊   origin-form',
      '        LF',
      '    16  Host',
      '        field-name',
      '        … needs more octets: inside a field name',
      '▶ segment 3: 7 octets, from 20',
      '    20  :     ␠   a           ␍  ␊   whom the request is for',
      '        colon OWS field-value CR LF',
      '    25  ␍␊   the field section ends',
    ])
  })

  it('shows a fault with its window, a caret and what accepting it would cost', async () => {
    const { stdout } = await runOctets(['trace', BARE_LF])
    const at = stdout.indexOf('✘')
    assert.match(stdout.slice(at), /^✘ 400 line-end-malformed at octet 52 \(RFC 9112 §2\.2\)\n/)
    const [, shown = '', caret = ''] = stdout.slice(at).split('\n')
    assert.equal(shown[caret.indexOf('^')], '␊')
    assert.match(stdout, /the second written by the\n? *attacker/)
  })

  it('prints records as lines of JSON', async () => {
    const { stdout } = await runOctets(['trace', '--mode', 'json', BARE_LF])
    const records = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.equal(records.at(-1).code, 'line-end-malformed')
    assert.equal(records[0].kind, 'segment')
  })

  it('masks credentials unless it is asked for them', () => {
    const input = 'GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Basic c2VjcmV0\r\n\r\n'
    for (const mode of ['text', 'hex', 'events', 'json']) {
      assert.doesNotMatch(traceInput(input, '--mode', mode).stdout, /c2V|63 32 56/, mode)
    }
    assert.match(traceInput(input, '--trace-secrets').stdout, /Basic c2VjcmV0/)
  })

  it('never hands a control octet to the terminal', () => {
    const all = Array.from({ length: 256 }, (_, octet) => String.fromCharCode(octet)).join('')
    for (const start of ['', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 256\r\n\r\n']) {
      for (const mode of ['text', 'hex', 'events', 'json']) {
        const { stdout } = traceInput(start + all, '--mode', mode)
        assert.doesNotMatch(stdout, /[\x00-\x09\x0b-\x1f\x7f-\x9f]/, mode)
      }
    }
  })

  // biome-ignore format: the columns are the test
  const REFUSED: readonly (readonly [words: readonly string[], sentence: RegExp, why: string])[] = [
    [['--cuts', '5,x'],            /'5,x' is invalid/,                            'no offset'],
    [['--cuts', '5,5'],            /that rise/,                                   'an empty segment'],
    [['--mode', 'loud'],           /text, hex, events, json/,                     'the choices are named'],
    [['a', 'b'],                   /too many arguments/,                          'one file at a time'],
    [['nowhere.http'],             /'nowhere\.http': there is no such file/,      'no file'],
    [['test'],                     /'test': it is a folder/,                      'a folder'],
  ]
  for (const [words, sentence, why] of REFUSED) {
    it(`says in a sentence: ${why}`, async () => {
      const { code, stdout, stderr } = await runOctets(['trace', ...words])
      assert.deepEqual([code, stdout], [2, ''])
      assert.match(stderr, /^octets: .*\n$/)
      assert.match(stderr, sentence)
    })
  }

  it('refuses more than it would want to hold', () => {
    const { status, stderr } = traceInput('x'.repeat(64 * 2 ** 20 + 1))
    assert.deepEqual([status, stderr], [2, 'octets: Cannot trace more than 64 MiB of octets\n'])
  })

  it('is a command; ./trace is a folder', async (t) => {
    const running = await startOctets(t, ['--port', '0', temporaryFolder(t, { 'trace/a': 'a' })])
    assert.equal((await fetch(`${running.url}trace/a`)).status, 200)
    const { code, stderr } = await runOctets(['./trace'])
    assert.equal(code, 2)
    assert.match(stderr, /Cannot serve '\.\/trace'/)
  })
})

describe('octets --trace', () => {
  it('shows segments as they arrived and what was answered, for each connection', async (t) => {
    const site = temporaryFolder(t, { a: 'hello' })
    const running = await startOctets(t, ['--port', '0', '-q', '--trace', 'events', site])
    for (const number of [1, 2]) {
      const client = await openSocket(t, running.port)
      // Sent before the first piece has been read, the second might travel with it.
      await client.send('GET /a HT')
      await until(
        () => running.stderr.includes(`${number} ▶      9  need-octets   version`),
        'the cut',
      )
      await client.send('TP/1.1\r\nHost: localhost\r\n')
      await client.send('Cookie: secret\r\nConnection: close\r\n\r\n')
      await client.ends()
      client.socket.end()
      await until(() => running.stderr.includes(`${number} ▶     `), 'the trace')
    }
    await until(() => /2 ▶ +\d+ {2}end/.test(running.stderr), 'the end of the second connection')
    const lines = running.stderr.split('\n')
    assert.ok(
      lines.includes('1 ▶      0  request-line  GET /a HTTP/1.1␍␊                origin-form'),
    )
    assert.ok(lines.includes('1 ◀      0  status-line   HTTP/1.1 200 OK␍␊'))
    assert.ok(lines.some((line) => /^2 ◀ +\d+ {2}content +hello +5 octets$/.test(line)))
    assert.ok(
      lines.some((line) => /^1 ▶ +\d+ {2}persistence +closes: Connection says close/.test(line)),
    )
    assert.doesNotMatch(running.stderr, /secret/)
    assert.equal(await running.stop(), 0)
  })

  it('takes a word that is no mode for what to serve', async (t) => {
    const running = await startOctets(t, ['--port', '0', '-q', '--trace', 'public'])
    assert.equal((await fetch(running.url)).status, 200)
    await until(() => running.stderr.includes('▶ connection 1, segment 1: '), 'the trace')
    assert.doesNotMatch(running.stderr, /\x1b/)
  })
})
