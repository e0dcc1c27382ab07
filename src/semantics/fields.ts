/**
 * What does a field section say?
 *
 * A field section is an ordered list of field lines. The same name may appear on several lines; for
 * every field defined as a list, those lines mean the same as one line with the values joined by
 * commas. Names are compared without regard to case.
 *
 * Two things implement `Fields`: the parsed head of a request, which still sits in the octets it
 * arrived in (message/request-head.ts), and `FieldSection` below, made from strings.
 *
 * Spec: RFC 9110 §5.1 (names), §5.2 (lines and combined values), §5.3 (order).
 */

/** A field section that can be asked by name. Names are given in lower case. */
export interface Fields extends Iterable<readonly [name: string, value: string]> {
  /** The combined value: all lines of that name joined by `, `; `undefined` when there is none. */
  get(name: string): string | undefined
  /** The value of each line of that name, in order. */
  all(name: string): readonly string[]
  /** Whether there is a line of that name. */
  has(name: string): boolean
}

/** A field section made from strings, for tests and for handlers that call other handlers. */
export class FieldSection implements Fields {
  readonly #lines: readonly (readonly [string, string])[]

  constructor(lines: Iterable<readonly [name: string, value: string]>) {
    this.#lines = [...lines]
  }

  get(name: string): string | undefined {
    const values = this.all(name)
    return values.length === 0 ? undefined : values.join(', ')
  }

  all(name: string): readonly string[] {
    return this.#lines.filter(([line]) => line.toLowerCase() === name).map(([, value]) => value)
  }

  has(name: string): boolean {
    return this.#lines.some(([line]) => line.toLowerCase() === name)
  }

  [Symbol.iterator](): Iterator<readonly [string, string]> {
    return this.#lines[Symbol.iterator]()
  }
}
