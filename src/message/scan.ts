/**
 * How far does this run of octets go?
 *
 * Each loop returns the index of the first octet that does not belong to the run, or `end`. Every octet
 * is looked at: nothing is skipped on the way to a line end. Lines that are here whole are read faster,
 * by whole-lines.ts; these loops read what has arrived of the others.
 *
 * What the loops compare with are constants of this file, on purpose: what is imported is read again
 * at each turn of a loop, a constant of the file becomes part of the code. It was a tenth of the time
 * of a 703-octet head (bench:parser, offsets level).
 */

import { FIELD_CONTENT, OCTET_CLASSES, TARGET, TCHAR } from '../semantics/grammar.ts'

const CLASSES = OCTET_CLASSES
const OF_TOKEN = TCHAR
const OF_TARGET = TARGET
const OF_CONTENT = FIELD_CONTENT

/** The end of a token that begins at `at` (RFC 9110 §5.6.2). */
export function scanToken(octets: Uint8Array, at: number, end: number): number {
  let here = at | 0
  while (here < end && (CLASSES[octets[here]!]! & OF_TOKEN) !== 0) here = (here + 1) | 0
  return here
}

/** The end of a request target that begins at `at`; see request-target.ts for what it may hold. */
export function scanTarget(octets: Uint8Array, at: number, end: number): number {
  let here = at | 0
  while (here < end && (CLASSES[octets[here]!]! & OF_TARGET) !== 0) here = (here + 1) | 0
  return here
}

/**
 * The end of a run of field-vchar, SP and HTAB that begins at `at` (RFC 9110 §5.5).
 *
 * @param words a view of `octets`, if there is one
 */
export function scanFieldContent(
  octets: Uint8Array,
  at: number,
  end: number,
  words?: DataView,
): number {
  let here = (words === undefined ? at : skipWords(words, at, end)) | 0
  while (here < end && (CLASSES[octets[here]!]! & OF_CONTENT) !== 0) here = (here + 1) | 0
  return here
}

/**
 * Goes past the words in which nothing is special, see octet-memory.ts for how that is told: a value
 * that the network has cut. Cookies of 4 KiB in segments of 1448 octets take less than half the time
 * so, a 703-octet head in segments of 16 a seventh less.
 */
function skipWords(words: DataView, at: number, end: number): number {
  let here = at | 0
  for (; here <= end - 8; here = (here + 8) | 0) {
    const one = words.getInt32(here, true)
    const other = words.getInt32((here + 4) | 0, true)
    const low = (one - 0x20202020) | 0 | ((other - 0x20202020) | 0)
    const high = (one + 0x01010101) | 0 | ((other + 0x01010101) | 0)
    if (((low | high | one | other) & 0x80808080) !== 0) return here
  }
  return here
}

/**
 * Whether the octets from `at` on spell `name` in any case. They are a token or a field value, and
 * `name` is letters in lower case, digits and hyphens, which setting one bit cannot make of anything
 * else that may stand there.
 */
export function spells(octets: Uint8Array, at: number, name: Uint8Array): boolean {
  for (let index = 0; index < name.length; index += 1) {
    if ((octets[at + index]! | 0x20) !== name[index]) return false
  }
  return true
}

/** The same for a name that is text, of whatever a token may hold. */
export function spellsText(octets: Uint8Array, at: number, name: string): boolean {
  for (let index = 0; index < name.length; index += 1) {
    const octet = octets[at + index]!
    const lower = octet >= 0x41 && octet <= 0x5a ? octet | 0x20 : octet
    if (lower !== name.charCodeAt(index)) return false
  }
  return true
}

/** What `spells` compares with. */
export function octetsOf(name: string): Uint8Array {
  return Uint8Array.from(name, (char) => char.charCodeAt(0))
}

interface Latin1Slicer {
  latin1Slice?(start: number, end: number): string
}

/** The octets from `start` to `end` as text, one char an octet (ISO-8859-1). */
export function textOf(octets: Uint8Array & Latin1Slicer, start: number, end: number): string {
  // Node's Buffers have this natively, about three times as fast for a field value; a browser's
  // arrays, and the parser's own, do not.
  if (octets.latin1Slice !== undefined) return octets.latin1Slice(start, end)
  let text = ''
  for (let at = start; at < end; at += 1) text += String.fromCharCode(octets[at]!)
  return text
}
