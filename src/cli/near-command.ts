/** Which command did somebody mean who asked for a folder that is not there? */

import { Command, CommanderError } from 'commander'
import { COMMANDS } from './options.ts'

/** A remark to go behind the sentence that says what is not there; empty when no command is near. */
export function nearCommand(word: string): string {
  // Commander knows which words are near, and says so of commands that it knows.
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} })
  for (const { name } of COMMANDS) program.command(name)
  try {
    program.parse([word], { from: 'user' })
    return ''
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    const [, name] = /\(Did you mean (.*)\?\)/.exec(error.message) ?? []
    return name === undefined ? '' : ` (Did you mean the command ${name}?)`
  }
}
