/**
 * Which small files are in memory, and are they still what is on the disk?
 *
 * An entry is believed for 50 ms. Then one stat decides: if device, inode, size and both times are
 * those of the file that was read, the entry is good for another 50 ms; if not, the file is opened
 * and read again. So no answer is older than that plus one system call, and the hot path, an entry
 * younger than 50 ms, is one look-up that allocates nothing.
 *
 * Two things make the comparison sound. A file is taken in only when fstat says the same before and
 * after its octets were read, so octets, length and validators are of one version. And times have a
 * grain: a file that changed just before it was read may change again with the same stat, so until
 * it has been quiet for `GRAIN_MILLISECONDS` it is read again and not only looked at.
 *
 * What a stat does not show: a directory moved out of the root, with a symbolic link to it left in
 * its place. What was read from it inside the root is answered until it changes or is evicted.
 */

import type { BigIntStats } from 'node:fs'
import { statSync } from 'node:fs'
import { LRUCache } from 'lru-cache'
import type { OpenFile } from './file-root.ts'
import type { Representation } from './representation.ts'
import { represent } from './representation.ts'

/** Content larger than this is sent from its file; copying it would cost more than reading it. */
const HELD_OCTETS = 65_536
/** All held content together, with an allowance for what else an entry takes. */
const CACHE_OCTETS = 64 * 1024 * 1024
const ENTRY_OCTETS = 1024
const BELIEVED_MILLISECONDS = 50
/** FAT counts in steps of two seconds; no file system in use is coarser. */
const GRAIN_MILLISECONDS = 2000
/** A file that changes under every one of these reads is sent from its descriptor instead. */
const READ_ATTEMPTS = 3

interface Entry {
  readonly path: string
  readonly stats: BigIntStats
  readonly octets: Uint8Array
  readonly representation: Representation
  /** When it was last compared with the disk, on the clock of `performance.now()`. */
  checked: number
  /** Whether an equal stat proves equal octets. */
  isSettled: boolean
}

export class FileCache {
  readonly #entries = new LRUCache<string, Entry>({
    maxSize: CACHE_OCTETS,
    sizeCalculation: ({ octets }) => octets.length + ENTRY_OCTETS,
  })

  /** What is held under `key`, when it is what is on the disk; `undefined` says: open the file. */
  get(key: string): Representation | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    const now = performance.now()
    if (now - entry.checked <= BELIEVED_MILLISECONDS) return entry.representation
    if (!entry.isSettled || !isOnDisk(entry)) return undefined
    entry.checked = now
    return entry.representation
  }

  /**
   * The representation of an open file: in memory when it is small, from its descriptor otherwise.
   *
   * @param file is the cache's from now on; it is closed here, or is the source in the result
   * @param key to hold it under, if small; `undefined` when it shall not be held
   */
  takeOver(file: OpenFile, key: string | undefined): Representation {
    let isSource = false
    try {
      const checked = performance.now()
      const now = Date.now()
      const version = readVersion(file)
      if (version === undefined) {
        const stats = file.stat()
        const length = Number(stats.size)
        const content = { kind: 'source', source: file, position: 0, length } as const
        const representation = represent(file.path, stats, content, now)
        isSource = true
        return representation
      }
      const { octets, stats } = version
      const representation = represent(file.path, stats, { kind: 'octets', octets }, now)
      if (key === undefined) return representation
      const isSettled = now - Number(stats.ctimeMs) > GRAIN_MILLISECONDS
      return this.#hold(key, { path: file.path, ...version, representation, checked, isSettled })
    } finally {
      if (!isSource) file.close()
    }
  }

  /** Keeps the entry there is when it is the same to the octet: its responses are already encoded. */
  #hold(key: string, entry: Entry): Representation {
    const former = this.#entries.peek(key)
    if (
      former !== undefined &&
      isSameVersion(former.stats, entry.stats) &&
      Buffer.compare(former.octets, entry.octets) === 0
    ) {
      former.checked = entry.checked
      former.isSettled = entry.isSettled
      return former.representation
    }
    this.#entries.set(key, entry)
    return entry.representation
  }
}

/** All octets of a small file and the stat they belong to; `undefined` if large or never at rest. */
function readVersion(file: OpenFile): Pick<Entry, 'octets' | 'stats'> | undefined {
  let before = file.stat()
  for (let attempt = 0; attempt < READ_ATTEMPTS; attempt += 1) {
    const size = Number(before.size)
    if (size > HELD_OCTETS) return undefined
    // One octet more than there should be shows a file that has grown.
    const octets = file.readStart(size + 1)
    const after = file.stat()
    if (octets.length === size && isSameVersion(before, after)) return { octets, stats: after }
    before = after
  }
  return undefined
}

function isOnDisk({ path, stats }: Entry): boolean {
  try {
    return isSameVersion(stats, statSync(path, { bigint: true }))
  } catch {
    // Opening the file will tell why.
    return false
  }
}

function isSameVersion(one: BigIntStats, other: BigIntStats): boolean {
  return (
    one.ino === other.ino &&
    one.dev === other.dev &&
    one.size === other.size &&
    one.mtimeNs === other.mtimeNs &&
    one.ctimeNs === other.ctimeNs
  )
}
