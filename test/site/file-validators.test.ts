/**
 * What tells versions apart: tags of stats, tags of content, weak and strong ones, unknown times.
 */

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { serveFiles } from '../../src/site/file-handler.ts'
import {
  age,
  countDescriptors,
  fieldOf,
  makeDirectory,
  makeRequest,
  readContent,
  stopClock,
} from './fixture.ts'

const LARGE = 'x'.repeat(2_000_000)
const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url')

interface Told {
  readonly tag: string | undefined
  readonly modified: string | undefined
}

function makeSite(options: Parameters<typeof serveFiles>[1] = {}) {
  const root = makeDirectory({ 'a.txt': 'abcd', 'large.bin': LARGE })
  const handle = serveFiles(root, options)
  const ask = async (name: string, fields = {}): Promise<Told & { readonly status: number }> => {
    const response = await handle(makeRequest(`/${name}`, fields))
    await readContent(response)
    const [tag, modified] = [fieldOf(response, 'ETag'), fieldOf(response, 'Last-Modified')]
    return { status: response.status, tag, modified }
  }
  return { ask, path: (name: string) => join(root, name) }
}

// biome-ignore format: the columns are the test
const TIMES: readonly (readonly [seconds: number, modified: string | undefined, why: string])[] = [
  [0,          undefined,                       'unknown, as tar and many builds write it'],
  [1,          undefined,                       'unknown, as Nix writes it'],
  [1.5,        undefined,                       'still the second 1'],
  [2,          'Thu, 01 Jan 1970 00:00:02 GMT', 'a time, if an odd one'],
  [1709208000, 'Thu, 29 Feb 2024 12:00:00 GMT', 'a time like any other'],
]

describe('the modification time', () => {
  for (const [seconds, modified, why] of TIMES) {
    it(`${seconds} → ${modified}: ${why}`, async () => {
      const { ask, path } = makeSite()
      utimesSync(path('a.txt'), seconds, seconds)
      const told = await ask('a.txt')
      assert.equal(told.modified, modified)
      assert.match(told.tag ?? '', /^"[0-9a-z-]+"$/, 'there is a tag, whatever the time')
      const asked = { 'If-Modified-Since': 'Thu, 29 Feb 2024 12:00:00 GMT' }
      assert.equal((await ask('a.txt', asked)).status, modified === undefined ? 200 : 304)
    })
  }

  it('that is unknown lets the tag be of the change time, which nobody can set', async () => {
    const { ask, path } = makeSite()
    utimesSync(path('a.txt'), 1, 1)
    const { tag } = await ask('a.txt')
    await delay(60)
    writeFileSync(path('a.txt'), 'wxyz')
    utimesSync(path('a.txt'), 1, 1)
    await delay(60)
    assert.notEqual((await ask('a.txt')).tag, tag)
  })
})

describe('a tag of stat', () => {
  it('has inode, size and time, with separators', async () => {
    const { ask, path } = makeSite()
    const { ino, size, mtimeNs } = statSync(path('a.txt'), { bigint: true })
    const opaque = [ino, size, mtimeNs].map((part) => part.toString(36)).join('-')
    assert.equal((await ask('a.txt')).tag, `"${opaque}"`)
  })

  it('is weak while the file may change unseen, then strong; its opaque part stays', async () => {
    const { ask, path } = makeSite()
    for (const name of ['a.txt', 'large.bin']) {
      writeFileSync(path(name), name === 'a.txt' ? 'wxyz' : LARGE)
      const weak = await ask(name)
      await delay(120)
      const strong = await ask(name)
      assert.equal(weak.tag, `W/${strong.tag}`)
      assert.equal((await ask(name, { 'If-None-Match': weak.tag })).status, 304)
    }
  })

  it('is weak for two seconds where times come in whole seconds', async () => {
    const { ask, path } = makeSite()
    const now = Math.floor(Date.now() / 1000)
    utimesSync(path('large.bin'), now, now)
    assert.match((await ask('large.bin')).tag ?? '', /^W\//)
    utimesSync(path('large.bin'), now - 3, now - 3)
    assert.match((await ask('large.bin')).tag ?? '', /^"/)
  })
})

describe('a tag of content', () => {
  it('is the SHA-256, at once for a small file', async () => {
    const { ask } = makeSite({ entityTag: 'content' })
    assert.equal((await ask('a.txt')).tag, `"${sha256('abcd')}"`)
  })

  it('comes later for a large one: until it is known there is none', async () => {
    stopClock()
    const { ask } = makeSite({ entityTag: 'content' })
    const before = countDescriptors()
    const first = await ask('large.bin')
    assert.equal(first.tag, undefined)
    assert.ok(first.modified !== undefined)
    assert.equal((await ask('large.bin', { 'If-Modified-Since': first.modified })).status, 304)
    await delay(100)
    assert.equal((await ask('large.bin')).tag, `"${sha256(LARGE)}"`)
    assert.equal(countDescriptors(), before)
  })

  it('is the same on every replica', async () => {
    const [one, other] = [makeSite({ entityTag: 'content' }), makeSite({ entityTag: 'content' })]
    for (const name of ['a.txt', 'large.bin']) {
      await one.ask(name)
      await other.ask(name)
      await delay(100)
      assert.equal((await one.ask(name)).tag, (await other.ask(name)).tag)
    }
  })

  it('belongs to a version: another one has another, or none yet', async () => {
    const { ask, path } = makeSite({ entityTag: 'content' })
    await ask('large.bin')
    await delay(100)
    writeFileSync(path('large.bin'), LARGE.toUpperCase())
    age(path('large.bin'))
    assert.equal((await ask('large.bin')).tag, undefined)
    await delay(100)
    assert.equal((await ask('large.bin')).tag, `"${sha256(LARGE.toUpperCase())}"`)
  })
})

describe('no tag', () => {
  it('leaves the date to go by, in the 304 too', async () => {
    const { ask } = makeSite({ entityTag: 'off' })
    const { tag, modified } = await ask('a.txt')
    assert.equal(tag, undefined)
    const again = await ask('a.txt', { 'If-Modified-Since': modified })
    assert.deepEqual(again, { status: 304, tag: undefined, modified })
  })
})
