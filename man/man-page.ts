/**
 * octets(1), made from the option table: `npm run man` writes it, and a test compares.
 *
 * In the language of man(7), whose only rules here are that a backslash is written \e, a hyphen that
 * is to be typed \-, and that a line must not begin with a dot or a quote.
 */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FLAGS, type Flag } from '../src/cli/flag-spelling.ts'
import { COMMANDS } from '../src/cli/options.ts'

/** @param version of the package: the page says which one it describes */
export function renderManPage(version: string): string {
  const lines = [
    '.\\" Made by npm run man from src/cli/options.ts. Do not edit.',
    `.TH OCTETS 1 "" "octets ${version}" "User Commands"`,
    ...section('NAME', [text('octets - serve a folder, or one file, over HTTP/1.1')]),
    ...section('SYNOPSIS', SYNOPSIS),
    ...section('DESCRIPTION', DESCRIPTION.map(text)),
    ...section('OPTIONS', FLAGS.flatMap(renderFlag)),
    ...section('COMMANDS', COMMANDS.flatMap(renderCommand)),
    ...section('ENVIRONMENT', FLAGS.flatMap(renderVariable)),
    ...section('EXIT STATUS', EXITS.flatMap(renderEntry)),
    ...section('EXAMPLES', EXAMPLES.flatMap(renderEntry)),
    ...section('SEE ALSO', [text('RFC 9110, RFC 9111, RFC 9112')]),
  ]
  return `${lines.join('\n')}\n`
}

const SYNOPSIS = [
  '.B octets',
  '[\\fIoption\\fR ...] [\\fIdir\\fR|\\fIfile\\fR]',
  ...COMMANDS.flatMap(({ name, words }) => ['.br', `.B octets ${name}`, text(words)]),
]

const DESCRIPTION = [
  'Serves the folder, or the current one, from TCP sockets up. The first line on standard output is',
  'the URL, printed once the port answers; everything else goes to standard error. The first SIGINT or',
  'SIGTERM lets answers in progress finish, the second does not wait.',
]

type Entry = readonly [term: string, says: string]

const EXITS: readonly Entry[] = [
  ['0', 'stopped as asked'],
  ['1', 'a failure while running'],
  ['2', 'a bad command line, or a root that cannot be served'],
]

const EXAMPLES: readonly Entry[] = [
  ['octets ./site', 'serve a folder to this machine'],
  ['octets -s -o build', 'serve a single-page application, and look at it'],
  ['octets --host 0.0.0.0 film.mp4', 'serve one file to everyone in the network'],
]

function section(title: string, lines: readonly string[]): readonly string[] {
  return [`.SH ${title}`, ...lines]
}

function renderFlag({ short, long, value, says, row }: Flag): readonly string[] {
  const spelled = [short, long].flatMap((one) =>
    one === undefined ? [] : [`\\fB${text(one)}\\fR`],
  )
  const shown = value === undefined ? '' : ` \\fI${text(value.replace(/[<>]/g, ''))}\\fR`
  const choices = row.choices === undefined ? '' : ` (${row.choices.join(', ')})`
  const fallback = row.fallback === undefined ? '' : `; default ${row.fallback}`
  return ['.TP', `${spelled.join(', ')}${shown}`, text(`${says}${choices}${fallback}`)]
}

function renderCommand({ name, words, says }: (typeof COMMANDS)[number]): readonly string[] {
  return renderEntry([`octets ${name} ${words}`, says])
}

function renderVariable({ long, row }: Flag): readonly string[] {
  return row.env === undefined ? [] : renderEntry([row.env, `read when ${long} is not given`])
}

function renderEntry([term, says]: Entry): readonly string[] {
  return ['.TP', `\\fB${text(term)}\\fR`, text(says)]
}

function text(plain: string): string {
  return plain
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/, '\\&')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [version = ''] = process.argv.slice(2)
  writeFileSync(join(import.meta.dirname, 'octets.1'), renderManPage(version))
}
