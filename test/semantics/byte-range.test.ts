/**
 * Byte ranges: what is asked, what it comes to, and how it is labelled (RFC 9110 §14).
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { RangeResolution, RangeSpec } from '../../src/semantics/byte-range.ts'
import {
  parseRange,
  renderContentRange,
  renderUnsatisfiedRange,
  resolveRanges,
} from '../../src/semantics/byte-range.ts'

const IGNORED = 'ignored'
const UNSATISFIABLE = 'unsatisfiable'
const HUGE = '9'.repeat(400)

function summary(resolution: RangeResolution): string {
  if (resolution.kind !== 'satisfiable') return resolution.kind
  return resolution.ranges.map(({ firstPos, lastPos }) => `${firstPos}-${lastPos}`).join(' ')
}

// biome-ignore format: the columns are the test
const CASES: readonly (readonly [field: string, length: number, expected: string, why: string])[] = [
  ['bytes=0-0',        10, '0-0',         'a range is inclusive at both ends'],
  ['bytes=0-1',        10, '0-1',         'how Safari asks whether ranges work'],
  ['bytes=0-9',        10, '0-9',         'the whole, as a range'],
  ['bytes=0-',         10, '0-9',         'open: to the end'],
  ['bytes=9-',         10, '9-9',         'the last octet'],
  ['bytes=4-99',       10, '4-9',         'a range past the end is clipped'],
  ['bytes=-3',         10, '7-9',         'a suffix counts from the end'],
  ['bytes=-99',        10, '0-9',         'a suffix longer than the file is the whole file'],
  ['bytes=007-008',    10, '7-8',         'leading zeros are digits'],
  ['bytes=0-1, 8-',    10, '0-1 8-9',     'members keep the order asked for'],
  ['bytes=8-,0-1',     10, '8-9 0-1',     'even a backwards one'],
  ['bytes= 0-1\t,\t8-', 10, '0-1 8-9',    'space around members is optional'],
  ['bytes=, 0-1,, 8-,', 10, '0-1 8-9',    'empty members are left out'],
  ['bytes=0-1, 50-',   10, '0-1',         'a member outside is dropped when another is inside'],

  ['bytes=0-4, 4-8',   10, '0-8',         'ranges that overlap become one'],
  ['bytes=0-4, 5-8',   10, '0-8',         'and ranges that touch'],
  ['bytes=5-8, 0-4',   10, '0-8',         'in either order'],
  ['bytes=0-8, 2-3',   10, '0-8',         'and one inside the other'],
  ['bytes=2-3, 0-8',   10, '0-8',         'in either order, too'],
  ['bytes=0-0, 0-0',   10, '0-0',         'the same one twice'],
  ['bytes=0-3, 5-8',   10, '0-3 5-8',     'one octet between them keeps them apart'],
  ['bytes=0-9,0-0',    10, '0-9',         'the whole and a part of it'],
  ['bytes=0-, -1',     10, '0-9',         'nginx: to the end, and its end'],
  ['BYTES=0-0',        10, '0-0',         'units are case-insensitive'],
  [`bytes=0-${HUGE}`,  10, '0-9',         'a position past all numbers is past the end'],
  [`bytes=-${HUGE}`,   10, '0-9',         'a suffix past all numbers is the whole file'],
  ['bytes=9007199254740993-9007199254740993', 10, UNSATISFIABLE, 'positions past 2^53 are past any end'],
  [`bytes=${HUGE}-`,   10, UNSATISFIABLE, 'and so are those past all numbers'],

  ['bytes=10-',        10, UNSATISFIABLE, 'the first octet after the end'],
  ['bytes=10-10, 99-', 10, UNSATISFIABLE, 'no member is inside'],
  ['bytes=-0',         10, UNSATISFIABLE, 'the last zero octets are no octets'],

  ['bytes=0-',          0, IGNORED,       'nothing in an empty file can be named'],
  ['bytes=-5',          0, IGNORED,       'not even its last octets'],
  ['bytes=0-0,2-2,4-4', 10, IGNORED,      'more ranges than we answer'],
  ['bytes=5-2',        10, IGNORED,       'backwards is not a valid range'],
  ['bytes=0-1, 5-2',   10, IGNORED,       'one invalid member spoils the set'],
  ['bytes=-',          10, IGNORED,       'neither end'],
  ['bytes=',           10, IGNORED,       'no member'],
  ['bytes=,',          10, IGNORED,       'nothing but empty members'],
  ['bytes=5',          10, IGNORED,       'a position is not a range'],
  ['bytes=0 - 1',      10, IGNORED,       'no space inside a member'],
  ['bytes=0-1-2',      10, IGNORED,       'two ends at most'],
  ['bytes=--1',        10, IGNORED,       'no negative suffix'],
  ['bytes=+0-1',       10, IGNORED,       'no sign'],
  ['bytes=0x0-0x1',    10, IGNORED,       'decimal digits only'],
  ['bytes=a-b',        10, IGNORED,       'digits only'],
  ['bytes =0-1',       10, IGNORED,       'no space before the ='],
  [' bytes=0-1',       10, IGNORED,       'nothing before the unit'],
  ['bytes 0-1',        10, IGNORED,       'how Content-Range is written, not Range'],
  ['octets=0-1',       10, IGNORED,       'a unit we do not know'],
  ['0-1',              10, IGNORED,       'no unit'],
  ['',                 10, IGNORED,       'nothing'],
]

const many = (count: number, octets: number, step: number): string =>
  `bytes=${Array.from({ length: count }, (_, at) => `${at * step}-${at * step + octets - 1}`)}`
const apart = (count: number, octets: number, step: number): string =>
  Array.from({ length: count }, (_, at) => `${at * step}-${at * step + octets - 1}`).join(' ')

// biome-ignore format: the columns are the test
const SETS: readonly (readonly [field: string, maxRanges: number, expected: string, why: string])[] = [
  [many(50, 64, 1000),                     50, apart(50, 64, 1000), 'as many as we answer'],
  [many(51, 64, 1000),                     50, IGNORED,            'one more'],
  [many(51, 64, 64),                       50, IGNORED,            'counted before they are joined: reading them is the cost'],
  [many(50, 63, 1000),                     50, IGNORED,            'many and tiny (§17.15)'],
  [many(17, 1, 2),                         50, IGNORED,            'every other octet'],
  [many(16, 1, 2),                         50, apart(16, 1, 2),    'tiny, but not many'],
  [many(40, 1, 1),                         50, '0-39',             'tiny and many, but they are one'],
  [`bytes=${'0-,'.repeat(50)}`,            50, '0-99999',          'the Apache killer: one range, however often'],
  [`bytes=0-,${many(40, 5, 5).slice(6)}`,  50, '0-99999',          'and in its original form'],
  ['bytes=0-9,20-29,40-49,5-45',           50, '0-49',             'one that bridges all the others'],
  ['bytes=90-99,0-9,40-49,10-39',          50, '90-99 0-49',       'the bridge stands where the first one did'],
  ['bytes=40-49,90-99,0-9,10-39',          50, '0-49 90-99',       'whichever the first one is'],
  ['bytes=-1,0-0',                         50, '99999-99999 0-0',  'send, Go: the last octet before the first'],
  ['bytes=0-0,-1',                         50, '0-0 99999-99999',  'RFC 9110 §14.1.2: first and last octet only'],
  ['bytes=500-600,601-999',                50, '500-999',          'RFC 9110 §14.1.2: the second 500 octets'],
  ['bytes=500-700,601-999',                50, '500-999',          'RFC 9110 §14.1.2: the same, overlapping'],
  ['bytes= 0-0, 1-2 , ,9-9',               50, '0-2 9-9',          'Go: space and empty members'],
  ['bytes=0-4,100001-',                    50, '0-4',              'Go: an unsatisfiable member is dropped'],
  ['bytes=100000-,200000-300000',          50, UNSATISFIABLE,      'Apache: none of several is inside'],
  ['bytes=1-5, 5-1',                       50, IGNORED,            'nginx: one that is backwards spoils the set'],
]

describe('Range (RFC 9110 §14.2)', () => {
  for (const [field, length, expected, why] of CASES) {
    it(`${field.slice(0, 40)} of ${length}: ${why}`, () => {
      assert.equal(summary(resolveRanges(parseRange(field), length, 2)), expected)
    })
  }

  for (const [field, maxRanges, expected, why] of SETS) {
    it(`${field.slice(0, 40)} of 100000, at most ${maxRanges}: ${why}`, () => {
      assert.equal(summary(resolveRanges(parseRange(field), 100_000, maxRanges)), expected)
    })
  }

  it('a request without Range is answered as if it had none', () => {
    assert.equal(summary(resolveRanges(undefined, 10, 2)), IGNORED)
  })

  it('no range is answered when none is allowed', () => {
    assert.equal(summary(resolveRanges(parseRange('bytes=0-1'), 10, 0)), IGNORED)
  })

  it('nothing about the length is known while parsing', () => {
    assert.deepEqual(parseRange('bytes=1-2, 3-, -4'), [
      { kind: 'int-range', firstPos: 1, lastPos: 2 },
      { kind: 'int-range', firstPos: 3, lastPos: undefined },
      { kind: 'suffix-range', suffixLength: 4 },
    ])
  })
})

const position = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })
const spec: fc.Arbitrary<RangeSpec> = fc.oneof(
  fc.tuple(position, position).map(([a, b]): RangeSpec => {
    return { kind: 'int-range', firstPos: Math.min(a, b), lastPos: Math.max(a, b) }
  }),
  position.map((firstPos): RangeSpec => ({ kind: 'int-range', firstPos, lastPos: undefined })),
  position.map((suffixLength): RangeSpec => ({ kind: 'suffix-range', suffixLength })),
)

function print(member: RangeSpec): string {
  if (member.kind === 'suffix-range') return `-${member.suffixLength}`
  return `${member.firstPos}-${member.lastPos ?? ''}`
}

describe('Range, for any range-set', () => {
  it('is read back as it was written', () => {
    const check = (specs: readonly RangeSpec[]): void => {
      assert.deepEqual(parseRange(`bytes=${specs.map(print).join(', ')}`), specs)
    }
    fc.assert(fc.property(fc.array(spec, { minLength: 1 }), check), { seed: 9110 })
  })

  it('comes to ranges inside the representation that never cost more than the whole', () => {
    const small = fc.integer({ min: 0, max: 60 })
    const text = fc.array(
      fc.tuple(fc.option(small), fc.option(small)).map(([a, b]) => `${a ?? ''}-${b ?? ''}`),
    )
    const check = (members: readonly string[], length: number): void => {
      const resolution = resolveRanges(parseRange(`bytes=${members.join(',')}`), length, 4)
      if (resolution.kind !== 'satisfiable') return
      assert.ok(resolution.ranges.length > 0 && resolution.ranges.length <= 4)
      let octets = 0
      for (const { firstPos, lastPos } of resolution.ranges) {
        assert.ok(0 <= firstPos && firstPos <= lastPos && lastPos < length)
        octets += lastPos - firstPos + 1
      }
      assert.ok(octets <= length)
    }
    fc.assert(fc.property(text, small, check), { seed: 9110, numRuns: 1000 })
  })
})

describe('Content-Range (RFC 9110 §14.4)', () => {
  it('names the range and the length', () => {
    assert.equal(renderContentRange({ firstPos: 0, lastPos: 0 }, 10), 'bytes 0-0/10')
    assert.equal(renderContentRange({ firstPos: 4, lastPos: 9 }, 10), 'bytes 4-9/10')
  })

  it('names only the length when no range is satisfiable', () => {
    assert.equal(renderUnsatisfiedRange(10), 'bytes */10')
  })
})
