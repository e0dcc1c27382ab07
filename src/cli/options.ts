/**
 * What may be said on the command line?
 *
 * One table. Parsing (command-line.ts), `--help` and the README's list of flags are all made from it,
 * so none of them can promise what another does not know. Behind it stands a second one, of spellings that users of
 * other servers bring along: they are understood and not advertised.
 */

import { DEFAULT_LIMITS } from '../message/limits.ts'
import type { FieldLine } from '../semantics/exchange.ts'
import { DEFAULT_FILE_OPTIONS, type FileOptions } from '../site/file-options.ts'
import type { TraceMode } from '../trace/render-trace.ts'
import type { CommandRow, FlagRow, Row } from './grammar.ts'
import {
  parseCache,
  parseCount,
  parseFieldLine,
  parseForeignCache,
  parseIndexNames,
  parseMediaType,
  parseMonitorPath,
  parseOpenPath,
  parseOrigin,
  parsePage,
  parsePort,
  parseSeconds,
  parseTrusted,
  parseWorkers,
} from './option-values.ts'
import { type Place, parsePlace } from './place.ts'

/** A spelling of another server, and the property of `Said` that it sets. */
interface ForeignRow extends FlagRow {
  readonly sets: keyof Said
}

/** How a trace can be shown. */
export const TRACE_MODES: readonly TraceMode[] = ['text', 'hex', 'events', 'json']
/** What of it may be a word of its own. */
export const TRACE_MODE: RegExp = new RegExp(`^(?:${TRACE_MODES.join('|')})$`)

// biome-ignore format: one option a line reads as the table it is
export const OPTIONS: readonly Row[] = [
  { flags: '-p, --port <n>',     says: 'TCP port; 0 takes any free one. A taken port: the next free one', fallback: '8080', env: 'PORT', parse: parsePort },
  { flags: '--strict-port',      says: 'a taken port is an error instead' },
  { flags: '--host <address>',   says: 'address to listen on; 0.0.0.0 or :: for everyone (default: loopback)', env: 'HOST' },
  { flags: '--allow-host <name>', says: 'answer to this Host too (repeatable; * for any); others get 421 on loopback', isList: true },
  { flags: '-l, --listen <uri>', says: 'listen here, not at --host and --port: tcp://host:port, unix:path?mode=660 or fd:3 (repeatable)', isList: true, parse: parsePlace },
  { flags: '--tls-cert <file>',  says: 'https with this certificate and those that lead to its authority, in PEM form; SIGHUP reads it again' },
  { flags: '--tls-key <file>',   says: 'its private key; $OCTETS_TLS_PASSPHRASE opens an encrypted one' },
  { flags: '--tls-self-signed',  says: 'https with a certificate for this machine, signed by an authority of your own that is kept in your cache folder' },
  { flags: '--proxy-protocol <address>', says: 'only these proxies may connect, and say who their client is with the PROXY protocol: an address, a range or unix (repeatable)', isList: true, parse: parseTrusted },
  { flags: '--trust-proxy <address>', says: 'believe Forwarded and X-Forwarded-For from here, for the log: an address, a range or unix (repeatable)', isList: true, parse: parseTrusted },
  { flags: '-s, --spa [file]',   says: 'unknown paths that a browser opens as pages get this page (index.html); missing assets stay 404', implied: 'index.html', accepts: /\.html?$/i, parse: parsePage },
  { flags: '--index <names>',    says: 'files that stand for their folder, the preferred one first', fallback: DEFAULT_FILE_OPTIONS.index.join(','), parse: parseIndexNames },
  { flags: '--no-clean-urls',    says: '/about does not find about.html' },
  { flags: '--listing <mode>',   says: 'folders without an index: auto lists them, in HTML or JSON, off answers 404', fallback: DEFAULT_FILE_OPTIONS.listing, choices: ['auto', 'off'] },
  { flags: '--dotfiles',         says: 'serve names that begin with a dot; .well-known always is' },
  { flags: '--symlinks <mode>',  says: 'links to follow: those that stay inside the folder, all, or none', fallback: DEFAULT_FILE_OPTIONS.symlinks, choices: ['inside', 'all', 'none'] },
  { flags: '--cache <value>',    says: 'how long files may be used again: seconds, immutable, no-cache or no-store', fallback: DEFAULT_FILE_OPTIONS.cacheControl, parse: parseCache },
  { flags: '--etag <mode>',      says: 'entity-tags from size and times, or from content (the same on every machine), or off', fallback: DEFAULT_FILE_OPTIONS.entityTag, choices: ['stat', 'content', 'off'] },
  { flags: '--compress <mode>',  says: 'static sends .br, .zst and .gz found beside files; auto also compresses text; off neither', fallback: DEFAULT_FILE_OPTIONS.compression, choices: ['auto', 'static', 'off'] },
  { flags: '-C, --cors [origin]', says: 'let pages of this origin, or of any, read answers', implied: '*', accepts: /^\*$|:\/\//, parse: parseOrigin },
  { flags: '--isolate',          says: 'isolate pages from other origins (COOP, COEP, CORP), as SharedArrayBuffer asks' },
  { flags: '-H, --header <line>', says: "field line for every answer, as 'Name: value' (repeatable)", isList: true, parse: parseFieldLine },
  { flags: '--mime <ext=type>',  says: 'media type for an extension (repeatable)', isList: true, parse: parseMediaType },
  { flags: '-o, --open [path]',  says: 'open a browser, at / or at this path', implied: '/', accepts: /^\//, parse: parseOpenPath },
  { flags: '-w, --workers <n>',  says: 'processes that share the work; 0 for one per core. SIGHUP replaces them one by one', fallback: '1', parse: parseWorkers },
  { flags: '--log <format>',     says: 'how to log each answer: dev for people, combined as Apache and nginx do, json for programs', fallback: 'dev', choices: ['dev', 'combined', 'json', 'off'] },
  { flags: '--log-file <file>',  says: 'log to this file, not to stderr; SIGUSR1 and SIGHUP open it again, for rotation' },
  { flags: '--health <path>',    says: 'answer this path with 200, or 503 while stopping, and leave it out of the log', parse: parseMonitorPath },
  { flags: '--metrics <path>',   says: 'answer this path with counts for Prometheus, and leave it out of the log', parse: parseMonitorPath },
  { flags: '--explain',          says: 'tell clients what was wrong with a request, and why each answer is what it is (on loopback only)' },
  { flags: '--trace [mode]',     says: 'print on stderr how requests and answers are framed, as text, hex, events or json', implied: 'text', accepts: TRACE_MODE, choices: TRACE_MODES },
  { flags: '--explore',          says: 'serve the framing explorer at /~octets/ (on loopback only)' },
  { flags: '-q, --quiet',        says: 'no log, and nothing on stdout but URLs' },
  { flags: '--max-connections <n>',     says: 'open connections of each worker; more get 503',                         fallback: String(DEFAULT_LIMITS.connections),           parse: parseCount },
  { flags: '--max-requests <n>',        says: 'requests on one connection, then it is closed',              fallback: String(DEFAULT_LIMITS.requestsPerConnection), parse: parseCount },
  { flags: '--max-head <octets>',       says: 'largest field section; a larger one gets 431',               fallback: String(DEFAULT_LIMITS.fieldSectionOctets),    parse: parseCount },
  { flags: '--max-body <octets>',       says: 'largest content of a request; a larger one gets 413',        fallback: String(DEFAULT_LIMITS.contentOctets),         parse: parseCount },
  { flags: '--timeout-head <seconds>',  says: 'from the first octet of a request to the end of its head',   fallback: seconds(DEFAULT_LIMITS.headMilliseconds),     parse: parseSeconds },
  { flags: '--timeout-idle <seconds>',  says: 'between two requests on a connection',                       fallback: seconds(DEFAULT_LIMITS.idleMilliseconds),     parse: parseSeconds },
  { flags: '--timeout-stall <seconds>', says: 'without enough content moving, in or out',                   fallback: seconds(DEFAULT_LIMITS.stallMilliseconds),    parse: parseSeconds },
]

export const COMMANDS: readonly CommandRow[] = [
  { name: 'trace', words: '[file]', says: 'print how raw octets are framed' },
  {
    name: 'send',
    words: '<host:port> ...',
    says: 'send raw octets in chosen segments, print the answers',
  },
  {
    name: 'completion',
    words: '<bash|zsh|fish>',
    says: 'print a script with which the shell completes command lines',
  },
]

// biome-ignore format: one spelling a line reads as the table it is
export const FOREIGN: readonly ForeignRow[] = [
  { flags: '--single',               sets: 'single' },
  { flags: '-d, --directory <dir>',  sets: 'root' },
  { flags: '--root <dir>',           sets: 'root' },
  { flags: '-a, --addr <address>',   sets: 'host' },
  { flags: '-b, --bind <address>',   sets: 'host' },
  { flags: '--strictPort',           sets: 'strictPort' },
  { flags: '--no-port-switching',    sets: 'portSwitching' },
  { flags: '--cert <file>',          sets: 'tlsCert' },
  { flags: '--key <file>',           sets: 'tlsKey' },
  { flags: '--ssl-cert <file>',      sets: 'tlsCert' },
  { flags: '--ssl-key <file>',       sets: 'tlsKey' },
  { flags: '-c <seconds>',           sets: 'cache', parse: parseForeignCache },
  // What is compressed beforehand is sent without being asked for.
  { flags: '--gzip',                 sets: 'gzip' },
  { flags: '--brotli',               sets: 'brotli' },
]

/** The rows above, as they come out of the parser. */
export interface Said {
  readonly port: number
  readonly strictPort?: true
  readonly host?: string
  readonly log: 'dev' | 'combined' | 'json' | 'off'
  readonly logFile?: string
  readonly health?: string
  readonly metrics?: string
  readonly quiet?: true
  readonly explain?: true
  readonly trace?: TraceMode
  readonly explore?: true
  readonly open?: string
  readonly allowHost?: readonly string[]
  readonly listen?: readonly Place[]
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly tlsSelfSigned?: true
  readonly workers: number
  readonly proxyProtocol?: readonly string[]
  readonly trustProxy?: readonly string[]
  readonly spa?: string
  readonly index: readonly string[]
  readonly cleanUrls: boolean
  readonly listing: FileOptions['listing']
  readonly dotfiles?: true
  readonly symlinks: FileOptions['symlinks']
  readonly cache: string
  readonly etag: FileOptions['entityTag']
  readonly compress: FileOptions['compression']
  readonly cors?: string
  readonly isolate?: true
  readonly header?: readonly FieldLine[]
  readonly mime?: readonly (readonly [string, string])[]
  readonly maxConnections: number
  readonly maxRequests: number
  readonly maxHead: number
  readonly maxBody: number
  readonly timeoutHead: number
  readonly timeoutIdle: number
  readonly timeoutStall: number
  readonly root?: string
  readonly single?: true
  readonly portSwitching?: false
  readonly gzip?: true
  readonly brotli?: true
}

function seconds(milliseconds: number): string {
  return String(milliseconds / 1000)
}
