/**
 * Is the list of visitors what a Set of them would be, whoever comes and goes?
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Visitor } from '../../src/server/visitor.ts'
import { Visitors } from '../../src/server/visitors.ts'

const makeVisitor = (): Visitor => ({ place: 0 }) as Visitor

// biome-ignore format: the columns are the test
const ROWS: readonly (readonly [leaving: readonly number[], left: readonly number[], why: string])[] = [
  [[],           [0, 1, 2], 'nobody leaves'],
  [[2],          [0, 1],    'the last leaves no gap'],
  [[0],          [2, 1],    'the last takes the place of the first'],
  [[0, 2],       [1],       'and is found there when it leaves'],
  [[1, 1],       [0, 2],    'once gone is gone'],
  [[0, 1, 2, 0], [],        'all of them'],
]

describe('visitors', () => {
  for (const [leaving, left, why] of ROWS) {
    it(`of three, [${leaving.join(', ')}] leave: ${why}`, () => {
      const three = [makeVisitor(), makeVisitor(), makeVisitor()]
      const visitors = new Visitors()
      for (const visitor of three) visitors.add(visitor)
      for (const number of leaving) visitors.remove(three[number]!)
      assert.deepEqual(
        [...visitors].map((visitor) => three.indexOf(visitor)),
        left,
      )
      assert.equal(visitors.size, left.length)
    })
  }

  it('does not take a stranger for the one whose place it names', () => {
    const visitors = new Visitors()
    visitors.add(makeVisitor())
    visitors.remove(makeVisitor())
    assert.equal(visitors.size, 1)
  })

  it('are those who came and have not gone', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 20 })), (moves) => {
        const all = Array.from({ length: 21 }, makeVisitor)
        const expected = new Set<Visitor>()
        const visitors = new Visitors()
        for (const visitor of moves.map((number) => all[number]!)) {
          if (expected.delete(visitor)) visitors.remove(visitor)
          else {
            expected.add(visitor)
            visitors.add(visitor)
          }
        }
        assert.equal(visitors.size, expected.size)
        // Themselves, and not others that look like them.
        assert.ok([...visitors].every((visitor) => expected.delete(visitor)))
      }),
    )
  })
})
