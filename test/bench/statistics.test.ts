/**
 * Do the conclusions of the bench follow from its figures?
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type Estimate,
  estimate,
  estimateOfRounds,
  generator,
  inTurn,
  isRegression,
  judge,
  median,
  shuffled,
  type Verdict,
} from '../../bench/statistics.ts'

const LINE = 0.05

// biome-ignore format: the columns are the test
const MEDIANS: readonly (readonly [values: readonly number[], middle: number, why: string])[] = [
  [[3],             3,   'one value'],
  [[5, 1, 3],       3,   'order does not matter'],
  [[4, 1, 3, 2],    2.5, 'between the two in the middle'],
  [[1, 1, 1, 1e9],  1,   'one wild value does not move it'],
  [[10, 9],         9.5, 'sorted as numbers, not as text'],
]

describe('median', () => {
  for (const [values, middle, why] of MEDIANS) {
    it(`of ${values.join(', ')}: ${why}`, () => assert.equal(median(values), middle))
  }
})

describe('estimate', () => {
  it('has no width when nothing varies', () => {
    assert.deepEqual(estimate([2, 2, 2, 2]), { median: 2, low: 2, high: 2 })
  })

  it('encloses its median, and stays within the values', () => {
    const { median: middle, low, high } = estimate([1, 2, 3, 4, 5, 6, 7, 8, 9])
    assert.ok(1 <= low && low < middle && middle < high && high <= 9)
  })

  it('says the same of the same values', () => {
    assert.deepEqual(estimate([3, 1, 4, 1, 5, 9]), estimate([3, 1, 4, 1, 5, 9]))
  })

  it('covers the true median in about 95 of 100 experiments', () => {
    const random = generator(7)
    let covered = 0
    for (let run = 0; run < 200; run += 1) {
      const values = Array.from({ length: 15 }, () => random())
      const { low, high } = estimate(values)
      if (low <= 0.5 && 0.5 <= high) covered += 1
    }
    assert.ok(covered >= 180, `covered ${covered} of 200`)
  })
})

describe('estimateOfRounds', () => {
  it('is estimate when each round has one pair', () => {
    const values = [3, 1, 4, 1, 5, 9]
    assert.deepEqual(estimateOfRounds(values.map((value) => [value])).median, 3.5)
    assert.equal(estimateOfRounds([[2], [2], [2]]).high, 2)
  })

  it('does not take pairs of one round for rounds', () => {
    const rounds = [1, 2, 3, 4, 5, 6].map((value) => [value, value, value, value])
    const width = ({ low, high }: Estimate): number => high - low
    assert.ok(width(estimateOfRounds(rounds)) > 1.5 * width(estimate(rounds.flat())))
  })

  // biome-ignore format: the columns are the test
  const NOISES: readonly (readonly [ofRounds: number, ofPairs: number, why: string])[] = [
    [1, 0, 'rounds differ, their pairs do not'],
    [1, 1, 'rounds and pairs differ'],
    [0, 1, 'pairs differ, rounds do not'],
    [1, 3, 'pairs differ more than rounds'],
  ]
  for (const [ofRounds, ofPairs, why] of NOISES) {
    it(`covers the true median in about 95 of 100 experiments or more: ${why}`, () => {
      const random = generator(5)
      // The sum of some is near enough to what many small causes make.
      const noise = (): number => random() + random() + random() + random() - 2
      let covered = 0
      for (let run = 0; run < 200; run += 1) {
        const rounds = Array.from({ length: 6 }, () => {
          const shared = ofRounds * noise()
          return Array.from({ length: 4 }, () => shared + ofPairs * noise())
        })
        const { low, high } = estimateOfRounds(rounds)
        if (low <= 0 && 0 <= high) covered += 1
      }
      assert.ok(covered >= 183, `covered ${covered} of 200`)
    })
  }
})

describe('inTurn', () => {
  it('mirrors each order, then takes another', () => {
    const turns = inTurn([1, 2, 3, 4, 5], 5, generator(3))
    const [first, second, third, fourth, fifth] = turns
    assert.deepEqual(second, first!.toReversed())
    assert.deepEqual(fourth, third!.toReversed())
    assert.notDeepEqual(third, first)
    for (const turn of [first, third, fifth]) assert.deepEqual([...turn!].sort(), [1, 2, 3, 4, 5])
  })
})

const ratio = (low: number, middle: number, high: number): Estimate => ({
  low,
  median: middle,
  high,
})
const QUIET = ratio(0.99, 1, 1.01)
const LOUD = ratio(0.85, 1.02, 1.15)

// biome-ignore format: the columns are the test
const VERDICTS: readonly (readonly [Estimate, Estimate, Verdict, fails: boolean, why: string])[] = [
  [ratio(0.99, 1.00, 1.01), QUIET, 'no-difference-shown', false, 'a program compared with itself'],
  [ratio(1.17, 1.20, 1.23), QUIET, 'slower',              true,  'a fifth slower'],
  [ratio(1.02, 1.03, 1.04), QUIET, 'slower',              false, 'slower, but within the line'],
  [ratio(1.03, 1.07, 1.11), QUIET, 'slower',              false, 'slower, but perhaps within the line'],
  [ratio(0.80, 0.82, 0.84), QUIET, 'faster',              false, 'a fifth faster'],
  [ratio(0.97, 1.03, 1.09), QUIET, 'no-difference-shown', false, 'the interval holds 1'],
  [ratio(0.85, 1.03, 1.20), QUIET, 'too-noisy',           false, 'the interval could hide anything'],
  [ratio(1.06, 1.08, 1.10), LOUD,  'too-noisy',           false, 'the machine alone strays as far'],
  [ratio(1.20, 1.30, 1.40), LOUD,  'slower',              true,  'past what the machine strays'],
]

describe('judge', () => {
  for (const [candidate, floor, verdict, fails, why] of VERDICTS) {
    it(`${verdict}: ${why}`, () => {
      assert.equal(judge(candidate, floor, LINE), verdict)
      assert.equal(isRegression(candidate, floor, LINE), fails)
    })
  }
})

describe('shuffled', () => {
  it('keeps every value and leaves its input alone', () => {
    const values = [1, 2, 3, 4, 5]
    assert.deepEqual([...shuffled(values, generator(1))].sort(), values)
    assert.deepEqual(values, [1, 2, 3, 4, 5])
  })
})
