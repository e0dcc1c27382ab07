/**
 * Where is the stream cut?
 *
 * A cut is the offset of the octet in front of which it lies; cuts are sorted, all different, and lie
 * inside the octets. TCP may cut anywhere, and whoever reads from a socket sees the pieces.
 */

/** Octets that a segment carries on an ordinary Ethernet path: 1500 less IP, TCP and its timestamps. */
const ETHERNET_OCTETS = 1448

export type Preset = 'one piece' | 'every octet' | 'between CR and LF' | '1448' | 'random'

/** `cuts` as the rest of the page relies on them. */
export function tidyCuts(cuts: readonly number[], length: number): readonly number[] {
  const inside = cuts.filter((cut) => Number.isInteger(cut) && cut > 0 && cut < length)
  return [...new Set(inside)].sort((a, b) => a - b)
}

/** The pieces that arrive, as slices of `octets`. */
export function segmentsOf(octets: Uint8Array, cuts: readonly number[]): readonly Uint8Array[] {
  if (octets.length === 0) return []
  const ends = [...cuts, octets.length]
  return ends.map((end, index) => octets.subarray(ends[index - 1] ?? 0, end))
}

/** Number of the segment that carries the octet, from 1. */
export function segmentAt(cuts: readonly number[], offset: number): number {
  let segment = 1
  for (const cut of cuts) if (cut <= offset) segment += 1
  return segment
}

export function presetCuts(preset: Preset, octets: Uint8Array, seed: number): readonly number[] {
  const { length } = octets
  switch (preset) {
    case 'one piece':
      return []
    case 'every octet':
      return Array.from({ length: Math.max(0, length - 1) }, (_, at) => at + 1)
    case 'between CR and LF': {
      const cuts: number[] = []
      for (let at = 1; at < length; at += 1)
        if (octets[at - 1] === 0x0d && octets[at] === 0x0a) cuts.push(at)
      return cuts
    }
    case '1448':
      return Array.from({ length: Math.floor((length - 1) / ETHERNET_OCTETS) }, (_, index) => {
        return (index + 1) * ETHERNET_OCTETS
      })
    case 'random':
      return randomCuts(length, seed)
  }
}

/** One to eight cuts; the same for the same seed, so that a teacher can name one. */
export function randomCuts(length: number, seed: number): readonly number[] {
  if (length < 2) return []
  const random = randomFrom(seed)
  const count = 1 + Math.floor(random() * 8)
  const cuts = Array.from({ length: count }, () => 1 + Math.floor(random() * (length - 1)))
  return tidyCuts(cuts, length)
}

/** Numbers from 0 to 1: the generator known as mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
