import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { nearWords } from '../../src/cli/near-words.ts'

const NAMES = ['port', 'host', 'trace', 'log', 'log-file']

// biome-ignore format: the columns are the test
const WORDS: readonly (readonly [word: string, near: readonly string[], why: string])[] = [
  ['prot',      ['port'],          'two letters are swapped'],
  ['prt',       ['port'],          'one is left out'],
  ['porrt',     ['port'],          'one is too many'],
  ['lost',      ['host'],          'one is another'],
  ['post',      ['host', 'port'],  'two names are as near'],
  ['port',      ['port'],          'it is one'],
  ['logfile',   ['log-file'],      'nearer than log'],
  ['tracing',   ['trace'],         'three letters of seven'],
  ['x',         [],                'nothing of it is left'],
  ['',          [],                'nothing at all'],
  ['trampoline', [],               'too far'],
]

describe('The names that are near a word', () => {
  for (const [word, near, why] of WORDS) {
    it(`'${word}': ${why}`, () => {
      assert.deepEqual(nearWords(word, NAMES), near)
    })
  }
})
