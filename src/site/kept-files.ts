/**
 * Which large files are open already?
 *
 * To open a file, judge it and describe it is a dozen system calls, more than to read and send 64 KiB
 * of it. So one that was too large to be held in memory is kept open for a while, as nginx does with
 * its cache of open files, and each answer shares the descriptor and the description.
 *
 * The promise is that of what is held in memory, see belief.ts. In between, one fstat for each answer
 * keeps a file that was changed in place from being promised: its reads would be refused, and the
 * connection lost, until the path is looked at again. It counts for a millisecond, as the one after a
 * read does: of 64 KiB that are asked for one after the other, 3 µs of 60
 * (`npm run bench -- --only "random ranges"`).
 *
 * Pieces of it that many ask for are held in memory besides, see held-pieces.ts.
 *
 * A file that was removed takes its space for as long as it is open, so one that nobody asks for is
 * given up after five to ten seconds. So are all of them when descriptors run out.
 */

import { LRUCache } from 'lru-cache'
import { type Belief, holdsTrue } from './belief.ts'
import { isSameVersion } from './file-version.ts'
import type { OpenFile } from './open-file.ts'
import type { Representation } from './representation.ts'

const MOST_KEPT = 64
const IDLE_MILLISECONDS = 5000

export interface KeptFile extends Belief {
  /** Shared with the answers under way, one of its owners being the record that keeps it. */
  readonly file: OpenFile
  readonly representation: Representation
}

export class KeptFiles {
  readonly #kept: LRUCache<string, KeptFile>
  /** Those that somebody asked for since the last look. */
  readonly #asked = new Set<string>()
  #timer: NodeJS.Timeout | undefined

  /** @param givenUp told the key of each that is kept no longer */
  constructor(givenUp: (key: string) => void) {
    this.#kept = new LRUCache({
      max: MOST_KEPT,
      dispose: ({ file, representation }, key, why) => {
        representation.pieces?.giveUp()
        file.close()
        if (why !== 'set') givenUp(key)
      },
    })
  }

  /** What is kept under `key`, if it is what is on the disk. Who sends it shares its file. */
  get(key: string, now: number): KeptFile | undefined {
    const kept = this.#kept.get(key)
    if (kept === undefined) return undefined
    if (!holdsTrue(kept, now) || !isUntouched(kept)) {
      this.#kept.delete(key)
      return undefined
    }
    this.#asked.add(key)
    return kept
  }

  /** Keeps a file beside the answer that it was opened for. */
  keep(key: string, kept: KeptFile): void {
    kept.file.share()
    this.#kept.set(key, kept)
    this.#asked.add(key)
    this.#timer ??= setInterval(() => this.#giveUpIdle(), IDLE_MILLISECONDS).unref()
  }

  /** @returns whether there was any; those that are being sent stay open until they have been */
  giveUpAll(): boolean {
    if (this.#kept.size === 0) return false
    this.#kept.clear()
    return true
  }

  #giveUpIdle(): void {
    for (const key of [...this.#kept.keys()]) if (!this.#asked.has(key)) this.#kept.delete(key)
    this.#asked.clear()
    for (const { representation } of this.#kept.values()) representation.pieces?.look()
    if (this.#kept.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}

function isUntouched({ stamp, file }: KeptFile): boolean {
  try {
    if (file.wasJustSeen()) return true
    if (!isSameVersion(stamp, file.stat())) return false
    file.seen()
    return true
  } catch {
    // What was removed on a file server cannot be looked at any more. Opening will tell.
    return false
  }
}
