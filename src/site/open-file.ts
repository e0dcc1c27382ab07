/**
 * What is read of a file that is being sent, and is it still what was promised?
 *
 * What is in the system's memory, as most of what is asked for is, is read at once. The trip to the
 * thread pool and back costs a lone client a tenth of the processor's time for 256 KiB; the trips of
 * eight clients overlap, and cost nothing that could be measured.
 *
 * Whether it is in memory only reading tells. After a slow read the file is read in the thread pool
 * for a while, where nobody else waits with it, and then tried again: a file that is slow again, on a
 * disk that is being waited for, stays there twice as long each time, up to a second or so. A process
 * that only had to wait for the processor, as one does on a busy machine, is back at once. nginx waits
 * for the disk each time.
 */

import type { BigIntStats } from 'node:fs'
import { closeSync, fstatSync, read as readDescriptor, readSync } from 'node:fs'
import type { ContentSource } from '../semantics/exchange.ts'
import { hasSameContent, unrestMilliseconds } from './file-version.ts'
import { OPEN_FILES } from './open-files.ts'

/** More is not read at once, however fast it may be: it is as much as a sender ever asks for. */
const AT_ONCE_OCTETS = 524_288
/** Fifty times what reading so much from memory takes. */
const SLOW_MILLISECONDS = 1
const FIRST_POOLED_MILLISECONDS = 20
const MOST_POOLED_MILLISECONDS = 1280
/** For so long, one look at it is as good as another. */
const SEEN_MILLISECONDS = 1

/** Whether `realPath`, which `path` leads to, may be served. */
export type Judge = (realPath: string, path: string) => boolean

/** A file is no longer of the version that was promised. */
export class FileChanged extends Error {
  override readonly name = 'FileChanged'
}

/**
 * A regular file, open for reading. Each of its owners closes it exactly once, and the last to do so
 * gives the descriptor back: answers that send one file at the same time share it.
 *
 * What is read after `promise` is of the version promised or is not read at all: the file is looked at
 * again after each read, before its octets go anywhere. One that was changed within the last tick of
 * the clock is read when the tick is over, since until then another change would not show.
 */
export class OpenFile implements ContentSource {
  /** Where it was found. Another file may be there by now. */
  readonly path: string
  /** What `path` was judged by, and names beside it will be. */
  readonly isServable: Judge
  readonly #descriptor: number
  #promised: BigIntStats | undefined
  /** When it was last found as promised, on the clock of `performance.now()`. */
  #seenAt = Number.NEGATIVE_INFINITY
  #unrest: Promise<void> | undefined
  #readsUnderWay = 0
  #owners = 1
  /** On the clock of `performance.now()`. */
  #pooledUntil = 0
  /** How long the last slow read sent it there; 0 after a fast one. */
  #pooledMilliseconds = 0

  /** @param descriptor is this object's from now on */
  constructor(path: string, descriptor: number, isServable: Judge) {
    this.path = path
    this.#descriptor = descriptor
    this.isServable = isServable
    OPEN_FILES.opened()
  }

  /** From now on, reads fail once the file is of another version than `stats` tell. */
  promise(stats: BigIntStats, now: number): void {
    this.#promised = stats
    const unrest = unrestMilliseconds(stats, now)
    if (unrest > 0) {
      this.#unrest = new Promise((resolve) => {
        setTimeout(resolve, unrest)
      })
    }
  }

  /** Size and times of the open file, whatever has become of its path. */
  stat(): BigIntStats {
    return fstatSync(this.#descriptor, { bigint: true })
  }

  /** Somebody has found it as promised. */
  seen(): void {
    this.#seenAt = performance.now()
  }

  /** Whether that was just now, so that nobody need look again. */
  wasJustSeen(): boolean {
    return performance.now() - this.#seenAt < SEEN_MILLISECONDS
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

  /** @throws {FileChanged} when the octets may be of another version than promised */
  read(into: Uint8Array, position: number): number | Promise<number> {
    if (this.#unrest !== undefined) return this.#readAfter(this.#unrest, into, position)
    if (this.#owners === 0) throw new Error('The file has been closed')
    const began = performance.now()
    if (into.length > AT_ONCE_OCTETS || began < this.#pooledUntil) {
      return this.#readInPool(into, position)
    }
    const count = readSync(this.#descriptor, into, 0, into.length, position)
    this.#judgeSpeed(began, performance.now())
    const failure = this.#findChange()
    if (failure !== undefined) throw failure
    return count
  }

  #judgeSpeed(began: number, ended: number): void {
    if (ended - began <= SLOW_MILLISECONDS) {
      this.#pooledMilliseconds = 0
      return
    }
    const longer = Math.max(FIRST_POOLED_MILLISECONDS, 2 * this.#pooledMilliseconds)
    this.#pooledMilliseconds = Math.min(longer, MOST_POOLED_MILLISECONDS)
    this.#pooledUntil = ended + this.#pooledMilliseconds
  }

  async #readAfter(unrest: Promise<void>, into: Uint8Array, position: number): Promise<number> {
    await unrest
    this.#unrest = undefined
    return this.read(into, position)
  }

  #readInPool(into: Uint8Array, position: number): Promise<number> {
    this.#readsUnderWay += 1
    return new Promise((resolve, reject) => {
      readDescriptor(this.#descriptor, into, 0, into.length, position, (error, count) => {
        const failure = error ?? this.#findChange()
        this.#readsUnderWay -= 1
        this.#release()
        if (failure === undefined) resolve(count)
        else reject(failure)
      })
    })
  }

  /** One fstat a piece is some 2 µs, and the piece some 50 µs. */
  #findChange(): unknown {
    if (this.#promised === undefined) return undefined
    try {
      if (!hasSameContent(this.#promised, this.stat()))
        return new FileChanged('The file changed while it was being sent')
      this.seen()
      return undefined
    } catch (error) {
      return error
    }
  }

  /** There is one more owner. */
  share(): void {
    this.#owners += 1
  }

  close(): void {
    this.#owners -= 1
    this.#release()
  }

  /** A number given back under a read would be given out again, and the read get another file. */
  #release(): void {
    if (this.#owners > 0 || this.#readsUnderWay > 0) return
    closeSync(this.#descriptor)
    OPEN_FILES.closed()
  }
}
