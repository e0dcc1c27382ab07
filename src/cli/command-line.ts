/**
 * What does this command line ask for?
 *
 *   words ──▶ Said ──▶ Options
 *
 * What may be said is the table in options.ts. Flags beat the environment.
 */

import { DEFAULT_LIMITS, type Limits } from '../message/limits.ts'
import type { FileOptions } from '../site/file-options.ts'
import type { TraceMode } from '../trace/render-trace.ts'
import type { CertificateFiles } from './certificate-files.ts'
import { readWords, type Unread } from './command.ts'
import type { Grammar } from './grammar.ts'
import { COMMANDS, FOREIGN, OPTIONS, type Said } from './options.ts'
import type { Place } from './place.ts'

/** Where the certificate comes from. */
export type TlsSource =
  | ({ readonly kind: 'files' } & CertificateFiles)
  | { readonly kind: 'self-signed' }

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
  /** Where else to listen than at `host` and `port`. */
  readonly listen: readonly Place[] | undefined
  readonly tls: TlsSource | undefined
  /** Processes that serve; 0 for as many as there are cores. */
  readonly workers: number
  /** Proxies that must send a PROXY header; `undefined` when there are none. */
  readonly proxies: readonly string[] | undefined
  /** Proxies whose Forwarded fields are believed. */
  readonly trustedProxies: readonly string[]
  readonly log: Said['log']
  /** `undefined` for stderr. */
  readonly logFile: string | undefined
  /** Paths of the pages about the server itself. */
  readonly health: string | undefined
  readonly metrics: string | undefined
  readonly isQuiet: boolean
  readonly explains: boolean
  /** How to show what is framed; `undefined` not to. */
  readonly trace: TraceMode | undefined
  readonly explores: boolean
  /** Path and query to open in a browser; `undefined` not to. */
  readonly opens: string | undefined
  readonly files: Omit<FileOptions, 'explains' | 'remark' | 'cacheTally'>
  readonly limits: Limits
}

export type CommandLine = { readonly kind: 'serve'; readonly options: Options } | Unread

const GRAMMAR: Grammar = {
  name: 'octets',
  says: 'Serves a folder, or one file, over HTTP/1.1, straight from TCP sockets.',
  operands: [{ name: '[dir|file]', says: 'what to serve (default: the current folder)' }],
  rows: OPTIONS,
  foreign: FOREIGN,
  commands: COMMANDS,
}

/**
 * Reads a command line. Flags beat the environment.
 *
 * @param words what stands behind the program's name
 * @param environment variables that rows of the table may name
 */
export async function parseCommandLine(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  version: () => string,
): Promise<CommandLine> {
  if (words[0] === 'completion')
    return (await import('./completion.ts')).completionFor(words.slice(1))
  const read = await readWords<Said>({ ...GRAMMAR, version }, words, environment)
  if (read.kind !== 'read') return read
  const { said, operands } = read
  const roots = [...operands, ...(said.root === undefined ? [] : [said.root])]
  if (roots.length > 1)
    return { kind: 'bad', sentence: `What to serve is said twice: '${roots.join("' and '")}'` }
  const why = contradictionIn(said)
  if (why !== undefined) return { kind: 'bad', sentence: why }
  return { kind: 'serve', options: optionsOf(roots[0] ?? '.', said, environment) }
}

function contradictionIn(said: Said): string | undefined {
  const { tlsCert, tlsKey, tlsSelfSigned, log, quiet, logFile, health, metrics } = said
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    return '--tls-cert and --tls-key belong together'
  if (tlsCert !== undefined && tlsSelfSigned === true)
    return 'There is one certificate: either --tls-cert or --tls-self-signed'
  if (logFile !== undefined && (log === 'off' || quiet === true))
    return 'There is no log for --log-file to hold'
  if (health !== undefined && health === metrics)
    return '--health and --metrics cannot have one path'
  return undefined
}

function tlsSourceOf(
  { tlsCert, tlsKey, tlsSelfSigned }: Said,
  { OCTETS_TLS_PASSPHRASE: passphrase }: Readonly<Record<string, string | undefined>>,
): TlsSource | undefined {
  if (tlsCert !== undefined && tlsKey !== undefined)
    return { kind: 'files', certificate: tlsCert, key: tlsKey, passphrase }
  return tlsSelfSigned === true ? { kind: 'self-signed' } : undefined
}

function optionsOf(
  root: string,
  said: Said,
  environment: Readonly<Record<string, string | undefined>>,
): Options {
  return {
    root,
    port: said.port,
    isPortStrict: said.strictPort === true || said.portSwitching === false,
    host: said.host,
    listen: said.listen,
    tls: tlsSourceOf(said, environment),
    workers: said.workers,
    proxies: said.proxyProtocol,
    trustedProxies: said.trustProxy ?? [],
    allowedHosts: said.allowHost,
    log: said.quiet === true ? 'off' : said.log,
    isQuiet: said.quiet === true,
    logFile: said.logFile,
    health: said.health,
    metrics: said.metrics,
    explains: said.explain === true,
    trace: said.trace,
    explores: said.explore === true,
    opens: said.open,
    files: fileOptionsOf(said),
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

function fileOptionsOf(said: Said): Options['files'] {
  return {
    index: said.index,
    cleanUrls: said.cleanUrls,
    fallback: said.spa ?? (said.single === true ? 'index.html' : undefined),
    listing: said.listing,
    dotfiles: said.dotfiles === true ? 'served' : 'refused',
    symlinks: said.symlinks,
    cacheControl: said.cache,
    entityTag: said.etag,
    compression: said.compress,
    corsOrigin: said.cors,
    isolated: said.isolate === true,
    fields: said.header ?? [],
    mediaTypes: new Map(said.mime),
  }
}
