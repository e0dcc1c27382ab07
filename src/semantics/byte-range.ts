/**
 * Which octets of the representation does the client want?
 *
 *   Range: bytes=0-499, -500  ──parse──▶  specs  ──resolve──▶  ranges  ──render──▶  Content-Range
 *
 * Parsing knows the syntax and resolving knows the length; neither needs the other's facts. There
 * are three outcomes: ranges to send (206), none of them inside the representation (416), or a field
 * to ignore (200). Range is optional for a server, so whatever is invalid, in a unit we do not know,
 * or costs more than it saves is ignored.
 *
 * The rule for several ranges:
 *
 *   1. more members than `maxRanges`: ignored, unread
 *   2. members outside the representation are dropped; if all are, it is unsatisfiable
 *   3. ranges that overlap or touch become one, in the place of the first of them; the others keep the
 *      order asked for, which is the order the client wants them in (RFC 9110 §15.3.7.2)
 *   4. many that are tiny (more than 16 that average less than 64 octets) are ignored: such a set is
 *      either a mistake or an attack, and each part would take more octets to label than it holds
 *   5. whoever sends them ignores the field when the parts, their labels included, are not shorter
 *      than the whole (see site/multipart-ranges.ts)
 *
 * Spec: RFC 9110 §14.1 (range units), §14.2 (Range), §14.4 (Content-Range), §17.15 (many ranges).
 */

import { parseList } from './grammar.ts'

/** One member of a range-set, as asked for, before the length is known. */
export type RangeSpec =
  | {
      readonly kind: 'int-range'
      readonly firstPos: number
      /** Inclusive, at least `firstPos`; `undefined` means to the end. */
      readonly lastPos: number | undefined
    }
  | { readonly kind: 'suffix-range'; readonly suffixLength: number }

/** Inclusive at both ends, as on the wire: `bytes=0-0` is one octet. */
export interface ByteRange {
  readonly firstPos: number
  readonly lastPos: number
}

export type RangeResolution =
  | { readonly kind: 'satisfiable'; readonly ranges: readonly ByteRange[] }
  | { readonly kind: 'unsatisfiable' }
  | { readonly kind: 'ignored' }

/** More ranges than this had better not be tiny; on average, less than `TINY_OCTETS`. */
const MANY_RANGES = 16
const TINY_OCTETS = 64

const BYTES_UNIT = /^bytes=/i
const RANGE_SPEC = /^(\d*)-(\d*)$/

/**
 * The range-set of a Range field, in the order asked for, never empty. `undefined` when the unit is
 * another one or any member is invalid: one that cannot be read casts doubt on all.
 */
export function parseRange(text: string): readonly RangeSpec[] | undefined {
  const unit = BYTES_UNIT.exec(text)
  if (unit === null) return undefined
  const specs: RangeSpec[] = []
  for (const member of parseList(text.slice(unit[0].length))) {
    const spec = parseSpec(member)
    if (spec === undefined) return undefined
    specs.push(spec)
  }
  return specs.length > 0 ? specs : undefined
}

function parseSpec(member: string): RangeSpec | undefined {
  const [, first, last] = RANGE_SPEC.exec(member) ?? []
  if (first === undefined || last === undefined) return undefined
  if (first === '') {
    return last === '' ? undefined : { kind: 'suffix-range', suffixLength: parsePosition(last) }
  }
  const firstPos = parsePosition(first)
  if (last === '') return { kind: 'int-range', firstPos, lastPos: undefined }
  const lastPos = parsePosition(last)
  return lastPos < firstPos ? undefined : { kind: 'int-range', firstPos, lastPos }
}

/** Positions have no largest value. Past what a number counts exactly, they are past any end. */
function parsePosition(digits: string): number {
  return Math.min(Number(digits), Number.MAX_SAFE_INTEGER)
}

/**
 * Clips the requested ranges to a representation of `completeLength` octets.
 *
 * @param specs parsed range-set; `undefined` when the field is absent or not a valid byte range
 * @param completeLength octets in the selected representation
 * @param maxRanges ranges answered at most; a longer set is ignored (RFC 9110 §17.15)
 */
export function resolveRanges(
  specs: readonly RangeSpec[] | undefined,
  completeLength: number,
  maxRanges: number,
): RangeResolution {
  // An empty representation has no octet that Content-Range could name, and some clients send
  // Range on every request, so a plain 200 serves them better than a 416.
  if (specs === undefined || specs.length > maxRanges || completeLength === 0) {
    return { kind: 'ignored' }
  }
  const inside: ByteRange[] = []
  for (const spec of specs) {
    const range = clip(spec, completeLength)
    if (range !== undefined) inside.push(range)
  }
  if (inside.length === 0) return { kind: 'unsatisfiable' }
  const ranges = inside.length === 1 ? inside : coalesce(inside)
  return areManyAndTiny(ranges) ? { kind: 'ignored' } : { kind: 'satisfiable', ranges }
}

/** Joins ranges that overlap or touch, so that no octet is sent twice. */
function coalesce(ranges: readonly ByteRange[]): readonly ByteRange[] {
  let joined: readonly ByteRange[] = []
  for (const range of ranges) {
    const near = joined.filter((other) => isNear(range, other))
    if (near.length === 0) {
      joined = [...joined, range]
      continue
    }
    // One range may bridge several that were apart; the first of them is where they all go.
    const all = [range, ...near]
    const bridge = {
      firstPos: Math.min(...all.map(({ firstPos }) => firstPos)),
      lastPos: Math.max(...all.map(({ lastPos }) => lastPos)),
    }
    joined = joined.flatMap((other) => {
      if (other === near[0]) return [bridge]
      return near.includes(other) ? [] : [other]
    })
  }
  return joined
}

function isNear(one: ByteRange, other: ByteRange): boolean {
  return one.firstPos <= other.lastPos + 1 && other.firstPos <= one.lastPos + 1
}

function areManyAndTiny(ranges: readonly ByteRange[]): boolean {
  if (ranges.length <= MANY_RANGES) return false
  const octets = ranges.reduce((sum, { firstPos, lastPos }) => sum + lastPos - firstPos + 1, 0)
  return octets < ranges.length * TINY_OCTETS
}

/** The part of it that there is; `undefined` when there is none. */
function clip(spec: RangeSpec, completeLength: number): ByteRange | undefined {
  const last = completeLength - 1
  switch (spec.kind) {
    case 'int-range':
      if (spec.firstPos > last) return undefined
      return { firstPos: spec.firstPos, lastPos: Math.min(spec.lastPos ?? last, last) }
    case 'suffix-range':
      if (spec.suffixLength === 0) return undefined
      return { firstPos: Math.max(0, completeLength - spec.suffixLength), lastPos: last }
  }
}

/** The Content-Range of a 206 that carries `range`. */
export function renderContentRange(range: ByteRange, completeLength: number): string {
  return `bytes ${range.firstPos}-${range.lastPos}/${completeLength}`
}

/** The Content-Range of a 416: no range, but the length, so that the client can ask again. */
export function renderUnsatisfiedRange(completeLength: number): string {
  return `bytes */${completeLength}`
}
