/**
 * Which octets must not be shown to whoever happens to look?
 *
 * The values of the fields that carry credentials. Each octet of them is shown as an asterisk, so that
 * offsets and lengths stay true.
 *
 * They are found by the look of their lines and not by the parser, because a line that the parser
 * refuses, or never reaches, is as secret as any: what counts is a line that begins with one of the
 * names and a colon, and the folded lines behind it.
 *
 * Spec: RFC 9110 §11.6.2 (Authorization), §11.7.2 (Proxy-Authorization); RFC 6265 §4 (cookies).
 */

import { CR, isOws, LF, SP } from '../semantics/grammar.ts'

export type Secrets = 'masked' | 'shown'

const SECRET_FIELDS: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
])
const COLON = 0x3a
/** No secret field has a longer name. */
const NAME_OCTETS = 24

/** Finds them, octet by octet. */
export class SecretScanner {
  readonly #areShown: boolean
  #part: 'name' | 'secret' | 'other' = 'name'
  #name = ''
  /** Whether the value of a secret line has begun. */
  #isBegun = false
  #isBehindCr = false
  /** Whether the line before was secret, and goes on if this one is folded. */
  #wasSecret = false

  constructor(secrets: Secrets) {
    this.#areShown = secrets === 'shown'
  }

  /** Looks at the next octet; says whether it is secret. */
  look(octet: number): boolean {
    const isBehindCr = this.#isBehindCr
    this.#isBehindCr = octet === CR
    if (octet === CR || octet === LF) {
      // Any line end begins a line that may be secret; only CR LF ends one that is.
      if (this.#part !== 'secret' || (octet === LF && isBehindCr)) this.#endLine()
    } else if (this.#part === 'name') this.#lookInName(octet)
    else if (this.#part === 'secret') {
      // Whitespace before the value is not part of it; inside, it would tell two words from one.
      this.#isBegun ||= octet > SP
      return this.#isBegun && octet >= SP
    }
    return false
  }

  #endLine(): void {
    // Behind an empty line nothing changes, nor at the LF of a line that ended at its CR.
    if (this.#part !== 'name' || this.#name !== '') this.#wasSecret = this.#part === 'secret'
    this.#part = 'name'
    this.#name = ''
    this.#isBegun = false
  }

  #lookInName(octet: number): void {
    if (octet === COLON) {
      const isSecret = SECRET_FIELDS.has(this.#name.trimEnd().toLowerCase())
      this.#part = isSecret && !this.#areShown ? 'secret' : 'other'
    } else if (this.#name === '' && isOws(octet)) this.#part = this.#wasSecret ? 'secret' : 'other'
    else if (this.#name.length === NAME_OCTETS) this.#part = 'other'
    else this.#name += String.fromCharCode(octet)
  }
}

/** Where secrets lie, for texts made of octets that have passed. */
export class SecretRanges {
  #ranges: { readonly start: number; end: number }[] = []

  /** The octets from `start` to `end` are secret. */
  add(start: number, end: number): void {
    const last = this.#ranges.at(-1)
    if (last?.end === start) last.end = end
    else this.#ranges.push({ start, end })
  }

  /** `text`, which begins at offset `start`, with its secrets replaced. */
  mask(text: string, start: number): string {
    return this.#ranges.reduce((masked, range) => {
      const from = Math.max(range.start - start, 0)
      const to = Math.min(range.end - start, text.length)
      if (from >= to) return masked
      return masked.slice(0, from) + '*'.repeat(to - from) + masked.slice(to)
    }, text)
  }

  /** What lies before this offset will not be asked for again. */
  forget(offset: number): void {
    this.#ranges = this.#ranges.filter(({ end }) => end > offset)
  }
}
