/**
 * Is growth told from noise?
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type CostOf,
  estimateSlope,
  type GrowthVerdict,
  judgeGrowth,
  type Point,
} from '../../bench/growth.ts'
import { generator } from '../../bench/statistics.ts'

const ROUNDS = 7

/** Points of `cost` with noise: each value strays by as much as `noise`, a fraction. */
function pointsOf(cost: (work: number) => number, noise: number): readonly Point[] {
  const random = generator(3)
  return [1, 10, 100, 1000, 10_000].map((work) => ({
    work,
    values: Array.from({ length: ROUNDS }, () => cost(work) * (1 + noise * (2 * random() - 1))),
  }))
}

interface Row {
  readonly cost: (work: number) => number
  readonly noise: number
  readonly of: CostOf
  readonly slope: number
  readonly verdict: GrowthVerdict
  readonly why: string
}

// biome-ignore format: the columns are the test
const ROWS: readonly Row[] = [
  { cost: () => 7,                noise: 0.1, of: 'all',  slope: 0,   verdict: 'linear or better',  why: 'the work does not matter' },
  { cost: (n) => n,               noise: 0.1, of: 'all',  slope: 1,   verdict: 'linear or better',  why: 'twice the work, twice the cost' },
  { cost: (n) => n ** 2,          noise: 0.1, of: 'all',  slope: 2,   verdict: 'worse than linear', why: 'every one looks at every other' },
  { cost: (n) => n ** 1.3,        noise: 0.1, of: 'all',  slope: 1.3, verdict: 'worse than linear', why: 'less bad, and still clear' },
  { cost: (n) => n ** 1.15,       noise: 0.7, of: 'all',  slope: 1.15, verdict: 'not shown',         why: 'too noisy to say' },
  { cost: (n) => 1e5 + n ** 2,    noise: 0,   of: 'all',  slope: 1.5, verdict: 'worse than linear', why: 'hidden by a fixed cost at first' },
  { cost: () => 7,                noise: 0.1, of: 'each', slope: 1,   verdict: 'linear or better',  why: 'each costs the same: the whole is linear' },
  { cost: (n) => n,               noise: 0.1, of: 'each', slope: 2,   verdict: 'worse than linear', why: 'each costs more, the more there are' },
]

describe('slope of the cost', () => {
  for (const { cost, noise, of, slope, verdict, why } of ROWS) {
    it(`${verdict}: ${why}`, () => {
      const estimate = estimateSlope(pointsOf(cost, noise), of)
      assert.ok(Math.abs(estimate.median - slope) < 0.15, `slope ${estimate.median}`)
      assert.ok(estimate.low <= estimate.median && estimate.median <= estimate.high)
      assert.equal(judgeGrowth(estimate, ROUNDS), verdict)
    })
  }

  // biome-ignore format: the columns are the test
  const FEW: readonly (readonly [low: number, rounds: number, GrowthVerdict, why: string])[] = [
    [1.15, 6, 'worse than linear', 'enough rounds'],
    [1.15, 3, 'not shown',         'three agree easily'],
    [1.9,  3, 'worse than linear', 'and yet quadratic is quadratic'],
    [0.9,  1, 'linear or better',  'one round, far from the line'],
  ]
  for (const [low, rounds, verdict, why] of FEW) {
    it(`${verdict} in ${rounds} rounds: ${why}`, () => {
      assert.equal(judgeGrowth({ low, median: low, high: low }, rounds), verdict)
    })
  }

  it('uses only the rounds that every point has', () => {
    const points = [
      { work: 1, values: [1, 1] },
      { work: 2, values: [2] },
    ]
    assert.deepEqual(estimateSlope(points, 'all'), { median: 1, low: 1, high: 1 })
  })

  it('takes the last two points when there are no more', () => {
    const points = [
      { work: 1, values: [1] },
      { work: 4, values: [16] },
    ]
    assert.deepEqual(estimateSlope(points, 'all'), { median: 2, low: 2, high: 2 })
  })
})
