import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CombinedLog } from '../../src/log/combined-log.ts'
import { FieldSection } from '../../src/semantics/fields.ts'
import type { ExchangeEntry, RejectionEntry } from '../../src/server/journal.ts'

const NOON = new Date(2026, 0, 2, 12, 0, 5)
const ENTRY: ExchangeEntry = {
  remoteAddress: '192.0.2.7',
  fields: new FieldSection([]),
  method: 'GET',
  target: '/a?b',
  version: '1.1',
  status: 200,
  octets: 1234,
  milliseconds: 1,
  outcome: 'complete',
}
const NAMED = new FieldSection([
  ['User-Agent', 'Mozilla/5.0 "(x)"'],
  ['Referer', 'https://a/'],
])

// biome-ignore format: the columns are the test
const LINES: readonly (readonly [entry: Partial<ExchangeEntry>, line: string, why: string])[] = [
  [{},                                '192.0.2.7 "GET /a?b HTTP/1.1" 200 1234 "-" "-"',                             'what nobody said'],
  [{ fields: NAMED },                 '192.0.2.7 "GET /a?b HTTP/1.1" 200 1234 "https://a/" "Mozilla/5.0 \\x22(x)\\x22"', 'quotes end fields'],
  [{ status: 0, outcome: 'aborted' }, '192.0.2.7 "GET /a?b HTTP/1.1" 499 1234 "-" "-"',                             'gone before its answer, as nginx has it'],
  [{ outcome: 'aborted', octets: 5 }, '192.0.2.7 "GET /a?b HTTP/1.1" 200 5 "-" "-"',                                'gone in the middle: fewer octets'],
  [{ version: '1.0', octets: 0 },     '192.0.2.7 "GET /a?b HTTP/1.0" 200 0 "-" "-"',                                'a number, always'],
  [{ remoteAddress: '' },             'unix: "GET /a?b HTTP/1.1" 200 1234 "-" "-"',                                 'a UNIX socket, as nginx has it'],
]

// biome-ignore format: the columns are the test
const REJECTED: readonly (readonly [startLine: string, line: string, why: string])[] = [
  ['GET /\x01 HTTP/1.1', '192.0.2.7 "GET /\\x01 HTTP/1.1" 400 16 "-" "-"', 'broken in its first line'],
  ['\x16\x03\x01',       '192.0.2.7 "\\x16\\x03\\x01" 400 16 "-" "-"',       'TLS where there is none'],
  ['',                   '192.0.2.7 "-" 400 16 "-" "-"',                  'nothing at all'],
]

function written(tell: (log: CombinedLog) => void): string {
  let text = ''
  tell(
    new CombinedLog(
      (line) => {
        text += line
      },
      () => NOON.getTime(),
    ),
  )
  return text.replace(/ - - \[02\/Jan\/2026:12:00:05 [+-]\d{4}\]/, '')
}

describe('The combined log', () => {
  for (const [entry, line, why] of LINES) {
    it(`${line}: ${why}`, () => {
      assert.equal(
        written((log) => log.answered({ ...ENTRY, ...entry })),
        `${line}\n`,
      )
    })
  }

  for (const [startLine, line, why] of REJECTED) {
    it(`${line}: ${why}`, () => {
      const entry: RejectionEntry = {
        remoteAddress: '192.0.2.7',
        startLine: Buffer.from(startLine, 'latin1'),
        status: 400,
        octets: 16,
      }
      assert.equal(
        written((log) => log.rejected(entry)),
        `${line}\n`,
      )
    })
  }

  it('is cut where a client makes it long, between two escapes', () => {
    const fields = new FieldSection([
      ['Referer', '"'.repeat(32_000)],
      ['User-Agent', `a${'"'.repeat(32_000)}`],
    ])
    const entry = { ...ENTRY, method: 'M'.repeat(32), target: '/'.repeat(16_000), fields }
    const line = written((log) => log.answered(entry))
    const [, request = '', , referer, , userAgent] = line.split('"')
    assert.match(request, /^M+ \/{2560}\.\.\. HTTP\/1\.1$/)
    assert.equal(referer, `${'\\x22'.repeat(192)}...`)
    assert.equal(userAgent, `a${'\\x22'.repeat(127)}...`)
    // The time, and an IPv6 address instead of this one.
    assert.ok(line.length + 100 < 4096, `${line.length} chars`)
  })

  it('tells the time of where it is, also after a second has passed', () => {
    const lines: string[] = []
    let now = NOON.getTime()
    const log = new CombinedLog(
      (line) => lines.push(line),
      () => now,
    )
    log.answered(ENTRY)
    now += 1000
    log.answered(ENTRY)
    const times = lines.map((line) => /\[(.*?)\]/.exec(line)?.[1] ?? '')
    const parsed = times.map((time) => Date.parse(time.replace(':', ' ').replaceAll('/', ' ')))
    assert.deepEqual(parsed, [NOON.getTime(), NOON.getTime() + 1000])
  })
})
