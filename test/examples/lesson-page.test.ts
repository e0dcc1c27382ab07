/**
 * Would the walk through a lesson's page notice that the page is wrong?
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { applyDiff, looksLike, parsePage } from '../support/lesson-page.ts'

// biome-ignore format: the columns are the test
const OUTPUTS: readonly (readonly [output: string, shown: string, fits: boolean, why: string])[] = [
  ['a\nb\n',         'a\nb\n',        true,  'the same'],
  ['a\r\nb  \n\n',   'a\nb\n',        true,  'ends of lines do not show'],
  ['a\n',            'a\nb\n',        false, 'a line is missing'],
  ['a\nb\n',         'a\n',           false, 'a line too many'],
  ['a\nx\ny\nb\n',   'a\n…\nb\n',     true,  'any lines in between'],
  ['a\nb\n',         'a\n…\nb\n',     true,  'none are any, too'],
  ['a\r\nx\r\nb',    'a\n…\nb\n',     true,  'and so are those that end in CR LF'],
  ['a\nx\n',         'a\n…\nb\n',     false, 'what follows must come'],
  ['took 7 ms\n',    'took … ms\n',   true,  'anything within a line'],
  ['took 7\n8 ms\n', 'took … ms\n',   false, 'but not across lines'],
  ['a.b (c)\n',      'a.b (c)\n',     true,  'signs of regular expressions are signs'],
  ['axb (c)\n',      'a.b (c)\n',     false, 'and nothing else'],
]

describe('The page of a lesson', () => {
  for (const [output, shown, fits, why] of OUTPUTS) {
    it(`shows ${JSON.stringify(shown)} for ${JSON.stringify(output)}: ${why}`, () => {
      assert.equal(looksLike(output, shown), fits)
    })
  }

  it('is a list of steps', () => {
    const page =
      '# 1\n\n## A\n```sh exit=1\nx\n```\n```text\ny\n```\n\n## B\n```diff file=c.ts\n-a\n```\n'
    const [, first, second] = parsePage(page)
    assert.deepEqual(first?.steps, [
      { kind: 'sh', command: 'x', terminal: undefined, exit: 1, expected: 'y\n' },
    ])
    assert.deepEqual(second?.steps, [{ kind: 'diff', file: 'c.ts', lines: ['-a'] }])
  })

  it('may not show output that nothing prints', () => {
    assert.throws(() => parsePage('## A\n```text\ny\n```\n'), /nothing prints/)
  })

  it('changes one place of a program, or none', () => {
    assert.equal(applyDiff('a\nb\nc\n', [' a', '-b', '+d']), 'a\nd\nc\n')
    assert.throws(() => applyDiff('a\nb\nc\n', ['-x', '+d']), /stands once/)
    assert.throws(() => applyDiff('b\nb\n', ['-b', '+d']), /stands once/)
  })
})
