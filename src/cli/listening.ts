/**
 * At which addresses and ports does the program end up, and what URLs reach it?
 *
 * By default on both loopback addresses, at one port: a browser may try either for `localhost`. A
 * machine without IPv6 has only one, which is no reason to fail.
 */

import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { dirname } from 'node:path'
import type { Server } from '../server/server.ts'
import type { Options } from './command-line.ts'
import type { Place } from './place.ts'
import { codeOf, StartError } from './start-error.ts'
import { listenAtPath } from './unix-socket.ts'

export interface Listening {
  /** As they were asked for, with the ports that were chosen. */
  readonly places: readonly Place[]
  /** The first is for the one who started it; more follow when others can reach it. */
  readonly urls: readonly string[]
  /** The port that was taken, and the one that was had instead. */
  readonly moved: { readonly from: number; readonly to: number } | undefined
}

export interface ListenOptions {
  readonly scheme: 'http' | 'https'
  /** What to do about a taken port. */
  readonly rule: 'exactly' | 'or-next'
}

export function listenOptionsOf(options: Options): ListenOptions {
  const isExact = options.isPortStrict || options.listen !== undefined
  return { scheme: schemeOf(options), rule: isExact ? 'exactly' : 'or-next' }
}

export function schemeOf({ tls }: Options): ListenOptions['scheme'] {
  return tls === undefined ? 'http' : 'https'
}

const LOOPBACK = ['127.0.0.1', '::1']
/** How many ports are tried after a taken one. */
const PORTS_TRIED = 100

/**
 * Listens at all places.
 *
 * @throws {StartError} when one of them cannot be had
 */
export async function listenAtPlaces(
  server: Server,
  places: readonly Place[],
  options: ListenOptions,
): Promise<Listening> {
  const urls: string[] = []
  const had: Place[] = []
  let moved: Listening['moved']
  for (const place of places) {
    try {
      const listening = await listenAt(server, place, options)
      urls.push(...listening.urls)
      had.push(...listening.places)
      moved ??= listening.moved
    } catch (error) {
      throw new StartError(1, `Cannot listen on ${nameOf(place)}: ${reasonOf(error, place)}`)
    }
  }
  return { places: had, urls, moved }
}

async function listenAt(server: Server, place: Place, options: ListenOptions): Promise<Listening> {
  switch (place.kind) {
    case 'tcp':
      return listenSomewhere(server, place.host, place.port, options)
    case 'unix':
      await listenAtPath(server, place.path, place.mode)
      return { places: [place], urls: [`unix:${place.path}`], moved: undefined }
    case 'fd': {
      const where = await server.listen({ fd: place.fd })
      const url = typeof where === 'string' ? `fd:${place.fd}` : urlOf(options.scheme, where)
      return { places: [place], urls: [url], moved: undefined }
    }
  }
}

/** Listens at `port`, or unless it must be that one, at the next that is free. */
async function listenSomewhere(
  server: Server,
  host: string | undefined,
  port: number,
  { scheme, rule }: ListenOptions,
): Promise<Listening> {
  for (let tried = 0; ; tried += 1) {
    try {
      const chosen = await listenOnAll(server, host, port + tried)
      const moved = port !== 0 && chosen !== port ? { from: port, to: chosen } : undefined
      const places = [{ kind: 'tcp', host, port: chosen }] as const
      return { places, urls: urlsOf(scheme, host, chosen), moved }
    } catch (error) {
      const isLast = rule === 'exactly' || tried === PORTS_TRIED || port + tried >= 65_535
      if (codeOf(error) !== 'EADDRINUSE' || port === 0 || isLast) throw error
    }
  }
}

async function listenOnAll(
  server: Server,
  host: string | undefined,
  port: number,
): Promise<number> {
  const [first = '', ...others] = host === undefined ? LOOPBACK : [host]
  const address = await server.listen({ host: first, port })
  for (const other of others) {
    try {
      await server.listen({ host: other, port: address.port })
    } catch (error) {
      // Someone else may be there, or there may be no such address; the first one is enough.
      if (!['EADDRINUSE', 'EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(codeOf(error))) throw error
    }
  }
  return address.port
}

function urlsOf(
  scheme: ListenOptions['scheme'],
  host: string | undefined,
  port: number,
): readonly string[] {
  const hosts =
    host === '0.0.0.0' || host === '::' ? ['127.0.0.1', ...lanAddresses()] : [host ?? '127.0.0.1']
  return hosts.map((address) => urlOf(scheme, { address, port }))
}

function urlOf(
  scheme: ListenOptions['scheme'],
  { address, port }: Pick<AddressInfo, 'address' | 'port'>,
): string {
  return `${scheme}://${address.includes(':') ? `[${address}]` : address}:${port}/`
}

/** IPv4 addresses at which others can reach this machine. */
function lanAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address)
}

/** As a sentence names it. */
function nameOf(place: Place): string {
  switch (place.kind) {
    case 'tcp':
      return `${place.host ?? '127.0.0.1'} port ${place.port}`
    case 'unix':
      return `'${place.path}'`
    case 'fd':
      return `descriptor ${place.fd}`
  }
}

function reasonOf(error: unknown, place: Place): string {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return 'it is taken'
    case 'EACCES':
      // Of a path, it is what libuv makes of ENOENT.
      return place.kind !== 'unix' || existsSync(dirname(place.path))
        ? 'it needs more rights'
        : 'there is no such folder'
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return 'this machine has no such address'
    case 'ENAMETOOLONG':
      return 'its path is too long'
    case 'EINVAL':
    case 'ENOTSOCK':
    case 'ERR_INVALID_FD_TYPE':
      return 'it is no socket to listen on'
    default:
      return (error as Error).message
  }
}
