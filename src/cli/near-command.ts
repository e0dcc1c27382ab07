/** Which command did somebody mean who asked for a folder that is not there? */

import { nearWords } from './near-words.ts'
import { COMMANDS } from './options.ts'

/** A remark to go behind the sentence that says what is not there; empty when no command is near. */
export function nearCommand(word: string): string {
  const names = COMMANDS.map(({ name }) => name)
  const [name] = nearWords(word, names)
  return name === undefined ? '' : ` (Did you mean the command ${name}?)`
}
