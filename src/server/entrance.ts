/**
 * What lies between an accepted socket and the conversation on it?
 *
 *   accept ──▶ PROXY header, when proxies stand in front ──▶ TLS, when there is a certificate ──▶
 *
 * Either wants octets before anybody speaks HTTP. They are read, looked at, and what belongs to the
 * next step is put back. How long this may take is up to the server, which closes the socket then;
 * how much may arrive meanwhile is bounded by the header's own bound.
 */

import type { Socket } from 'node:net'
import type { AddressSet } from './address-set.ts'
import { type ProxyHeader, parseProxyHeader } from './proxy-protocol.ts'
import type { TlsDoor } from './tls-door.ts'

export interface Entrance {
  /** Who must send a PROXY header; then nobody else may connect. */
  readonly proxies?: AddressSet | undefined
  readonly tls?: TlsDoor | undefined
}

/** Somebody who may speak now. */
export interface Entered {
  readonly socket: Socket
  /** Of the client, as far as a trusted proxy tells. */
  readonly remoteAddress: string
}

/**
 * @returns `undefined` when the client has left
 * @throws {Error} saying why this connection is not let in; its socket is of no use then
 */
export async function enter(
  socket: Socket,
  { proxies, tls }: Entrance,
): Promise<Entered | undefined> {
  let remoteAddress = socket.remoteAddress ?? ''
  if (proxies !== undefined) {
    if (!proxies.has(remoteAddress)) throw new Error('no trusted proxy')
    const header = await takeProxyHeader(socket)
    if (header === undefined) return undefined
    remoteAddress = header.clientAddress ?? remoteAddress
  }
  if (tls === undefined) return { socket, remoteAddress }
  const octets = await takeOctets(socket)
  if (octets === undefined) return undefined
  socket.unshift(octets)
  const opened = await tls.receive(socket, octets[0]!)
  return opened === undefined ? undefined : { socket: opened, remoteAddress }
}

/** Reads a PROXY header and nothing behind it. */
async function takeProxyHeader(socket: Socket): Promise<ProxyHeader | undefined> {
  let octets: Buffer = Buffer.alloc(0)
  for (;;) {
    const more = await takeOctets(socket)
    if (more === undefined) return undefined
    octets = Buffer.concat([octets, more])
    const verdict = parseProxyHeader(octets)
    if (verdict.kind === 'malformed') throw new Error('no PROXY header, or a malformed one')
    if (verdict.kind === 'incomplete') continue
    if (octets.length > verdict.length) socket.unshift(octets.subarray(verdict.length))
    return verdict
  }
}

/** The octets that have arrived, once there are any; `undefined` when there never will be. */
function takeOctets(socket: Socket): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const look = (): void => {
      const octets: Buffer | null = socket.read()
      // At the end of the stream, too, there is something new and nothing to read.
      if (octets === null && !socket.readableEnded && !socket.destroyed) return
      socket.off('readable', look)
      socket.off('end', look)
      socket.off('close', look)
      resolve(octets ?? undefined)
    }
    socket.on('readable', look)
    socket.on('end', look)
    socket.on('close', look)
  })
}
