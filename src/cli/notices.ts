/**
 * How does the program tell whoever started it where it is, and what is not as they asked?
 */

import type { Options } from './command-line.ts'
import { welcome } from './welcome.ts'

/** On stdout, once all of them answer. */
export async function announce(
  urls: readonly string[],
  { explores, opens, isQuiet }: Options,
): Promise<void> {
  const all = explores ? [...urls, `${urls[0]}~octets/`] : urls
  process.stdout.write(all.map((url) => `${url}\n`).join(''))
  await welcome({ urls, opens, isWatched: process.stderr.isTTY && !isQuiet }, say)
}

/** One sentence on stderr. */
export function say(sentence: string): void {
  process.stderr.write(`octets: ${sentence}\n`)
}

/** Says why it ends, and leaves the exit code; the end comes when nothing is left to do. */
export function leave(code: 1 | 2, sentence: string): void {
  say(sentence)
  process.exitCode = code
}
