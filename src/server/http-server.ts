/**
 * An HTTP server around one handler: the connections of connection.ts on the server of server.ts.
 */

import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { DEFAULT_LIMITS, type Limits } from '../message/limits.ts'
import type { Handler } from '../semantics/exchange.ts'
import type { AddressSet } from './address-set.ts'
import type { HttpContext } from './answer.ts'
import { HttpConnection } from './connection.ts'
import { redirectToHttps } from './https-redirect.ts'
import type { Journal } from './journal.ts'
import { Server } from './server.ts'
import type { Tally } from './tally.ts'
import type { TlsDoor } from './tls-door.ts'
import type { Lookout } from './watcher.ts'

/** How a server differs from the default one. */
export interface HttpServerOptions {
  /** Bounds that differ from `DEFAULT_LIMITS`. */
  readonly limits?: Partial<Limits>
  /** Hears of exchanges, faults and failures. */
  readonly journal?: Journal
  /** Counts them. */
  readonly tally?: Tally | undefined
  /** Whether a client may read what was wrong with its request. Default: it reads the status. */
  readonly explainsFaults?: boolean
  /** For https. Requests in the clear are then sent on to it, and not answered. */
  readonly tls?: TlsDoor | undefined
  /** Proxies that say with the PROXY protocol who their client is; nobody else may connect then. */
  readonly proxies?: AddressSet | undefined
  /** Whoever stands there looks on while connections are served, and must copy what it keeps. */
  readonly lookout?: Lookout | undefined
  /** Told when the server begins to stop: streams that would never end are to end now. */
  readonly stopping?: () => void
}

/**
 * Makes a server that answers with `handle`. It is idle until `listen` is called.
 *
 * ```ts
 * import { createServer } from 'octets'
 *
 * const server = createServer(({ target }) => ({
 *   status: 200,
 *   fields: [['Content-Type', 'text/plain; charset=utf-8']],
 *   content: { kind: 'octets', octets: Buffer.from(`You asked for ${target}\n`) },
 * }))
 * await server.listen({ host: '127.0.0.1', port: 8080 })
 * ```
 *
 * @param handle asked once a request, as soon as its head is complete; a throw becomes a 500
 */
export function createServer(handle: Handler, options: HttpServerOptions = {}): Server {
  const { journal = {}, tally, explainsFaults = false, tls, proxies } = options
  const { lookout = { watcher: undefined }, stopping = () => {} } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const context: HttpContext = {
    handle,
    limits,
    journal,
    tally,
    explainsFaults,
    isSecured: false,
    lookout,
  }
  const secured = { ...context, isSecured: true }
  // Nobody goes on in the clear who has read where to go.
  const once = { ...limits, requestsPerConnection: 1 }
  const unsecured =
    tls === undefined ? context : { ...context, handle: redirectToHttps, limits: once }
  const converse = (socket: Socket, remoteAddress: string): HttpConnection =>
    new HttpConnection(socket, isSecured(socket) ? secured : unsecured, remoteAddress)
  return new Server(converse, {
    limits,
    ...(tls === undefined && proxies === undefined ? {} : { entrance: { tls, proxies } }),
    turnAway: (socket, remoteAddress) => {
      const connection = converse(socket, remoteAddress)
      connection.turnAway()
      return connection
    },
    refused: (reason, remoteAddress) => journal.refused?.(reason, remoteAddress),
    stopping,
    failed: (error) => journal.failed?.(error, 'accepting connections'),
  })
}

/** What a `TLSSocket` says of itself; without TLS, node:tls (3 ms) then need not be loaded for it. */
function isSecured(socket: Socket): boolean {
  return (socket as Partial<TLSSocket>).encrypted === true
}
