/**
 * Which octets may stand where?
 *
 * The classes of RFC 9110 §5.6 as one table of bits, indexed by octet: the parser looks octets up in
 * it, and the text functions below look up char codes (a field value holds one char an octet, as
 * latin1). One table, so that the two can never disagree.
 *
 * Spec: RFC 9110 §5.5 (field values), §5.6 (common rules); RFC 5234 appendix B (core rules).
 */

export const HTAB = 0x09
export const LF = 0x0a
export const CR = 0x0d
export const SP = 0x20

/** tchar: what tokens (methods, field names) are made of. RFC 9110 §5.6.2. */
export const TCHAR = 1
/** field-vchar, SP and HTAB: what a field value is made of, obs-text included. RFC 9110 §5.5. */
export const FIELD_CONTENT = 2
/** What a request target may hold here; see request-target.ts for why it is wider than a URI. */
export const TARGET = 4
/** Digits and the letters A to F in either case, as in a chunk size. RFC 5234 appendix B.1. */
export const HEXDIG = 8
/** unreserved and sub-delims: what a registered name is made of. RFC 3986 §3.2.2. */
export const NAME_CHAR = 16

/** Classes of each octet, one bit a class. */
export const OCTET_CLASSES: Uint8Array = buildClasses()

function buildClasses(): Uint8Array {
  const classes = new Uint8Array(256)
  const mark = (octets: string, bit: number): void => {
    for (const octet of octets) classes[octet.charCodeAt(0)]! |= bit
  }
  const digits = '0123456789'
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
  mark(`!#$%&'*+-.^_\`|~${digits}${letters}`, TCHAR)
  mark(`${digits}abcdefABCDEF`, HEXDIG)
  mark(`-._~!$&'()*+,;=${digits}${letters}`, NAME_CHAR)
  for (let octet = 0x21; octet <= 0x7e; octet += 1) classes[octet]! |= FIELD_CONTENT | TARGET
  for (let octet = 0x80; octet <= 0xff; octet += 1) classes[octet]! |= FIELD_CONTENT
  classes[SP]! |= FIELD_CONTENT
  classes[HTAB]! |= FIELD_CONTENT
  classes['#'.charCodeAt(0)]! &= ~TARGET
  return classes
}

/** Whether `text` is a token: one or more tchar (RFC 9110 §5.6.2). */
export function isToken(text: string): boolean {
  return text.length > 0 && isAll(text, TCHAR)
}

/** Whether `text` may be sent as a field value: no CR, LF, NUL or other control (RFC 9110 §5.5). */
export function isFieldValue(text: string): boolean {
  return isAll(text, FIELD_CONTENT)
}

function isAll(text: string, bit: number): boolean {
  for (let at = 0; at < text.length; at += 1) {
    // A char past 0xff is no octet; the table gives undefined, which has no bits.
    if (((OCTET_CLASSES[text.charCodeAt(at)] ?? 0) & bit) === 0) return false
  }
  return true
}

/** `text` without the optional whitespace around it (RFC 9110 §5.6.3). */
export function trimOws(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isOws(text.charCodeAt(start))) start += 1
  while (end > start && isOws(text.charCodeAt(end - 1))) end -= 1
  return text.slice(start, end)
}

export function isOws(octet: number): boolean {
  return octet === SP || octet === HTAB
}

/**
 * The members of a comma-separated list, trimmed, empty ones left out as a recipient must
 * (RFC 9110 §5.6.1.2). A comma inside a quoted-string does not separate.
 */
export function parseList(text: string): readonly string[] {
  const members: string[] = []
  let start = 0
  let quoted = false
  for (let at = 0; at <= text.length; at += 1) {
    const char = text[at]
    if (char === '"') quoted = !quoted
    // A backslash at the very end quotes nothing, and must not make us miss the end.
    else if (char === '\\' && quoted && at + 1 < text.length) at += 1
    else if (at >= text.length || (char === ',' && !quoted)) {
      const member = trimOws(text.slice(start, at))
      if (member !== '') members.push(member)
      start = at + 1
    }
  }
  return members
}
