import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { OPTIONS } from '../../src/cli/options.ts'

const README = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')

describe('The README', () => {
  it('lists the flags that the program takes, in the same words', () => {
    const rows = README.split('\n').filter((line) => line.startsWith('| `-'))
    const expected = OPTIONS.map(({ flags, fallback = '–', says, env }) => {
      const meaning = env === undefined ? says : `${says} (or \`$${env}\`)`
      return `| \`${flags}\` | ${fallback} | ${meaning} |`
    })
    assert.deepEqual(rows, expected)
  })
})
