/**
 * Preconditions: what is read, in which order it counts, and If-Range (RFC 9110 §13).
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { renderEntityTag } from '../../src/semantics/entity-tag.ts'
import type { FieldLine } from '../../src/semantics/exchange.ts'
import { FieldSection } from '../../src/semantics/fields.ts'
import { formatHttpDate } from '../../src/semantics/http-date.ts'
import type { PreconditionVerdict, Validators } from '../../src/semantics/preconditions.ts'
import {
  evaluatePreconditions,
  hasOnlyCurrent,
  hasPreconditions,
  ifRangeHolds,
  NO_PRECONDITIONS,
  parsePreconditions,
} from '../../src/semantics/preconditions.ts'

const MODIFIED = Date.parse('2025-01-01T12:00:00Z')
const NOW = Date.parse('2025-06-15T12:00:00Z')
const SAME = formatHttpDate(MODIFIED)
const EARLIER = formatHttpDate(MODIFIED - 1000)
const LATER = formatHttpDate(MODIFIED + 1000)

const BOTH: Validators = { entityTag: { weak: false, opaque: 'a' }, lastModified: MODIFIED + 999 }
const WEAK: Validators = { entityTag: { weak: true, opaque: 'a' }, lastModified: MODIFIED }
const NEITHER: Validators = { entityTag: undefined, lastModified: undefined }

const ifMatch = (value: string): FieldLine => ['If-Match', value]
const ifNoneMatch = (value: string): FieldLine => ['If-None-Match', value]
const ifModifiedSince = (value: string): FieldLine => ['If-Modified-Since', value]
const ifUnmodifiedSince = (value: string): FieldLine => ['If-Unmodified-Since', value]

type Case = readonly [
  lines: readonly FieldLine[],
  current: Validators,
  expected: PreconditionVerdict,
  why: string,
]

// biome-ignore format: the columns are the test
const CASES: readonly Case[] = [
  [[],                              BOTH,    'proceed',             'nothing was asked'],

  [[ifMatch('"a"')],                BOTH,    'proceed',             'the version it has'],
  [[ifMatch('"b", "a"')],           BOTH,    'proceed',             'one of the versions it has'],
  [[ifMatch('"b"')],                BOTH,    'precondition-failed', 'another version'],
  [[ifMatch('*')],                  BOTH,    'proceed',             'any version'],
  [[ifMatch('*')],                  NEITHER, 'proceed',             'any version, even one without a tag'],
  [[ifMatch('"a"')],                NEITHER, 'precondition-failed', 'no tag to match'],
  [[ifMatch('W/"a"')],              BOTH,    'precondition-failed', 'compared strongly: a weak tag asked for'],
  [[ifMatch('"a"')],                WEAK,    'precondition-failed', 'compared strongly: a weak tag at hand'],
  [[ifMatch('a')],                  BOTH,    'precondition-failed', 'a list that cannot be read names nothing'],
  [[ifMatch('"b"'), ifMatch('"a"')], BOTH,   'proceed',             'a list on two lines is one list'],

  [[ifUnmodifiedSince(SAME)],       BOTH,    'proceed',             'same second; the fraction was never sent'],
  [[ifUnmodifiedSince(LATER)],      BOTH,    'proceed',             'not modified since'],
  [[ifUnmodifiedSince(EARLIER)],    BOTH,    'precondition-failed', 'modified since'],
  [[ifUnmodifiedSince(EARLIER)],    NEITHER, 'proceed',             'no date to compare with: ignored'],
  [[ifUnmodifiedSince('yesterday')], BOTH,   'proceed',             'not a date: ignored'],
  [[ifUnmodifiedSince(EARLIER), ifUnmodifiedSince(EARLIER)], BOTH, 'proceed', 'two dates: ignored'],
  [[ifMatch('"a"'), ifUnmodifiedSince(EARLIER)], BOTH, 'proceed',             'the tag silences the date'],
  [[ifMatch('"b"'), ifUnmodifiedSince(LATER)],   BOTH, 'precondition-failed', 'the tag silences the date'],

  [[ifNoneMatch('"a"')],            BOTH,    'not-modified',        'it has this version'],
  [[ifNoneMatch('"b", "a"')],       BOTH,    'not-modified',        'it has this version, among others'],
  [[ifNoneMatch('"b"')],            BOTH,    'proceed',             'it has another version'],
  [[ifNoneMatch('W/"a"')],          BOTH,    'not-modified',        'compared weakly: a weak tag asked for'],
  [[ifNoneMatch('"a"')],            WEAK,    'not-modified',        'compared weakly: a weak tag at hand'],
  [[ifNoneMatch('*')],              NEITHER, 'not-modified',        'there is a representation'],
  [[ifNoneMatch('"a"')],            NEITHER, 'proceed',             'no tag to match'],
  [[ifNoneMatch('a')],              BOTH,    'proceed',             'a list that cannot be read names nothing'],
  [[ifNoneMatch('')],               BOTH,    'proceed',             'an empty list names nothing'],

  [[ifModifiedSince(SAME)],         BOTH,    'not-modified',        'same second; the fraction was never sent'],
  [[ifModifiedSince(LATER)],        BOTH,    'not-modified',        'not modified since'],
  [[ifModifiedSince(EARLIER)],      BOTH,    'proceed',             'modified since'],
  [[ifModifiedSince(LATER)],        NEITHER, 'proceed',             'no date to compare with: ignored'],
  [[ifModifiedSince('0')],          BOTH,    'proceed',             'not a date: ignored'],
  [[ifModifiedSince(LATER), ifModifiedSince(LATER)], BOTH, 'proceed', 'two dates: ignored'],
  [[ifModifiedSince('Sun'), ifModifiedSince(LATER.slice(5))], BOTH, 'proceed', 'two halves are no date either'],
  [[ifNoneMatch('"b"'), ifModifiedSince(LATER)],   BOTH, 'proceed',      'the tag silences the date'],
  [[ifNoneMatch('b'),   ifModifiedSince(LATER)],   BOTH, 'proceed',      'so does one that cannot be read'],
  [[ifNoneMatch('"a"'), ifModifiedSince(EARLIER)], BOTH, 'not-modified', 'the tag silences the date'],

  [[ifMatch('"b"'), ifNoneMatch('"a"')],           BOTH, 'precondition-failed', '412 is weighed before 304'],
  [[ifMatch('"a"'), ifNoneMatch('"a"')],           BOTH, 'not-modified',        'then 304'],
  [[ifUnmodifiedSince(EARLIER), ifModifiedSince(LATER)], BOTH, 'precondition-failed', 'by date as well'],
  [[ifUnmodifiedSince(SAME), ifNoneMatch('"a"')],  BOTH, 'not-modified',        'and mixed'],
]

describe('evaluatePreconditions (RFC 9110 §13.2.2)', () => {
  for (const [lines, current, expected, why] of CASES) {
    const asked = lines.map((line) => line.join(': ')).join(' + ')
    it(`${asked} → ${expected}: ${why}`, () => {
      const read = parsePreconditions(new FieldSection(lines), NOW)
      assert.equal(evaluatePreconditions(read, current), expected)
    })
  }
})

// biome-ignore format: the columns are the test
const ALONE: readonly (readonly [lines: readonly FieldLine[], etag: string, expected: boolean, why: string])[] = [
  [[ifNoneMatch('"a"')],                                  '"a"',    true,  'the version it has'],
  [[ifNoneMatch('W/"a"')],                                'W/"a"',  true,  'which may be weak'],
  [[ifNoneMatch('"a"'), ifModifiedSince(EARLIER)],        '"a"',    true,  'the tag silences the date'],
  [[ifNoneMatch('"a, b"')],                               '"a, b"', true,  'a comma is part of this tag'],
  [[],                                                    '"a"',    false, 'nothing was asked'],
  [[ifNoneMatch('"b"')],                                  '"a"',    false, 'another version'],
  [[ifNoneMatch('"a"'), ifNoneMatch('"b"')],              '"a"',    false, 'a list on two lines'],
  [[ifNoneMatch('W/"a"')],                                '"a"',    false, 'another spelling: it is to be read'],
  [[ifNoneMatch('"a"'), ifMatch('"b"')],                  '"a"',    false, 'another condition, which comes first'],
  [[ifNoneMatch('"a"'), ifUnmodifiedSince(EARLIER)],      '"a"',    false, 'so does this one'],
]

describe('hasOnlyCurrent', () => {
  for (const [lines, etag, expected, why] of ALONE) {
    const asked = lines.map((line) => line.join(': ')).join(' + ')
    it(`${asked} with ${etag} → ${expected}: ${why}`, () => {
      assert.equal(hasOnlyCurrent(new FieldSection(lines), etag), expected)
    })
  }

  it('never says another thing than all the conditions do', () => {
    for (const [lines, current, verdict, why] of CASES) {
      if (current.entityTag === undefined) continue
      const isAlone = hasOnlyCurrent(new FieldSection(lines), renderEntityTag(current.entityTag))
      assert.ok(!isAlone || verdict === 'not-modified', why)
    }
  })
})

describe('parsePreconditions', () => {
  it('finds nothing asked by other fields', () => {
    const fields = new FieldSection([['If-Range', '"a"']])
    assert.deepEqual(parsePreconditions(fields, NOW), NO_PRECONDITIONS)
    assert.equal(hasPreconditions(fields), false)
  })

  for (const line of [
    ifMatch('*'),
    ifUnmodifiedSince(LATER),
    ifNoneMatch('*'),
    ifModifiedSince('x'),
  ]) {
    it(`is worth its while for ${line[0]}`, () => {
      assert.equal(hasPreconditions(new FieldSection([['Host', 'a'], line])), true)
    })
  }

  it('keeps each condition apart', () => {
    const fields = new FieldSection([
      ifMatch('*'),
      ifUnmodifiedSince(LATER),
      ifNoneMatch('W/"a"'),
      ifModifiedSince(EARLIER),
    ])
    assert.deepEqual(parsePreconditions(fields, NOW), {
      ifMatch: '*',
      ifUnmodifiedSince: MODIFIED + 1000,
      ifNoneMatch: [{ weak: true, opaque: 'a' }],
      ifModifiedSince: MODIFIED - 1000,
    })
  })
})

type IfRangeCase = readonly [
  value: string | undefined,
  current: Validators,
  now: number,
  expected: boolean,
  why: string,
]

// biome-ignore format: the columns are the test
const IF_RANGE: readonly IfRangeCase[] = [
  [undefined, BOTH,    NOW,             true,  'not sent: Range stands alone'],
  ['"a"',     BOTH,    NOW,             true,  'the version it has a part of'],
  ['"b"',     BOTH,    NOW,             false, 'another version'],
  ['W/"a"',   BOTH,    NOW,             false, 'a weak tag promises no octets'],
  ['"a"',     WEAK,    NOW,             false, 'nor does ours'],
  ['W/"a"',   WEAK,    NOW,             false, 'nor do two of them'],
  ['"a"',     NEITHER, NOW,             false, 'no tag to match'],
  ['*',       BOTH,    NOW,             false, 'neither a tag nor a date'],
  ['"a", "b"', BOTH,   NOW,             false, 'one tag, not a list'],
  ['',        BOTH,    NOW,             false, 'sent, but empty'],
  [SAME,      BOTH,    NOW,             true,  'the date of Last-Modified exactly'],
  [EARLIER,   BOTH,    NOW,             false, 'an earlier date is another version'],
  [LATER,     BOTH,    NOW,             false, 'a later date is not a validator of ours'],
  [SAME,      NEITHER, NOW,             false, 'no date to match'],
  [SAME,      BOTH,    MODIFIED + 1000, true,  'its second is just over'],
  [SAME,      BOTH,    MODIFIED + 999,  false, 'its second is not over: it may change again'],
  [SAME,      BOTH,    MODIFIED - 5000, false, 'a date to come is no strong validator'],
]

describe('ifRangeHolds (RFC 9110 §13.1.5)', () => {
  for (const [value, current, now, expected, why] of IF_RANGE) {
    it(`${value} → ${expected}: ${why}`, () => {
      assert.equal(ifRangeHolds(value, current, now), expected)
    })
  }
})
