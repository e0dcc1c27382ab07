/**
 * Are files drawn as Zipf's law has it?
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { generator } from '../../bench/statistics.ts'
import { drawZipf } from '../../bench/suite/zipf.ts'

const DRAWS = 100_000
const RANKS = 100

describe('drawZipf', () => {
  const drawn = drawZipf(DRAWS, RANKS, generator(1))
  const share = (rank: number): number => drawn.filter((one) => one === rank).length / DRAWS
  const harmonic = Array.from({ length: RANKS }, (_, rank) => 1 / (rank + 1)).reduce(
    (a, b) => a + b,
  )

  it('draws as many as are asked for', () => assert.equal(drawn.length, DRAWS))

  for (const rank of [0, 1, 2, 9, 99]) {
    it(`draws rank ${rank} about 1/${rank + 1} as often as the first`, () => {
      const wanted = 1 / (rank + 1) / harmonic
      // Five standard deviations of a count that is drawn this often.
      const tolerance = 5 * Math.sqrt(wanted / DRAWS)
      assert.ok(Math.abs(share(rank) - wanted) < tolerance, `${share(rank)} for ${wanted}`)
    })
  }

  it('draws the last rank when the random number is the largest', () => {
    assert.deepEqual(
      drawZipf(1, 10, () => 1 - Number.EPSILON),
      [9],
    )
  })

  it('draws the first rank when it is 0', () => {
    assert.deepEqual(
      drawZipf(1, 10, () => 0),
      [0],
    )
  })

  it('draws the only one there is', () =>
    assert.deepEqual(
      drawZipf(2, 1, () => 0.9),
      [0, 0],
    ))
})
