/**
 * A field section, asked by name (RFC 9110 §5.1 to §5.3).
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FieldSection } from '../../src/semantics/fields.ts'

const LINES = [
  ['Host', 'example.org'],
  ['Accept', 'text/html'],
  ['X-Empty', ''],
  ['ACCEPT', '*/*;q=0.1'],
] as const

type Case = readonly [
  name: string,
  combined: string | undefined,
  lines: readonly string[],
  why: string,
]

// biome-ignore format: the columns are the test
const CASES: readonly Case[] = [
  ['host',    'example.org',          ['example.org'],            'one line'],
  ['accept',  'text/html, */*;q=0.1', ['text/html', '*/*;q=0.1'], 'two lines mean one list, in order, however spelled'],
  ['x-empty', '',                     [''],                       'an empty value is not an absent one'],
  ['cookie',  undefined,              [],                         'absent'],
]

describe('FieldSection', () => {
  for (const [name, combined, lines, why] of CASES) {
    it(`${name}: ${why}`, () => {
      const fields = new FieldSection(LINES)
      assert.equal(fields.get(name), combined)
      assert.deepEqual(fields.all(name), lines)
      assert.equal(fields.has(name), combined !== undefined)
    })
  }

  it('gives its lines as they were spelled, in order, as often as asked', () => {
    const fields = new FieldSection(LINES)
    assert.deepEqual([...fields], LINES)
    assert.deepEqual([...fields], LINES)
  })

  it('keeps its own lines when it was made from something used up or changed later', () => {
    const lines: [string, string][] = [['Host', 'a']]
    const fields = new FieldSection(lines)
    lines.push(['Host', 'b'])
    assert.deepEqual([...new FieldSection(fields)], [['Host', 'a']])
  })
})
