import assert from 'node:assert/strict'
import { openSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { openAnywhere } from '../../src/site/file-root.ts'
import { OpenFile } from '../../src/site/open-file.ts'
import { countDescriptors, makeDirectory } from './fixture.ts'

function openFor(path: string): OpenFile {
  const opened = openAnywhere(path)
  assert.equal(opened.kind, 'file')
  return opened.file
}

/** So much is read without the thread pool. */
const AT_ONCE = 524_288

describe('OpenFile', () => {
  const directory = makeDirectory({ 'a.txt': 'first version', 'other.txt': 'other' })
  const path = join(directory, 'a.txt')

  it('stays what it was when another file takes its place', async () => {
    const file = openFor(path)
    writeFileSync(join(directory, 'new.txt'), 'second')
    renameSync(join(directory, 'new.txt'), path)
    const octets = Buffer.alloc(20)
    assert.equal(await file.read(octets, 6), 7)
    assert.equal(octets.toString('utf8', 0, 7), 'version')
    assert.equal(file.stat().size, 13n)
    file.close()
  })

  it('says 0 past its end', async () => {
    const file = openFor(path)
    assert.equal(await file.read(Buffer.alloc(10), 1000), 0)
    file.close()
  })

  it('keeps its descriptor until the reads under way are done', async () => {
    const before = countDescriptors()
    const file = openFor(path)
    const octets = [Buffer.alloc(AT_ONCE + 1), Buffer.alloc(AT_ONCE + 1)]
    const reads = octets.map((into) => file.read(into, 0))
    file.close()
    assert.equal(countDescriptors(), before + 1, 'closed under a read')
    assert.deepEqual(await Promise.all(reads), [6, 6])
    assert.deepEqual(
      octets.map((into) => into.toString('utf8', 0, 6)),
      ['second', 'second'],
    )
    assert.equal(countDescriptors(), before)
  })

  it('is open until the last of its owners has closed it', () => {
    const before = countDescriptors()
    const file = openFor(path)
    file.share()
    file.close()
    assert.equal(file.read(Buffer.alloc(10), 0), 6)
    file.close()
    assert.equal(countDescriptors(), before)
    assert.throws(() => file.read(Buffer.alloc(10), 0), /closed/)
  })

  it('reads little at once, and more in the background', async () => {
    const file = openFor(path)
    assert.equal(file.read(Buffer.alloc(AT_ONCE), 0), 6)
    const later = file.read(Buffer.alloc(AT_ONCE + 1), 0)
    assert.ok(later instanceof Promise)
    assert.equal(await later, 6)
    file.close()
    assert.throws(() => file.read(Buffer.alloc(1), 0), /closed/)
  })

  it('rejects a read that the system refuses, and can still be closed', async () => {
    const before = countDescriptors()
    const notReadable = new OpenFile(directory, openSync(directory, 'r'), () => true)
    assert.throws(() => notReadable.read(Buffer.alloc(1), 0), { code: 'EISDIR' })
    await assert.rejects(async () => notReadable.read(Buffer.alloc(AT_ONCE + 1), 0), {
      code: 'EISDIR',
    })
    assert.throws(() => notReadable.readStart(1), { code: 'EISDIR' })
    notReadable.close()
    assert.equal(countDescriptors(), before)
  })
})

type Step = readonly [
  readMilliseconds: number,
  restMilliseconds: number,
  where: 'at once' | 'in the pool',
  why: string,
]

// biome-ignore format: the columns are the test
const STEPS: readonly Step[] = [
  [0.1,    0, 'at once',     'nothing is known of the file yet'],
  [5,      0, 'at once',     'it was fast'],
  [0.1,   10, 'in the pool', 'it was slow'],
  [0.1,   11, 'in the pool', 'for 20 ms'],
  [5,      0, 'at once',     'tried again'],
  [0.1,   39, 'in the pool', 'slow again, and longer in the pool'],
  [0.1,    2, 'in the pool', 'for 40 ms'],
  [0.1,    0, 'at once',     'tried again'],
  [5,     21, 'at once',     'it was fast, and what was before is forgotten'],
  [5,     41, 'at once',     'slow for the first time'],
  [5,     81, 'at once',     'the second'],
  [5,    161, 'at once',     'the third'],
  [5,    321, 'at once',     'the fourth'],
  [5,    641, 'at once',     'the fifth'],
  [5,   1281, 'at once',     'the sixth'],
  [5,   1279, 'at once',     'the seventh'],
  [0.1,    2, 'in the pool', 'no longer than this'],
  [0.1,    0, 'at once',     'however slow it was'],
]

describe('Where a file is read', () => {
  const directory = makeDirectory({ 'a.txt': 'content' })
  const into = Buffer.alloc(10)

  it('follows from how fast it was before', async (t) => {
    const file = openFor(join(directory, 'a.txt'))
    let now = 1000
    let readMilliseconds = 0
    let isRead = false
    // Asked before a read, and after it when it was made at once.
    t.mock.method(performance, 'now', () => {
      if (isRead) now += readMilliseconds
      isRead = true
      return now
    })
    for (const [milliseconds, restMilliseconds, where, why] of STEPS) {
      readMilliseconds = milliseconds
      isRead = false
      const count = file.read(into, 0)
      assert.equal(typeof count === 'number' ? 'at once' : 'in the pool', where, why)
      assert.equal(await count, 7)
      now += restMilliseconds
    }
    file.close()
  })
})

describe('That a file is as promised', () => {
  const directory = makeDirectory({ 'a.txt': 'content', 'changed.txt': 'content' })
  const into = Buffer.alloc(10)

  it('is known for a millisecond after a read', (t) => {
    const file = openFor(join(directory, 'a.txt'))
    let now = 1000
    t.mock.method(performance, 'now', () => now)
    file.read(into, 0)
    assert.equal(file.wasJustSeen(), false, 'nothing was promised')
    file.promise(file.stat(), Date.now() + 1000)
    assert.equal(file.wasJustSeen(), false, 'nothing was read since')
    file.read(into, 0)
    assert.equal(file.wasJustSeen(), true)
    now += 0.9
    assert.equal(file.wasJustSeen(), true)
    now += 0.1
    assert.equal(file.wasJustSeen(), false, 'it may have changed')
    file.close()
  })

  it('is not known from a read that found it changed', () => {
    const path = join(directory, 'changed.txt')
    const file = openFor(path)
    file.promise(file.stat(), Date.now() + 1000)
    writeFileSync(path, 'other content')
    assert.throws(() => file.read(into, 0), { name: 'FileChanged' })
    assert.equal(file.wasJustSeen(), false)
    file.close()
  })
})
