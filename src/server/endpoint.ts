/**
 * Where may a server listen?
 *
 * At a TCP address, at the path of a UNIX socket, or at a socket that somebody else opened and handed
 * over as a descriptor.
 */

import { type AddressInfo, type Server as NetServer, Socket } from 'node:net'

/** Connections that wait to be accepted: a burst of a thousand must not have to knock twice. */
const BACKLOG = 4096

/** Port 0 takes any free one. */
export interface TcpEndpoint {
  readonly host: string
  readonly port: number
}

/** Its file appears when listening begins, and goes when it ends. */
export interface UnixEndpoint {
  readonly path: string
}

/** A listening socket that this process was started with. */
export interface InheritedEndpoint {
  readonly fd: number
}

export type Endpoint = TcpEndpoint | UnixEndpoint | InheritedEndpoint

/**
 * Begins to listen. A UNIX socket's file is made before this returns.
 *
 * @returns where, with the port the system chose; of a UNIX socket, its path, which is '' when it was
 *   inherited: that is not told
 * @throws the system's error (`EADDRINUSE`, `EACCES` …) when it cannot
 */
export function listenAt(listener: NetServer, endpoint: Endpoint): Promise<AddressInfo | string> {
  return new Promise((resolve, reject) => {
    listener.once('error', reject)
    const listening = (): void => {
      listener.off('error', reject)
      resolve(listener.address() ?? '')
    }
    // A worker would let its primary open a descriptor, which closes it when no worker is left, and
    // then it is lost. As a socket, which it is, it stays the worker's own.
    if ('fd' in endpoint) listener.listen(socketAt(endpoint), BACKLOG, listening)
    else listener.listen({ ...endpoint, backlog: BACKLOG }, listening)
  })
}

/** Never read: who listens at it takes it over. */
function socketAt({ fd }: InheritedEndpoint): Socket {
  return new Socket({ fd, readable: false, writable: false })
}
