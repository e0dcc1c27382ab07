/**
 * Responses as octets: framing, heads, chunks, and what may not be sent (RFC 9112 §4, §6.3, §7.1).
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  CONTINUE,
  decideResponseFraming,
  encodeChunkSize,
  encodeHead,
  findUnsendable,
  framingFields,
  LAST_CHUNK,
} from '../../src/message/response-encoder.ts'

type Octets = number | undefined

// biome-ignore format: the columns are the test
const FRAMING: readonly (readonly [status: number, version: '1.0' | '1.1', octets: Octets, expected: string, why: string])[] = [
  [200, '1.1', 5,         'content-length Content-Length: 5',          'a length that is known is said'],
  [200, '1.0', 5,         'content-length Content-Length: 5',          'in either version'],
  [200, '1.1', 0,         'content-length Content-Length: 0',          'nothing is a length'],
  [404, '1.1', 0,         'content-length Content-Length: 0',          'for a client error too'],
  [200, '1.1', undefined, 'chunked Transfer-Encoding: chunked',        'one that is not known is chunked'],
  [200, '1.0', undefined, 'until-close',                               'which HTTP/1.0 does not know'],
  [204, '1.1', 0,         'none',                                      '204 must not say a length (RFC 9110 §8.6)'],
  [204, '1.1', undefined, 'none',                                      'nor be chunked (RFC 9112 §6.1)'],
  [304, '1.1', 0,         'none',                                      '304 would say the length of the 200'],
  [304, '1.0', undefined, 'none',                                      'and ends with its head in either version'],
]

describe('the framing of a response', () => {
  for (const [status, version, octets, expected, why] of FRAMING) {
    it(`${status} in ${version} of ${octets ?? 'unknown'} octets: ${why}`, () => {
      const framing = decideResponseFraming(status, version, octets)
      const lines = framingFields(framing).map(([name, value]) => ` ${name}: ${value}`)
      assert.equal(framing.kind + lines.join(''), expected)
    })
  }
})

describe('encodeHead', () => {
  it('ends every line, and the section, in CR LF', () => {
    const lines = [
      ['A', 'b'],
      ['C', ''],
    ] as const
    assert.equal(encodeHead(200, lines), 'HTTP/1.1 200 OK\r\nA: b\r\nC: \r\n\r\n')
  })

  it('is complete without a field line', () => {
    assert.equal(encodeHead(404, []), 'HTTP/1.1 404 Not Found\r\n\r\n')
  })

  it('keeps the space before a reason phrase that is empty (RFC 9112 §4)', () => {
    assert.equal(encodeHead(299, []), 'HTTP/1.1 299 \r\n\r\n')
  })

  it('keeps the order of the lines, and lines of one name apart', () => {
    const lines = [
      ['B', '1'],
      ['A', '2'],
      ['B', '3'],
    ] as const
    assert.equal(encodeHead(200, lines), 'HTTP/1.1 200 OK\r\nB: 1\r\nA: 2\r\nB: 3\r\n\r\n')
  })

  it('of an interim response is a constant', () => {
    assert.equal(CONTINUE, encodeHead(100, []))
  })
})

describe('chunks', () => {
  for (const [octets, expected] of [
    [1, '1'],
    [15, 'f'],
    [16, '10'],
    [65_536, '10000'],
  ] as const) {
    it(`of ${octets} octets begin with ${expected}`, () => {
      assert.equal(encodeChunkSize(octets), `${expected}\r\n`)
    })
  }

  it('end with a chunk of size zero and an empty trailer section', () => {
    assert.equal(LAST_CHUNK, `${encodeChunkSize(0)}\r\n`)
  })
})

// biome-ignore format: the columns are the test
const FIELDS: readonly (readonly [name: string, value: string, verdict: 'sent' | 'refused', why: string])[] = [
  ['X-A',               'b',       'sent',    'a field line like any other'],
  ['X-A',               '',        'sent',    'an empty value'],
  ['X-A',               'caf\xe9', 'sent',    'obs-text is one octet a char'],
  ['X-A',               'a\tb',    'sent',    'a tab'],
  ['',                  'b',       'refused', 'no name'],
  ['X A',               'b',       'refused', 'a space in the name'],
  ['X-A:',              'b',       'refused', 'a colon in the name'],
  ['X-A\r\nX-B',        'b',       'refused', 'a line end in the name'],
  ['X-A',               'b\r\nc',  'refused', 'a line end in the value splits the response'],
  ['X-A',               'b\nc',    'refused', 'half a line end too'],
  ['X-A',               'b\rc',    'refused', 'either half'],
  ['X-A',               '\0',      'refused', 'NUL'],
  ['X-A',               '\u20ac',  'refused', 'a char that is no octet'],
  ['Content-Length',    '5',       'refused', 'the writer frames the message'],
  ['content-length',    '5',       'refused', 'in any case'],
  ['Transfer-Encoding', 'chunked', 'refused', 'the writer frames the message'],
  ['Connection',        'close',   'refused', 'the writer manages the connection'],
  ['Keep-Alive',        'a',       'refused', 'the writer manages the connection'],
  ['Date',              'now',     'refused', 'the writer knows the time'],
]

describe('findUnsendable', () => {
  for (const [name, value, verdict, why] of FIELDS) {
    it(`${JSON.stringify(`${name}: ${value}`)} is ${verdict}: ${why}`, () => {
      const line = [name, value] as const
      for (const round of ['at first', 'again']) {
        const found = findUnsendable([['A', 'b'], line, ['C', 'd']])
        assert.deepEqual(found, verdict === 'sent' ? undefined : line, round)
      }
    })
  }

  it('tells names apart, however many there were', () => {
    const names = Array.from({ length: 1000 }, (_, at) => `X-${at}`)
    for (const round of ['at first', 'again']) {
      assert.equal(findUnsendable(names.map((name) => [name, ''] as const)), undefined, round)
      assert.deepEqual(findUnsendable([['X-1 ', '']]), ['X-1 ', ''], round)
    }
  })
})
