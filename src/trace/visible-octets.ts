/**
 * How does an octet look on a terminal?
 *
 * Each as one sign, so that columns and carets hold, and none as itself that a terminal would obey:
 * control octets have their pictures (U+2400 and on), octets past ASCII are a dot.
 */

import type { Role, Span } from './records.ts'

const CONTROL_PICTURES = 0x2400
const PICTURE_OF_DEL = '\u2421'
const PICTURE_OF_SPACE = '\u2420'
const SEPARATES: ReadonlySet<Role> = new Set(['SP', 'OWS', 'fault'])

function visibleOctet(octet: number): string {
  if (octet < 0x20) return String.fromCharCode(CONTROL_PICTURES + octet)
  if (octet === 0x7f) return PICTURE_OF_DEL
  return octet < 0x7f ? String.fromCharCode(octet) : '·'
}

/** `text` with one char an octet, as `visibleOctet` shows each. */
export function visibleText(text: string): string {
  return Array.from(text, (char) => visibleOctet(char.charCodeAt(0))).join('')
}

/**
 * The octets of a span, or if it is longer than `length` its first and last ones and how many are
 * between; `octets` begin at offset `start`.
 */
export function visibleSpan(
  span: Span,
  octets: Uint8Array,
  start: number,
  length: number = Number.POSITIVE_INFINITY,
): string {
  const size = span.end - span.start
  const tail = size > length ? Math.floor(length / 4) : 0
  const head = size > length ? length - tail - 1 : size
  const show = (from: number, to: number): string => {
    if (span.isSecret) return '*'.repeat(to - from)
    const shown = Array.from(octets.subarray(from - start, to - start), visibleOctet).join('')
    // A space that separates is a sign of its own; inside a value it is just a space.
    return SEPARATES.has(span.role) ? shown.replaceAll(' ', PICTURE_OF_SPACE) : shown
  }
  const first = show(span.start, span.start + head)
  if (head === size) return first
  return `${first}…${show(span.end - tail, span.end)} (${size - head - tail} more)`
}

/** The same for a text. */
export function elide(text: string, length: number): string {
  if (text.length <= length) return text
  const tail = Math.floor(length / 4)
  const head = length - tail - 1
  return `${text.slice(0, head)}…${text.slice(-tail)} (${text.length - head - tail} more)`
}
