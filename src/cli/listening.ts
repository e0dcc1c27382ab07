/**
 * At which address and port does the program end up, and what URLs reach it?
 *
 * By default on both loopback addresses, at one port: a browser may try either for `localhost`. A
 * machine without IPv6 has only one, which is no reason to fail.
 */

import { networkInterfaces } from 'node:os'
import type { Server } from '../server/server.ts'

export interface Listening {
  readonly port: number
  /** The first is for the one who started it; more follow when others can reach it. */
  readonly urls: readonly string[]
}

const LOOPBACK = ['127.0.0.1', '::1']
/** How many ports are tried after a taken one. */
const PORTS_TRIED = 100

/**
 * Listens at `port`, or unless it must be that one, at the next that is free.
 *
 * @throws the system's error when no port can be had
 */
export async function listenSomewhere(
  server: Server,
  host: string | undefined,
  port: number,
  rule: 'exactly' | 'or-next',
): Promise<Listening> {
  for (let tried = 0; ; tried += 1) {
    try {
      const chosen = await listenOnAll(server, host, port + tried)
      return { port: chosen, urls: urlsOf(host, chosen) }
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

export function isLoopbackAddress(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)
}

export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? ''
}

function urlsOf(host: string | undefined, port: number): readonly string[] {
  const urlOf = (address: string): string =>
    `http://${address.includes(':') ? `[${address}]` : address}:${port}/`
  if (host === undefined) return [urlOf('127.0.0.1')]
  if (host !== '0.0.0.0' && host !== '::') return [urlOf(host)]
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  const reachable = addresses.filter(({ internal, family }) => !internal && family === 'IPv4')
  return [urlOf('127.0.0.1'), ...reachable.map(({ address }) => urlOf(address))]
}
