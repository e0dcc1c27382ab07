import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseOrder } from '../../src/site/directory-order.ts'
import { compareText, naturalKey, sortInTurns } from '../../src/site/natural-order.ts'
import { Turn } from '../../src/site/turns.ts'

// biome-ignore format: the columns are the test
const PAIRS: readonly (readonly [first: string, second: string, why: string])[] = [
  ['file2',     'file10',    'a number counts as a number'],
  ['a9b',       'a10a',      'inside a name too'],
  ['v1.9.9',    'v1.10.0',   'and more than once'],
  ['9'.repeat(30), `1${'0'.repeat(30)}`, 'however long it is'],
  ['a007',      'a8',        'leading zeros are no value'],
  ['0',         '1',         'zero is a number'],
  ['10',        'a',         'digits come before letters'],
  ['apple',     'Banana',    'case does not count'],
  ['ähnlich',   'Zebra',     'nor do accents'],
  ['e\u0301a',  '\u00e9b',   'composed or not'],
  ['a',         'a1',        'a beginning comes before the whole'],
  ['a b',       'ab',        'a space comes before letters'],
  ['zebra',     'яблоко',    'other scripts come after'],
]

describe('natural order', () => {
  for (const [first, second, why] of PAIRS) {
    it(`${first} before ${second}: ${why}`, () => {
      assert.equal(compareText(naturalKey(first), naturalKey(second)), -1)
      assert.equal(compareText(naturalKey(second), naturalKey(first)), 1)
    })
  }

  it('counts leading zeros as nothing', () => {
    assert.equal(compareText(naturalKey('a01'), naturalKey('A1')), 0)
  })
})

describe('sorting in turns', () => {
  for (const length of [0, 1, 499, 500, 501, 1000, 1499, 20_011]) {
    it(`orders ${length} items as an ordinary sort does, and keeps the order of equals`, async () => {
      const items = Array.from({ length }, (_, at) => ({ key: (at * 7919) % 101, at }))
      const compare = (one: { key: number }, other: { key: number }): number => one.key - other.key
      assert.deepEqual(await sortInTurns(items, compare, new Turn()), items.toSorted(compare))
    })
  }
})

// biome-ignore format: the columns are the test
const QUERIES: readonly (readonly [query: string, by: string, direction: string, why: string])[] = [
  ['',                      'name', 'asc',  'by name, upwards'],
  ['?',                     'name', 'asc',  'an empty query says nothing'],
  ['?sort=size',            'size', 'asc',  'upwards unless said otherwise'],
  ['?sort=size&order=desc', 'size', 'desc', 'as said'],
  ['?order=desc',           'name', 'desc', 'the direction alone'],
  ['?sort=date&x=y',        'date', 'asc',  'what we do not know is not for us'],
  ['?sort=constructor',     'name', 'asc',  'only three words are known'],
  ['?sort=size&sort=date',  'size', 'asc',  'the first counts'],
  ['?order=%zz&sort=%',     'name', 'asc',  'broken escapes break nothing'],
]

describe('the order asked for', () => {
  for (const [query, by, direction, why] of QUERIES) {
    it(`${query || 'no query'}: ${why}`, () => {
      assert.deepEqual(parseOrder(query), { by, direction })
    })
  }
})
