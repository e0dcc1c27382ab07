/**
 * Which file or directory answers this path?
 *
 *   /a/b    the file b; else b.html, when clean URLs are on; else the directory b, by its slash
 *   /a/b/   an index in the directory b; else, with clean URLs, /a/b if there is b.html; else b itself
 *
 * With the slash, relative links in an index resolve inside the directory; without it they would
 * miss, hence the second request. A page beside a directory of its name wins, as it does for serve,
 * sirv, Netlify and GitHub Pages: the page has one path, and the slash that is too much is taken off.
 * `/a/b.html` still answers, where serve would redirect, since links to it exist; so does
 * `/a/index.html`. A file is never found behind a slash. A directory without an index, when there are
 * no listings, is absent: 404 as serve says it, where nginx says 403.
 *
 * Names are compared as the file system compares them: on most, readme.md is not README.md. But a
 * name that can be written in two Unicode normal forms is found in either. Browsers send what was
 * typed, mostly NFC, and macOS has left names in NFD on many disks. The form that was asked for goes
 * first; a path that mixes the forms is found only as it is.
 *
 * A root that is one file has two paths, `/` and `/<its name>`.
 */

import { accessSync, constants, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { Request } from '../semantics/exchange.ts'
import { FileCache } from './file-cache.ts'
import type { FileOptions } from './file-options.ts'
import type { Hindrance, OpenedFile } from './file-root.ts'
import { FileRoot, hindranceOf, openAnywhere } from './file-root.ts'
import type { NearMiss } from './near-miss.ts'
import { findNearMiss } from './near-miss.ts'
import type { Representation } from './representation.ts'
import type { CanonicalPath } from './target-path.ts'
import { encodePath } from './target-path.ts'

const PAGE_EXTENSION = '.html'

/** Why a file answers a path that is not its own. */
export type Choice = 'name' | 'index' | 'clean-url' | 'normal-form' | 'only-file'

export type Found =
  /** Its content may be a source, which is then the caller's to close or to pass on. */
  | { readonly kind: 'representation'; readonly representation: Representation }
  /** A directory, asked for without its slash. */
  | { readonly kind: 'slash-missing' }
  /** A page, asked for with one. */
  | { readonly kind: 'slash-surplus' }
  | { readonly kind: 'directory'; readonly path: string; readonly root: FileRoot }
  | { readonly kind: Hindrance }

/** A file, the names that lead to it, and why it was chosen. */
interface LocatedFile extends OpenedFile {
  readonly segments: readonly string[]
  readonly choice: Choice
  /** Whether nothing that comes into being later could take its place. */
  readonly isFirstChoice: boolean
}

type Located = LocatedFile | Exclude<Found, { readonly kind: 'representation' }>

type Rules = Pick<FileOptions, 'index' | 'cleanUrls' | 'listing'>

export class FileLookup {
  readonly options: FileOptions
  readonly #cache: FileCache
  readonly #locate: (target: CanonicalPath) => Located
  /** `undefined` when the root is one file. */
  readonly #directory: FileRoot | undefined

  /**
   * @param root a directory or a single file; relative to the working directory of this moment
   * @throws {Error} in one sentence when it cannot be served
   */
  constructor(root: string, options: FileOptions) {
    const path = resolve(root)
    this.options = options
    this.#cache = new FileCache(options)
    if (kindOfRoot(root, path) === 'file') {
      this.#locate = (target) => locateOneFile(path, target)
    } else {
      const directory = new FileRoot(path, options.symlinks)
      this.#directory = directory
      this.#locate = (target) => locateInDirectory(directory, target, options)
    }
  }

  /** What is held in memory under the target as sent, if it is fresh. */
  held(request: Request): Representation | undefined {
    const path = request.targetAmong(this.#cache.paths)
    return path === undefined ? undefined : this.#cache.get(path, request.now)
  }

  /** @throws the error of the system when it is neither the client's doing nor the site's */
  find(target: CanonicalPath): Found {
    const held = this.#cache.get(target.path, performance.now())
    if (held !== undefined) return { kind: 'representation', representation: held }
    let located = this.#locate(target)
    if (located.kind === 'busy' && this.#cache.giveUpIdle()) located = this.#locate(target)
    if (located.kind !== 'file') return located
    // A second choice loses its place when the first appears, which its own stat would not show. By
    // the path of its own, no other file can come before it.
    const key = located.isFirstChoice ? target.path : encodePath(located.segments)
    return { kind: 'representation', representation: this.#cache.takeOver(located, key) }
  }

  /** For explanations: the path of the file that answers `target` at this moment, and why it does. */
  choose(target: CanonicalPath): { readonly path: string; readonly choice: Choice } | undefined {
    const located = this.#locate(target)
    if (located.kind !== 'file') return undefined
    located.file.close()
    return { path: encodePath(located.segments), choice: located.choice }
  }

  /** For explanations: what is there instead of `segments`. */
  nearest(segments: readonly string[]): NearMiss | undefined {
    const root = this.#directory
    return root === undefined ? undefined : findNearMiss(root, segments, this.options.dotfiles)
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

function locateInDirectory(root: FileRoot, target: CanonicalPath, rules: Rules): Located {
  const { segments, endsWithSlash } = target
  const locate = endsWithSlash ? locateIndex : locateNamed
  const asked = locate(root, segments, rules)
  if (asked.kind !== 'absent') return asked
  for (const form of ['NFC', 'NFD']) {
    const other = segments.map((name) => name.normalize(form))
    if (other.every((name, at) => name === segments[at])) continue
    const located = locate(root, other, rules)
    if (located.kind === 'file') return chosen(located, other, 'normal-form')
    if (located.kind !== 'absent') return located
  }
  return asked
}

function locateNamed(root: FileRoot, segments: readonly string[], rules: Rules): Located {
  const opened = root.open(segments)
  if (opened.kind === 'file') return chosen(opened, segments, 'name', 'first')
  if (opened.kind === 'absent' || opened.kind === 'directory') {
    const page = openPage(root, segments, rules)
    if (page !== undefined && page.kind !== 'absent') return page
  }
  return opened.kind === 'directory' ? { kind: 'slash-missing' } : opened
}

function locateIndex(root: FileRoot, directory: readonly string[], rules: Rules): Located {
  for (const name of rules.index) {
    const segments = [...directory, name]
    const opened = root.open(segments)
    const rank = name === rules.index[0] ? 'first' : 'later'
    if (opened.kind === 'file') return chosen(opened, segments, 'index', rank)
    if (opened.kind === 'forbidden' || opened.kind === 'busy') return opened
  }
  const page = openPage(root, directory, rules)
  if (page?.kind === 'file') {
    page.file.close()
    return { kind: 'slash-surplus' }
  }
  const opened = root.open(directory)
  if (opened.kind === 'directory') {
    return rules.listing === 'off'
      ? { kind: 'absent' }
      : { kind: 'directory', path: opened.path, root }
  }
  if (opened.kind !== 'file') return opened
  opened.file.close()
  return { kind: 'absent' }
}

/** `about.html` for `about`; `undefined` where there is no such rule. */
function openPage(
  root: FileRoot,
  segments: readonly string[],
  { cleanUrls }: Rules,
): LocatedFile | { readonly kind: Hindrance } | undefined {
  const name = segments.at(-1)
  if (!cleanUrls || name === undefined || name.endsWith(PAGE_EXTENSION)) return undefined
  const page = [...segments.slice(0, -1), `${name}${PAGE_EXTENSION}`]
  const opened = root.open(page)
  if (opened.kind === 'directory') return { kind: 'absent' }
  if (opened.kind !== 'file') return opened
  return chosen(opened, page, 'clean-url')
}

function locateOneFile(path: string, { segments, endsWithSlash }: CanonicalPath): Located {
  const own = basename(path)
  const [name = own, ...more] = segments
  const isNamed = name.normalize() === own.normalize() && more.length === 0
  if (!isNamed || (endsWithSlash && segments.length > 0)) return { kind: 'absent' }
  const opened = openAnywhere(path)
  if (opened.kind === 'directory') return { kind: 'absent' }
  if (opened.kind !== 'file') return opened
  return chosen(opened, [own], 'only-file', 'first')
}

/** Without a spread, for which V8 makes a hidden class for each object: 5 µs of a first look. */
function chosen(
  { kind, file, stats }: OpenedFile,
  segments: readonly string[],
  choice: Choice,
  rank: 'first' | 'later' = 'later',
): LocatedFile {
  return { kind, file, stats, segments, choice, isFirstChoice: rank === 'first' }
}
