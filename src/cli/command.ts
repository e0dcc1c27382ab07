/**
 * What every command of the program does alike: read its words, and say how it ended.
 *
 * The help, and what somebody may have meant, are loaded when they are asked for: a usual start does
 * without.
 */

import { advertisedRows, type FlagRow, type Grammar, HELP, VERSION_FLAG } from './grammar.ts'
import { ValueError } from './value-error.ts'
import { splitWords, takesValue } from './words.ts'

/** How a command ended; the sentence is for stderr. */
export type CommandEnd = { readonly code: 0 } | { readonly code: 1 | 2; readonly sentence: string }

/** Why words could not be read; or what was asked for instead, as `--help` does. */
export type Unread =
  /** Text for stdout. */
  | { readonly kind: 'print'; readonly text: string }
  /** One sentence for stderr. */
  | { readonly kind: 'bad'; readonly sentence: string }

export interface Read<Said> {
  readonly kind: 'read'
  /** Values of flags, of the environment and of what stands in for them, each by its property. */
  readonly said: Said
  readonly operands: readonly string[]
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the words behind the name of a command. Flags beat the environment.
 *
 * @param environment variables that rows of the grammar may name
 */
export async function readWords<Said>(
  grammar: Grammar,
  words: readonly string[],
  environment: Environment = {},
): Promise<Read<Said> | Unread> {
  try {
    return await read(grammar, words, environment)
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    return { kind: 'bad', sentence: error.message.replaceAll('\n', ' ') }
  }
}

/** @throws {ValueError} a sentence, which may have line ends in what it quotes */
async function read<Said>(
  grammar: Grammar,
  words: readonly string[],
  environment: Environment,
): Promise<Read<Said> | Unread> {
  const rows = [...advertisedRows(grammar), ...(grammar.foreign ?? [])]
  const said: Record<string, unknown> = {}
  const operands: string[] = []
  let unknown: string | undefined
  let wantsHelp = false
  for (const word of splitWords(words, bySpelling(rows))) {
    if (word.kind === 'operand') operands.push(word.text)
    else if (word.kind === 'unknown-flag') unknown ??= word.text
    else if (word.row === VERSION_FLAG) return { kind: 'print', text: `${grammar.version?.()}\n` }
    else if (word.row === HELP) wantsHelp = true
    else addValue(said, word.row, word.value)
  }
  if (wantsHelp) {
    const { renderHelp } = await import('./help.ts')
    return { kind: 'print', text: renderHelp(grammar, process.stdout.columns) }
  }
  if (unknown !== undefined) throw new ValueError(await sentenceAbout(unknown, grammar))
  checkCount(grammar, operands.length)
  for (const row of rows) addFallback(said, row, environment)
  return { kind: 'read', said: said as Said, operands }
}

function bySpelling(rows: readonly FlagRow[]): ReadonlyMap<string, FlagRow> {
  const found = new Map<string, FlagRow>()
  for (const row of rows) {
    for (const part of row.flags.split(' '))
      if (part.startsWith('-')) found.set(part.replace(',', ''), row)
  }
  return found
}

/** `strictPort` for `--strict-port`, `cleanUrls` for `--no-clean-urls`. */
function propertyOf(row: FlagRow): string {
  const { flags, sets } = row
  if (sets !== undefined) return sets
  const dashes = isNegated(row) ? '--no-' : '--'
  const [name = ''] = flags.slice(flags.indexOf(dashes) + dashes.length).split(' ')
  const [first = '', ...more] = name.split('-')
  return [first, ...more.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('')
}

function isNegated({ flags }: FlagRow): boolean {
  return flags.includes('--no-')
}

function addValue(said: Record<string, unknown>, row: FlagRow, text: string | undefined): void {
  const property = propertyOf(row)
  if (!takesValue(row)) said[property] = !isNegated(row)
  else if (text === undefined) throw new ValueError(`option '${row.flags}' argument missing`)
  else if (row.isList) {
    said[property] = [...((said[property] ?? []) as readonly unknown[]), parseSaid(row, text)]
  } else said[property] = parseSaid(row, text)
}

function parseSaid(row: FlagRow, text: string): unknown {
  try {
    return parse(row, text)
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    throw new ValueError(`option '${row.flags}' argument '${text}' is invalid. ${error.message}`)
  }
}

function parse({ choices, parse = (said) => said }: FlagRow, text: string): unknown {
  if (choices?.includes(text) === false)
    throw new ValueError(`Allowed choices are ${choices.join(', ')}.`)
  return parse(text)
}

/** What counts where the flag is not given. */
function addFallback(said: Record<string, unknown>, row: FlagRow, environment: Environment): void {
  const variable = row.env === undefined ? undefined : environment[row.env]
  // Most flags have none.
  if (!variable && row.fallback === undefined && !isNegated(row)) return
  const property = propertyOf(row)
  if (property in said) return
  if (variable) said[property] = parseVariable(row, variable)
  else said[property] = row.fallback === undefined ? true : parse(row, row.fallback)
}

function parseVariable(row: FlagRow, text: string): unknown {
  try {
    return parse(row, text)
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    throw new ValueError(`$${row.env} is not usable: '${text}'`)
  }
}

async function sentenceAbout(unknown: string, grammar: Grammar): Promise<string> {
  const { nearFlags } = await import('./near-words.ts')
  const near = nearFlags(unknown, grammar)
  const list = near.length > 1 ? `one of ${near.join(', ')}` : near[0]
  return `unknown option '${unknown}'${list === undefined ? '' : ` (Did you mean ${list}?)`}`
}

function checkCount({ operands }: Grammar, count: number): void {
  const missing = operands[count]?.name
  if (missing?.startsWith('<')) {
    const name = missing.replace(/^<|(?:\.\.\.)?>$/g, '')
    throw new ValueError(`missing required argument '${name}'`)
  }
  const most = operands.length
  if (count <= most || operands.at(-1)?.name.includes('...')) return
  const expected = `${most} argument${most === 1 ? '' : 's'}`
  throw new ValueError(`too many arguments. Expected ${expected} but got ${count}.`)
}

/** Ends a command whose words were not for running it. */
export function endUnread(unread: Unread): CommandEnd {
  if (unread.kind === 'bad') return { code: 2, sentence: unread.sentence }
  process.stdout.write(unread.text)
  return { code: 0 }
}
