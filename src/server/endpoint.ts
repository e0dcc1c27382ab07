/**
 * Where may a server listen?
 *
 * At a TCP address, at the path of a UNIX socket, or at a socket that somebody else opened and handed
 * over as a descriptor.
 */

import net, { type AddressInfo, type Server as NetServer, Socket } from 'node:net'

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

/** Addresses that most servers listen at, with their families. */
const FAMILIES: Readonly<Partial<Record<string, 4 | 6>>> = {
  '127.0.0.1': 4,
  '::1': 6,
  '0.0.0.0': 4,
  '::': 6,
}

/** What Node itself calls once it knows that a host is an address; an error is a number. */
interface HandleMaker {
  _createServerHandle?(address: string, port: number, family: 4 | 6): unknown
}

/**
 * Begins to listen. A UNIX socket's file is made before this returns.
 *
 * @returns where, with the port the system chose; of a UNIX socket, its path, which is '' when it was
 *   inherited: that is not told
 * @throws the system's error (`EADDRINUSE`, `EACCES` …) when it cannot
 */
export function listenAt(listener: NetServer, endpoint: Endpoint): Promise<AddressInfo | string> {
  return new Promise((resolve, reject) => {
    listener.once('listening', () => {
      listener.off('error', reject).off('error', asUsual)
      resolve(listener.address() ?? '')
    })
    const asUsual = (): void =>
      listenAsUsual(listener.off('error', asUsual).once('error', reject), endpoint)
    const handle = 'host' in endpoint ? bindDirectly(endpoint) : undefined
    if (handle === undefined) asUsual()
    else listener.once('error', asUsual).listen(handle, BACKLOG)
  })
}

function listenAsUsual(listener: NetServer, endpoint: Endpoint): void {
  // A worker would let its primary open a descriptor, which closes it when no worker is left, and
  // then it is lost. As a socket, which it is, it stays the worker's own.
  if ('fd' in endpoint) listener.listen(socketAt(endpoint), BACKLOG)
  else listener.listen({ ...endpoint, backlog: BACKLOG })
}

/**
 * A socket bound to an address, to listen at. Node would look the address up as if it were a name, and
 * compile a large regular expression to see that it is none: at both loopback addresses that is 4 ms of
 * a start on Node 20 and 5 on Node 26. Where it is otherwise, or fails, Node does all of it as usual,
 * and says what the matter is.
 */
function bindDirectly({ host, port }: TcpEndpoint): object | undefined {
  const family = FAMILIES[host]
  // A worker listens at what its primary has bound.
  if (family === undefined || process.send !== undefined) return undefined
  const handle = (net as HandleMaker)._createServerHandle?.(host, port, family)
  return handle instanceof Object && 'listen' in handle ? handle : undefined
}

/** Never read: who listens at it takes it over. */
function socketAt({ fd }: InheritedEndpoint): Socket {
  return new Socket({ fd, readable: false, writable: false })
}
