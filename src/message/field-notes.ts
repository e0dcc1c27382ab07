/**
 * Which lines of this field section does the parser itself act on?
 *
 * Noted as they pass, by the number of their name in known-names.ts; later steps look at the notes and
 * not at the section again. A bit says that there is a line, another that there is more than one, so
 * that one comparison tells whether a head is like most.
 */

import { NOTED_NAMES } from './known-names.ts'

/** A bit of a name, shifted by so many: it has more lines than one. */
const REPEATED = 8

export class FieldNotes {
  /** What `seenAlso` made of the numbers of the lines so far. */
  seen = 0
  /** By number the last line there was. Of names that were not seen it says nothing. */
  readonly last: number[] = new Array(NOTED_NAMES.length + 1).fill(0)

  /** For a section of which nothing has been read. */
  clear(): void {
    this.seen = 0
  }

  add(number: number, line: number): void {
    this.seen = seenAlso(this.seen, number)
    this.last[number] = line
  }

  has(number: number): boolean {
    return ((this.seen >> number) & 1) !== 0
  }

  isRepeated(number: number): boolean {
    return this.has(number + REPEATED)
  }
}

/** What has been seen with a line of the name `number` after what was `seen` before. */
export function seenAlso(seen: number, number: number): number {
  const bit = 1 << number
  return seen | bit | ((seen & bit) << REPEATED)
}
