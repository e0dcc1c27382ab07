/**
 * What do two builds do to be compared? The costs have a unit for each: only ratios are looked at.
 */

export const WORKS = [
  'parser, kitty',
  'parser, minimal',
  'parser, kitty in 16s',
  'parser, chunked upload',
  'server, 1 KiB file',
] as const

export type Work = (typeof WORKS)[number]
