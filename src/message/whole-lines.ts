/**
 * The lines of a head that are here whole and as usual: read eight octets in a step.
 *
 * An accelerator, and no second opinion. Lines are taken from here only where the reading octet by
 * octet (request-parser.ts, field-section.ts) would take them just so; at anything else, be it a fault,
 * a line of which a part is missing, or a method but GET, it stops at the beginning of that line, and
 * they go on from there. So faults, limits and partial input are their business alone.
 *
 * The octets are copied to one memory of this module first. Its address, its length and that of its
 * view are constants of the code, where of an array that is handed in they are read and compared again
 * at each step: that is a quarter of the time of a field section (bench:parser, offsets level), and the
 * copy a twentieth. A NUL behind the copy ends every run, so no loop asks where the octets end. The
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
 *
 * Spec: RFC 9112 §3 (request line), §5 (field lines).
 */

import { FIELD_CONTENT, OCTET_CLASSES, TCHAR } from '../semantics/grammar.ts'
import { type FieldTable, POSITIONS_PER_LINE } from './field-table.ts'
import * as known from './known-names.ts'
import type { MessageLimits } from './limits.ts'
import type { OctetBuffer } from './octet-buffer.ts'
import type { HeadRecord } from './request-head.ts'
import { isAuthorityAt } from './request-target.ts'
import { octetsOf, spells } from './scan.ts'

// Constants of this file, because what is imported is read again at each use: see scan.ts.
const CLASSES = OCTET_CLASSES
const OF_TOKEN = TCHAR
const OF_CONTENT = FIELD_CONTENT
const PER_LINE = POSITIONS_PER_LINE
const KEEP_ALIVE = octetsOf('keep-alive')
const HOST = known.NOTED_NAMES.indexOf('host')
const CONNECTION = known.NOTED_NAMES.indexOf('connection')
const { PLACES, NUMBERS, LENGTHS, SPELLINGS, MASKS, GROUP_MULTIPLIER, GROUP_SHIFT } = known
const LAST_NOTED = known.NOTED_NAMES.length
const TOP_BITS = 0x80808080
/** All bits of a word but the four that are the case of letters. */
const LETTERS = 0xdfdfdfdf
const SLASH = 0x2f
const SP = 0x20
const CR = 0x0d
const COLON = 0x3a
// Little-endian words.
const GET_SP = 0x20544547
const HTTP = 0x50545448
const SLASH_1_1 = 0x312e312f
const CR_LF = 0x0a0d

/** Arrays up to this size are copied; larger ones hold content, or more requests than matter. */
const MEMORY_OCTETS = 16_384
/** How many octets may be copied for each that is to be read. */
const WORTH_COPYING = 32
const MEMORY = new Uint8Array(MEMORY_OCTETS + known.NAME_REACH)
const WORDS = new DataView(MEMORY.buffer)
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
  MEMORY.set(octets)
  MEMORY[end] = 0
  owner = buffer
  return true
}

/** To be called when octets of `buffer` come or go: a copy of them is out of date. */
export function dropCopy(buffer: OctetBuffer): void {
  if (owner === buffer) owner = undefined
}

/** Where the target begins in a line that begins with `GET`. */
const TARGET_START = 4
const VERSION_OCTETS = 8

/**
 * Reads a request line from the mark of `buffer` on, if it is `GET`, a path and `HTTP/1.1`.
 *
 * @returns whether it was one; any other is left unread
 */
export function readUsualLine(
  buffer: OctetBuffer,
  head: HeadRecord,
  limits: MessageLimits,
): boolean {
  const { mark } = buffer
  if (!hasCopy(buffer)) return false
  if (WORDS.getInt32(mark, true) !== GET_SP || MEMORY[mark + 4] !== SLASH) return false
  const at = endOfTarget((mark + 5) | 0)
  const isUsual =
    MEMORY[at] === SP &&
    WORDS.getInt32((at + 1) | 0, true) === HTTP &&
    WORDS.getInt32((at + 5) | 0, true) === SLASH_1_1 &&
    WORDS.getInt16((at + 9) | 0, true) === CR_LF
  const lineOctets = at + 1 + VERSION_OCTETS - mark
  if (!isUsual || lineOctets > limits.requestLineOctets || limits.methodOctets < 3) return false
  head.method = 'GET'
  head.version = '1.1'
  head.targetStart = TARGET_START
  head.targetEnd = at - mark
  head.takePath()
  buffer.at = at + 1 + VERSION_OCTETS + 2
  return true
}

/** Of a noted field how many lines there are, which was the last, and what is known of its value. */
export interface Note {
  lines: number
  last: number
}

/**
 * Reads the field lines from `start` on, as long as they are usual, into `fields`.
 *
 * @param mark what their positions are counted from
 * @param most lines there may be
 * @param notes one for each of NOTED_NAMES, to count its lines
 * @returns where the first line begins that is not
 */
export function readFieldLines(
  start: number,
  mark: number,
  fields: FieldTable,
  most: number,
  notes: readonly Note[],
): number {
  let { positions } = fields
  const room = (most * PER_LINE) | 0
  let row = (fields.count * PER_LINE) | 0
  let at = start | 0
  for (;;) {
    if (MEMORY[at] === CR) break
    const number = knownName(at)
    const colon = (number === 0 ? endOfToken(at) : at + LENGTHS[number]! - 1) | 0
    if (MEMORY[colon] !== COLON || colon === at) break
    const end = endOfContent((colon + 1) | 0)
    if (WORDS.getInt16(end, true) !== CR_LF) break
    if (row >= room) break
    if (row >= (positions.length | 0)) {
      fields.grow()
      positions = fields.positions
    }
    positions[row] = (colon - mark) | 0
    positions[row + 1] = (end - mark) | 0
    if (number <= LAST_NOTED && number !== 0) {
      const note = notes[number - 1]!
      note.lines += 1
      note.last = row >> 1
    }
    row = (row + PER_LINE) | 0
    at = (end + 2) | 0
  }
  fields.count = row / PER_LINE
  return at
}

/**
 * Whether the lines that were noted decide what they decide for most requests: one Host with an
 * authority, at most one Connection with `keep-alive`, and no body to wait for.
 */
export function areUsual(mark: number, { positions }: FieldTable, notes: readonly Note[]): boolean {
  const host = notes[HOST]!
  if (host.lines !== 1) return false
  for (let number = CONNECTION + 1; number < LAST_NOTED; number += 1) {
    if (notes[number]!.lines > 0) return false
  }
  const connection = notes[CONNECTION]!
  if (connection.lines > 1) return false
  if (connection.lines > 0 && !isKeepAlive(mark, positions, connection.last)) return false
  const row = host.last * PER_LINE
  const at = mark + positions[row]! + 1
  return MEMORY[at] === SP && isAuthorityAt(MEMORY, at + 1, mark + positions[row + 1]!)
}

function isKeepAlive(mark: number, positions: Int32Array, line: number): boolean {
  const at = mark + positions[line * PER_LINE]! + 1
  const end = mark + positions[line * PER_LINE + 1]!
  return (
    end - at === KEEP_ALIVE.length + 1 && MEMORY[at] === SP && spells(MEMORY, at + 1, KEEP_ALIVE)
  )
}

/** The number of the name of the line that begins at `at`; 0 when it is none that is known. */
export function knownName(at: number): number {
  const first = WORDS.getInt32(at, true)
  const group = Math.imul(first & LETTERS, GROUP_MULTIPLIER) >>> GROUP_SHIFT
  const telling = MEMORY[at + PLACES[group]!]! & 0x1f
  const number = NUMBERS[(group << 5) | telling]!
  const row = (number << 3) | 0
  const start =
    ((first ^ SPELLINGS[row]!) & MASKS[row]!) |
    ((WORDS.getInt32((at + 4) | 0, true) ^ SPELLINGS[row + 1]!) & MASKS[row + 1]!) |
    ((WORDS.getInt32((at + 8) | 0, true) ^ SPELLINGS[row + 2]!) & MASKS[row + 2]!) |
    ((WORDS.getInt32((at + 12) | 0, true) ^ SPELLINGS[row + 3]!) & MASKS[row + 3]!)
  if (start !== 0) return 0
  return LENGTHS[number]! <= 16 || isLongName(at, row) ? number : 0
}

/**
 * Whether the rest of a name is there that is longer than four words. A function of its own, or
 * `knownName` would be too long to become part of the loop that calls it: 5 % of a 703-octet head.
 */
function isLongName(at: number, row: number): boolean {
  const rest =
    ((WORDS.getInt32((at + 16) | 0, true) ^ SPELLINGS[row + 4]!) & MASKS[row + 4]!) |
    ((WORDS.getInt32((at + 20) | 0, true) ^ SPELLINGS[row + 5]!) & MASKS[row + 5]!) |
    ((WORDS.getInt32((at + 24) | 0, true) ^ SPELLINGS[row + 6]!) & MASKS[row + 6]!) |
    ((WORDS.getInt32((at + 28) | 0, true) ^ SPELLINGS[row + 7]!) & MASKS[row + 7]!)
  return rest === 0
}

/** Whether an empty line begins at `at`: the section ends. */
export function isEmptyLine(at: number): boolean {
  return WORDS.getInt16(at, true) === CR_LF
}

function endOfToken(at: number): number {
  let here = at | 0
  while ((CLASSES[MEMORY[here]!]! & OF_TOKEN) !== 0) here = (here + 1) | 0
  return here
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
      if ((CLASSES[MEMORY[here]!]! & OF_CONTENT) === 0) return here
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
