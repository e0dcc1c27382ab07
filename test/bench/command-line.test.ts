/**
 * What is not understood is refused before anything is measured.
 */

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, it } from 'node:test'

const PROJECT = join(import.meta.dirname, '../..')

// biome-ignore format: the columns are the test
const REFUSED: readonly (readonly [words: string, sentence: RegExp, why: string])[] = [
  ['run --rounds 0',               /^--rounds wants a whole number .* not "0"$/,   'none is no run'],
  ['run --slices 1.5',             /^--slices wants a whole number .* not "1.5"$/, 'half a slice'],
  ['run --seconds 0',              /^--seconds wants tenths .* not "0"$/,          'no time to measure in'],
  ['run --quick --only nothing',   /^No work has "nothing" in its name$/,          'nothing would be measured'],
  ['run --loud',                   /^Unknown option '--loud'/,                     'there is no such flag'],
  ['compare',                      /npm run bench:compare -- <git-ref>$/,          'with what?'],
  ['compare HEAD --rounds many',   /^--rounds wants a whole number .* not "many"$/, 'NaN rounds would be none'],
  ['compare HEAD --slices -1',     /--slices/,                                     'a flag in the place of a value'],
  ['compare no-such-commit',       /^There is no commit "no-such-commit" here$/,   'git does not know it'],
  ['parser --level fastest',       /^--level is one of scan, offsets, /,           'a level there is not'],
  ['parser --sample none',         /^There is no such sample/,                     'nothing would be measured'],
  ['parser --cut 17',              /^There is no such sample, or it is not cut/,   'a cut that is not measured'],
  ['scale --subject size',         /^--subject is one of /,                        'a subject there is not'],
  ['report --output elsewhere',    /^Unknown option '--output'/,                   'it is --out'],
]

describe('A program of the bench refuses', () => {
  for (const [words, sentence, why] of REFUSED) {
    it(`${words}: ${why}`, () => {
      const [name, ...more] = words.split(' ')
      const script = join(PROJECT, `bench/${name}.ts`)
      const child = spawnSync(process.execPath, ['--import', 'tsx', script, ...more], {
        encoding: 'utf8',
        timeout: 60_000,
      })
      const lines = child.stderr.trimEnd().split('\n')
      assert.equal(child.status, 2, child.stderr)
      assert.match(lines[0] ?? '', sentence)
      assert.doesNotMatch(child.stderr, /^ {4}at /m, 'a stack trace')
    })
  }
})
