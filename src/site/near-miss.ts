/**
 * What did somebody mean who asked for what is not here?
 *
 * The path is walked as far as it exists, and the directory where it ends is looked through for a name
 * that is nearly the one asked for. What is hidden is not hinted at. The answer is for the owner of
 * the site: a client that was told would learn names it may only guess.
 *
 * Directories are read synchronously and up to a bound. It is a guess, and not worth a wait.
 */

import type { Dirent } from 'node:fs'
import { opendirSync } from 'node:fs'
import type { FileOptions } from './file-options.ts'
import type { FileRoot } from './file-root.ts'
import { encodePath, isServedName } from './target-path.ts'

export interface NearMiss {
  /**
   *   case        the same name in other case
   *   extension   the same name with another extension, or with one
   *   link        the name itself: a symbolic link that may not be followed, or leads nowhere
   *   special     the name itself: neither a file nor a directory
   *   parent      no such name; the nearest directory there is
   */
  readonly kind: 'case' | 'extension' | 'link' | 'special' | 'parent'
  /** Canonical path. */
  readonly path: string
}

const READ_ENTRIES = 1000

/**
 * What is nearest to a path that was not found. `undefined` when that cannot be said.
 *
 * @param segments decoded names, none of them hidden by `dotfiles`
 */
export function findNearMiss(
  root: FileRoot,
  segments: readonly string[],
  dotfiles: FileOptions['dotfiles'],
): NearMiss | undefined {
  for (let depth = 0; depth < segments.length; depth += 1) {
    const parents = segments.slice(0, depth)
    const opened = root.open(parents)
    if (opened.kind === 'file') opened.file.close()
    if (opened.kind !== 'directory') return undefined
    const name = segments[depth]!
    if (isDirectory(root, [...parents, name])) continue
    const entries = readEntries(opened.path).filter(
      // A name that is not UTF-8 reads with U+FFFD in it, and no target names it.
      (entry) => isServedName(entry.name, depth, dotfiles) && !entry.name.includes('\ufffd'),
    )
    return nearestOf(entries, name, parents)
  }
  return undefined
}

function isDirectory(root: FileRoot, segments: readonly string[]): boolean {
  const opened = root.open(segments)
  if (opened.kind === 'file') opened.file.close()
  return opened.kind === 'directory'
}

function nearestOf(
  entries: readonly Dirent[],
  name: string,
  parents: readonly string[],
): NearMiss | undefined {
  const near = (kind: NearMiss['kind'], found: string): NearMiss => ({
    kind,
    path: encodePath([...parents, found]),
  })
  const same = entries.find((entry) => entry.name === name)
  if (same?.isSymbolicLink()) return near('link', name)
  // A file that is named, but something was asked for below it.
  if (same?.isFile()) return near('parent', name)
  if (same !== undefined) return near('special', name)
  const inOtherCase = entries.find((entry) => fold(entry.name) === fold(name))
  if (inOtherCase !== undefined) return near('case', inOtherCase.name)
  const otherwise = entries.find((entry) => fold(stemOf(entry.name)) === fold(stemOf(name)))
  if (otherwise !== undefined) return near('extension', otherwise.name)
  return { kind: 'parent', path: parents.length === 0 ? '/' : `${encodePath(parents)}/` }
}

function readEntries(path: string): readonly Dirent[] {
  const entries: Dirent[] = []
  try {
    const directory = opendirSync(path, { bufferSize: 256 })
    try {
      while (entries.length < READ_ENTRIES) {
        const entry = directory.readSync()
        if (entry === null) break
        entries.push(entry)
      }
    } finally {
      directory.closeSync()
    }
  } catch {
    // It may not be read, or is gone by now: then nothing is near.
  }
  return entries
}

function fold(name: string): string {
  return name.normalize().toLowerCase()
}

function stemOf(name: string): string {
  return name.replace(/\.[^.]+$/, '')
}
