import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DevLog } from '../../src/cli/access-log.ts'
import { ProtocolError } from '../../src/message/protocol-error.ts'
import { FieldSection } from '../../src/semantics/fields.ts'
import type { ExchangeEntry } from '../../src/server/journal.ts'
import { until } from '../support/octets-process.ts'

const NOON = new Date(2026, 0, 2, 12, 0, 5)
const ENTRY: ExchangeEntry = {
  remoteAddress: '127.0.0.1',
  fields: new FieldSection([]),
  method: 'GET',
  target: '/a',
  version: '1.1',
  status: 200,
  octets: 0,
  milliseconds: 1.26,
  outcome: 'complete',
}

function written(tell: (log: DevLog) => void): string {
  let text = ''
  const log = new DevLog(
    (lines) => {
      text += lines
    },
    () => NOON,
  )
  tell(log)
  log.flush()
  return text
}

// biome-ignore format: the columns are the test
const LINES: readonly (readonly [entry: Partial<ExchangeEntry>, line: string, why: string])[] = [
  [{},                                  '200  GET /a  –  1.3 ms',                'no content has no size'],
  [{ outcome: 'aborted' },              '200  GET /a  –  1.3 ms  aborted',       'the client left early'],
  [{ outcome: 'aborted', status: 0 },   '---  GET /a  –  1.3 ms  aborted',       'before there was an answer'],
  [{ remoteAddress: '192.0.2.7' },      '200  GET /a  –  1.3 ms  from 192.0.2.7', 'another machine'],
  [{ remoteAddress: '::ffff:127.0.0.1' }, '200  GET /a  –  1.3 ms',              'this one, at a socket for both families'],
  [{ remoteAddress: '' },               '200  GET /a  –  1.3 ms',                'a UNIX socket'],
  [{ status: 0, outcome: 'aborted' },   '---  GET /a  –  1.3 ms  aborted',       'the client left before an answer'],
  [{ octets: 999 },                     '200  GET /a  999 B  1.3 ms',            'octets are counted as such'],
  [{ octets: 1000 },                    '200  GET /a  1.0 kB  1.3 ms',           'powers of a thousand'],
  [{ octets: 3.25e15 },                 '200  GET /a  3250.0 TB  1.3 ms',        'past the last unit'],
  [{ target: '/\u001b[31m\u00e9' },     '200  GET /\\x1b[31m\\xe9  –  1.3 ms',   'nothing reaches a terminal raw'],
]

describe('The dev log', () => {
  for (const [entry, line, why] of LINES) {
    it(`${line}: ${why}`, () => {
      assert.equal(
        written((log) => log.answered({ ...ENTRY, ...entry })),
        `12:00:05  ${line}\n`,
      )
    })
  }

  it('says which rule a fault broke, and where', () => {
    const excerpt = { octets: Buffer.from('Host: x\n\xe9\x7f\0', 'latin1'), at: 7 }
    const fault = new ProtocolError('line-end-malformed', 52)
    const lines = written((log) => log.faulted(fault, excerpt, '::1')).split('\n')
    assert.deepEqual(lines, [
      '12:00:05  400  line-end-malformed at octet 52 (RFC 9112 §2.2)  from ::1',
      '          Host: x␊··␀',
      '                 ^ A line must end in CR LF, and neither may stand alone',
      '',
    ])
  })

  it('says who was not let in, and why', () => {
    for (const [remoteAddress, name] of [
      ['192.0.2.7', '192.0.2.7'],
      ['', 'a UNIX socket'],
    ] as const) {
      const line = written((log) => log.refused('TLS: unknown ca', remoteAddress))
      assert.equal(line, `12:00:05  refused ${name}: TLS: unknown ca\n`)
    }
  })

  it('keeps the stack of a failure', () => {
    assert.match(
      written((log) => log.failed(new Error('disk'), 'reading')),
      /failed reading: Error: disk\n {4}at /,
    )
    assert.match(
      written((log) => log.failed('thrown text', 'reading')),
      /failed reading: thrown text\n/,
    )
  })

  it('gathers lines for a moment, then writes them as one', async () => {
    const writes: string[] = []
    const log = new DevLog((lines) => writes.push(lines))
    log.answered(ENTRY)
    log.answered(ENTRY)
    assert.equal(writes.length, 0)
    await until(() => writes.length > 0, 'the lines')
    assert.equal(writes[0]?.split('\n').length, 3)
  })
})
