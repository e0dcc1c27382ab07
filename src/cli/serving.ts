/**
 * Which server do these options make?
 *
 * A site of files, guarded against foreign names where only this machine can connect, behind whatever
 * its connections go through first, with a journal that writes the log.
 */

import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import type { Handler } from '../semantics/exchange.ts'
import { AddressSet } from '../server/address-set.ts'
import { createServer } from '../server/http-server.ts'
import type { Server } from '../server/server.ts'
import { Tally } from '../server/tally.ts'
import type { TlsDoor } from '../server/tls-door.ts'
import { serveExplorer } from '../site/explorer-files.ts'
import { serveFiles } from '../site/file-handler.ts'
import type { CacheTally } from '../site/file-options.ts'
import { guardHost } from '../site/host-guard.ts'
import type { Options, TlsSource } from './command-line.ts'
import type { Log } from './logging.ts'
import { addPages, healthPage, type Page } from './monitoring.ts'
import { openOnlookers } from './onlookers.ts'
import { isLocal, type Place } from './place.ts'
import type { SharedFigures } from './shared-figures.ts'
import { codeOf, StartError } from './start-error.ts'
import { readVersion } from './version.ts'

export interface Surroundings {
  readonly places: readonly Place[]
  readonly tls: TlsDoor | undefined
  readonly log: Log
  /** In a worker, whose pages tell of all workers. */
  readonly figures?: SharedFigures
}

/** What is counted when somebody measures. */
interface Tallies {
  readonly tally: Tally
  readonly cacheTally: CacheTally
}

/** @throws {StartError} when the root cannot be served */
export async function makeServer(options: Options, surroundings: Surroundings): Promise<Server> {
  const { places, tls, log } = surroundings
  const tallies: Tallies | undefined =
    options.metrics === undefined
      ? undefined
      : { tally: new Tally(), cacheTally: { hits: 0, misses: 0 } }
  const files = await openRoot(options, places, log, tallies?.cacheTally)
  const { lookout, live } = await openOnlookers(options)
  const site = live === undefined ? files : live.serve(files)
  const pages = await openPages(options, surroundings, tallies, () => server)
  const server: Server = createServer(guard(addPages(site, pages), options, places), {
    limits: options.limits,
    journal: log.journal,
    tally: tallies?.tally,
    explainsFaults: options.explains && isLocal(places),
    tls,
    proxies: options.proxies === undefined ? undefined : new AddressSet(options.proxies),
    lookout,
    stopping: () => live?.close(),
  })
  return server
}

/** The pages about the server itself; it exists when they are asked for. */
async function openPages(
  { health, metrics }: Options,
  { log, figures }: Surroundings,
  tallies: Tallies | undefined,
  server: () => Server,
): Promise<ReadonlyMap<string, Page>> {
  const pages = new Map<string, Page>()
  if (health !== undefined)
    pages.set(
      health,
      healthPage(() => server().isStopping),
    )
  if (metrics !== undefined && tallies !== undefined) {
    const { figuresReader, metricsPage } = await import('./metrics.ts')
    const droppedLines = (): number => log.droppedLines()
    const version = readVersion()
    const read = figuresReader(() => ({
      ...tallies,
      version,
      server: server(),
      droppedLines,
    }))
    const readAll = figures?.share(read) ?? (async () => [await read()])
    pages.set(metrics, metricsPage(readAll))
  }
  return pages
}

/**
 * @param tell hears a sentence about how to trust a certificate that was made here
 * @throws {StartError} when the certificate cannot be used
 */
export async function openTls(
  source: TlsSource,
  { allowedHosts = [] }: Options,
  folder: string,
  tell: (sentence: string) => void,
): Promise<TlsDoor> {
  const { TlsDoor } = await import('../server/tls-door.ts')
  if (source.kind === 'files') {
    const { readCertificate } = await import('./certificate-files.ts')
    return new TlsDoor(readCertificate(source))
  }
  const { openLocalCertificate } = await import('./local-certificate.ts')
  const certificate = await openLocalCertificate(folder, namesOfThisMachine(allowedHosts))
  tell(`Whoever shall trust the certificate must trust its authority: ${certificate.authorityFile}`)
  return new TlsDoor(certificate)
}

/** Where others, and this machine itself, may look for it. */
function namesOfThisMachine(allowedHosts: readonly string[]): readonly string[] {
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    // A link-local IPv6 address is no use without its link, which no URL can name.
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
    .map(({ address }) => address)
  const names = [hostname(), ...allowedHosts]
    .map((name) => name.toLowerCase())
    .filter((name) => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9-]+)*$/.test(name))
  return [...new Set(['localhost', '127.0.0.1', '::1', ...names, ...addresses])]
}

async function openRoot(
  options: Options,
  places: readonly Place[],
  log: Log,
  cacheTally: CacheTally | undefined,
): Promise<Handler> {
  const { root, files } = options
  // A hint costs a look through a directory, which is not for everyone to cause.
  const remark = isLocal(places) ? log.remarked : undefined
  const explains = options.explains && isLocal(places)
  try {
    const handle = serveFiles(root, { ...files, explains, remark, cacheTally })
    return options.explores ? openExplorer(handle, places) : handle
  } catch (error) {
    throw new StartError(2, await explainRoot(error, root))
  }
}

/** @throws {Error} where others could come to the explorer, or when it is not built */
function openExplorer(handle: Handler, places: readonly Place[]): Handler {
  // Behind a UNIX socket there is a proxy, and who comes through it is not known.
  if (!isLocal(places) || places.some(({ kind }) => kind !== 'tcp'))
    throw new Error(
      'Cannot serve the explorer where others could reach it: it needs a loopback address',
    )
  // The browser's copy of the program is beside this one, or built from the same source.
  return serveExplorer(join(import.meta.dirname, '../../dist'), handle)
}

async function explainRoot(error: unknown, root: string): Promise<string> {
  const { cause, message } = error as Error
  switch (codeOf(cause)) {
    case 'ENOENT':
    case 'ENOTDIR': {
      const { nearCommand } = await import('./near-command.ts')
      return `Cannot serve '${root}': there is no such file or folder${nearCommand(root)}`
    }
    default:
      return message
  }
}

/**
 * Where only this machine can connect, only its names are answered to, unless others are allowed. No
 * page of a browser can reach a UNIX socket, and the proxy in front of one passes on public names.
 */
function guard(handle: Handler, { allowedHosts }: Options, places: readonly Place[]): Handler {
  const isReachedByBrowsers = places.some(({ kind }) => kind === 'tcp') && isLocal(places)
  if (!isReachedByBrowsers && allowedHosts === undefined) return handle
  const hosts = places.flatMap((place) => (place.kind === 'tcp' ? (place.host ?? []) : []))
  const names = [...(allowedHosts ?? []), ...hosts]
  return guardHost(handle, names, 'Start octets with --allow-host NAME to have it answer to NAME.')
}
