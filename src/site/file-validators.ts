/**
 * What tells this version of a file from its other versions?
 *
 *   stat      size, modification time in nanoseconds, inode: free, but each replica has its own
 *   content   SHA-256 of the octets: the same everywhere; see content-hash.ts for when it is known
 *   off       nothing but Last-Modified
 *
 * A tag of `stat` is strong once a later change is sure to show in it, and weak as long as the file
 * was changed within the grain of the clock. Its parts are separated, or 1 and 23 would read like 12
 * and 3.
 *
 * A modification time of 0 or 1 is what package managers and reproducible builds write to say that
 * there is none. Such a file has no Last-Modified, and its tag is made with the change time instead,
 * since size and inode alone are soon the same again.
 *
 * Spec: RFC 9110 §8.8 (validators), §8.8.1 (weak and strong), §8.8.2.1 (no date in the future).
 */

import type { BigIntStats } from 'node:fs'
import type { EntityTag } from '../semantics/entity-tag.ts'
import type { Validators } from '../semantics/preconditions.ts'
import { ContentHashes, hashOctets } from './content-hash.ts'
import type { FileOptions } from './file-options.ts'
import { isWithinGrain } from './file-version.ts'

/** In seconds since the epoch. */
const LAST_UNKNOWN_SECOND = 1n

/** A version of a file, and its octets where they are at hand. */
export interface FileVersion {
  readonly path: string
  readonly stats: BigIntStats
  readonly octets: Uint8Array | undefined
}

export class FileValidators {
  /** Room for ten thousand is made only for the tag that asks for it. */
  readonly #hashes: ContentHashes | undefined
  readonly #source: FileOptions['entityTag']

  constructor(source: FileOptions['entityTag']) {
    this.#source = source
    if (source === 'content') this.#hashes = new ContentHashes()
  }

  /** @param now milliseconds since the epoch */
  of(version: FileVersion, now: number): Validators {
    return { entityTag: this.#tagOf(version, now), lastModified: lastModified(version.stats, now) }
  }

  #tagOf(version: FileVersion, now: number): EntityTag | undefined {
    switch (this.#source) {
      case 'stat':
        return { weak: isWithinGrain(version.stats, now), opaque: opaqueTag(version.stats) }
      case 'content': {
        const { path, stats, octets } = version
        const hash = octets === undefined ? this.#hashes?.get(path, stats) : hashOctets(octets)
        return hash === undefined ? undefined : { weak: false, opaque: hash }
      }
      case 'off':
        return undefined
    }
  }
}

function opaqueTag(stats: BigIntStats): string {
  const changed = isTimeUnknown(stats) ? stats.ctimeNs : stats.mtimeNs
  return [stats.ino, stats.size, changed].map((part) => part.toString(36)).join('-')
}

function lastModified(stats: BigIntStats, now: number): number | undefined {
  // A file from the future is said to be from now (RFC 9110 §8.8.2.1).
  return isTimeUnknown(stats) ? undefined : Math.min(Number(stats.mtimeMs), now)
}

function isTimeUnknown({ mtimeNs }: BigIntStats): boolean {
  const second = mtimeNs / 1_000_000_000n
  return second >= 0n && second <= LAST_UNKNOWN_SECOND
}
