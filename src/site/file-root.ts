/**
 * What is at this path, seen from inside one directory?
 *
 *   open ──▶ fstat ──▶ realpath ──▶ inside the root, and the same file? ──▶ file | directory
 *     └────────┴───────────┴── errno ──▶ absent | forbidden | busy
 *
 * The file is opened first and judged afterwards, by what was opened. Judging a path and opening it
 * later leaves a gap in which a symbolic link can be put in its place. Symbolic links may be
 * followed, as long as they end inside the root; the root itself may be one, and may be pointed
 * elsewhere while the server runs.
 *
 * System calls are synchronous here, as nginx makes them: open, fstat and realpath take some 20 µs
 * together, less than one trip to the thread pool and back. The price: on a network file system that
 * hangs, the whole process hangs with it. Large content is read asynchronously.
 *
 * A descriptor has one owner. `open` hands over an `OpenFile` or closes what it opened; whoever is
 * given an `OpenFile` closes it, or passes it on as the source of a response, which the writer closes.
 */

import type { BigIntStats } from 'node:fs'
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  read as readDescriptor,
  readSync,
  realpathSync,
} from 'node:fs'
import { dirname, join, sep } from 'node:path'
import type { ContentSource } from '../semantics/exchange.ts'

/** Why there is nothing to send. `busy`: not now, but perhaps in a second. */
export type Hindrance = 'absent' | 'forbidden' | 'busy'

export type Opened =
  /** The file is the caller's, to close or to pass on. */
  | { readonly kind: 'file'; readonly file: OpenFile }
  /** `path` is real: no symbolic link is left in it. Nothing is kept open. */
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: Hindrance }

/** Without O_NONBLOCK, opening a FIFO waits until somebody writes to it. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK

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

/** A regular file, open for reading. Its owner closes it exactly once. */
export class OpenFile implements ContentSource {
  /** Where it was found. Another file may be there by now. */
  readonly path: string
  readonly #descriptor: number
  #readsUnderWay = 0
  #isClosed = false

  /** @param descriptor is this object's from now on */
  constructor(path: string, descriptor: number) {
    this.path = path
    this.#descriptor = descriptor
  }

  /** Size and times of the open file, whatever has become of its path. */
  stat(): BigIntStats {
    return fstatSync(this.#descriptor, { bigint: true })
  }

  /** The octets from the start of the file, `length` at most. They are the caller's. */
  readStart(length: number): Uint8Array {
    const octets = new Uint8Array(length)
    let filled = 0
    while (filled < length) {
      const count = readSync(this.#descriptor, octets, filled, length - filled, filled)
      if (count === 0) break
      filled += count
    }
    return octets.subarray(0, filled)
  }

  read(into: Uint8Array, position: number): Promise<number> {
    this.#readsUnderWay += 1
    return new Promise((resolve, reject) => {
      readDescriptor(this.#descriptor, into, 0, into.length, position, (error, count) => {
        this.#readsUnderWay -= 1
        if (this.#isClosed) this.#release()
        if (error === null) resolve(count)
        else reject(error)
      })
    })
  }

  close(): void {
    this.#isClosed = true
    this.#release()
  }

  /** A number given back under a read would be given out again, and the read get another file. */
  #release(): void {
    if (this.#readsUnderWay === 0) closeSync(this.#descriptor)
  }
}

/** Opens what the owner of the server named: it may be anywhere. */
export function openAnywhere(path: string): Opened {
  return openJudged(path, () => true)
}

/** A directory, and what may be opened inside it. */
export class FileRoot {
  readonly #directory: string

  /** @param directory absolute; while it does not exist, everything in it is absent */
  constructor(directory: string) {
    this.#directory = directory
  }

  /** @param segments names without separators, none of them `.` or `..`; none at all is the root */
  open(segments: readonly string[]): Opened {
    return openJudged(join(this.#directory, ...segments), (realPath) => this.#isInside(realPath))
  }

  /** Whether `path`, its symbolic links followed, ends inside the root; if nowhere, it does not. */
  contains(path: string): boolean {
    try {
      return this.#isInside(realpathSync.native(path))
    } catch {
      return false
    }
  }

  #isInside(realPath: string): boolean {
    const root = realpathSync.native(this.#directory)
    // With the separator: /srv/site-old is not inside /srv/site.
    return realPath === root || realPath.startsWith(root.endsWith(sep) ? root : root + sep)
  }
}

type Judge = (realPath: string) => boolean

function openJudged(path: string, isInside: Judge): Opened {
  try {
    for (let attempt = 0; attempt < OPEN_ATTEMPTS; attempt += 1) {
      const opened = openOnce(path, isInside)
      if (opened !== 'replaced') return opened
    }
  } catch (error) {
    const kind = hindranceOf(error)
    return { kind: kind === 'forbidden' ? judgeForbidden(path, isInside) : kind }
  }
  return { kind: 'busy' }
}

/**
 * A link out of the root must not tell what is out there and unreadable from what is not there, so
 * `forbidden` is said only inside. What cannot be reached is judged by the nearest directory above it
 * that can.
 */
function judgeForbidden(path: string, isInside: Judge): 'forbidden' | 'absent' {
  try {
    return isInside(realpathSync.native(path)) ? 'forbidden' : 'absent'
  } catch (error) {
    const parent = dirname(path)
    if (parent === path || hindranceOf(error) !== 'forbidden') return 'absent'
    return judgeForbidden(parent, isInside)
  }
}

/** `replaced`: the path has come to name another file while we were looking. */
function openOnce(path: string, isInside: Judge): Opened | 'replaced' {
  const file = new OpenFile(path, openSync(path, OPEN_FLAGS))
  let isHandedOver = false
  try {
    const opened = file.stat()
    const realPath = realpathSync.native(path)
    if (!isInside(realPath)) return { kind: 'absent' }
    // Not stat: a real path ends in no link, so one that is there now was put there just now.
    const named = lstatSync(realPath, { bigint: true })
    if (named.dev !== opened.dev || named.ino !== opened.ino) return 'replaced'
    if (opened.isDirectory()) return { kind: 'directory', path: realPath }
    if (!opened.isFile()) return { kind: 'absent' }
    isHandedOver = true
    return { kind: 'file', file }
  } finally {
    if (!isHandedOver) file.close()
  }
}
