/**
 * What is in this directory?
 *
 *   read the names ──▶ judge and describe each ──▶ sort
 *
 * What would be refused when asked for is left out: hidden names, special files, symbolic links that
 * may not be followed. So is an entry that cannot be described, and one that is gone by now: a
 * directory may change while it is read.
 *
 * Names are read in the thread pool, a thousand at a time. Describing takes one system call a name,
 * some 5 µs, which is less than the way to the thread pool and back; it is done in turns.
 *
 * A directory is as large as somebody made it, and clients may read as slowly as they like. So there
 * is a bound for one listing, past which it is not complete, and one for all that are being made and
 * sent, past which there is no new one. An entry takes about 200 octets.
 */

import { lstatSync, promises, statSync } from 'node:fs'
import { join } from 'node:path'
import type { FileOptions } from './file-options.ts'
import type { FileRoot } from './file-root.ts'
import { naturalKey, sortInTurns } from './natural-order.ts'
import { isServedName } from './target-path.ts'
import { Turn } from './turns.ts'

/** How many entries listings may hold, those that are not served included. */
export interface ListingBounds {
  /** One listing; the rest of the directory is not read. */
  readonly entries: number
  /** All listings that are being made and sent; past it there is no new one. */
  readonly entriesOfAll: number
}

export const LISTING_BOUNDS: ListingBounds = { entries: 100_000, entriesOfAll: 500_000 }

/** Read from the system at a time; with 32, the default, 50,000 take half as long again. */
const NAMES_AT_A_TIME = 1024

/** Times that a four-digit year can say, in milliseconds since the epoch. */
const FIRST_TIME = Date.parse('0001-01-01T00:00:00Z')
const LAST_TIME = Date.parse('9999-12-31T23:59:59.999Z')

/** A directory to list. */
export interface Directory {
  /** Real, and inside `root`. */
  readonly path: string
  readonly root: FileRoot
  /** How far below the root it is. */
  readonly depth: number
  readonly dotfiles: FileOptions['dotfiles']
}

export interface Listed {
  readonly name: string
  /** What names are compared by. */
  readonly key: string
  /** What one gets; of a symbolic link, what it leads to. */
  readonly kind: 'directory' | 'file'
  readonly isLink: boolean
  /** In octets; 0 for a directory. */
  readonly size: number
  /** Milliseconds since the epoch; `undefined` for a time that no date can say. */
  readonly modified: number | undefined
}

export interface Listing {
  readonly entries: readonly Listed[]
  /** How many names were read. */
  readonly namesRead: number
  /** Whether these are all there are. */
  readonly isComplete: boolean
}

/** There are too many listings under way. */
export class TooManyEntries extends Error {
  override readonly name = 'TooManyEntries'
}

let heldOfAll = 0

/** Names of one directory, which count as held until they are let go of. */
export class HeldNames {
  readonly names: string[] = []
  isComplete = true

  /** @throws {TooManyEntries} or the error of the system, and holds nothing then */
  async read(path: string, { entries, entriesOfAll }: ListingBounds): Promise<void> {
    const turn = new Turn()
    try {
      // Not from node:fs/promises, which takes 1.1 ms of every start; so it is loaded here.
      for await (const { name } of await promises.opendir(path, { bufferSize: NAMES_AT_A_TIME })) {
        if (this.names.length === entries) {
          this.isComplete = false
          break
        }
        if (turn.isOver()) await turn.next()
        if (heldOfAll >= entriesOfAll) throw new TooManyEntries('Listings hold too much')
        heldOfAll += 1
        this.names.push(name)
      }
    } catch (error) {
      this.letGo()
      throw error
    }
  }

  letGo(): void {
    heldOfAll -= this.names.length
    this.names.length = 0
  }
}

/**
 * The entries that are served among `names`, in order. A name is not said to be one by the octets it
 * is made of: where they are not UTF-8, the name we read has no file.
 */
export async function describeNames(
  names: readonly string[],
  directory: Directory,
  compare: (one: Listed, other: Listed) => number,
): Promise<readonly Listed[]> {
  const turn = new Turn()
  const entries: Listed[] = []
  for (const name of names) {
    if (turn.isOver()) await turn.next()
    if (!isServedName(name, directory.depth, directory.dotfiles)) continue
    const listed = describe(name, directory)
    if (listed !== undefined) entries.push(listed)
  }
  return sortInTurns(entries, compare, turn)
}

/** `undefined` for what would not be served. */
function describe(name: string, { path: parent, root }: Directory): Listed | undefined {
  const path = join(parent, name)
  try {
    let stats = lstatSync(path)
    const isLink = stats.isSymbolicLink()
    if (isLink) {
      if (!root.contains(path)) return undefined
      stats = statSync(path)
    }
    const isDirectory = stats.isDirectory()
    if (!isDirectory && !stats.isFile()) return undefined
    return {
      name,
      key: naturalKey(name),
      kind: isDirectory ? 'directory' : 'file',
      isLink,
      size: isDirectory ? 0 : stats.size,
      modified: sayable(stats.mtimeMs),
    }
  } catch {
    // Gone since it was read, a link to nowhere, or not ours to see.
    return undefined
  }
}

function sayable(time: number): number | undefined {
  return time >= FIRST_TIME && time <= LAST_TIME ? time : undefined
}
