/**
 * What is at this path, seen from inside one directory?
 *
 *   open ──▶ fstat ──▶ realpath ──▶ inside the root, and the same file? ──▶ file | directory
 *     └────────┴───────────┴── errno ──▶ absent | forbidden | busy
 *
 * The file is opened first and judged afterwards, by what was opened. Judging a path and opening it
 * later leaves a gap in which a symbolic link can be put in its place. By default symbolic links are
 * followed as long as they end inside the root; the owner may have all of them followed, or none, in
 * any part of the path. The root itself may be one, and may be pointed elsewhere while the server runs:
 * what is found there is judged by where it leads now; what is inside the place that it led to before
 * counts as inside for as long as a file is believed to be what it was, see belief.ts.
 *
 * System calls are synchronous here, as nginx makes them: open, fstat and realpath take some 20 µs
 * together, less than one trip to the thread pool and back. The price: on a network file system that
 * hangs, the whole process hangs with it.
 *
 * A descriptor has one owner. `open` hands over an `OpenFile` or closes what it opened; whoever is
 * given an `OpenFile` closes it, or passes it on as the source of a response, which the writer closes.
 */

import type { BigIntStats } from 'node:fs'
import { constants, existsSync, lstatSync, openSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { BELIEVED_MILLISECONDS } from './belief.ts'
import type { FileOptions } from './file-options.ts'
import { type Judge, OpenFile } from './open-file.ts'
import { OPEN_FILES } from './open-files.ts'

/** Why there is nothing to send. `busy`: not now, but perhaps in a second. */
export type Hindrance = 'absent' | 'forbidden' | 'busy'

export interface OpenedFile {
  readonly kind: 'file'
  /** The caller's, to close or to pass on. */
  readonly file: OpenFile
  /** What was found when it was opened. */
  readonly stats: BigIntStats
}

export type Opened =
  | OpenedFile
  /** `path` is real: no symbolic link is left in it. Nothing is kept open. */
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: Hindrance }

/** Without O_NONBLOCK, opening a FIFO waits until somebody writes to it. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK

const IF_THERE = { throwIfNoEntry: false } as const

/** Once is enough for a file that is replaced, by rename, between two of our system calls. */
const OPEN_ATTEMPTS = 8

/**
 * What an error of a system call means for the client.
 *
 * @throws the error itself when it means none of them: a failure, for the log and a 500
 */
export function hindranceOf(error: unknown): Hindrance {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ENAMETOOLONG':
    case 'ELOOP':
    // What opening a socket, or a device without a driver, says.
    case 'ENXIO':
    case 'ENODEV':
      return 'absent'
    case 'EACCES':
    case 'EPERM':
      return 'forbidden'
    case 'EMFILE':
    case 'ENFILE':
      return 'busy'
    default:
      throw error
  }
}

/** Opens what the owner of the server named: it may be anywhere. */
export function openAnywhere(path: string): Opened {
  return openJudged(path, () => true)
}

/** Opens `<path><suffix>`, which is judged as `file` was; that may have been closed. */
export function openBeside({ path, isServable }: OpenFile, suffix: string): Opened {
  return openJudged(path + suffix, isServable)
}

/** Which symbolic links below the root are followed. */
type SymlinkRule = FileOptions['symlinks']

/** A directory, and what may be opened inside it. */
export class FileRoot {
  readonly #directory: string
  /** What the paths of all that is in it begin with. */
  readonly #prefix: string
  readonly #symlinks: SymlinkRule
  /** Where the directory was last found to be, and when, on the clock of `performance.now()`. */
  #realDirectory = ''
  #seenAt = Number.NEGATIVE_INFINITY

  /**
   * @param directory absolute, without `.` and `..`; while it does not exist, everything in it is absent
   */
  constructor(directory: string, symlinks: SymlinkRule = 'inside') {
    this.#directory = directory
    this.#prefix = withSeparator(directory)
    this.#symlinks = symlinks
  }

  /** @param segments names without separators, none of them `.` or `..`; none at all is the root */
  open(segments: readonly string[]): Opened {
    return openJudged(this.#pathOf(segments), this.#judge)
  }

  /** Whether what is at `path` may be opened, as far as symbolic links go; if nothing is, it may not. */
  contains(path: string): boolean {
    try {
      const realPath = realpathSync.native(path)
      return this.#symlinks === 'none' ? realPath === path : this.#judge(realPath, path)
    } catch {
      return false
    }
  }

  /** Not by `join`, which reads it all again to make it what it is already: 2 µs. */
  #pathOf(segments: readonly string[]): string {
    return segments.length === 0 ? this.#directory : this.#prefix + segments.join(sep)
  }

  readonly #judge: Judge = (realPath, path) => {
    if (this.#symlinks === 'all') return true
    const isBelieved = performance.now() - this.#seenAt <= BELIEVED_MILLISECONDS
    if (isBelieved && this.#isInside(realPath, path)) return true
    this.#realDirectory = realpathSync.native(this.#directory)
    this.#seenAt = performance.now()
    return this.#isInside(realPath, path)
  }

  #isInside(realPath: string, path: string): boolean {
    const root = this.#realDirectory
    // A path without links is its own real path, but for the links that lead to the root.
    if (this.#symlinks === 'none') return realPath === join(root, relative(this.#directory, path))
    // With the separator: /srv/site-old is not inside /srv/site.
    return realPath === root || realPath.startsWith(withSeparator(root))
  }
}

function withSeparator(directory: string): string {
  return directory.endsWith(sep) ? directory : directory + sep
}

function openJudged(path: string, isServable: Judge): Opened {
  if (!OPEN_FILES.hasRoom) return { kind: 'busy' }
  try {
    if (isAbsent(path)) return { kind: 'absent' }
    for (let attempt = 0; attempt < OPEN_ATTEMPTS; attempt += 1) {
      const opened = openOnce(path, isServable)
      if (opened !== 'replaced') return opened
    }
  } catch (error) {
    const kind = hindranceOf(error)
    return { kind: kind === 'forbidden' ? judgeForbidden(path, isServable) : kind }
  }
  return { kind: 'busy' }
}

/**
 * Whether nothing is at `path`, asked before it is opened: the system's error, with its stack, costs
 * ten times as much as this look, and a 404 would make two of them. Whatever else hinders is thrown.
 */
function isAbsent(path: string): boolean {
  return !existsSync(path) && statSync(path, IF_THERE) === undefined
}

/**
 * A link out of the root must not tell what is out there and unreadable from what is not there, so
 * `forbidden` is said only of what may be served. What cannot be reached is judged by the nearest
 * directory above it that can.
 */
function judgeForbidden(path: string, isServable: Judge): 'forbidden' | 'absent' {
  try {
    return isServable(realpathSync.native(path), path) ? 'forbidden' : 'absent'
  } catch (error) {
    const parent = dirname(path)
    if (parent === path || hindranceOf(error) !== 'forbidden') return 'absent'
    return judgeForbidden(parent, isServable)
  }
}

/** `replaced`: the path has come to name another file while we were looking. */
function openOnce(path: string, isServable: Judge): Opened | 'replaced' {
  const file = new OpenFile(path, openSync(path, OPEN_FLAGS), isServable)
  let isHandedOver = false
  try {
    const opened = file.stat()
    const realPath = realpathSync.native(path)
    if (!isServable(realPath, path)) return { kind: 'absent' }
    // Not stat: a real path ends in no link, so one that is there now was put there just now.
    const named = lstatSync(realPath, { bigint: true })
    if (named.dev !== opened.dev || named.ino !== opened.ino) return 'replaced'
    if (opened.isDirectory()) return { kind: 'directory', path: realPath }
    if (!opened.isFile()) return { kind: 'absent' }
    isHandedOver = true
    return { kind: 'file', file, stats: opened }
  } finally {
    if (!isHandedOver) file.close()
  }
}
