/** Which path do these octets spell, out of those that are held? */

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { FileCache } from '../../src/site/file-cache.ts'
import { DEFAULT_FILE_OPTIONS } from '../../src/site/file-options.ts'
import { openAnywhere } from '../../src/site/file-root.ts'
import { KnownPaths } from '../../src/site/known-paths.ts'
import { makeDirectory } from './fixture.ts'

/** Found by trying: both hash to 867126223. */
const [ONE, OTHER] = ['/ipfs', '/1vja'] as const

function spelled(paths: KnownPaths, text: string): string | undefined {
  const before = 'GET '
  const octets = Buffer.from(`${before}${text} HTTP/1.1`, 'latin1')
  return paths.find(octets, before.length, before.length + text.length)
}

describe('known paths', () => {
  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [added: readonly string[], deleted: readonly string[], asked: string, found: boolean, why: string])[] = [
    [['/a'],       [],      '/a',     true,  'what was added'],
    [['/a', '/b'], [],      '/a',     true,  'and the one before'],
    [['/'],        [],      '/',      true,  'the root'],
    [[],           [],      '/a',     false, 'nothing is known'],
    [['/a'],       [],      '/ab',    false, 'one octet more'],
    [['/ab'],      [],      '/a',     false, 'one octet less'],
    [['/a'],       [],      '/A',     false, 'paths have case'],
    [['/a'],       [],      '/%61',   false, 'another spelling: it is decoded by whoever asks'],
    [['/a'],       [],      '/a?b',   false, 'a query is not of the path'],
    [['/a'],       [],      '/\xe4',  false, 'octets that no canonical path has'],
    [['/a'],       ['/a'],  '/a',     false, 'what was taken out'],
    [['/a', '/b'], ['/b'],  '/a',     true,  'another was taken out'],
    [[ONE, OTHER], [],      OTHER,    true,  'of two with the same hash the last'],
    [[ONE, OTHER], [],      ONE,      false, 'and not the first: it is found as any path is'],
    [[ONE],        [],      OTHER,    false, 'the same hash is not the same path'],
    [[ONE, OTHER], [ONE],   OTHER,    true,  'the first is taken out, the last stays'],
  ]
  for (const [added, deleted, asked, found, why] of CASES) {
    it(`${added} without ${deleted || 'none'}, ${asked}: ${why}`, () => {
      const paths = new KnownPaths()
      for (const path of added) paths.add(path)
      for (const path of deleted) paths.delete(path)
      assert.equal(spelled(paths, asked), found ? asked : undefined)
    })
  }

  it('find what a list of them finds', () => {
    const path = fc.string({ unit: fc.constantFrom('/', 'a', 'b', '%'), maxLength: 4 })
    fc.assert(
      fc.property(fc.uniqueArray(path), fc.array(path), path, (added, deleted, asked) => {
        const paths = new KnownPaths()
        for (const one of added) paths.add(one)
        for (const one of deleted) paths.delete(one)
        const isKnown = added.includes(asked) && !deleted.includes(asked)
        assert.equal(spelled(paths, asked), isKnown ? asked : undefined)
      }),
    )
  })
})

describe('the paths that a cache knows', () => {
  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [octets: number, files: number, why: string])[] = [
    [65_000,    1100, 'held in memory, 64 MiB of it'],
    [1_048_577, 66,   'kept open, 64 of them'],
  ]
  for (const [octets, files, why] of CASES) {
    it(`are those of files of ${octets} octets that are still held: ${why}`, (t) => {
      const names = Array.from({ length: files }, (_, at) => `${at}.bin`)
      const content = 'x'.repeat(octets)
      const root = makeDirectory(Object.fromEntries(names.map((name) => [name, content])))
      // A file that changed just now is not kept open.
      const later = Date.now() + 60_000
      t.mock.method(Date, 'now', () => later)
      const cache = new FileCache({ ...DEFAULT_FILE_OPTIONS, entityTag: 'off' })
      for (const name of names) {
        const opened = openAnywhere(join(root, name))
        assert.ok(opened.kind === 'file')
        const { whole } = cache.takeOver(opened, `/${name}`)
        if (whole.content.kind === 'source') whole.content.source.close()
      }
      assert.equal(spelled(cache.paths, '/0.bin'), undefined, 'the least recently used is not')
      const last = `/${files - 1}.bin`
      assert.equal(spelled(cache.paths, last), last)
      cache.giveUpIdle()
    })
  }
})
