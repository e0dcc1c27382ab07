/**
 * What do the field lines of this message say, without making strings that nobody asks for?
 *
 * The lines stay where they arrived. The table holds two positions for each, its colon and its end; a
 * line begins where the one before it ended, and the whitespace around a value is left out when the
 * value is asked for. It is filled in place by field-section.ts and used again for the next message
 * on the connection.
 *
 * Spec: RFC 9110 §5 (fields).
 */

import type { Texts } from '../semantics/exchange.ts'
import type { Fields } from '../semantics/fields.ts'
import { spells, spellsText, textOf } from './scan.ts'

export const POSITIONS_PER_LINE = 2
/** With room for so many, the positions are one small object; a browser sends twice as many. */
const USUAL_LINES = 8
const LINE_END_OCTETS = 2
const SP = 0x20
const HTAB = 0x09
const COLON = 0x3a
const ZERO = 0x30
const NINE = 0x39
const NOTHING = new Uint8Array(0)
const NO_POSITIONS = new Int32Array(0)

export class FieldTable implements Fields {
  /** Number of field lines. */
  count = 0
  #octets: Uint8Array = NOTHING
  /** Index in `#octets` that positions count from. */
  #base = 0
  /** Where the first line begins. */
  #start = 0
  /**
   * Of each line its colon and the CR behind it, counted from the mark of the buffer that is being
   * read. Filled by the reader, which also counts the lines.
   */
  positions: Int32Array = NO_POSITIONS

  /** Empties the table for a field section that begins at `start`. */
  begin(start: number): void {
    this.count = 0
    this.#start = start
  }

  /** Enters a line. */
  add(colon: number, end: number): void {
    const row = this.count * POSITIONS_PER_LINE
    if (row === this.positions.length) this.grow()
    this.positions[row] = colon
    this.positions[row + 1] = end
    this.count += 1
  }

  /** Makes room for twice as many lines, or for the first ones. */
  grow(): void {
    const grown = new Int32Array(this.positions.length * 2 || USUAL_LINES * POSITIONS_PER_LINE)
    grown.set(this.positions)
    this.positions = grown
  }

  /** Ties the positions to the octets they count in: called once, when the section is complete. */
  bind(octets: Uint8Array, base: number): void {
    this.#octets = octets
    this.#base = base
  }

  get(name: string): string | undefined {
    const line = this.find(name, 0)
    if (line === -1) return undefined
    return this.find(name, line + 1) === -1 ? this.value(line) : this.all(name).join(', ')
  }

  all(name: string): readonly string[] {
    const values: string[] = []
    for (let line = this.find(name, 0); line !== -1; line = this.find(name, line + 1)) {
      values.push(this.value(line))
    }
    return values
  }

  has(name: string): boolean {
    return this.find(name, 0) !== -1
  }

  *[Symbol.iterator](): Iterator<readonly [string, string]> {
    for (let line = 0; line < this.count; line += 1) yield [this.name(line), this.value(line)]
  }

  /** The first line from `line` on with this name, given in lower case; -1, like `indexOf`, if none. */
  find(name: string, line: number): number {
    for (let at = line; at < this.count; at += 1) {
      const start = this.nameStart(at)
      if (this.#colon(at) - start !== name.length) continue
      if (spellsText(this.#octets, this.#base + start, name)) return at
    }
    return -1
  }

  name(line: number): string {
    return this.text(this.nameStart(line), this.#colon(line))
  }

  value(line: number): string {
    return this.text(this.valueStart(line), this.valueEnd(line))
  }

  /** Whether the value of `line` spells `text`; see `spells`. */
  valueSpells(line: number, text: Uint8Array): boolean {
    const start = this.valueStart(line)
    if (this.valueEnd(line) - start !== text.length) return false
    return spells(this.#octets, this.#base + start, text)
  }

  /** Which of `texts` stands between two positions. */
  textAmong(texts: Texts, start: number, end: number): string | undefined {
    return texts.find(this.#octets, this.#base + start, this.#base + end)
  }

  /** Whether the value of `line`, an authority, is `host`, given in lower case, or `host` and a port. */
  valueIsFor(line: number, host: string): boolean {
    const start = this.valueStart(line)
    const stop = start + host.length
    const end = this.valueEnd(line)
    // White space and CR stand in no host: where it would go on behind the value, it differs.
    const isWhole = stop >= end || this.#isPort(stop, end)
    return isWhole && spellsText(this.#octets, this.#base + start, host)
  }

  /** Where the name of `line` begins, counted from the mark of its section. */
  nameStart(line: number): number {
    return line === 0 ? this.#start : this.#end(line - 1) + LINE_END_OCTETS
  }

  /** Where the value of `line` begins, counted from the mark of its section. */
  valueStart(line: number): number {
    const octets = this.#octets
    let at = this.#base + this.#colon(line) + 1
    // The CR behind the value ends this, and below the colon does.
    while (octets[at] === SP || octets[at] === HTAB) at += 1
    return at - this.#base
  }

  /** One past the last octet of the value of `line`, counted from the mark of its section. */
  valueEnd(line: number): number {
    const octets = this.#octets
    let at = this.#base + this.#end(line) - 1
    while (octets[at] === SP || octets[at] === HTAB) at -= 1
    return at + 1 - this.#base
  }

  #colon(line: number): number {
    return this.positions[line * POSITIONS_PER_LINE]!
  }

  /** Whether a colon and digits stand there. */
  #isPort(start: number, end: number): boolean {
    const octets = this.#octets
    let at = this.#base + end - 1
    while (octets[at]! >= ZERO && octets[at]! <= NINE) at -= 1
    return octets[at] === COLON && at === this.#base + start
  }

  /** Where the CR of `line` is. */
  #end(line: number): number {
    return this.positions[line * POSITIONS_PER_LINE + 1]!
  }

  /** What lies between two positions of this message. */
  text(start: number, end: number): string {
    return textOf(this.#octets, this.#base + start, this.#base + end)
  }
}
