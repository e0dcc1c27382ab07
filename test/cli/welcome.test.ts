/** Is the browser opened where it should be, and does the picture of the URL appear only for people? */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmodSync, readFileSync, symlinkSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { encode } from 'uqr'
import { PROGRAM, startOctets, until } from '../support/octets-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** A folder for PATH with a browser's opener in it that notes what it is told. */
function fakeOpener(t: TestContext, exitCode = 0): { readonly PATH: string; told(): string } {
  const PATH = temporaryFolder(t, { told: '' })
  const opener = join(PATH, process.platform === 'darwin' ? 'open' : 'xdg-open')
  const folder = temporaryFolder(t, {
    opener: `#!/bin/sh\nprintf '%s\\n' "$*" >>'${PATH}/told'\nexit ${exitCode}\n`,
  })
  chmodSync(join(folder, 'opener'), 0o755)
  symlinkSync(join(folder, 'opener'), opener)
  return { PATH, told: () => readFileSync(join(PATH, 'told'), 'utf8') }
}

describe('--open', { concurrency: true }, () => {
  // biome-ignore format: the columns are the test
  const OPENED: readonly (readonly [words: readonly string[], path: string, why: string])[] = [
    [['--open'],                 '',                'the first page'],
    [['-o', '--strict-port'],    '',                'another flag is no path'],
    [['-o', '/a/?b=c'],          'a/?b=c',          'a path and a query'],
    [['--open=/a;b&c'],          'a;b&c',           'no shell looks at it'],
    [['--host', '0.0.0.0', '-o'], '',               'exposed, it is still this machine that looks'],
  ]
  for (const [words, path, why] of OPENED) {
    it(`${words.join(' ')}: ${why}`, async (t) => {
      const { PATH, told } = fakeOpener(t)
      const running = await startOctets(t, ['public', '--port', '0', ...words], { PATH })
      await until(() => told() !== '', 'the browser to be opened')
      assert.equal(told(), `${running.url}${path}\n`)
      assert.equal(await running.stop(), 0)
      assert.equal(running.stderr, '')
    })
  }

  it('serves on where there is no browser', async (t) => {
    const PATH = temporaryFolder(t)
    const running = await startOctets(t, ['public', '--port', '0', '-o'], { PATH })
    await until(() => running.stderr.includes('\n'), 'a word')
    assert.match(running.stderr, /^octets: Cannot open a browser: there is no \S+ here\n$/)
    assert.equal((await fetch(running.url)).status, 200)
  })

  it('serves on where the browser fails', async (t) => {
    const { PATH } = fakeOpener(t, 3)
    const running = await startOctets(t, ['public', '--port', '0', '-o'], { PATH })
    await until(() => running.stderr.includes('\n'), 'a word')
    assert.match(running.stderr, /^octets: Cannot open a browser: \S+ has failed\n$/)
    assert.equal((await fetch(running.url)).status, 200)
  })
})

/** What people see who start the program in a terminal. */
async function inTerminal(
  t: TestContext,
  words: readonly string[],
  last = /^http\S+\r?\n/m,
): Promise<string> {
  const command = [process.execPath, ...PROGRAM, 'public', '--port', '0', ...words].join(' ')
  // script gives it a terminal, for standard output and standard error alike.
  const running = spawn('script', ['-qfec', command, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  t.after(() => running.kill('SIGKILL'))
  let seen = ''
  running.stdout.setEncoding('utf8').on('data', (text: string) => {
    seen += text
  })
  await until(() => last.test(seen), 'all that is to be seen')
  running.stdin.write('\u0003')
  await new Promise((resolve) => running.once('close', resolve))
  return seen.replaceAll('\r', '')
}

describe('The picture of the URL', { concurrency: true }, () => {
  const lan = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4')

  it('is drawn in a terminal when others can reach it', async (t) => {
    // A machine without a network has nobody to show it to.
    if (lan === undefined) {
      assert.doesNotMatch(await inTerminal(t, ['--host', '0.0.0.0']), /█/)
      return
    }
    const seen = await inTerminal(t, ['--host', lan.address], /▀\s+http\S+\r?\n/)
    const [url = ''] = seen.split('\n')
    assert.deepEqual(modulesIn(seen), encode(url).data)
    assert.match(seen.slice(seen.lastIndexOf('▀')), new RegExp(`\n${url}\n`))
  })

  for (const [words, why] of [
    [[], 'only this machine can reach it'],
    [['--host', '::1'], 'nor with another loopback address'],
    [['--host', '0.0.0.0', '-q'], 'nobody wants to see anything'],
  ] as const) {
    it(`is not drawn for ${words.join(' ') || 'nothing'}: ${why}`, async (t) => {
      assert.doesNotMatch(await inTerminal(t, words), /[█▀▄]/)
    })
  }

  it('is not drawn into a file', async (t) => {
    const running = await startOctets(t, ['public', '--port', '0', '--host', '0.0.0.0'])
    await running.stop()
    assert.doesNotMatch(running.stderr, /[█▀▄]/)
  })
})

/** The dark modules of the picture: on a dark terminal what is not drawn is dark. */
function modulesIn(text: string): readonly (readonly boolean[])[] {
  const rows = text.split('\n').filter((line) => /^[█▀▄ ]{20,}$/.test(line))
  const width = rows[0]?.length ?? 0
  const halves = rows.flatMap((row) => [
    Array.from(row, (char) => char === ' ' || char === '▄'),
    Array.from(row, (char) => char === ' ' || char === '▀'),
  ])
  return halves.slice(0, width)
}
