/** Does a shell complete what the option table knows? bash is asked; the others' scripts are looked at. */

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { completionFor } from '../../src/cli/completion.ts'
import { FLAGS } from '../../src/cli/flag-spelling.ts'
import { COMMANDS } from '../../src/cli/options.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

function scriptFor(shell: string): string {
  const completion = completionFor([shell])
  return completion.kind === 'print' ? completion.text : assert.fail(completion.sentence)
}

const LONG = FLAGS.map(({ long }) => long)

// biome-ignore format: the columns are the test
const ASKED: readonly (readonly [words: readonly string[], expected: readonly string[], why: string])[] = [
  [['--lo'],              ['--log', '--log-file'],                                    'a flag'],
  [['--max-'],            LONG.filter((one) => one.startsWith('--max-')), 'all that begin so'],
  [['-'],                 FLAGS.flatMap(({ short, long }) => (short === undefined ? [long] : [short, long])), 'every flag'],
  [['site', '--qu'],      ['--quiet'],                                  'behind what is served'],
  [['--log', ''],         ['combined', 'dev', 'json', 'off'],           'choices'],
  [['--compress', 's'],   ['static'],                                   'one of them'],
  [['comp'],              ['completion'],                               'a command'],
  [['site', 'comp'],      [],                                           'which is the first word only'],
  [['-p', ''],            [],                                           'a value that nobody knows'],
]

describe('Completion in bash', () => {
  for (const [words, expected, why] of ASKED) {
    it(`octets ${words.join(' ')}…: ${why}`, (t) => {
      const file = join(temporaryFolder(t, { script: scriptFor('bash') }), 'script')
      const ask = `source "$1"; shift; COMP_WORDS=(octets "$@"); COMP_CWORD=$#; _octets
        printf '%s\\n' "\${COMPREPLY[@]}"; complete -p octets`
      const printed = execFileSync('bash', ['-uc', ask, 'bash', file, ...words], {
        encoding: 'utf8',
      })
      const lines = printed.split('\n').filter((line) => line !== '')
      assert.equal(lines.pop(), 'complete -o bashdefault -o default -F _octets octets')
      assert.deepEqual([...lines].sort(), [...expected].sort())
    })
  }
})

describe('Completion in other shells', () => {
  for (const shell of ['zsh', 'fish']) {
    it(`${shell} is told every flag, choice and command, in one line each`, () => {
      const lines = scriptFor(shell).split('\n')
      for (const { short, long, row } of FLAGS) {
        const [spelled, spelledShort] =
          shell === 'zsh' ? [long, short] : [`-l ${long.slice(2)} `, `-s ${short?.slice(1)} `]
        const at = lines.filter((line) => line.includes(spelled))
        const line = at.find((one) => short === undefined || one.includes(spelledShort ?? ''))
        assert.ok(line !== undefined, long)
        for (const choice of row.choices ?? []) assert.match(line, new RegExp(`\\b${choice}\\b`))
      }
      for (const { name } of COMMANDS) assert.match(scriptFor(shell), new RegExp(`\\b${name}\\b`))
    })
  }
})

describe('octets completion', () => {
  for (const words of [[], ['tcsh'], ['toString'], ['bash', 'zsh']]) {
    it(`${JSON.stringify(words)} is refused in one sentence`, () => {
      assert.deepEqual(completionFor(words), {
        kind: 'bad',
        sentence: 'completion wants the name of a shell: bash, zsh, fish',
      })
    })
  }
})
