/**
 * A head that is here whole and as usual, or the lines of one that are.
 *
 * An accelerator, and no second opinion. Lines are taken from here only where the reading octet by
 * octet (request-parser.ts, field-section.ts) would take them just so; at anything else, be it a fault,
 * a line of which a part is missing, or a method but GET, it stops at the beginning of that line, and
 * they go on from there. So faults, limits and partial input are their business alone.
 *
 * Spec: RFC 9112 §3 (request line), §5 (field lines).
 */

import { OCTET_CLASSES, TCHAR } from '../semantics/grammar.ts'
import { type FieldNotes, seenAlso } from './field-notes.ts'
import { type FieldTable, POSITIONS_PER_LINE } from './field-table.ts'
import { decideHead } from './head-decisions.ts'
import * as known from './known-names.ts'
import type { MessageLimits } from './limits.ts'
import type { OctetBuffer } from './octet-buffer.ts'
import { endOfAuthority, endOfContent, endOfTarget, hasCopy, MEMORY } from './octet-memory.ts'
import type { HeadRecord } from './request-head.ts'
import { octetsOf, spells } from './scan.ts'

// Constants of this file, because what is imported is read again at each use: see scan.ts.
const { octets: OCTETS, words: WORDS } = MEMORY
const CLASSES = OCTET_CLASSES
const OF_TOKEN = TCHAR
const PER_LINE = POSITIONS_PER_LINE
const KEEP_ALIVE = octetsOf('keep-alive')
const { PLACES, NUMBERS, LENGTHS, SPELLINGS, MASKS, GROUP_MULTIPLIER, GROUP_SHIFT } = known
const { HOST, CONNECTION } = known
/** A Host and its colon. */
const HOST_OCTETS = LENGTHS[HOST]!
const LAST_NOTED = known.NOTED_NAMES.length
const HOST_ONLY = seenAlso(0, HOST)
const HOST_AND_CONNECTION = seenAlso(HOST_ONLY, CONNECTION)
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
const HOST_WORD = 0x54534f48
const CR_LF = 0x0a0d

/** Where the target begins in a line that begins with `GET`. */
const TARGET_START = 4
/** What stands behind the target: SP, HTTP/1.1, CR and LF. */
const VERSION_OCTETS = 11

/**
 * Reads a head from the mark of `buffer` on, if all of it is here and as usual: `GET`, a path,
 * `HTTP/1.1`, and such field lines. In one go 50 octets take 0.7 of the time that they take element by
 * element (bench:parser, offsets level), a tenth of it because this is one function: it is so long (past
 * 460 octets of bytecode) that V8 makes it part of no other, and what calls it remains short enough to
 * become part of its callers.
 *
 * @returns whether it was one; of any other nothing has been read
 * @throws {ProtocolError} at a field line at fault, or at the end of a section that lacks one
 */
export function readWholeHead(
  buffer: OctetBuffer,
  head: HeadRecord,
  notes: FieldNotes,
  limits: MessageLimits,
): boolean {
  if (!hasCopy(buffer)) return false
  const { mark } = buffer
  if (WORDS.getInt32(mark, true) !== GET_SP || OCTETS[mark + TARGET_START] !== SLASH) return false
  const target = endOfTarget((mark + TARGET_START + 1) | 0)
  if (
    OCTETS[target] !== SP ||
    WORDS.getInt32((target + 1) | 0, true) !== HTTP ||
    WORDS.getInt32((target + 5) | 0, true) !== SLASH_1_1 ||
    WORDS.getInt16((target + 9) | 0, true) !== CR_LF
  ) {
    return false
  }
  const start = (target + VERSION_OCTETS) | 0
  if (start - 2 - mark > limits.requestLineOctets || limits.methodOctets < 3) return false
  const { fields } = head
  fields.begin(start - mark)
  notes.clear()
  const at = readFieldLines(start, mark, fields, limits.fieldLines, notes)
  if (!isEmptyLine(at) || at + 2 - start > limits.fieldSectionOctets) return false
  buffer.at = at + 2
  fields.bind(buffer.octets, mark)
  head.takePath(TARGET_START, target - mark)
  if (areUsual(mark, fields, notes)) head.takeUsual(notes.last[HOST]!)
  else decideHead(head, notes, buffer, limits)
  return true
}

/**
 * Reads the field lines from `start` on, as long as they are usual, into `fields` and `notes`. A Host
 * that is more than a name and a port is not. As long as it is, V8 makes it part of no other function,
 * and all that it calls part of it, which is a tenth of 703 octets.
 *
 * @param mark what their positions are counted from
 * @param most lines there may be
 * @returns where the first line begins that is not
 */
export function readFieldLines(
  start: number,
  mark: number,
  fields: FieldTable,
  most: number,
  notes: FieldNotes,
): number {
  let { positions } = fields
  let { seen } = notes
  const { last } = notes
  const room = (most * PER_LINE) | 0
  let row = (fields.count * PER_LINE) | 0
  let at = start | 0
  for (;;) {
    if (OCTETS[at] === CR) break
    // The name that every request has: 4 % of 50 octets.
    const isHost = (WORDS.getInt32(at, true) & LETTERS) === HOST_WORD && OCTETS[at + 4] === COLON
    const number = isHost ? HOST : knownName(at)
    let colon = (at + LENGTHS[number]! - 1) | 0
    if (number === 0) {
      colon = at
      while ((CLASSES[OCTETS[colon]!]! & OF_TOKEN) !== 0) colon = (colon + 1) | 0
    }
    if (OCTETS[colon] !== COLON || colon === at) break
    // What a name is made of may stand in content too. Looking from there on, the processor need not
    // wait for the name: 3 % of 703 octets.
    let end = (at + 1) | 0
    if (!isHost) end = endOfContent(end)
    else if (OCTETS[at + HOST_OCTETS] === SP) end = endOfAuthority((at + HOST_OCTETS + 1) | 0)
    if (WORDS.getInt16(end, true) !== CR_LF) break
    if (row >= room) break
    if (row >= (positions.length | 0)) {
      fields.grow()
      positions = fields.positions
    }
    positions[row] = (colon - mark) | 0
    positions[row + 1] = (end - mark) | 0
    if (number <= LAST_NOTED && number !== 0) {
      seen = seenAlso(seen, number)
      last[number] = row >> 1
    }
    row = (row + PER_LINE) | 0
    at = (end + 2) | 0
  }
  fields.count = row / PER_LINE
  notes.seen = seen
  return at
}

/**
 * Whether lines that were all read here decide what they decide for most requests: one Host, at most
 * one Connection with `keep-alive`, and no body to wait for.
 */
function areUsual(mark: number, { positions }: FieldTable, { seen, last }: FieldNotes): boolean {
  if (seen === HOST_ONLY) return true
  return seen === HOST_AND_CONNECTION && isKeepAlive(mark, positions, last[CONNECTION]!)
}

function isKeepAlive(mark: number, positions: Int32Array, line: number): boolean {
  const at = mark + positions[line * PER_LINE]! + 1
  const end = mark + positions[line * PER_LINE + 1]!
  return (
    end - at === KEEP_ALIVE.length + 1 && OCTETS[at] === SP && spells(OCTETS, at + 1, KEEP_ALIVE)
  )
}

/** The number of the name of the line that begins at `at`; 0 when it is none that is known. */
export function knownName(at: number): number {
  const first = WORDS.getInt32(at, true)
  const group = Math.imul(first & LETTERS, GROUP_MULTIPLIER) >>> GROUP_SHIFT
  const telling = OCTETS[at + PLACES[group]!]! & 0x1f
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
