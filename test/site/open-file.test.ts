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
const AT_ONCE = 65_536

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
