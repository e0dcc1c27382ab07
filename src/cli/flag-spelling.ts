/** How is a flag of the table spelled, taken apart? For what is made from the table besides parsing. */

import type { Row } from './grammar.ts'
import { OPTIONS } from './options.ts'

export interface Flag {
  /** With its dash; some flags have no short form. */
  readonly short: string | undefined
  /** With its dashes. */
  readonly long: string
  /** What stands for the value, in its brackets: `<n>` must be said, `[file]` may be left out. */
  readonly value: string | undefined
  readonly says: string
  readonly row: Pick<Row, 'choices' | 'env' | 'fallback'>
}

/** The flags that parsing adds by itself. */
const OWN: readonly Row[] = [
  { flags: '-h, --help', says: 'print help' },
  { flags: '-V, --version', says: 'print the version' },
]

/** Every flag that is advertised, in the order of the table. */
export const FLAGS: readonly Flag[] = [...OPTIONS, ...OWN].map((row) => {
  const [, short, long = '', value] = /^(?:(-\w), )?(--[\w-]+)(?: (\S+))?$/.exec(row.flags) ?? []
  return { short, long, value, says: row.says, row }
})
