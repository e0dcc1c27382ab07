/**
 * What do the field lines of this message say, without making strings that nobody asks for?
 *
 * The lines stay where they arrived. The table holds four positions for each: where its name begins
 * and ends, where its value begins and ends. It is filled in place by field-section.ts and used again
 * for the next message on the connection.
 *
 * Spec: RFC 9110 §5 (fields).
 */

import type { Fields } from '../semantics/fields.ts'
import { spells, textOf } from './scan.ts'

const POSITIONS_PER_LINE = 4
const NOTHING = new Uint8Array(0)

export class FieldTable implements Fields {
  /** Number of field lines. */
  count = 0
  #octets: Uint8Array = NOTHING
  /** Index in `#octets` that positions count from. */
  #base = 0
  readonly #positions: number[] = []

  /** Empties the table for the next field section. */
  clear(): void {
    this.count = 0
    this.#octets = NOTHING
  }

  /** Adds a line; positions count from the mark of the buffer that is being read. */
  add(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    const positions = this.#positions
    const row = this.count * POSITIONS_PER_LINE
    positions[row] = nameStart
    positions[row + 1] = nameEnd
    positions[row + 2] = valueStart
    positions[row + 3] = valueEnd
    this.count += 1
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
    const positions = this.#positions
    for (let at = line; at < this.count; at += 1) {
      const row = at * POSITIONS_PER_LINE
      const start = positions[row]!
      if (positions[row + 1]! - start !== name.length) continue
      if (spells(this.#octets, this.#base + start, name)) return at
    }
    return -1
  }

  name(line: number): string {
    const row = line * POSITIONS_PER_LINE
    return this.#text(this.#positions[row]!, this.#positions[row + 1]!)
  }

  value(line: number): string {
    const row = line * POSITIONS_PER_LINE
    return this.#text(this.#positions[row + 2]!, this.#positions[row + 3]!)
  }

  /** Whether the value of `line` is `text`, given in lower case, in any case. */
  valueSpells(line: number, text: string): boolean {
    const row = line * POSITIONS_PER_LINE
    const start = this.#positions[row + 2]!
    if (this.#positions[row + 3]! - start !== text.length) return false
    return spells(this.#octets, this.#base + start, text)
  }

  /** Where the name of `line` begins, counted from the mark of its section. */
  nameStart(line: number): number {
    return this.#positions[line * POSITIONS_PER_LINE]!
  }

  /** Where the value of `line` begins, counted from the mark of its section. */
  valueStart(line: number): number {
    return this.#positions[line * POSITIONS_PER_LINE + 2]!
  }

  /** One past the last octet of the value of `line`, counted from the mark of its section. */
  valueEnd(line: number): number {
    return this.#positions[line * POSITIONS_PER_LINE + 3]!
  }

  #text(start: number, end: number): string {
    return textOf(this.#octets, this.#base + start, this.#base + end)
  }
}
