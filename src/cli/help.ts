/**
 * What does `--help` print?
 *
 * Usage, then three lists of terms with what they mean, in two columns; the right one is wrapped to
 * the width of the terminal, unless hardly anything would be left of it.
 */

import { advertisedRows, type CommandRow, type Grammar, type Row } from './grammar.ts'

type Item = readonly [term: string, says: string]

/** Where nobody says otherwise, as of output that is no terminal. */
const COLUMNS = 80
/** Narrower text is left to the terminal to wrap. */
const LEAST_COLUMNS = 40
const INDENT = 2
/** Between terms and what they mean. */
const GAP = 2
const COMMAND_COLUMNS = 36

/** @param columns of the terminal; `undefined` when it is none */
export function renderHelp(grammar: Grammar, columns: number = COLUMNS): string {
  const { name, says, operands, commands } = grammar
  const usage = [name, '[options]', ...operands.map((operand) => operand.name)].join(' ')
  const named = operands.map((operand): Item => [bareName(operand.name), operand.says])
  const flags = advertisedRows(grammar).map((row): Item => [row.flags, describe(row)])
  const width = Math.max(...[...named, ...flags].map(([term]) => term.length))
  const list = (items: readonly Item[]): string =>
    items.map((item) => renderItem(item, width, columns)).join('\n')
  const parts = [
    `Usage: ${usage}`,
    wrap(says, columns),
    `Arguments:\n${list(named)}`,
    `Options:\n${list(flags)}`,
    ...(commands === undefined ? [] : [renderCommands(name, commands)]),
  ]
  return `${parts.join('\n\n')}\n`
}

/** Without its brackets and dots. */
function bareName(name: string): string {
  return name.replace(/^[<[]|(?:\.\.\.)?[>\]]$/g, '')
}

function describe({ says, env, choices, fallback }: Row): string {
  const variable = env === undefined ? '' : ` (or $${env})`
  const listed = choices?.map((choice) => JSON.stringify(choice)).join(', ')
  const remarks = [
    ...(listed === undefined ? [] : [`choices: ${listed}`]),
    ...(fallback === undefined ? [] : [`default: ${fallback}`]),
  ]
  return `${says}${variable}${remarks.length === 0 ? '' : ` (${remarks.join(', ')})`}`
}

function renderItem([term, says]: Item, width: number, columns: number): string {
  const start = INDENT + width + GAP
  const lines = wrap(says, columns - start).replaceAll('\n', `\n${' '.repeat(start)}`)
  return `${' '.repeat(INDENT)}${term.padEnd(width + GAP)}${lines}`
}

/** Words in lines of at most so many columns; a word that is longer has a line of its own. */
function wrap(text: string, columns: number): string {
  if (columns < LEAST_COLUMNS) return text
  const [first = '', ...words] = text.split(' ')
  const lines = [first]
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`
    if (longer.length <= columns) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines.join('\n')
}

function renderCommands(program: string, commands: readonly CommandRow[]): string {
  const lines = commands.map(
    ({ name, words, says }) => `  ${`${program} ${name} ${words}`.padEnd(COMMAND_COLUMNS)}${says}`,
  )
  return `Commands (a folder of such a name is ./${commands[0]?.name}):\n${lines.join('\n')}`
}
