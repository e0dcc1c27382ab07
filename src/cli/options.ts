/**
 * What may be said on the command line?
 *
 * One table. Parsing, `--help` and the README's list of flags are all made from it, so none of them
 * can promise what another does not know.
 */

import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { DEFAULT_LIMITS, type Limits } from '../message/limits.ts'

interface Row {
  readonly flags: string
  readonly says: string
  readonly fallback?: string
  /** Environment variable that is read when the flag is not given. */
  readonly env?: string
  readonly choices?: readonly string[]
  readonly parse?: (text: string) => unknown
  /** Whether the flag may be given several times. */
  readonly isList?: true
}

// biome-ignore format: one option a line reads as the table it is
export const OPTIONS: readonly Row[] = [
  { flags: '-p, --port <n>',     says: 'TCP port; 0 takes any free one. A taken port: the next free one', fallback: '8080', env: 'PORT', parse: parsePort },
  { flags: '--strict-port',      says: 'a taken port is an error instead' },
  { flags: '--host <address>',   says: 'address to listen on; 0.0.0.0 or :: for everyone (default: loopback)', env: 'HOST' },
  { flags: '--allow-host <name>', says: 'answer to this Host too (repeatable; * for any); others get 421 on loopback', isList: true },
  { flags: '--log <format>',     says: 'what to log on stderr for each request', fallback: 'dev', choices: ['dev', 'off'] },
  { flags: '--explain',          says: 'tell clients what was wrong with a request (on loopback only)' },
  { flags: '-q, --quiet',        says: 'no log, and nothing on stdout but URLs' },
  { flags: '--max-connections <n>',     says: 'open connections; more get 503',                             fallback: String(DEFAULT_LIMITS.connections),           parse: parseCount },
  { flags: '--max-requests <n>',        says: 'requests on one connection, then it is closed',              fallback: String(DEFAULT_LIMITS.requestsPerConnection), parse: parseCount },
  { flags: '--max-head <octets>',       says: 'largest field section; a larger one gets 431',               fallback: String(DEFAULT_LIMITS.fieldSectionOctets),    parse: parseCount },
  { flags: '--max-body <octets>',       says: 'largest content of a request; a larger one gets 413',        fallback: String(DEFAULT_LIMITS.contentOctets),         parse: parseCount },
  { flags: '--timeout-head <seconds>',  says: 'from the first octet of a request to the end of its head',   fallback: seconds(DEFAULT_LIMITS.headMilliseconds),     parse: parseSeconds },
  { flags: '--timeout-idle <seconds>',  says: 'between two requests on a connection',                       fallback: seconds(DEFAULT_LIMITS.idleMilliseconds),     parse: parseSeconds },
  { flags: '--timeout-stall <seconds>', says: 'without enough content moving, in or out',                   fallback: seconds(DEFAULT_LIMITS.stallMilliseconds),    parse: parseSeconds },
]

/** The rows above, as they come out of the parser. */
interface Said {
  readonly port: number
  readonly strictPort?: true
  readonly host?: string
  readonly log: 'dev' | 'off'
  readonly quiet?: true
  readonly explain?: true
  readonly allowHost?: readonly string[]
  readonly maxConnections: number
  readonly maxRequests: number
  readonly maxHead: number
  readonly maxBody: number
  readonly timeoutHead: number
  readonly timeoutIdle: number
  readonly timeoutStall: number
}

/** What a command line asks for. */
export interface Options {
  /** Folder or file to serve. */
  readonly root: string
  readonly port: number
  readonly isPortStrict: boolean
  /** `undefined` for both loopback addresses. */
  readonly host: string | undefined
  /** Names to answer to besides those of loopback; `undefined` when none were said. */
  readonly allowedHosts: readonly string[] | undefined
  readonly log: 'dev' | 'off'
  readonly explains: boolean
  readonly limits: Limits
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
  return { kind: 'serve', options: optionsOf(command.args[0] ?? '.', said) }
}

function optionsOf(root: string, said: Said): Options {
  return {
    root,
    port: said.port,
    isPortStrict: said.strictPort === true,
    host: said.host,
    allowedHosts: said.allowHost,
    log: said.quiet === true ? 'off' : said.log,
    explains: said.explain === true,
    limits: {
      ...DEFAULT_LIMITS,
      connections: said.maxConnections,
      connectionsPerAddress: said.maxConnections,
      requestsPerConnection: said.maxRequests,
      fieldSectionOctets: said.maxHead,
      contentOctets: said.maxBody,
      headMilliseconds: said.timeoutHead,
      idleMilliseconds: said.timeoutIdle,
      stallMilliseconds: said.timeoutStall,
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
  if (row.isList) option.argParser((text: string, list?: string[]) => [...(list ?? []), text])
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

function parseCount(text: string): number {
  if (!/^\d{1,15}$/.test(text) || Number(text) === 0) {
    throw new InvalidArgumentError('It is not a whole number from 1.')
  }
  return Number(text)
}

/** Seconds as said, milliseconds as used. */
function parseSeconds(text: string): number {
  const milliseconds = Number(text) * 1000
  if (!/^\d{1,6}(?:\.\d+)?$/.test(text) || milliseconds === 0) {
    throw new InvalidArgumentError('It is not a number of seconds above 0.')
  }
  return milliseconds
}

function seconds(milliseconds: number): string {
  return String(milliseconds / 1000)
}

/** Commander's messages, as one sentence without its prefix and its second-line hints. */
function sentenceOf(message: string): string {
  return message.replace(/^error: /, '').replaceAll('\n', ' ')
}
