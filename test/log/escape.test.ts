/** Can anything that a client sends be taken for something else in a log? */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { CombinedLog } from '../../src/log/combined-log.ts'
import { DevLog } from '../../src/log/dev-log.ts'
import { JsonLog } from '../../src/log/json-log.ts'
import { FieldSection } from '../../src/semantics/fields.ts'
import type { ExchangeEntry, Journal } from '../../src/server/journal.ts'

/** What would be worth an attack comes up more often than by chance. */
const TEXT = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '"',
        '\\',
        '\n',
        '\r',
        '\u001b[2J',
        '\x00',
        '\x7f',
        '\x85',
        '\xc3\xa9',
        '\xff',
      ),
      fc.constantFrom(
        '\xe2\x80\xa8',
        '\xe2\x80\xae',
        '\xed\xa0\x80',
        ' ',
        '- - [',
        '","status":200',
      ),
      fc.string({
        unit: fc.integer({ min: 0, max: 255 }).map((octet) => String.fromCharCode(octet)),
      }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''))

const ENTRY = fc.record({
  remoteAddress: TEXT,
  method: TEXT,
  target: TEXT,
  referer: fc.option(TEXT, { nil: undefined }),
  userAgent: TEXT,
  status: fc.constantFrom(0, 200, 404),
})
type Hostile = typeof ENTRY extends fc.Arbitrary<infer Value> ? Value : never

function entryOf({ referer, userAgent, ...given }: Hostile): ExchangeEntry {
  const fields = new FieldSection([
    ...(referer === undefined ? [] : [['Referer', referer] as const]),
    ['User-Agent', userAgent],
  ])
  return { ...given, fields, version: '1.1', octets: 7, milliseconds: 1, outcome: 'complete' }
}

function tell(log: Pick<Journal, 'answered' | 'rejected'>, hostile: Hostile): void {
  log.answered?.(entryOf(hostile))
  const startLine = Buffer.from(hostile.target, 'latin1')
  log.rejected?.({ remoteAddress: hostile.remoteAddress, startLine, status: 400, octets: 16 })
}

function linesOf(text: string): readonly string[] {
  assert.ok(text.endsWith('\n'))
  return text.slice(0, -1).split('\n')
}

const COMBINED =
  /^[!-~ ]+ - - \[02\/Jan\/2026:12:00:05 [+-]\d{4}\] "([^"\\]|\\x[0-9A-F]{2})*" \d{3} \d+ "([^"\\]|\\x[0-9A-F]{2})*" "([^"\\]|\\x[0-9A-F]{2})*"$/
const NOON = new Date(2026, 0, 2, 12, 0, 5)

describe('Whatever a client sends', () => {
  it('is one line of the combined log, with quotes only where its fields begin and end', () => {
    fc.assert(
      fc.property(ENTRY, (hostile) => {
        let text = ''
        const add = (line: string): void => {
          text += line
        }
        tell(new CombinedLog(add, () => NOON.getTime()), hostile)
        const lines = linesOf(text)
        assert.equal(lines.length, 2)
        for (const line of lines) assert.match(line, COMBINED)
      }),
    )
  })

  it('is in the JSON log what it was, when it was UTF-8', () => {
    fc.assert(
      fc.property(ENTRY, (hostile) => {
        let text = ''
        const add = (line: string): void => {
          text += line
        }
        tell(new JsonLog(add, () => NOON), hostile)
        const lines = linesOf(text)
        assert.equal(lines.length, 2)
        for (const line of lines) assert.doesNotMatch(line, /[\p{C}\p{Zl}\p{Zp}]/u)
        const [exchange, rejection] = lines.map((line) => JSON.parse(line))
        const text16 = (octets: string): string => Buffer.from(octets, 'latin1').toString()
        assert.equal(exchange.target, text16(hostile.target))
        assert.equal(exchange.userAgent, text16(hostile.userAgent))
        assert.equal(exchange.referer, hostile.referer && text16(hostile.referer))
        assert.equal(rejection.startLine, text16(hostile.target))
        assert.deepEqual([exchange.event, rejection.event], ['exchange', 'rejection'])
      }),
    )
  })

  it('is one line of visible text on a terminal', () => {
    fc.assert(
      fc.property(ENTRY, (hostile) => {
        let text = ''
        const log = new DevLog((line) => {
          text += line
        })
        tell(log, hostile)
        assert.match(text, /^[\x20-\x7e–]+\n$/)
      }),
    )
  })
})
