/**
 * How far does this run of octets go?
 *
 * The loops the parser spends its time in. Each returns the index of the first octet that does not
 * belong to the run, or `end`. Every octet is looked at: nothing is skipped on the way to a line end.
 *
 * `scanFieldContent` looks at eight octets in a step, as two words of four. Of a word it asks "is any of
 * you special?", that is below 0x20, 0x7f, or 0x80 and above:
 *
 *      (x - 0x20202020)   sets the top bit of an octet below 0x20, by borrowing
 *      x                  has the top bit of an octet past 0x7f already
 *      (x + 0x01010101)   sets the top bit of 0x7f, by carrying
 *
 * A borrow or carry can spill into the next octet and raise a false alarm, never hide a real one. On
 * an alarm the table of octet classes decides, octet by octet, and the words go on behind it.
 *
 * What is imported is copied into locals first: inside a loop, a module's binding is read again at
 * each turn. That was a tenth of the time of a 703-octet head (bench/, offsets level).
 */

import { FIELD_CONTENT, OCTET_CLASSES, TARGET, TCHAR } from '../semantics/grammar.ts'

const TOP_BITS = 0x80808080

/** The end of a token that begins at `at` (RFC 9110 §5.6.2). */
export function scanToken(octets: Uint8Array, at: number, end: number): number {
  const classes = OCTET_CLASSES
  const wanted = TCHAR
  let here = at
  while (here < end && (classes[octets[here]!]! & wanted) !== 0) here += 1
  return here
}

/** The end of a request target that begins at `at`; see request-target.ts for what it may hold. */
export function scanTarget(octets: Uint8Array, at: number, end: number): number {
  const classes = OCTET_CLASSES
  const wanted = TARGET
  let here = at
  while (here < end && (classes[octets[here]!]! & wanted) !== 0) here += 1
  return here
}

/**
 * The end of a run of field-vchar, SP and HTAB that begins at `at` (RFC 9110 §5.5).
 *
 * @param words the same octets; left out for short runs, which are not worth a view
 */
export function scanFieldContent(
  octets: Uint8Array,
  words: DataView | undefined,
  at: number,
  end: number,
): number {
  const classes = OCTET_CLASSES
  const wanted = FIELD_CONTENT
  const lastPair = words === undefined ? -1 : end - 8
  let here = at
  for (;;) {
    while (here <= lastPair) {
      const one = words!.getInt32(here, true)
      const other = words!.getInt32(here + 4, true)
      // The zeros keep the sums 32 bits wide; without them they become doubles, at twice the time.
      const low = (one - 0x20202020) | 0 | ((other - 0x20202020) | 0)
      const high = (one + 0x01010101) | 0 | ((other + 0x01010101) | 0)
      if (((low | high | one | other) & TOP_BITS) !== 0) break
      here += 8
    }
    const stop = Math.min(here + 8, end)
    while (here < stop && (classes[octets[here]!]! & wanted) !== 0) here += 1
    if (here < stop || here >= end) return here
  }
}

/** Whether the octets from `at` on spell `text`, which is in lower case, in any case. */
export function spells(octets: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const octet = octets[at + index]!
    const lower = octet >= 0x41 && octet <= 0x5a ? octet | 0x20 : octet
    if (lower !== text.charCodeAt(index)) return false
  }
  return true
}

interface Latin1Slicer {
  latin1Slice(start: number, end: number): string
}

/** The octets from `start` to `end` as text, one char an octet (ISO-8859-1). */
export function textOf(octets: Uint8Array, start: number, end: number): string {
  // Node's Buffers have this natively, about three times as fast for a field value; a browser's
  // arrays, and the parser's own, do not.
  if ('latin1Slice' in octets) return (octets as unknown as Latin1Slicer).latin1Slice(start, end)
  let text = ''
  for (let at = start; at < end; at += 1) text += String.fromCharCode(octets[at]!)
  return text
}
