/**
 * Dates: one form out, three forms in (RFC 9110 §5.6.7).
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { formatHttpDate, parseHttpDate } from '../../src/semantics/http-date.ts'

/** The RFC's own example. */
const EXAMPLE = Date.parse('1994-11-06T08:49:37Z')
const NOW = Date.parse('2025-06-15T12:00:00Z')

// biome-ignore format: the columns are the test
const READ: readonly (readonly [text: string, expected: string | undefined, why: string])[] = [
  ['Sun, 06 Nov 1994 08:49:37 GMT',       '1994-11-06T08:49:37Z', 'IMF-fixdate'],
  ['Sunday, 06-Nov-94 08:49:37 GMT',      '1994-11-06T08:49:37Z', 'rfc850-date'],
  ['Sun Nov  6 08:49:37 1994',            '1994-11-06T08:49:37Z', 'asctime-date, the day padded with a space'],
  ['Sun Nov 16 08:49:37 1994',            '1994-11-16T08:49:37Z', 'asctime-date, a day of two digits'],
  ['Sun Nov 06 08:49:37 1994',            '1994-11-06T08:49:37Z', 'asctime-date, the day padded with a zero'],
  ['Mon, 06 Nov 1994 08:49:37 GMT',       '1994-11-06T08:49:37Z', 'the wrong day name adds nothing and harms nothing'],
  ['Thu, 29 Feb 2024 00:00:00 GMT',       '2024-02-29T00:00:00Z', 'a leap year'],
  ['Tue, 29 Feb 2000 00:00:00 GMT',       '2000-02-29T00:00:00Z', 'a century that is a leap year'],
  ['Sat, 31 Dec 2016 23:59:60 GMT',       '2017-01-01T00:00:00Z', 'a leap second is the next one to a clock without'],
  ['Sat, 01 Jan 0000 00:00:00 GMT',       '0000-01-01T00:00:00Z', 'the first year of four digits'],
  ['Sun, 06 Nov 0094 08:49:37 GMT',       '0094-11-06T08:49:37Z', 'four digits are a year, not a guess'],
  ['Fri, 31 Dec 9999 23:59:59 GMT',       '9999-12-31T23:59:59Z', 'the last year of four digits'],

  ['Wednesday, 01-Jan-75 00:00:00 GMT',   '2075-01-01T00:00:00Z', '49 years ahead may be meant'],
  ['Saturday, 15-Jun-75 12:00:00 GMT',    '2075-06-15T12:00:00Z', '50 years ahead to the second may be meant'],
  ['Saturday, 15-Jun-75 12:00:01 GMT',    '1975-06-15T12:00:01Z', 'more than 50 years ahead is the past'],
  ['Tuesday, 29-Feb-00 00:00:00 GMT',     '2000-02-29T00:00:00Z', 'whether the day exists depends on the century'],

  ['Wed, 29 Feb 2023 00:00:00 GMT',       undefined, 'not a leap year'],
  ['Mon, 29 Feb 1900 00:00:00 GMT',       undefined, 'a century that is not a leap year'],
  ['Tue, 31 Apr 2024 00:00:00 GMT',       undefined, 'April has 30 days'],
  ['Tue, 00 Apr 2024 00:00:00 GMT',       undefined, 'no month has a day 0'],
  ['Tue, 32 Jan 2024 00:00:00 GMT',       undefined, 'no month has a day 32'],
  ['Thursday, 29-Feb-23 00:00:00 GMT',    undefined, 'not a leap year, in two digits'],
  ['Thu Feb 30 00:00:00 2024',            undefined, 'February never has 30 days'],
  ['Thu Feb  0 00:00:00 2024',            undefined, 'no day 0 in asctime-date either'],
  ['Sun, 06 Nov 1994 24:00:00 GMT',       undefined, 'the last hour is 23'],
  ['Sun, 06 Nov 1994 08:60:00 GMT',       undefined, 'the last minute is 59'],
  ['Sun, 06 Nov 1994 08:49:61 GMT',       undefined, 'one leap second at most'],
  ['Sun, 06 Nov 1994 08:49:37 UTC',       undefined, 'the zone is spelled GMT'],
  ['Sun, 06 Nov 1994 08:49:37 +0000',     undefined, 'and not as a number'],
  ['Sun, 06 Nov 1994 08:49:37',           undefined, 'and not left out'],
  ['sun, 06 nov 1994 08:49:37 gmt',       undefined, 'dates are case-sensitive'],
  ['Xyz, 06 Nov 1994 08:49:37 GMT',       undefined, 'no such day'],
  ['Sun, 06 Xyz 1994 08:49:37 GMT',       undefined, 'no such month'],
  ['Sun, 6 Nov 1994 08:49:37 GMT',        undefined, 'a day has two digits here'],
  ['Sun, 06 Nov 94 08:49:37 GMT',         undefined, 'a year has four digits here'],
  ['Sun, 06-Nov-94 08:49:37 GMT',         undefined, 'the day name is long in rfc850-date'],
  ['Sunday, 06-Nov-1994 08:49:37 GMT',    undefined, 'a year has two digits in rfc850-date'],
  ['Sun Nov 6 08:49:37 1994',             undefined, 'the day has two columns in asctime-date'],
  ['Sun Nov  6 08:49:37 1994 GMT',        undefined, 'asctime-date has no zone'],
  [' Sun, 06 Nov 1994 08:49:37 GMT',      undefined, 'text before it'],
  ['Sun, 06 Nov 1994 08:49:37 GMT\n',     undefined, 'text after it, a line end included'],
  ['Sun, 06 Nov 1994 08:49:37 GMT; length=1', undefined, 'a parameter that old browsers sent'],
  ['Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT', undefined, 'two field lines, joined'],
  ['1994-11-06T08:49:37Z',                undefined, 'another standard'],
  ['784111777',                           undefined, 'a number'],
  ['',                                    undefined, 'nothing'],
]

describe('parseHttpDate', () => {
  for (const [text, expected, why] of READ) {
    it(`${JSON.stringify(text)}: ${why}`, () => {
      const wanted = expected === undefined ? undefined : Date.parse(expected)
      assert.equal(parseHttpDate(text, NOW), wanted)
    })
  }

  it('a year of two digits may lie in the next century', () => {
    const text = 'Thursday, 01-Jan-05 00:00:00 GMT'
    const expected = Date.parse('2105-01-01T00:00:00Z')
    assert.equal(parseHttpDate(text, Date.parse('2099-06-15T00:00:00Z')), expected)
  })

  it('a year of two digits is never more than 50 years ahead, nor 50 or more behind', () => {
    const instants = fc.integer({ min: 0, max: Date.parse('2900-01-01T00:00:00Z') })
    const check = (now: number, year: number): void => {
      const text = `Monday, 01-Mar-${String(year).padStart(2, '0')} 00:00:00 GMT`
      const read = parseHttpDate(text, now)
      assert.ok(read !== undefined)
      const yearsAhead = new Date(read).getUTCFullYear() - new Date(now).getUTCFullYear()
      assert.equal(new Date(read).getUTCFullYear() % 100, year)
      assert.ok(yearsAhead >= -50 && yearsAhead <= 50)
    }
    fc.assert(fc.property(instants, fc.integer({ min: 0, max: 99 }), check), { seed: 9110 })
  })
})

// biome-ignore format: the columns are the test
const WRITTEN: readonly (readonly [milliseconds: number, expected: string, why: string])[] = [
  [EXAMPLE,       'Sun, 06 Nov 1994 08:49:37 GMT', 'the example of the RFC'],
  [0,             'Thu, 01 Jan 1970 00:00:00 GMT', 'the epoch; numbers are padded'],
  [EXAMPLE + 999, 'Sun, 06 Nov 1994 08:49:37 GMT', 'a fraction is cut, not rounded'],
  [-1,            'Wed, 31 Dec 1969 23:59:59 GMT', 'cut towards the past before the epoch as well'],
  [-Infinity,     'Sat, 01 Jan 0000 00:00:00 GMT', 'before what four digits can say'],
  [8.64e15,       'Fri, 31 Dec 9999 23:59:59 GMT', 'after what four digits can say'],
  [1e300,         'Fri, 31 Dec 9999 23:59:59 GMT', 'after what a Date can hold'],
]

describe('formatHttpDate', () => {
  for (const [milliseconds, expected, why] of WRITTEN) {
    it(`${milliseconds}: ${why}`, () => {
      assert.equal(formatHttpDate(milliseconds), expected)
    })
  }

  it('writes what parseHttpDate reads back, for every second it can write', () => {
    const min = Date.parse('0000-01-01T00:00:00Z') / 1000
    const max = Date.parse('9999-12-31T23:59:59Z') / 1000
    const check = (seconds: number): void => {
      assert.equal(parseHttpDate(formatHttpDate(seconds * 1000), NOW), seconds * 1000)
    }
    fc.assert(fc.property(fc.integer({ min, max }), check), { seed: 9110 })
  })
})
