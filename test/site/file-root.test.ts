import assert from 'node:assert/strict'
import { mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { Opened } from '../../src/site/file-root.ts'
import { FileRoot, hindranceOf } from '../../src/site/file-root.ts'
import { countDescriptors, makeDirectory, makeFifo } from './fixture.ts'

/** A site, and around it what must not be served from it. */
function makeSite(): { readonly around: string; readonly root: string } {
  const around = makeDirectory({
    'secret.txt': 'secret',
    'site-old/old.txt': 'old',
    'site/a.txt': 'a',
    'site/sub/b.txt': 'b',
    'site/empty': '',
  })
  const root = join(around, 'site')
  const link = (to: string, name: string): void => symlinkSync(to, join(root, name))
  link('a.txt', 'inside')
  link(join(root, 'a.txt'), 'inside-absolute')
  link('sub', 'inside-directory')
  link('inside', 'twice')
  link('.', 'self')
  link('../secret.txt', 'outside')
  link(join(around, 'secret.txt'), 'outside-absolute')
  link('../site-old', 'sibling')
  link('..', 'up')
  link('/', 'top')
  link('outside', 'outside-twice')
  link('nowhere', 'dangling')
  link('loop-b', 'loop-a')
  link('loop-a', 'loop-b')
  link('/dev/null', 'device')
  makeFifo(join(root, 'fifo'))
  return { around, root }
}

/** What was opened, in a word, with the content of files. Closes it. */
function summary(opened: Opened): string {
  if (opened.kind !== 'file') return opened.kind
  const text = Buffer.from(opened.file.readStart(100)).toString()
  opened.file.close()
  return `file ${text}`.trimEnd()
}

// biome-ignore format: the columns are the test
const CASES: readonly (readonly [path: string, expected: string, why: string])[] = [
  ['a.txt',                   'file a',    'a file'],
  ['sub/b.txt',               'file b',    'a file below'],
  ['empty',                   'file',      'a file without octets'],
  ['',                        'directory', 'the root'],
  ['sub',                     'directory', 'a directory'],
  ['none',                    'absent',    'nothing there'],
  ['none/none',               'absent',    'nor below it'],
  ['a.txt/b',                 'absent',    'nothing is below a file'],
  ['inside',                  'file a',    'a link may be followed inside'],
  ['inside-absolute',         'file a',    'however it is written'],
  ['twice',                   'file a',    'and so may a link to a link'],
  ['inside-directory',        'directory', 'a link to a directory'],
  ['inside-directory/b.txt',  'file b',    'and through one'],
  ['self/self/self/a.txt',    'file a',    'round and round, still inside'],
  ['outside',                 'absent',    'a link out of the root'],
  ['outside-absolute',        'absent',    'however it is written'],
  ['outside-twice',           'absent',    'by way of another link'],
  ['sibling/old.txt',         'absent',    'a directory whose name begins as the root does'],
  ['sibling',                 'absent',    'the directory itself'],
  ['up',                      'absent',    'the parent of the root'],
  ['up/secret.txt',           'absent',    'a file in it'],
  ['top/etc/passwd',          'absent',    'any file of the system'],
  ['top/etc',                 'absent',    'any directory of it'],
  ['up/site/a.txt',           'file a',    'out and in again ends inside'],
  ['dangling',                'absent',    'a link to nothing'],
  ['loop-a',                  'absent',    'links in a circle'],
  ['fifo',                    'absent',    'a FIFO, at once and without waiting for a writer'],
  ['device',                  'absent',    'a device'],
  ['x'.repeat(256),           'absent',    'a name longer than names may be'],
  ['x/'.repeat(3000),         'absent',    'a path longer than paths may be'],
]

// biome-ignore format: the columns are the test
const LINK_RULES: readonly (readonly [path: string, none: string, all: string, why: string])[] = [
  ['a.txt',                  'file a',    'file a',      'no link in it'],
  ['sub/b.txt',              'file b',    'file b',      'nor here'],
  ['',                       'directory', 'directory',   'the root'],
  ['inside',                 'absent',    'file a',      'a link, though it stays inside'],
  ['inside-directory/b.txt', 'absent',    'file b',      'a link on the way'],
  ['inside-directory',       'absent',    'directory',   'a link to a directory'],
  ['self/a.txt',             'absent',    'file a',      'a link to where it is'],
  ['outside',                'absent',    'file secret', 'a link out'],
  ['up/secret.txt',          'absent',    'file secret', 'a link out on the way'],
  ['up/site/a.txt',          'absent',    'file a',      'out and in again'],
  ['dangling',               'absent',    'absent',      'a link to nothing'],
  ['loop-a',                 'absent',    'absent',      'links in a circle'],
  ['device',                 'absent',    'absent',      'a device, however it is reached'],
  ['fifo',                   'absent',    'absent',      'a FIFO'],
]

describe('FileRoot.open', () => {
  const { around, root } = makeSite()
  const site = new FileRoot(root)

  for (const [path, expected, why] of CASES) {
    it(`${path.slice(0, 40) || 'the root'}: ${why}`, () => {
      const before = countDescriptors()
      assert.equal(summary(site.open(path.split('/'))), expected)
      assert.equal(countDescriptors(), before, 'a descriptor was left open')
    })
  }

  it('finds no file in the place of a socket', async () => {
    const server = createServer().listen(join(root, 'socket'))
    try {
      await new Promise((resolve) => server.once('listening', resolve))
      assert.equal(summary(site.open(['socket'])), 'absent')
    } finally {
      server.close()
    }
  })

  it('follows a root that is a link, wherever it points by now', () => {
    const current = join(around, 'current')
    const served = new FileRoot(current)
    assert.equal(summary(served.open(['a.txt'])), 'absent', 'no root yet')
    symlinkSync('site', current)
    assert.equal(summary(served.open(['a.txt'])), 'file a')
    rmSync(current)
    symlinkSync('site-old', current)
    assert.equal(summary(served.open(['a.txt'])), 'absent')
    assert.equal(summary(served.open(['old.txt'])), 'file old')
  })

  it('soon judges by where its root points, and at once what is found there', (t) => {
    const current = join(around, 'moving')
    const served = new FileRoot(current)
    let now = 1000
    t.mock.method(performance, 'now', () => now)
    symlinkSync('site-old', current)
    assert.equal(summary(served.open(['old.txt'])), 'file old')
    rmSync(current)
    symlinkSync('site', current)
    assert.equal(summary(served.open(['sibling', 'old.txt'])), 'file old', 'it was inside just now')
    now += 51
    assert.equal(summary(served.open(['sibling', 'old.txt'])), 'absent')
    rmSync(current)
    symlinkSync('site-old', current)
    assert.equal(summary(served.open(['old.txt'])), 'file old')
  })

  it('serves the whole system when told to', () => {
    const top = new FileRoot('/')
    assert.equal(summary(top.open(join(root, 'a.txt').split('/').slice(1))), 'file a')
  })

  it('names the real path of a directory', () => {
    assert.deepEqual(site.open(['inside-directory']), {
      kind: 'directory',
      path: realpathSync(join(root, 'sub')),
    })
  })

  for (const [path, none, all, why] of LINK_RULES) {
    it(`${path}, when no links or all are followed: ${why}`, () => {
      const before = countDescriptors()
      assert.equal(summary(new FileRoot(root, 'none').open(path.split('/'))), none)
      assert.equal(summary(new FileRoot(root, 'all').open(path.split('/'))), all)
      assert.equal(countDescriptors(), before, 'a descriptor was left open')
    })
  }

  it('follows the links that lead to a root, also when it follows none in it', () => {
    const byLink = join(around, 'by-link')
    symlinkSync('site', byLink)
    assert.equal(summary(new FileRoot(byLink, 'none').open(['sub', 'b.txt'])), 'file b')
    assert.equal(summary(new FileRoot(byLink, 'none').open(['inside'])), 'absent')
  })

  it('lists links by the rule that it opens them by', () => {
    const [none, all] = [new FileRoot(root, 'none'), new FileRoot(root, 'all')]
    assert.equal(none.contains(join(root, 'inside')), false)
    assert.equal(none.contains(join(root, 'a.txt')), true)
    assert.equal(all.contains(join(root, 'outside')), true)
    assert.equal(all.contains(join(root, 'dangling')), false)
  })

  it('tells where links lead', () => {
    assert.equal(site.contains(join(root, 'twice')), true)
    assert.equal(site.contains(join(root, 'outside')), false)
    assert.equal(site.contains(join(root, 'dangling')), false)
    assert.equal(site.contains(join(around, 'site-old')), false)
    assert.equal(site.contains(root), true)
  })
})

// biome-ignore format: the columns are the test
const HINDRANCES: readonly (readonly [code: string, expected: string, why: string])[] = [
  ['ENOENT',       'absent',    'nothing there'],
  ['ENOTDIR',      'absent',    'nothing can be there'],
  ['ENAMETOOLONG', 'absent',    'nor there'],
  ['ELOOP',        'absent',    'links in a circle'],
  ['ENXIO',        'absent',    'a socket'],
  ['ENODEV',       'absent',    'a device without a driver'],
  ['EACCES',       'forbidden', 'permissions'],
  ['EPERM',        'forbidden', 'another kind of permissions'],
  ['EMFILE',       'busy',      'the process has no descriptor left'],
  ['ENFILE',       'busy',      'the system has none left'],
]

describe('hindranceOf', () => {
  for (const [code, expected, why] of HINDRANCES) {
    it(`${code} is ${expected}: ${why}`, () => {
      assert.equal(hindranceOf(Object.assign(new Error('no'), { code })), expected)
    })
  }

  it('throws on what is a failure, not an outcome', () => {
    const broken = Object.assign(new Error('disk'), { code: 'EIO' })
    assert.throws(
      () => hindranceOf(broken),
      (error) => error === broken,
    )
    assert.throws(() => hindranceOf(new TypeError('ours')), TypeError)
    assert.throws(
      () => hindranceOf('a string'),
      (error) => error === 'a string',
    )
  })
})

describe('a root that is removed while it is served', () => {
  it('is absent once removed, and there again once made', () => {
    const directory = makeDirectory({ 'site/a.txt': 'a' })
    const root = join(directory, 'site')
    const site = new FileRoot(root)
    rmSync(root, { recursive: true })
    assert.equal(summary(site.open(['a.txt'])), 'absent')
    mkdirSync(root)
    writeFileSync(join(root, 'a.txt'), 'again')
    assert.equal(summary(site.open(['a.txt'])), 'file again')
  })
})
