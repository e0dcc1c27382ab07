/** What deploy/ says of octets: its command lines, and how long it takes to stop. */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import { parseCommandLine } from '../../src/cli/command-line.ts'
import { DEFAULT_LIMITS } from '../../src/message/limits.ts'
import { startOctets } from '../support/octets-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const ROOT = join(import.meta.dirname, '../..')
const STOP_SECONDS = DEFAULT_LIMITS.stopMilliseconds / 1000

const read = (name: string): string => readFileSync(join(ROOT, 'deploy', name), 'utf8')

/** Command lines as people and programs write them: in a shell, a unit, or as a list. */
function commandLinesOf(text: string): readonly (readonly string[])[] {
  const spoken = [...text.matchAll(/^(?:# +)?(?:octets|ExecStart=.*\/main\.js) (--.*)$/gm)]
  const listed = [...text.matchAll(/^CMD (\["--.*\])$/gm)]
  const below = [...text.matchAll(/^ +args:\n((?: +- ".*"\n)+)/gm)]
  return [
    ...spoken.map(([, words = '']) => words.split(' ')),
    ...listed.map(([, list = '']) => JSON.parse(list) as readonly string[]),
    ...below.map(([, items = '']) => [...items.matchAll(/"(.*)"/g)].map(([, word = '']) => word)),
  ]
}

function seconds(text: string, pattern: RegExp): number {
  const [, found] = pattern.exec(text) ?? []
  assert.ok(found !== undefined, `there is ${pattern}`)
  return Number(found)
}

describe('deploy/', () => {
  // biome-ignore format: the columns are the test
  const LINES: readonly (readonly [file: string, count: number])[] = [
    ['haproxy.cfg',      1],
    ['default.vcl',      1],
    ['nginx.conf',       1],
    ['octets.service',   1],
    ['Dockerfile',       1],
    ['kubernetes.yaml',  1],
    ['README.md',        2],
  ]
  for (const [file, count] of LINES) {
    it(`${file} starts octets with flags that it has`, async () => {
      const lines = commandLinesOf(read(file))
      assert.equal(lines.length, count)
      for (const words of lines) {
        const { kind } = await parseCommandLine(words, {}, () => '')
        assert.equal(kind, 'serve', words.join(' '))
        assert.ok(words.join(' ').includes('--etag content'), 'replicas agree about tags')
      }
    })
  }

  it('has a test or a row above for each of its files', () => {
    const known = [...LINES.map(([file]) => file), 'octets.socket', 'Dockerfile.dockerignore']
    assert.deepEqual(readdirSync(join(ROOT, 'deploy')).toSorted(), known.toSorted())
  })

  it('gives octets the time that it takes to stop', () => {
    const pod = read('kubernetes.yaml')
    const grace = seconds(pod, /terminationGracePeriodSeconds: (\d+)/)
    const before = seconds(pod, /preStop:\s+sleep: \{ seconds: (\d+) \}/)
    assert.ok(grace > before + STOP_SECONDS)
    assert.ok(seconds(read('octets.service'), /^TimeoutStopSec=(\d+)$/m) > STOP_SECONDS)
    assert.ok(seconds(read('Dockerfile'), /--stop-timeout (\d+)/) > STOP_SECONDS)
  })

  it('has proxies close kept connections before octets does', () => {
    const idle = DEFAULT_LIMITS.idleMilliseconds / 1000
    assert.ok(seconds(read('default.vcl'), /-p backend_idle_timeout=(\d+)/) < idle)
    assert.ok(seconds(read('nginx.conf'), /keepalive_timeout (\d+)s/) < idle)
  })
})

describe('The image', () => {
  it('is made of what the repository has and Docker is shown', () => {
    const shown = read('Dockerfile.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1))
    const copies = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.*) \S+$/gm)]
    const copied = copies.flatMap(([, names = '']) => names.split(' '))
    assert.deepEqual([...new Set(copied)].toSorted(), shown.toSorted())
    for (const name of copied) assert.ok(existsSync(join(ROOT, name)), name)
  })

  it('starts octets as the pod does', () => {
    assert.deepEqual(
      commandLinesOf(read('Dockerfile'))[0],
      commandLinesOf(read('kubernetes.yaml'))[0],
    )
  })

  it('is healthy while octets answers', async (t) => {
    const octets = await startOctets(t, ['--port', '0', temporaryFolder(t, { 'index.html': '' })])
    const [, list = ''] = /^ {2}CMD (\[.*\])$/m.exec(read('Dockerfile')) ?? []
    const [, ...words] = JSON.parse(list.replace(':8080/', `:${octets.port}/`)) as string[]
    const check = () => promisify(execFile)(process.execPath, words)
    await check()
    await octets.stop()
    await assert.rejects(check(), { code: 1 })
  })
})
