/**
 * Octets that are here, in one memory, read eight in a step.
 *
 * What is read of a buffer is copied to this memory first. Its address, its length and that of its view
 * are constants of the code, where of an array that is handed in they are read and compared again at
 * each step: that is a quarter of the time of a field section (bench:parser, offsets level), and the
 * copy a twelfth. A NUL behind the copy ends every run, so no loop asks where the octets end. The
 * memory is good until octets come or another buffer is copied; indices are those of the array.
 *
 * Of a word of four octets the loops ask "is any of you special?", in field content that is below
 * 0x20, 0x7f, or 0x80 and above:
 *
 *      (x - 0x20202020)   sets the top bit of an octet below 0x20, by borrowing, and from 0xa0 on
 *      (x + 0x01010101)   sets the top bit of 0x7f, by carrying, and from 0x80 to 0xfe
 *
 * A borrow or carry can spill into the octet behind and raise a false alarm, never hide a real one;
 * and since it spills only out of an octet that is special itself, the first alarm of a word is
 * always real. So the place of that alarm is where the run ends, or, if the table of classes knows
 * the octet there as one of the run (HTAB, obs-text), where the words go on behind.
 *
 * The zeros in `| 0` keep numbers 32 bits wide, in registers and unchecked.
 */

import { FIELD_CONTENT, NAME_CHAR, OCTET_CLASSES } from '../semantics/grammar.ts'
import { NAME_REACH } from './known-names.ts'
import type { OctetBuffer } from './octet-buffer.ts'

// Constants of this file, because what is imported is read again at each use: see scan.ts.
const CLASSES = OCTET_CLASSES
const OF_CONTENT = FIELD_CONTENT
const OF_NAME = NAME_CHAR
const TOP_BITS = 0x80808080
const COLON = 0x3a
const ZERO = 0x30
const SIX = 0x36
const PORT_DIGITS = 5

/** Arrays up to this size are copied; larger ones hold content, or more requests than matter. */
const MEMORY_OCTETS = 16_384
/** How many octets may be copied for each that is to be read. */
const WORTH_COPYING = 32
const OCTETS = new Uint8Array(MEMORY_OCTETS + NAME_REACH)
const WORDS = new DataView(OCTETS.buffer)
/** The memory as octets and as words. Others give them names of their own: see scan.ts. */
export const MEMORY: { readonly octets: Uint8Array; readonly words: DataView } = {
  octets: OCTETS,
  words: WORDS,
}
/** Whose octets the memory is a copy of. */
let owner: OctetBuffer | undefined

/**
 * Whether what is still to be read of `buffer` can be read here; it is copied if it has not been yet.
 * Not when there is little to read of a large array: copying that for each piece of a head that drips
 * in would be no work in proportion.
 */
export function hasCopy(buffer: OctetBuffer): boolean {
  if (owner === buffer) return true
  const { octets, at, end } = buffer
  const { length } = octets
  if (length > MEMORY_OCTETS || length > (end - at) * WORTH_COPYING) return false
  OCTETS.set(octets)
  OCTETS[end] = 0
  owner = buffer
  return true
}

/** To be called when octets of `buffer` come or go: a copy of them is out of date. */
export function dropCopy(buffer: OctetBuffer): void {
  if (owner === buffer) owner = undefined
}

/**
 * The end of a name with an optional port that begins at `at` (RFC 3986 §3.2.2, §3.2.3). A port past
 * 59999 is left to request-target.ts, which counts: the end is then where its digits begin.
 */
export function endOfAuthority(at: number): number {
  let here = at | 0
  while ((CLASSES[OCTETS[here]!]! & OF_NAME) !== 0) here = (here + 1) | 0
  if (OCTETS[here] !== COLON) return here
  here = (here + 1) | 0
  const port = here
  while ((OCTETS[here]! - ZERO) >>> 0 < 10) here = (here + 1) | 0
  const digits = (here - port) | 0
  return digits < PORT_DIGITS || (digits === PORT_DIGITS && OCTETS[port]! < SIX) ? here : port
}

/** The end of a request target that begins at `at`; see request-target.ts for what it may hold. */
export function endOfTarget(at: number): number {
  let here = at | 0
  for (;;) {
    const one = alarmsOfTarget(WORDS.getInt32(here, true))
    const other = alarmsOfTarget(WORDS.getInt32((here + 4) | 0, true))
    if (((one | other) & TOP_BITS) !== 0) return here + firstOf(one, other)
    here = (here + 8) | 0
  }
}

/** SP is special in a target, and so is "#": what differs from it in no bit is zero, and borrows. */
function alarmsOfTarget(word: number): number {
  const hash = ((word ^ 0x23232323) - 0x01010101) | 0
  return hash | ((word - 0x21212121) | 0) | ((word + 0x01010101) | 0)
}

/** The end of a run of field-vchar, SP and HTAB that begins at `at` (RFC 9110 §5.5). */
export function endOfContent(at: number): number {
  let here = at | 0
  for (;;) {
    const one = alarmsOfContent(WORDS.getInt32(here, true))
    const other = alarmsOfContent(WORDS.getInt32((here + 4) | 0, true))
    if (((one | other) & TOP_BITS) === 0) here = (here + 8) | 0
    else {
      here = (here + firstOf(one, other)) | 0
      if ((CLASSES[OCTETS[here]!]! & OF_CONTENT) === 0) return here
      here = (here + 1) | 0
    }
  }
}

/** Of what this and its like return only the top bits say something. */
function alarmsOfContent(word: number): number {
  return (word - 0x20202020) | 0 | ((word + 0x01010101) | 0)
}

/** The first octet of two words, from 0 to 7, whose top bit is set. One of them there is. */
function firstOf(one: number, other: number): number {
  return (one & TOP_BITS) === 0 ? 4 + firstIn(other) : firstIn(one)
}

function firstIn(word: number): number {
  const bits = word & TOP_BITS
  return (31 - Math.clz32(bits & -bits)) >> 3
}
