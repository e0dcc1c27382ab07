import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { OPTIONS } from '../../src/cli/options.ts'
import { PROGRAM } from '../support/octets-process.ts'

const ROOT = join(import.meta.dirname, '../..')
const README = readFileSync(join(ROOT, 'README.md'), 'utf8')

describe('The README', () => {
  it('lists the flags that the program takes, in the same words', () => {
    const rows = README.split('\n').filter((line) => line.startsWith('| `-'))
    const expected = OPTIONS.map(({ flags, fallback = '–', says, env }) => {
      const meaning = env === undefined ? says : `${says} (or \`$${env}\`)`
      return `| \`${flags}\` | ${fallback} | ${meaning} |`
    })
    assert.deepEqual(rows, expected)
  })

  it('shows what octets trace prints', () => {
    const [, input = '', cuts = '', shown = ''] =
      /printf '(.*?)' \| .* trace --cuts (\d+)\n```\n\n```\n(.*?)```/s.exec(README) ?? []
    const octets = input.replaceAll('\\r', '\r').replaceAll('\\n', '\n')
    const words = [...PROGRAM, 'trace', '--cuts', cuts]
    const { stdout } = spawnSync(process.execPath, words, { input: octets, encoding: 'utf8' })
    assert.notEqual(shown, '')
    assert.equal(stdout, shown)
  })
})
