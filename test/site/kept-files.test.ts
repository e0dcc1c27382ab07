import assert from 'node:assert/strict'
import {
  appendFileSync,
  closeSync,
  openSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { discardContent, type Response } from '../../src/semantics/exchange.ts'
import { serveFiles } from '../../src/site/file-handler.ts'
import { OpenFile } from '../../src/site/open-file.ts'
import { OPEN_FILES } from '../../src/site/open-files.ts'
import { countDescriptors, fieldOf, makeDirectory, makeRequest, readContent } from './fixture.ts'

/** Too large to be held in memory. */
const LARGE = 1_048_577
/** Until an equal stat proves equal octets: what is younger is opened for each answer. */
const QUIET_MILLISECONDS = 2100
/** Between two looks at who has asked. */
const IDLE_MILLISECONDS = 5000
/** The oldest an answer may be. */
const STALE_MILLISECONDS = 100
/** For so long, one look at an open file is as good as another. */
const SEEN_MILLISECONDS = 2
const MOST_KEPT = 64

function makeSite(names: readonly string[]) {
  const root = makeDirectory(Object.fromEntries(names.map((name) => [name, 'a'.repeat(LARGE)])))
  const handle = serveFiles(root)
  const get = async (name: string, fields = {}): Promise<Response> =>
    handle(makeRequest(`/${name}`, fields))
  return { get, path: (name: string) => join(root, name) }
}

/** What NFS says of a file that was removed on its server. */
function stale(): never {
  throw Object.assign(new Error('stale file handle'), { code: 'ESTALE' })
}

function close({ content }: Response): void {
  assert.equal(content.kind, 'source')
  content.source.close()
}

type Change = (path: string) => void

function overwrite(path: string, text: string): void {
  const descriptor = openSync(path, 'r+')
  writeSync(descriptor, text)
  closeSync(descriptor)
}

// biome-ignore format: the columns are the test
const CHANGES: readonly (readonly [name: string, change: Change, when: 'sooner' | 'soon', status: number, length: number, why: string])[] = [
  ['rewritten in place', (path) => overwrite(path, 'b'),                'sooner',  200, LARGE,     'the open file shows it'],
  ['truncated',          (path) => truncateSync(path, LARGE - 1),       'sooner',  200, LARGE - 1, 'and this'],
  ['appended to',        (path) => appendFileSync(path, 'b'),           'sooner',  200, LARGE + 1, 'and this'],
  ['replaced',           (path) => {
    writeFileSync(`${path}.new`, 'b'.repeat(LARGE + 2))
    renameSync(`${path}.new`, path)
  },                                                                    'soon',    200, LARGE + 2, 'the path leads to another file'],
  ['moved away',         (path) => renameSync(path, `${path}.old`),     'soon',    404, 0,         'the path leads nowhere'],
  ['removed',            (path) => rmSync(path),                        'soon',    404, 0,         'though what is open could still be read'],
]

describe('A large file that is kept open', () => {
  const many = Array.from({ length: MOST_KEPT + 10 }, (_, at) => `many/${at}.bin`)
  const { get, path } = makeSite([
    ...[
      'shared.bin',
      'aborted.bin',
      'idle.bin',
      'conditional.bin',
      'parts.bin',
      'young.bin',
      'next.bin',
      'prepared.txt',
      'prepared.txt.gz',
      'text.txt',
    ],
    ...CHANGES.map(([name]) => name.replaceAll(' ', '-')),
    ...many,
  ])
  let others = 0
  const open = (): number => countDescriptors() - others
  before(async () => {
    await delay(QUIET_MILLISECONDS)
    others = countDescriptors()
  })

  it('is opened once for all answers', async () => {
    const [one, other] = [await get('shared.bin'), await get('shared.bin')]
    assert.equal(open(), 1)
    assert.equal(one, other, 'with one description')
    assert.equal((await readContent(one)).length, LARGE)
    assert.equal((await readContent(other)).length, LARGE)
    assert.equal(open(), 1)
    close(await get('shared.bin'))
  })

  it('serves the others when one of them is given up', async () => {
    const [one, other] = [await get('aborted.bin'), await get('aborted.bin')]
    close(one)
    assert.equal((await readContent(other)).length, LARGE)
  })

  it('is given back by answers that send nothing of it', async () => {
    const whole = await get('conditional.bin')
    const entityTag = fieldOf(whole, 'ETag') ?? ''
    close(whole)
    const before = open()
    for (const [fields, status] of [
      [{ 'If-None-Match': entityTag }, 304],
      [{ 'If-Match': '"other"' }, 412],
      [{ Range: `bytes=${LARGE}-` }, 416],
    ] as const) {
      assert.equal((await get('conditional.bin', fields)).status, status)
    }
    assert.equal(open(), before)
  })

  it('is sent in parts', async () => {
    const part = await get('parts.bin', { Range: 'bytes=5-9' })
    const parts = await get('parts.bin', { Range: 'bytes=0-0,7-9' })
    assert.equal(await readContent(part), 'aaaaa')
    assert.match(await readContent(parts), /\r\n\r\na\r\n.*\r\n\r\naaa\r\n/s)
  })

  it('is given back when a file prepared beside it is sent, which is kept as well', async () => {
    const before = open()
    const asked = { 'Accept-Encoding': 'gzip' }
    const [one, other] = [await get('prepared.txt', asked), await get('prepared.txt', asked)]
    assert.equal(fieldOf(one, 'Content-Encoding'), 'gzip')
    assert.equal(one, other)
    assert.equal(open(), before + 2)
    close(one)
    close(other)
    const old = new Date(0)
    utimesSync(path('prepared.txt.gz'), old, old)
    await delay(SEEN_MILLISECONDS)
    const plain = await get('prepared.txt', { ...asked, Range: 'bytes=0-0' })
    assert.equal(fieldOf(plain, 'Content-Encoding'), undefined, 'it is older than the original')
    assert.equal(await readContent(plain), 'a')
  })

  it('is given back when it has been compressed, and when nobody wanted that', async () => {
    const asked = { 'Accept-Encoding': 'gzip' }
    const [one, other] = [await get('text.txt', asked), await get('text.txt', asked)]
    assert.equal(one.content.kind, 'stream')
    discardContent(one.content)
    assert.ok((await readContent(other)).length > 0)
  })

  for (const [name, change, when, status, length, why] of CHANGES) {
    it(`and is ${name}: ${why}`, async () => {
      const file = name.replaceAll(' ', '-')
      const first = await get(file)
      const second = await get(file)
      close(first)
      change(path(file))
      await delay(when === 'soon' ? STALE_MILLISECONDS : SEEN_MILLISECONDS)
      const response = await get(file)
      assert.equal(response.status, status)
      if (status === 200) assert.equal((await readContent(response)).length, length)
      if (when === 'soon') {
        assert.equal(await readContent(second), 'a'.repeat(LARGE), 'what was begun ends')
      } else {
        await assert.rejects(readContent(second), { name: 'FileChanged' })
      }
    })
  }

  it('and cannot be looked at any more: it is opened anew', async (t) => {
    const first = await get('shared.bin')
    close(first)
    await delay(SEEN_MILLISECONDS)
    t.mock.method(OpenFile.prototype, 'stat', stale, { times: 1 })
    const second = await get('shared.bin')
    assert.equal(second.status, 200)
    assert.notEqual(second, first)
    close(second)
  })

  it('is one of a bounded number', async () => {
    for (const name of many) close(await get(name))
    assert.equal(open(), MOST_KEPT)
  })

  it('is given up when descriptors run out, for the file that is asked for', async () => {
    close(await get('idle.bin'))
    let taken = 0
    for (; OPEN_FILES.hasRoom; taken += 1) OPEN_FILES.opened()
    try {
      const response = await get('next.bin')
      assert.equal(response.status, 200)
      assert.equal(open(), 1)
      close(response)
    } finally {
      for (; taken > 0; taken -= 1) OPEN_FILES.closed()
    }
  })

  it('is given up when nobody asks for it', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] })
    const site = makeSite(['idle.bin'])
    await delay(QUIET_MILLISECONDS)
    const before = open()
    const sent = await site.get('idle.bin')
    t.mock.timers.tick(IDLE_MILLISECONDS)
    assert.equal(open(), before + 1, 'it was asked for since')
    t.mock.timers.tick(IDLE_MILLISECONDS)
    assert.equal(open(), before + 1, 'what is being sent stays open')
    assert.equal((await readContent(sent)).length, LARGE)
    assert.equal(open(), before)
  })

  it('stays open while somebody does', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] })
    const site = makeSite(['idle.bin'])
    await delay(QUIET_MILLISECONDS)
    const first = await site.get('idle.bin')
    close(first)
    for (let tick = 0; tick < 4; tick += 1) {
      t.mock.timers.tick(IDLE_MILLISECONDS)
      const next = await site.get('idle.bin')
      close(next)
      assert.equal(next, first)
    }
    t.mock.timers.tick(2 * IDLE_MILLISECONDS)
  })

  it('is not, as long as a change might not show', async () => {
    overwrite(path('young.bin'), 'b')
    const before = open()
    close(await get('young.bin'))
    assert.equal(open(), before)
  })
})
