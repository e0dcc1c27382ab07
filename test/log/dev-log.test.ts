import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DevLog } from '../../src/log/dev-log.ts'
import { ProtocolError } from '../../src/message/protocol-error.ts'
import { FieldSection } from '../../src/semantics/fields.ts'
import type { ExchangeEntry, ProgressEntry } from '../../src/server/journal.ts'

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

function written(tell: (log: DevLog) => void, coloured = false): string {
  let text = ''
  const log = new DevLog(
    (lines) => {
      text += lines
    },
    { coloured, clock: () => NOON },
  )
  tell(log)
  return text
}

// biome-ignore format: the columns are the test
const LINES: readonly (readonly [entry: Partial<ExchangeEntry>, line: string, why: string])[] = [
  [{},                                    '200         –     1.3 ms  GET /a',                 'no content has no size'],
  [{ outcome: 'aborted' },                '200         –     1.3 ms  GET /a  aborted',        'the client left early'],
  [{ outcome: 'aborted', status: 0 },     '---         –     1.3 ms  GET /a  aborted',        'before there was an answer'],
  [{ remoteAddress: '192.0.2.7' },        '200         –     1.3 ms  GET /a  from 192.0.2.7', 'another machine'],
  [{ remoteAddress: '::ffff:127.0.0.1' }, '200         –     1.3 ms  GET /a',                 'this one, at a socket for both families'],
  [{ remoteAddress: '::1' },              '200         –     1.3 ms  GET /a',                 'this one, by its other address'],
  [{ remoteAddress: '2001:db8::1' },      '200         –     1.3 ms  GET /a  from 2001:db8::1', 'not all that ends so'],
  [{ remoteAddress: '' },                 '200         –     1.3 ms  GET /a',                 'a UNIX socket'],
  [{ octets: 999 },                       '200     999 B     1.3 ms  GET /a',                 'octets are counted as such'],
  [{ octets: 1000 },                      '200    1.0 kB     1.3 ms  GET /a',                 'powers of a thousand'],
  [{ octets: 3.25e15 },                   '200  3250.0 TB     1.3 ms  GET /a',                'past the last unit'],
  [{ milliseconds: 12_345 },              '200         –     12.3 s  GET /a',                 'long times are told in seconds'],
  [{ target: '/\u001b[31m\u00e9"' },       '200         –     1.3 ms  GET /\\x1B[31m\\xE9\\x22', 'nothing reaches a terminal raw'],
]

// biome-ignore format: the columns are the test
const PROGRESS: readonly (readonly [entry: Partial<ProgressEntry>, line: string, why: string])[] = [
  [{ octets: 3_105, length: 10_000 },    '...    3.1 kB      5.0 s  GET /a  31 %, 621 B/s', 'how far, and how fast'],
  [{ octets: 3_105, length: undefined }, '...    3.1 kB      5.0 s  GET /a  621 B/s',       'of a stream only its end tells'],
  [{ octets: 0, length: 10 },            '...         –      5.0 s  GET /a  0 %, 0 B/s',    'a client that reads nothing'],
]

describe('The dev log', () => {
  for (const [entry, line, why] of LINES) {
    it(`${line}: ${why}`, () => {
      const text = written((log) => log.answered({ ...ENTRY, ...entry }))
      assert.equal(text, `12:00:05  ${line}\n`)
    })
  }

  for (const [entry, line, why] of PROGRESS) {
    it(`${line}: ${why}`, () => {
      const { outcome: _outcome, ...begun } = ENTRY
      const whole = { ...begun, length: 0, milliseconds: 5000, ...entry }
      assert.equal(
        written((log) => log.progressed(whole)),
        `12:00:05  ${line}\n`,
      )
    })
  }

  it('shows the class of a status by its colour, where there are colours', () => {
    const colours = [200, 304, 404, 500].map((status) => {
      const line = written((log) => log.answered({ ...ENTRY, status }), true)
      return new RegExp(`\x1b\\[(\\d+)m${status}\x1b\\[0m`).exec(line)?.[1]
    })
    assert.deepEqual(colours, ['32', '36', '33', '31'])
  })

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
      /failed reading: Error: disk\n {14}at /,
    )
    assert.match(
      written((log) => log.failed('thrown text', 'reading')),
      /failed reading: thrown text\n/,
    )
  })

  it('lets nothing in a failure begin a line', () => {
    const error = new Error('not found: /a\n12:00:05  200  /forged \u001b[31m')
    const lines = written((log) => log.failed(error, 'reading')).split('\n')
    assert.equal(lines[1], '          12:00:05  200  /forged \\x1B[31m')
  })
})
