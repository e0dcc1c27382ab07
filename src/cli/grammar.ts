/**
 * What may be said to a command?
 *
 * Tables: of flags and of what stands between them. The words are read by them (command.ts), and the
 * help is made from them (help.ts).
 */

/** A flag, as reading it needs it. */
export interface FlagRow {
  /** `-p, --port <n>`: what is in `<>` must be said, what is in `[]` may be left out. */
  readonly flags: string
  /** The property that it sets; otherwise it is named after the flag. */
  readonly sets?: string
  readonly fallback?: string
  /** Environment variable that is read when the flag is not given. */
  readonly env?: string
  readonly choices?: readonly string[]
  /** @throws {ValueError} what the value is not */
  readonly parse?: (text: string) => unknown
  /** Whether the flag may be given several times. */
  readonly isList?: true
  /**
   * Of a flag whose value may be left out: what it is then, and which words are a value. Another word
   * behind the flag stands for itself: in `octets -s build` it is what to serve.
   */
  readonly implied?: string
  readonly accepts?: RegExp
}

/** A flag that is advertised. */
export interface Row extends FlagRow {
  readonly says: string
}

/** What is said without a flag. */
interface Operand {
  /** `<file>` must be said, `[file]` may be left out; `<file...>` is one and more. */
  readonly name: string
  readonly says: string
}

/** What the first word may be instead of something to serve. */
export interface CommandRow {
  readonly name: string
  /** What stands behind the name. */
  readonly words: string
  readonly says: string
}

export interface Grammar {
  /** As it is typed: `octets trace`. */
  readonly name: string
  readonly says: string
  readonly operands: readonly Operand[]
  readonly rows: readonly Row[]
  /** Flags that are understood and not advertised. */
  readonly foreign?: readonly FlagRow[]
  /** Printed on demand, if there is one. */
  readonly version?: () => string
  /** Commands to name behind the flags. */
  readonly commands?: readonly CommandRow[]
}

export const HELP: Row = { flags: '-h, --help', says: 'print this' }
export const VERSION_FLAG: Row = { flags: '-V, --version', says: 'print the version' }

/** In the order of the help. */
export function advertisedRows({ version, rows }: Grammar): readonly Row[] {
  return [...(version === undefined ? [] : [VERSION_FLAG]), ...rows, HELP]
}
