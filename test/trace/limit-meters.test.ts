/**
 * The meters count what the parser counts: a meter is past its limit when the parser says so.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FramingTrace } from '../../src/trace/framing-trace.ts'
import { type LimitMeter, limitMeters } from '../../src/trace/limit-meters.ts'
import { SMALL_LIMITS } from '../support/parser-case.ts'

const H = 'GET / HTTP/1.0\r\n'
const CHUNKED = 'PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n'

/** Exactly at each limit, and with one octet or line more. */
// biome-ignore format: the columns are the test
const ROWS: readonly (readonly [limit: LimitMeter['limit'], full: string, more: string])[] = [
  ['methodOctets',         'METHODOF',                                        'X'],
  ['requestLineOctets',    `GET /${'x'.repeat(26)} HTTP/1.1`,                 ''],
  ['fieldSectionOctets',   `${H}a: ${'b'.repeat(57)}\r\n\r\n`,                ''],
  ['fieldLines',           `${H}a:1\r\nb:2\r\nc:3\r\nd:4\r\n`,                'e:5\r\n'],
  ['emptyLines',           '\r\n\r\n',                                        '\r\n'],
  ['contentOctets',        `PUT / HTTP/1.0\r\nContent-Length: 32\r\n\r\n`,    ''],
  ['contentOctets',        `${CHUNKED}20\r\n${'x'.repeat(32)}\r\n`,           '1'],
  ['chunkExtensionOctets', `${CHUNKED}1;abcdefghijk`,                         'l'],
  ['trailerSectionOctets', `${CHUNKED}0\r\na: ${'b'.repeat(18)}\r\n\r`,       '\n'],
]

describe('limitMeters', () => {
  for (const [limit, full, more] of ROWS) {
    it(`${limit} is full after ${JSON.stringify(full)}`, () => {
      const trace = new FramingTrace(SMALL_LIMITS)
      trace.push(Buffer.from(full, 'latin1'))
      assert.notEqual(trace.state, 'failed')
      const meter = limitMeters(trace).find((one) => one.limit === limit)!
      assert.deepEqual([meter.used, meter.max], [SMALL_LIMITS[limit], SMALL_LIMITS[limit]])
      if (more === '') return
      trace.push(Buffer.from(more, 'latin1'))
      const fault = trace.records.find((record) => record.kind === 'fault')
      assert.deepEqual([fault?.code, fault?.status], [meter.code, meter.status])
    })
  }

  it('counts the next message anew, from its first octet on', () => {
    const trace = new FramingTrace()
    trace.push(Buffer.from('GET /long HTTP/1.1\r\nHost: a\r\n\r\n'))
    assert.deepEqual(
      limitMeters(trace).map(({ used }) => used),
      [3, 18, 11, 1, 0, 0, 0, 0],
    )
    trace.push(Buffer.from('G'))
    assert.deepEqual(
      limitMeters(trace).map(({ used }) => used),
      [1, 1, 0, 0, 0, 0, 0, 0],
    )
  })
})
