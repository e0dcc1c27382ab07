/**
 * How are octets written and read in a box for text?
 *
 *   GET / HTTP/1.1\r\n        \r \n \t \0 \\ and \x7f stand for one octet each
 *   Host: example.com\r\n     a line end that the box itself has stands for none
 *   \r\n
 *
 * So a line of the message is a line of the box, and every CR and LF can be seen and taken away.
 * Characters past ASCII stand for their octets in UTF-8.
 */

/** What the page takes: enough to cross any bound on a head, little enough to draw. */
export const MAX_OCTETS = 65_536

export interface ReadOctets {
  readonly octets: Uint8Array
  /** One sentence for each thing that was not taken as it was written. */
  readonly remarks: readonly string[]
}

const LETTERS: Readonly<Record<string, number>> = { r: 0x0d, n: 0x0a, t: 0x09, 0: 0, '\\': 0x5c }
const LETTER_OF: ReadonlyMap<number, string> = new Map(
  Object.entries(LETTERS).map(([letter, octet]) => [octet, `\\${letter}`]),
)

/** An escape, a line end of the box, or any other character. */
const PIECE = /\\x([0-9a-f]{2})|\\([rnt0\\])|(\r\n|\r|\n)|(\\)|(.)/gisu

export function readOctets(text: string): ReadOctets {
  const octets: number[] = []
  const remarks: string[] = []
  const encoder = new TextEncoder()
  for (const [, hex, letter, lineEnd, backslash, char = ''] of text.matchAll(PIECE)) {
    if (octets.length > MAX_OCTETS) break
    if (hex !== undefined) octets.push(Number.parseInt(hex, 16))
    else if (letter !== undefined) octets.push(LETTERS[letter.toLowerCase()]!)
    else if (backslash !== undefined) {
      octets.push(0x5c)
      remarks.push(`The backslash at octet ${octets.length - 1} begins no escape: taken as it is`)
    } else if (lineEnd === undefined) octets.push(...encoder.encode(char))
  }
  if (octets.length > MAX_OCTETS) remarks.push(`Only the first ${MAX_OCTETS} octets are taken`)
  return { octets: Uint8Array.from(octets.slice(0, MAX_OCTETS)), remarks }
}

/** The octets as `readOctets` reads them, a line of the box for each LF. */
export function writeOctets(octets: Uint8Array): string {
  let text = ''
  for (const [at, octet] of octets.entries()) {
    text += LETTER_OF.get(octet) ?? visible(octet)
    if (octet === 0x0a && at + 1 < octets.length) text += '\n'
  }
  return text
}

function visible(octet: number): string {
  if (octet >= 0x20 && octet < 0x7f) return String.fromCharCode(octet)
  return `\\x${octet.toString(16).padStart(2, '0')}`
}

/** One sign for an octet, for a place that has room for one. */
export function glyphOf(octet: number): string {
  // U+2400 ␀ and the thirty-two behind it; U+2421 ␡.
  if (octet <= 0x20) return String.fromCharCode(0x2400 + octet)
  if (octet === 0x7f) return '␡'
  return octet < 0x7f ? String.fromCharCode(octet) : '·'
}

export function hexOf(octet: number): string {
  return octet.toString(16).padStart(2, '0')
}

/** An octet in words, for who cannot see the sign. */
export function nameOf(octet: number): string {
  const names: Readonly<Record<number, string>> = {
    0: 'NUL',
    9: 'tab',
    10: 'LF',
    13: 'CR',
    32: 'space',
    127: 'DEL',
  }
  return names[octet] ?? (octet > 32 && octet < 127 ? String.fromCharCode(octet) : hexOf(octet))
}
