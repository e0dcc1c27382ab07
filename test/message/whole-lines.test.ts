/**
 * Heads that are here whole, and lines that are.
 *
 * That whole lines and lines in pieces give the same events is for the parser's own tests to show,
 * which cut everything everywhere.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FieldNotes } from '../../src/message/field-notes.ts'
import { FieldTable } from '../../src/message/field-table.ts'
import * as known from '../../src/message/known-names.ts'
import { DEFAULT_LIMITS, type MessageLimits } from '../../src/message/limits.ts'
import { OctetBuffer } from '../../src/message/octet-buffer.ts'
import { hasCopy } from '../../src/message/octet-memory.ts'
import type { FaultCode } from '../../src/message/protocol-error.ts'
import { HeadRecord } from '../../src/message/request-head.ts'
import { knownName, readFieldLines, readWholeHead } from '../../src/message/whole-lines.ts'

const { KNOWN_NAMES, NOTED_NAMES } = known

/** Copies `octets`, to be read from now on. */
function show(octets: Uint8Array | string): void {
  const buffer = new OctetBuffer()
  buffer.push(typeof octets === 'string' ? Buffer.from(octets, 'latin1') : octets)
  assert.ok(hasCopy(buffer))
}

describe('a known name', () => {
  const names = KNOWN_NAMES.slice(1)

  it('is told in any case of letters, whatever follows its colon', () => {
    for (const [index, name] of names.entries()) {
      for (const spelled of [
        name,
        name.toUpperCase(),
        name.replace(/\b./g, (c) => c.toUpperCase()),
      ])
        for (let octet = 0; octet <= 0xff; octet += 1) {
          // An octet that tells names apart may look like that of a longer one: it is then not known.
          show(`${spelled}:${String.fromCharCode(octet)}`)
          const number = knownName(0)
          if (index < NOTED_NAMES.length || octet === 0x20) assert.equal(number, index + 1, spelled)
          else assert.ok(number === index + 1 || number === 0, spelled)
        }
    }
  })

  it('is told by every one of its octets', () => {
    for (const name of names) {
      const octets = Buffer.from(`${name}: x`)
      for (let at = 0; at <= name.length; at += 1) {
        for (let octet = 0; octet <= 0xff; octet += 1) {
          const changed = Buffer.from(octets)
          changed[at] = octet
          show(changed)
          const isSame = changed.toString('latin1').toLowerCase() === octets.toString('latin1')
          const said = KNOWN_NAMES[knownName(0)]!
          assert.equal(said === name, isSame, `${octet} at ${at} of ${name}`)
          if (said !== '')
            assert.ok(changed.toString('latin1').toLowerCase().startsWith(`${said}:`))
        }
      }
    }
  })

  it('is not told beyond the last octet, whatever was there before', () => {
    show('Content-Length: 1')
    show('Content-Len')
    assert.equal(knownName(0), 0)
  })
})

describe('a whole head', () => {
  const limited = (limits: Partial<MessageLimits>): MessageLimits => ({
    ...DEFAULT_LIMITS,
    ...limits,
  })
  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [head: string, target: string | undefined, why: string, limits?: MessageLimits])[] = [
    ['GET /a HTTP/1.1\r\nHost: a\r\n\r\n',          '/a',      'as nearly all are'],
    ['GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b',    '/a',      'and what comes next is left'],
    ['GET /a HTTP/1.1\r\nHost: a\r\n\r\n',          '/a',      'just as long a line as may be',    limited({ requestLineOctets: 15 })],
    ['GET /ab HTTP/1.1\r\nHost: a\r\n\r\n',         undefined, 'too long a line',                  limited({ requestLineOctets: 15 })],
    ['GET /a HTTP/1.1\r\nHost: a\r\n\r\n',          '/a',      'just as large a section',          limited({ fieldSectionOctets: 11 })],
    ['GET /a HTTP/1.1\r\nHost: ab\r\n\r\n',         undefined, 'too large a section',              limited({ fieldSectionOctets: 11 })],
    ['GET /a HTTP/1.1\r\nHost: a\r\nb: c\r\n\r\n',  undefined, 'too many lines',                   limited({ fieldLines: 1 })],
    ['GET /a HTTP/1.1\r\nHost: a\r\n\r\n',          undefined, 'too long a method',                limited({ methodOctets: 2 })],
    ['POST /a HTTP/1.1\r\nHost: a\r\n\r\n',         undefined, 'another method'],
    ['GET  /a HTTP/1.1\r\nHost: a\r\n\r\n',         undefined, 'two spaces'],
    ['GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n',   undefined, 'another form'],
    ['GET /a HTTP/1.0\r\nHost: a\r\n\r\n',          undefined, 'another version'],
    ['GET /a http/1.1\r\nHost: a\r\n\r\n',          undefined, 'no version'],
    ['GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n',        undefined, 'a fragment'],
    ['GET /a\r\nHost: a\r\n\r\n',                   undefined, 'HTTP/0.9'],
    ['GET /a HTTP/1.1\nHost: a\r\n\r\n',             undefined, 'a bare LF'],
    ['GET /a HTTP/1.1\r\nHost: a\r\nb : c\r\n\r\n', undefined, 'a line with a fault'],
    ['GET /a HTTP/1.1\r\nHost: [::1]\r\n\r\n',      undefined, 'a line that is not usual'],
    ['GET /a HTTP/1.1\r\nHost: a\r\n\r',             undefined, 'not all of it'],
    ['GET /a HTTP/1.1\r\nHost: a\r\n',                undefined, 'less'],
    ['GET /a HTTP/1.1\r',                             undefined, 'half a line'],
    ['G',                                             undefined, 'nearly nothing'],
  ]
  for (const [text, target, why, limits = DEFAULT_LIMITS] of CASES) {
    it(`${JSON.stringify(text)} ${target === undefined ? 'is none' : 'is one'}: ${why}`, () => {
      const buffer = new OctetBuffer()
      buffer.push(Buffer.from(text))
      const head = new HeadRecord(new FieldTable())
      assert.equal(readWholeHead(buffer, head, new FieldNotes(), limits), target !== undefined)
      const end = text.indexOf('\r\n\r\n') + 4
      assert.equal(buffer.at, target === undefined ? 0 : end)
      if (target !== undefined) assert.equal(head.target(), target)
    })
  }

  // biome-ignore format: the columns are the test
  const DECISIONS: readonly (readonly [lines: string, persistent: boolean, framing: string, expectation: string, why: string])[] = [
    ['Host: a',                                              true,  'none',           'none',         'what most decide'],
    ['Accept: a\r\nHOST: a\r\nConnection: Keep-Alive',       true,  'none',           'none',         'what browsers send, in any case and order'],
    ['Host: a\r\nConnection: close',                         false, 'none',           'none',         'another option'],
    ['Host: a\r\nConnection: keep-alive\r\nConnection: close', false, 'none',           'none',         'two lines'],
    ['Host: a\r\nConnection:keep-alive ',                    true,  'none',           'none',         'spaced otherwise'],
    ['Host: a\r\nConnection: keep-alife',                    true,  'none',           'none',         'a word that says nothing'],
    ['Host: a\r\nContent-Length: 2',                         true,  'content-length', 'none',         'a body'],
    ['Host: a\r\nTransfer-Encoding: chunked',                true,  'chunked',        'none',         'a body in chunks'],
    ['Host: a\r\nExpect: 100-continue',                      true,  'none',           '100-continue', 'something is expected'],
  ]
  for (const [lines, persistent, framing, expectation, why] of DECISIONS) {
    it(`${JSON.stringify(lines)} decides ${framing}, ${persistent ? 'open' : 'closed'}: ${why}`, () => {
      const { head } = readHead(lines)
      assert.deepEqual(
        [head.persistent, head.framing.kind, head.expectation, head.authority()],
        [persistent, framing, expectation, 'a'],
      )
    })
  }

  it('leaves nothing of the head before it', () => {
    const { head, notes } = readHead('Host: a\r\nConnection: close\r\nContent-Length: 2')
    const buffer = new OctetBuffer()
    buffer.push(Buffer.from('GET / HTTP/1.1\r\nHost: b\r\n\r\n'))
    assert.ok(readWholeHead(buffer, head, notes, DEFAULT_LIMITS))
    assert.deepEqual(
      [head.persistent, head.framing.kind, head.authority(), head.fields.count],
      [true, 'none', 'b', 1],
    )
  })

  // biome-ignore format: the columns are the test
  const FAULTS: readonly (readonly [lines: string, code: FaultCode, why: string])[] = [
    ['Accept: a',                          'host-missing',        'no Host'],
    ['Host: a\r\nhost: a',                 'host-repeated',       'two'],
    ['Host: a\r\nContent-Length: 1, 2',    'content-length-malformed', 'a length that is none'],
  ]
  for (const [lines, code, why] of FAULTS) {
    it(`${JSON.stringify(lines)} is refused: ${why}`, () => {
      assert.throws(() => readHead(lines), { code })
    })
  }
})

/** Reads the whole head that has these field lines. */
function readHead(lines: string): { head: HeadRecord; notes: FieldNotes } {
  const buffer = new OctetBuffer()
  buffer.push(Buffer.from(`GET /a HTTP/1.1\r\n${lines}\r\n\r\n`))
  const [head, notes] = [new HeadRecord(new FieldTable()), new FieldNotes()]
  assert.ok(readWholeHead(buffer, head, notes, DEFAULT_LIMITS))
  return { head, notes }
}

describe('field lines', () => {
  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [text: string, lines: number, read: number, why: string])[] = [
    ['Host: a\r\nX-A: b\r\n\r\n', 2, 17, 'known or not, up to the empty line'],
    ['Host: a\r\nX-A: b\r',       1, 9,  'only whole ones'],
    ['Host: a\r\nX-A : b\r\n',    1, 9,  'none with a fault'],
    ['Host: a\r\n: b\r\n',        1, 9,  'none without a name'],
    ['Host: a\nX-A: b\r\n',       0, 0,  'a bare LF ends none'],
    ['a:\r\nb:\r\nc:\r\nd:\r\n',  3, 12, 'no more than there may be'],
  ]
  for (const [text, lines, read, why] of CASES) {
    it(`${JSON.stringify(text)}: ${why}`, () => {
      show(text)
      const fields = new FieldTable()
      assert.equal(readFieldLines(0, 0, fields, 3, new FieldNotes()), read)
      assert.equal(fields.count, lines)
    })
  }

  it('are noted when the parser acts on their field', () => {
    const lines = NOTED_NAMES.flatMap((name) => [`${name}: 1`, 'x: y'])
    const text = `${lines.join('\r\n')}\r\n`
    const [fields, notes] = [new FieldTable(), new FieldNotes()]
    for (const [turn, read] of [text, text.toUpperCase()].entries()) {
      show(read)
      assert.equal(readFieldLines(0, 0, fields, 100, notes), text.length)
      for (const index of NOTED_NAMES.keys()) {
        const number = index + 1
        assert.ok(notes.has(number))
        assert.equal(notes.isRepeated(number), turn === 1)
        assert.equal(notes.last[number], (turn * NOTED_NAMES.length + index) * 2)
      }
    }
    notes.clear()
    for (const index of NOTED_NAMES.keys()) assert.ok(!notes.has(index + 1))
  })

  // biome-ignore format: the columns are the test
  const NUMBERS: readonly (readonly [number: number, name: string])[] = [
    [known.HOST,              'host'],
    [known.CONNECTION,        'connection'],
    [known.CONTENT_LENGTH,    'content-length'],
    [known.TRANSFER_ENCODING, 'transfer-encoding'],
    [known.EXPECT,            'expect'],
  ]
  for (const [number, name] of NUMBERS) {
    it(`of ${name} go by the number of that name`, () => {
      assert.equal(KNOWN_NAMES[number], name)
    })
  }
})
