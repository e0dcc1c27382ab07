/**
 * How does text that somebody else has chosen get into a log?
 *
 * So that it cannot be taken for anything else: not for the end of a line or a field, nor by a terminal
 * for an order. Text of messages comes one char an octet, as they hold it.
 */

const UNSAFE = /[^\x20-\x7e]|["\\]/
const ALL_UNSAFE = /[^\x20-\x7e]|["\\]/gu

/**
 * ASCII without quotes: whatever else there is becomes `\xHH`, octet by octet, and so does the
 * backslash itself. As nginx writes it, and so that a quote always ends a field.
 */
export function escapeText(text: string): string {
  return UNSAFE.test(text) ? text.replace(ALL_UNSAFE, escapeChar) : text
}

/** The same, with `...` in place of what goes beyond so many chars; no escape is cut in two. */
export function escapeUpTo(most: number, text: string): string {
  const escaped = escapeText(text.length > most ? text.slice(0, most + 1) : text)
  if (escaped.length <= most) return escaped
  return `${escaped.slice(0, most).replace(/\\(?:x.?)?$/, '')}...`
}

/** Several lines of our own, as errors have them: only the first begins at the margin. */
export function escapeLines(text: string, indent: string): string {
  return text
    .split('\n')
    .map((line) => replaceUnseen(line, escapeChar))
    .join(`\n${indent}`)
}

/** A string of JSON. Octets that are UTF-8 become the text they stand for, others U+FFFD. */
export function jsonText(octets: string): string {
  return UNSAFE.test(octets) ? jsonString(Buffer.from(octets, 'latin1').toString()) : `"${octets}"`
}

/** The same of text that is none of a message. */
export function jsonString(text: string): string {
  return replaceUnseen(JSON.stringify(text), (char) =>
    Array.from({ length: char.length }, (_, at) => `\\u${hex(char.charCodeAt(at), 4)}`).join(''),
  )
}

/** What shows nothing, breaks lines, or changes how other text is shown. */
function replaceUnseen(text: string, replacement: (char: string) => string): string {
  // Written here, it is made when it is needed: properties of characters take 0.1 ms to look up.
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, replacement)
}

/** A char that is no octet stands for itself in UTF-8. */
function escapeChar(char: string): string {
  const code = char.codePointAt(0)!
  const octets = code <= 0xff ? [code] : [...Buffer.from(char)]
  return octets.map((octet) => `\\x${hex(octet, 2).toUpperCase()}`).join('')
}

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0')
}
