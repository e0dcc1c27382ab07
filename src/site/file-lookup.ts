/**
 * Which file or directory answers this path?
 *
 *   /a/b    a file; or a directory, to be asked for again with its slash
 *   /a/b/   index.html in it, else index.htm, else the directory itself; never a file
 *
 * With the slash, relative links in an index resolve inside the directory; without it they would
 * miss, hence the second request.
 *
 * A root that is one file has two paths, `/` and `/<its name>`.
 */

import { accessSync, constants, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { FileCache } from './file-cache.ts'
import type { Hindrance, OpenFile } from './file-root.ts'
import { FileRoot, hindranceOf, openAnywhere } from './file-root.ts'
import type { Representation } from './representation.ts'
import type { CanonicalPath } from './target-path.ts'

const INDEX_NAMES: readonly string[] = ['index.html', 'index.htm']

export type Found =
  /** Its content may be a source, which is then the caller's to close or to pass on. */
  | { readonly kind: 'representation'; readonly representation: Representation }
  /** A directory, asked for without its slash. */
  | { readonly kind: 'slash-missing' }
  | { readonly kind: 'directory'; readonly path: string; readonly root: FileRoot }
  | { readonly kind: Hindrance }

type Located =
  | { readonly kind: 'file'; readonly file: OpenFile; readonly isFirstChoice: boolean }
  | Exclude<Found, { readonly kind: 'representation' }>

export class FileLookup {
  readonly #cache = new FileCache()
  readonly #locate: (target: CanonicalPath) => Located

  /**
   * @param root a directory or a single file; relative to the working directory of this moment
   * @throws {Error} in one sentence when it cannot be served
   */
  constructor(root: string) {
    const path = resolve(root)
    if (kindOfRoot(root, path) === 'file') {
      this.#locate = (target) => locateOneFile(path, target)
    } else {
      const directory = new FileRoot(path)
      this.#locate = (target) => locateInDirectory(directory, target)
    }
  }

  /** What is held in memory under a canonical path, if it is fresh; any other text finds nothing. */
  held(path: string): Representation | undefined {
    return this.#cache.get(path)
  }

  /** @throws the error of the system when it is neither the client's doing nor the site's */
  find(target: CanonicalPath): Found {
    const held = this.held(target.path)
    if (held !== undefined) return { kind: 'representation', representation: held }
    const located = this.#locate(target)
    if (located.kind !== 'file') return located
    // A second choice loses its place when the first appears, which its own stat would not show.
    const key = located.isFirstChoice ? target.path : undefined
    return { kind: 'representation', representation: this.#cache.takeOver(located.file, key) }
  }
}

function kindOfRoot(root: string, path: string): 'file' | 'directory' {
  try {
    const stats = statSync(path)
    if (stats.isFile() || stats.isDirectory()) {
      accessSync(path, constants.R_OK)
      return stats.isFile() ? 'file' : 'directory'
    }
  } catch (cause) {
    const why = hindranceOf(cause) === 'absent' ? 'it does not exist' : 'it cannot be read'
    throw new Error(`Cannot serve ${JSON.stringify(root)}: ${why}`, { cause })
  }
  throw new Error(`Cannot serve ${JSON.stringify(root)}: it is neither a file nor a directory`)
}

function locateInDirectory(root: FileRoot, { segments, endsWithSlash }: CanonicalPath): Located {
  if (endsWithSlash) return locateIndex(root, segments)
  const opened = root.open(segments)
  if (opened.kind === 'file') return { ...opened, isFirstChoice: true }
  return opened.kind === 'directory' ? { kind: 'slash-missing' } : opened
}

function locateIndex(root: FileRoot, segments: readonly string[]): Located {
  for (const name of INDEX_NAMES) {
    const opened = root.open([...segments, name])
    if (opened.kind === 'file') return { ...opened, isFirstChoice: name === INDEX_NAMES[0] }
    if (opened.kind === 'forbidden' || opened.kind === 'busy') return opened
  }
  const opened = root.open(segments)
  if (opened.kind === 'directory') return { ...opened, root }
  if (opened.kind !== 'file') return opened
  opened.file.close()
  return { kind: 'absent' }
}

function locateOneFile(path: string, { segments, endsWithSlash }: CanonicalPath): Located {
  const [name = basename(path), ...more] = segments
  const isNamed = name === basename(path) && more.length === 0
  if (!isNamed || (endsWithSlash && segments.length > 0)) return { kind: 'absent' }
  const opened = openAnywhere(path)
  if (opened.kind === 'file') return { ...opened, isFirstChoice: true }
  return opened.kind === 'directory' ? { kind: 'absent' } : opened
}
