/**
 * What every command of the program does alike: read its words, and say how it ended.
 */

import { type Command, CommanderError } from 'commander'

/** How a command ended; the sentence is for stderr. */
export type CommandEnd = { readonly code: 0 } | { readonly code: 1 | 2; readonly sentence: string }

/** Why words could not be read; or what was asked for instead, as `--help` does. */
export type Unread =
  /** Text for stdout. */
  | { readonly kind: 'print'; readonly text: string }
  /** One sentence for stderr. */
  | { readonly kind: 'bad'; readonly sentence: string }

/**
 * Has `command` read `words`, and lets it end nothing and write nothing by itself.
 *
 * @param describe adds options and arguments; what it throws counts as a bad command line
 */
export function readWords(
  command: Command,
  words: readonly string[],
  describe: () => void = () => {},
): Unread | undefined {
  let printed = ''
  command.exitOverride().configureOutput({
    writeOut: (text) => {
      printed += text
    },
    writeErr: () => {},
  })
  try {
    describe()
    command.parse(words, { from: 'user' })
    return undefined
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return { kind: 'print', text: printed }
    return { kind: 'bad', sentence: sentenceOf(error.message) }
  }
}

/** Ends a command whose words were not for running it. */
export function endUnread(unread: Unread): CommandEnd {
  if (unread.kind === 'bad') return { code: 2, sentence: unread.sentence }
  process.stdout.write(unread.text)
  return { code: 0 }
}

/** Commander's messages, as one sentence without its prefix and its second-line hints. */
function sentenceOf(message: string): string {
  return message.replace(/^error: /, '').replaceAll('\n', ' ')
}
