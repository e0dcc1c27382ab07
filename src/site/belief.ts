/**
 * Is this version still the one on the disk?
 *
 * It is believed to be for 50 ms. Then one stat decides: if device, inode, size and both times are
 * those of the file that was read, it is believed for another 50 ms; if not, the file is to be opened
 * again. So no answer is older than that plus one system call, when its request arrives.
 *
 * Times have a grain: a file that changed just before it was read may change again with the same
 * stat, so until it has been quiet for `GRAIN_MILLISECONDS` it is read again and not only looked at.
 *
 * What a stat does not show: a directory moved out of the root, with a symbolic link to it left in
 * its place. What was read from it inside the root is answered until it changes or is evicted.
 */

import type { BigIntStats } from 'node:fs'
import { statSync } from 'node:fs'
import { type FileStamp, isSameVersion } from './file-version.ts'

export const BELIEVED_MILLISECONDS = 50
/** FAT counts in steps of two seconds; no file system in use is coarser. */
const GRAIN_MILLISECONDS = 2000

/** A version, and when it was seen. */
export interface Belief {
  readonly path: string
  readonly stamp: FileStamp
  /** When it was last compared with the disk, on the clock of `performance.now()`. */
  checked: number
  /** Whether an equal stat proves equal octets. */
  isSettled: boolean
}

/** @param now milliseconds since the epoch, when `stats` were taken */
export function isSettledAt(now: number, stats: BigIntStats): boolean {
  return now - Number(stats.ctimeMs) > GRAIN_MILLISECONDS
}

/**
 * Whether the version can be answered with, after a look at the disk if it was not seen lately.
 *
 * @param now on the clock of `performance.now()`; not before the request arrived
 */
export function holdsTrue(belief: Belief, now: number): boolean {
  if (now - belief.checked <= BELIEVED_MILLISECONDS) return true
  if (!belief.isSettled || !isOnDisk(belief)) return false
  belief.checked = now
  return true
}

function isOnDisk({ path, stamp }: Belief): boolean {
  try {
    return isSameVersion(stamp, statSync(path, { bigint: true }))
  } catch {
    // Opening the file will tell why.
    return false
  }
}
