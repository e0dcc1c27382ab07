import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  presetCuts,
  randomCuts,
  segmentAt,
  segmentsOf,
  tidyCuts,
} from '../../src/explorer/segments.ts'

const GET = Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')

describe('Segments', () => {
  it('are tidied: inside the octets, sorted, each once', () => {
    assert.deepEqual(tidyCuts([9, 3, 3, 0, -1, 10, 11, 2.5, Number.NaN], 10), [3, 9])
  })

  it('put together are the octets, wherever they are cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.array(fc.nat(70)), (octets, places) => {
        const cuts = tidyCuts(places, octets.length)
        const segments = segmentsOf(octets, cuts)
        assert.deepEqual(Buffer.concat(segments), Buffer.from(octets))
        assert.ok(segments.every(({ length }) => length > 0))
        assert.equal(segments.length, octets.length === 0 ? 0 : cuts.length + 1)
      }),
    )
  })

  it('are counted from 1, and a cut begins the next one', () => {
    assert.deepEqual(
      [0, 4, 5, 9, 10].map((offset) => segmentAt([5, 10], offset)),
      [1, 1, 2, 2, 3],
    )
  })

  it('have presets', () => {
    assert.deepEqual(presetCuts('one piece', GET, 0), [])
    assert.equal(presetCuts('every octet', GET, 0).length, GET.length - 1)
    assert.deepEqual(presetCuts('between CR and LF', GET, 0), [15, 24, 26])
    assert.deepEqual(presetCuts('1448', new Uint8Array(2897), 0), [1448, 2896])
    assert.deepEqual(presetCuts('1448', new Uint8Array(1448), 0), [])
    assert.deepEqual(presetCuts('every octet', new Uint8Array(0), 0), [])
  })

  it('are the same for the same seed, and differ for most others', () => {
    assert.deepEqual(randomCuts(100, 7), randomCuts(100, 7))
    const all = Array.from({ length: 50 }, (_, seed) => randomCuts(100, seed).join())
    assert.ok(new Set(all).size > 40)
    assert.deepEqual(randomCuts(1, 7), [])
  })
})
