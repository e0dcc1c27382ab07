/**
 * Are the samples what they are called?
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cut, SAMPLES, type Sample } from '../../bench/samples.ts'
import { parseAll } from '../support/parse-all.ts'

const named = (name: string): Sample => {
  const found = SAMPLES.find((sample) => sample.name === name)
  assert.ok(found !== undefined, name)
  return found
}

describe('samples', () => {
  it('have the lengths the field knows them by', () => {
    assert.equal(named('kitty').octets.length, 703)
    assert.equal(named('minimal').octets.length, 50)
  })

  for (const { name, octets, requests } of SAMPLES) {
    it(`${name}: ${requests} requests`, () => {
      const events = parseAll([octets])
      assert.equal(events.filter(({ kind }) => kind === 'end').length, requests)
      assert.equal(events.at(-1)?.kind, requests === 0 ? 'fault' : 'end')
    })
  }
})

// biome-ignore format: the columns are the test
const CUTS: readonly (readonly [text: string, size: number, segments: readonly string[], why: string])[] = [
  ['',       4,        [],                    'nothing is no segment'],
  ['abcdef', Infinity, ['abcdef'],            'whole'],
  ['abcdef', 4,        ['abcd', 'ef'],        'the last one is shorter'],
  ['abcdef', 3,        ['abc', 'def'],        'no empty one at the end'],
  ['abc',    1,        ['a', 'b', 'c'],       'octet by octet'],
]

describe('cut', () => {
  for (const [text, size, segments, why] of CUTS) {
    it(`${JSON.stringify(text)} in ${size}: ${why}`, () => {
      const pieces = cut(Buffer.from(text), size)
      assert.deepEqual(pieces.map(String), segments)
      assert.equal(new Set(pieces.map(({ buffer }) => buffer)).size, segments.length)
    })
  }
})
