import assert from 'node:assert/strict'
import {
  chmodSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { Response } from '../../src/semantics/exchange.ts'
import { serveFiles } from '../../src/site/file-handler.ts'
import { fieldOf, makeDirectory, makeRequest, readContent } from './fixture.ts'

/** The oldest an answer may be. */
const STALE_MILLISECONDS = 100

function makeSite(files: Readonly<Record<string, string>>) {
  const root = makeDirectory(files)
  const handle = serveFiles(root)
  /** What is answered at once: the fast path makes no promise. */
  const get = (target: string, fields = {}, method = 'GET'): Response => {
    const response = handle(makeRequest(target, fields, method))
    assert.ok(!(response instanceof Promise), 'answered synchronously')
    return response
  }
  return { root, get, path: (name: string) => join(root, name) }
}

describe('a held file', () => {
  const { get } = makeSite({
    'a.txt': 'a',
    'a b.txt': 'spaced',
    'sub/index.html': 'index',
    'big.bin': 'x'.repeat(1_048_577),
    'edge.bin': 'x'.repeat(1_048_576),
  })

  it('is answered with the same frozen object', () => {
    const response = get('/a.txt')
    assert.equal(get('/a.txt'), response)
    assert.ok(Object.isFrozen(response))
    assert.ok(Object.isFrozen(response.fields))
    assert.ok(Object.isFrozen(response.content))
  })

  it('is the same object for HEAD, for a query and for another spelling', () => {
    const response = get('/a.txt')
    assert.equal(get('/a.txt', {}, 'HEAD'), response)
    assert.equal(get('/a.txt?v=2'), response)
    assert.equal(get('/%61.txt'), response)
    assert.equal(get('/a%20b.txt'), get('/a%20b.txt?x'))
  })

  it('is the same object as the index of its directory', () => {
    assert.equal(get('/sub/'), get('/sub/'))
  })

  it('is not modified with the same frozen object', () => {
    const asked = { 'If-None-Match': fieldOf(get('/a.txt'), 'ETag') ?? '' }
    const response = get('/a.txt', asked)
    assert.equal(response.status, 304)
    assert.equal(get('/a.txt', asked), response)
    assert.ok(Object.isFrozen(response))
  })

  it('stays the same object when it is looked at again and has not changed', async () => {
    const response = get('/a.txt')
    await delay(STALE_MILLISECONDS)
    assert.equal(get('/a.txt'), response)
    await delay(STALE_MILLISECONDS)
    assert.equal(get('/a.txt'), response)
  })

  it('is not taken for another whose path has the same hash', async () => {
    const { get: find } = makeSite({ ipfs: 'one', '1vja': 'other' })
    for (const [target, content] of [
      ['/ipfs', 'one'],
      ['/1vja', 'other'],
      ['/ipfs', 'one'],
      ['/1vja', 'other'],
    ] as const) {
      assert.equal(await readContent(find(target)), content)
    }
  })

  it('is held up to 1 MiB', async () => {
    assert.equal(get('/edge.bin'), get('/edge.bin'))
    const [one, other] = [get('/big.bin'), get('/big.bin')]
    assert.equal(one.content.kind, 'source')
    await Promise.all([readContent(one), readContent(other)])
  })
})

type Change = (path: string) => void

/** Makes the file old, so that its times are settled and only the stat can tell. */
const AGED = new Date(Date.now() - 3_600_000)

// biome-ignore format: the columns are the test
const CHANGES: readonly (readonly [name: string, change: Change, status: number, content: string, why: string])[] = [
  ['rewritten',           (path) => writeFileSync(path, 'longer than before'),    200, 'longer than before', 'size and time differ'],
  ['rewritten, same size', (path) => writeFileSync(path, 'wxyz'),                 200, 'wxyz',  'the time differs, or is too young to trust'],
  ['appended to',         (path) => writeFileSync(path, 'ef', { flag: 'a' }),     200, 'abcdef', 'the size differs'],
  ['emptied',             (path) => truncateSync(path),                           200, '',      'no octets are content too'],
  ['renamed over',        (path) => {
    writeFileSync(`${path}.new`, 'wxyz')
    utimesSync(`${path}.new`, AGED, AGED)
    renameSync(`${path}.new`, path)
  },                                                                              200, 'wxyz',  'same size, same time, another inode'],
  ['rewritten and backdated', (path) => {
    writeFileSync(path, 'wxyz')
    utimesSync(path, AGED, AGED)
  },                                                                              200, 'wxyz',  'the change time cannot be set back'],
  ['removed',             (path) => rmSync(path),                                 404, '404 Not Found\n', 'gone is gone'],
]

describe('a changed file is never answered with octets older than 100 ms', () => {
  for (const [name, change, status, content, why] of CHANGES) {
    it(`${name}: ${why}`, async () => {
      const { get, path } = makeSite({ 'a.txt': 'abcd' })
      utimesSync(path('a.txt'), AGED, AGED)
      assert.equal(await readContent(get('/a.txt')), 'abcd')
      change(path('a.txt'))
      await delay(STALE_MILLISECONDS)
      const response = get('/a.txt')
      assert.equal(response.status, status)
      assert.equal(await readContent(response), content)
    })
  }

  it('while it is asked for all the time', async () => {
    const { get, path } = makeSite({ 'a.txt': 'version 0' })
    for (let version = 1; version <= 5; version += 1) {
      writeFileSync(path('a.txt'), `version ${version}`)
      const deadline = performance.now() + STALE_MILLISECONDS
      while (performance.now() < deadline) {
        get('/a.txt')
        await delay(2)
      }
      assert.equal(await readContent(get('/a.txt')), `version ${version}`)
    }
  })

  it('as an index that comes to be preferred', async () => {
    const { get, path } = makeSite({ 'index.htm': 'second choice' })
    assert.equal(await readContent(get('/')), 'second choice')
    writeFileSync(path('index.html'), 'first choice')
    await delay(STALE_MILLISECONDS)
    assert.equal(await readContent(get('/')), 'first choice')
    rmSync(path('index.html'))
    await delay(STALE_MILLISECONDS)
    assert.equal(await readContent(get('/')), 'second choice')
  })

  it('as the page of a 404', async () => {
    const { get, path } = makeSite({ '404.html': 'not here' })
    const browser = { Accept: 'text/html' }
    assert.equal(await readContent(get('/x', browser)), 'not here')
    writeFileSync(path('404.html'), 'nor there')
    await delay(STALE_MILLISECONDS)
    assert.equal(await readContent(get('/x', browser)), 'nor there')
  })
})

describe('a version', () => {
  it('has validators of its own', async () => {
    const { get, path } = makeSite({ 'a.txt': 'abcd' })
    const first = get('/a.txt')
    writeFileSync(path('a.txt'), 'wxyz!')
    await delay(STALE_MILLISECONDS)
    const second = get('/a.txt')
    assert.notEqual(fieldOf(second, 'ETag'), fieldOf(first, 'ETag'))
    assert.equal(await readContent(first), 'abcd', 'the old response is still itself')
  })

  it('is the same after a change that leaves the octets alone', async () => {
    const { get, path } = makeSite({ 'a.txt': 'abcd' })
    const first = get('/a.txt')
    chmodSync(path('a.txt'), 0o600)
    await delay(STALE_MILLISECONDS)
    assert.equal(fieldOf(get('/a.txt'), 'ETag'), fieldOf(first, 'ETag'))
  })

  it('is told apart by nanoseconds', () => {
    const { get, path } = makeSite({ 'a.txt': 'abcd' })
    const { ino, size, mtimeNs } = statSync(path('a.txt'), { bigint: true })
    const opaque = [ino, size, mtimeNs].map((part) => part.toString(36)).join('-')
    assert.equal(fieldOf(get('/a.txt'), 'ETag'), `"${opaque}"`)
  })
})

describe('what is held', () => {
  it('has a bound, whatever is asked for', () => {
    const names = Array.from({ length: 1100 }, (_, at) => `${at}.bin`)
    const { get } = makeSite(Object.fromEntries(names.map((name) => [name, 'x'.repeat(65_000)])))
    const first = get('/0.bin')
    for (const name of names) get(`/${name}`)
    assert.notEqual(get('/0.bin'), first, 'the least recently used has made room')
    assert.equal(get('/1099.bin'), get('/1099.bin'))
  })
})
