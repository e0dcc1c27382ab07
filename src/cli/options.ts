/**
 * What may be said on the command line?
 *
 * One table. Parsing, `--help` and the README's list of flags are all made from it, so none of them
 * can promise what another does not know.
 */

import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'

interface Row {
  readonly flags: string
  readonly says: string
  readonly fallback?: string
  /** Environment variable that is read when the flag is not given. */
  readonly env?: string
  readonly choices?: readonly string[]
  readonly parse?: (text: string) => unknown
}

// biome-ignore format: one option a line reads as the table it is
export const OPTIONS: readonly Row[] = [
  { flags: '-p, --port <n>',     says: 'TCP port; 0 takes any free one. A taken port: the next free one', fallback: '8080', env: 'PORT', parse: parsePort },
  { flags: '--strict-port',      says: 'a taken port is an error instead' },
  { flags: '--host <address>',   says: 'address to listen on; 0.0.0.0 or :: for everyone (default: loopback)', env: 'HOST' },
  { flags: '--log <format>',     says: 'what to log on stderr for each request', fallback: 'dev', choices: ['dev', 'off'] },
  { flags: '-q, --quiet',        says: 'no log, and nothing on stdout but the URL' },
]

/** The rows above, as they come out of the parser. */
interface Said {
  readonly port: number
  readonly strictPort?: true
  readonly host?: string
  readonly log: 'dev' | 'off'
  readonly quiet?: true
}

/** What a command line asks for. */
export interface Options {
  /** Folder or file to serve. */
  readonly root: string
  readonly port: number
  readonly isPortStrict: boolean
  /** `undefined` for both loopback addresses. */
  readonly host: string | undefined
  readonly log: 'dev' | 'off'
}

export type CommandLine =
  | { readonly kind: 'serve'; readonly options: Options }
  /** `--help` or `--version`: text for stdout. */
  | { readonly kind: 'print'; readonly text: string }
  /** One sentence for stderr. */
  | { readonly kind: 'bad'; readonly sentence: string }

/**
 * Reads a command line. Flags beat the environment.
 *
 * @param words what stands behind the program's name
 * @param environment variables that rows of the table may name
 */
export function parseCommandLine(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  version: string,
): CommandLine {
  let printed = ''
  const command = new Command('octets').exitOverride().configureOutput({
    writeOut: (text) => {
      printed += text
    },
    writeErr: () => {},
  })
  try {
    describeOptions(command, version, environment)
    command.parse(words, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return { kind: 'print', text: printed }
    return { kind: 'bad', sentence: sentenceOf(error.message) }
  }
  const said = command.opts<Said>()
  return {
    kind: 'serve',
    options: {
      root: command.args[0] ?? '.',
      port: said.port,
      isPortStrict: said.strictPort === true,
      host: said.host,
      log: said.quiet === true ? 'off' : said.log,
    },
  }
}

function describeOptions(
  command: Command,
  version: string,
  environment: Readonly<Record<string, string | undefined>>,
): void {
  command
    .description('Serves a folder, or one file, over HTTP/1.1, straight from TCP sockets.')
    .argument('[dir|file]', 'what to serve (default: the current folder)')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this')
    .allowExcessArguments(false)
  for (const row of OPTIONS) command.addOption(buildOption(row, environment))
}

function buildOption(row: Row, environment: Readonly<Record<string, string | undefined>>): Option {
  const option = new Option(
    row.flags,
    row.env === undefined ? row.says : `${row.says} (or $${row.env})`,
  )
  const { parse } = row
  if (parse !== undefined) option.argParser(parse)
  if (row.choices !== undefined) option.choices(row.choices)
  // Commander reads process.env itself; handing the value over keeps this function testable.
  const fallback = (row.env === undefined ? undefined : environment[row.env]) || row.fallback
  if (fallback === undefined) return option
  return option.default(parse === undefined ? fallback : parseFallback(row, fallback), row.fallback)
}

function parseFallback({ env, parse }: Row, text: string): unknown {
  try {
    return parse?.(text)
  } catch {
    throw new CommanderError(2, 'octets.environment', `error: $${env} is not usable: '${text}'`)
  }
}

function parsePort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new InvalidArgumentError('It is not a port number from 0 to 65535.')
  }
  return port
}

/** Commander's messages, as one sentence without its prefix and its second-line hints. */
function sentenceOf(message: string): string {
  return message.replace(/^error: /, '').replaceAll('\n', ' ')
}
