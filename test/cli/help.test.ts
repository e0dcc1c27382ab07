/** How is the help laid out? What it names is for options.test.ts. */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Grammar } from '../../src/cli/grammar.ts'
import { renderHelp } from '../../src/cli/help.ts'

const GRAMMAR: Grammar = {
  name: 'feed',
  says: 'Feeds the animals that are named, each with what it likes best, and none of them twice.',
  operands: [
    { name: '[place]', says: 'where' },
    { name: '<animals...>', says: 'whom' },
  ],
  rows: [
    { flags: '-n, --times <n>', says: 'how often', fallback: '1' },
    { flags: '--food <name>', says: 'what of, if not hay', choices: ['hay', 'oats'], env: 'FOOD' },
  ],
  version: () => '1',
  commands: [{ name: 'stop', words: '<animal>', says: 'no more for this one' }],
}

const WIDE = `Usage: feed [options] [place] <animals...>

Feeds the animals that are named, each with what it likes best, and none of them
twice.

Arguments:
  place            where
  animals          whom

Options:
  -V, --version    print the version
  -n, --times <n>  how often (default: 1)
  --food <name>    what of, if not hay (or $FOOD) (choices: "hay", "oats")
  -h, --help       print this

Commands (a folder of such a name is ./stop):
  feed stop <animal>                  no more for this one
`

const NARROW = `  --food <name>    what of, if not hay (or $FOOD) (choices:
                   "hay", "oats")
`

describe('The help', () => {
  it('has two columns in the 80 that are usual', () => {
    assert.equal(renderHelp(GRAMMAR), WIDE)
  })

  it('is wrapped to the terminal', () => {
    const text = renderHelp(GRAMMAR, 60)
    assert.ok(text.includes(NARROW), text)
  })

  it('leaves wrapping to a terminal in which there is no room for two columns', () => {
    const text = renderHelp(GRAMMAR, 50)
    assert.match(text, /^ {2}--food <name> {4}what of.*"oats"\)$/m)
    assert.match(text, /^Feeds the animals that are named, each with what$/m)
  })

  it('has no lists that are empty', () => {
    const { name, says, operands, rows } = GRAMMAR
    const text = renderHelp({ name, says, operands, rows })
    assert.doesNotMatch(text, /Commands|--version/)
  })
})
