/**
 * Is this still the version of the file that we took it for?
 *
 * Only its stat can tell, and a stat has a grain: time stamps come from a clock that ticks every few
 * milliseconds, so two versions written within one tick may look the same. Hence `unrestMilliseconds`:
 * once a file has been quiet for longer than a tick, any later change shows in its stat.
 *
 * What no stat shows: a change by way of a memory map, until the system writes it out; and a single
 * `write` that is still copying its octets, since the stamp is set when it begins.
 */

import type { BigIntStats } from 'node:fs'

/** Longer than any tick: Linux counts in steps of 1 to 10 ms, Windows in steps of 16 ms. */
const TICK_MILLISECONDS = 50
/** FAT counts in steps of two seconds; no file system in use is coarser. */
const COARSE_MILLISECONDS = 2000

/** What tells versions apart. The rest of a stat, some 600 octets, is not worth holding on to. */
export type FileStamp = Pick<BigIntStats, 'dev' | 'ino' | 'size' | 'mtimeNs' | 'ctimeNs'>

export function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): FileStamp {
  return { dev, ino, size, mtimeNs, ctimeNs }
}

/** Whether two stats are of one file, at the same place in time. */
export function isSameVersion(one: FileStamp, other: FileStamp): boolean {
  return (
    one.ino === other.ino &&
    one.dev === other.dev &&
    one.ctimeNs === other.ctimeNs &&
    hasSameContent(one, other)
  )
}

/**
 * Whether two stats of one open file are of the same octets. The change time does not count: it also
 * moves when the file is renamed, or removed, which is nothing to whoever is reading it.
 */
export function hasSameContent(one: FileStamp, other: FileStamp): boolean {
  return one.size === other.size && one.mtimeNs === other.mtimeNs
}

/** How long until a change after now would show: 0 for all files but those changed just now. */
export function unrestMilliseconds({ mtimeMs }: BigIntStats, now: number): number {
  const age = Math.abs(now - Number(mtimeMs))
  return age < TICK_MILLISECONDS ? TICK_MILLISECONDS - age : 0
}

/** Whether the version may share its modification time with another one. */
export function isWithinGrain({ mtimeMs, mtimeNs }: BigIntStats, now: number): boolean {
  // Stamps in whole seconds are all that coarse file systems have; others have one by chance.
  const grain = mtimeNs % 1_000_000_000n === 0n ? COARSE_MILLISECONDS : TICK_MILLISECONDS
  return Math.abs(now - Number(mtimeMs)) <= grain
}
