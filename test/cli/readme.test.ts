import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { OPTIONS } from '../../src/cli/options.ts'
import { PROGRAM } from '../support/octets-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

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

  it('shows a library example that runs', async (t) => {
    const example = /```ts\n(.*?)```/s.exec(README)?.[1] ?? ''
    const program = example
      .replace("'octets'", JSON.stringify(pathToFileURL(join(ROOT, 'src/index.ts')).href))
      .replace('port: 8080', 'port: 0')
      .replace(/^await (.*)$/m, 'console.log((await $1).port)')
    const file = join(temporaryFolder(t), 'example.mts')
    writeFileSync(file, program)
    const running = spawn(process.execPath, ['--import', 'tsx', file], { cwd: ROOT })
    t.after(() => running.kill())
    running.stderr.pipe(process.stderr)
    const [line] = await once(running.stdout, 'data')
    const response = await fetch(`http://127.0.0.1:${Number(line)}/here`)
    assert.equal(await response.text(), 'You asked for /here\n')
  })
})
