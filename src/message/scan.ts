/**
 * How far does this run of octets go?
 *
 * The loops the parser spends its time in. Each returns the index of the first octet that does not
 * belong to the run, or `end`. Every octet is looked at: nothing is skipped on the way to a line end.
 *
 * Long runs are looked at eight octets in a step, as two words of four. Of a word the loops ask "is any
 * of you special?", that is below 0x20, 0x7f, or 0x80 and above:
 *
 *      (x - 0x20202020)   sets the top bit of an octet below 0x20, by borrowing
 *      x                  has the top bit of an octet past 0x7f already
 *      (x + 0x01010101)   sets the top bit of 0x7f, by carrying
 *
 * A borrow or carry can spill into the octet behind and raise a false alarm, never hide a real one;
 * and since it spills only out of an octet that is special itself, the first alarm of a word is
 * always real. So the place of that alarm is where the run ends, or, if the table of classes knows
 * the octet there as one of the run (HTAB, obs-text), where the words go on behind.
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
const TOP_BITS = 0x80808080

/** The end of a token that begins at `at` (RFC 9110 §5.6.2). Tokens are short: octet by octet. */
export function scanToken(octets: Uint8Array, at: number, end: number): number {
  let here = at
  while (here < end && (CLASSES[octets[here]!]! & OF_TOKEN) !== 0) here += 1
  return here
}

/**
 * The end of a request target that begins at `at`; see request-target.ts for what it may hold.
 *
 * @param words the same octets; left out for short runs, which are not worth a view
 */
export function scanTarget(
  octets: Uint8Array,
  words: DataView | undefined,
  at: number,
  end: number,
): number {
  const lastWord = words === undefined ? -1 : end - 4
  let here = at
  while (here <= lastWord) {
    const word = words!.getInt32(here, true)
    // SP is special here, and so is "#": what differs from it in no bit is zero, and borrows.
    const hash = word ^ 0x23232323
    const low = (word - 0x21212121) | 0 | (((hash - 0x01010101) | 0) & ~hash)
    const special = (low | ((word + 0x01010101) | 0) | word) & TOP_BITS
    if (special === 0) here += 4
    else {
      here += firstOf(special)
      if ((CLASSES[octets[here]!]! & OF_TARGET) === 0) return here
      here += 1
    }
  }
  while (here < end && (CLASSES[octets[here]!]! & OF_TARGET) !== 0) here += 1
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
  const lastPair = words === undefined ? -1 : end - 8
  let here = at
  while (here <= lastPair) {
    const one = words!.getInt32(here, true)
    const other = words!.getInt32(here + 4, true)
    // The zeros keep the sums 32 bits wide; without them they become doubles, at twice the time.
    const first = ((one - 0x20202020) | 0 | ((one + 0x01010101) | 0) | one) & TOP_BITS
    const second = ((other - 0x20202020) | 0 | ((other + 0x01010101) | 0) | other) & TOP_BITS
    if ((first | second) === 0) here += 8
    else {
      here += first === 0 ? 4 + firstOf(second) : firstOf(first)
      if ((CLASSES[octets[here]!]! & OF_CONTENT) === 0) return here
      here += 1
    }
  }
  while (here < end && (CLASSES[octets[here]!]! & OF_CONTENT) !== 0) here += 1
  return here
}

/** The first octet of a word, from 0 to 3, whose top bit is set in `bits`. */
function firstOf(bits: number): number {
  return (31 - Math.clz32(bits & -bits)) >> 3
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
