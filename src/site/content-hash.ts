/**
 * What is the SHA-256 of this version of this file?
 *
 * A hash is the same on every replica, whatever their inodes and clocks. Reading a large file takes
 * time, though, so hashes of files are made in the background, one at a time, and remembered by
 * version; until one is known the file has no entity-tag.
 *
 * A hash belongs to a version: it is taken from a descriptor that showed that version before and
 * after, read by read.
 */

import type { BigIntStats } from 'node:fs'
import { LRUCache } from 'lru-cache'
import { openAnywhere } from './file-root.ts'
import { isSameVersion } from './file-version.ts'
import { cryptography } from './late-modules.ts'

/** Some 200 octets each. */
const REMEMBERED_HASHES = 10_000
/** Files that wait for their turn; a file that finds no place is hashed when it is asked for again. */
const WAITING_FILES = 100
const PIECE_OCTETS = 262_144

/** The hash as entity-tags carry it. */
export function hashOctets(octets: Uint8Array): string {
  return cryptography().createHash('sha256').update(octets).digest('base64url')
}

export class ContentHashes {
  readonly #known = new LRUCache<string, string>({ max: REMEMBERED_HASHES })
  readonly #waiting = new Map<string, () => Promise<string | undefined>>()
  #isWorking = false

  /** The hash if it is known; if not, it may be the next time. */
  get(path: string, stats: BigIntStats): string | undefined {
    const version = [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join()
    const known = this.#known.get(version)
    if (known === undefined && this.#waiting.size < WAITING_FILES) {
      this.#waiting.set(version, () => hashFile(path, stats))
      void this.#work()
    }
    return known
  }

  async #work(): Promise<void> {
    if (this.#isWorking) return
    this.#isWorking = true
    for (const [version, hash] of this.#waiting) {
      // A file that cannot be read now is hashed when somebody can be sent it.
      const made = await hash().catch(() => undefined)
      if (made !== undefined) this.#known.set(version, made)
      this.#waiting.delete(version)
    }
    this.#isWorking = false
  }
}

/** `undefined` when there is another version at `path` by now. */
async function hashFile(path: string, stats: BigIntStats): Promise<string | undefined> {
  const opened = openAnywhere(path)
  if (opened.kind !== 'file') return undefined
  const { file } = opened
  try {
    if (!isSameVersion(file.stat(), stats)) return undefined
    file.promise(stats, Date.now())
    const hash = cryptography().createHash('sha256')
    const piece = Buffer.allocUnsafe(PIECE_OCTETS)
    for (let position = 0; position < Number(stats.size); ) {
      const count = await file.read(piece, position)
      if (count === 0) return undefined
      hash.update(piece.subarray(0, count))
      position += count
    }
    return hash.digest('base64url')
  } finally {
    file.close()
  }
}
