/**
 * An HTTP server around one handler: the connections of connection.ts on the server of server.ts.
 */

import type { Socket } from 'node:net'
import { DEFAULT_LIMITS, type Limits } from '../message/limits.ts'
import type { Handler } from '../semantics/exchange.ts'
import { HttpConnection } from './connection.ts'
import type { Journal } from './journal.ts'
import { Server } from './server.ts'

export interface HttpServerOptions {
  /** Bounds that differ from `DEFAULT_LIMITS`. */
  readonly limits?: Partial<Limits>
  /** Hears of exchanges, faults and failures. */
  readonly journal?: Journal
  /** Whether a client may read what was wrong with its request. Default: it reads the status. */
  readonly explainsFaults?: boolean
}

/** Makes a server that answers with `handle`; call `listen` on it. */
export function createServer(handle: Handler, options: HttpServerOptions = {}): Server {
  const { journal = {}, explainsFaults = false } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const context = { handle, limits, journal, explainsFaults, isSecured: false }
  return new Server((socket) => new HttpConnection(socket, context), {
    limits,
    turnAway: (socket: Socket) => {
      const connection = new HttpConnection(socket, context)
      connection.turnAway()
      return connection
    },
    failed: (error) => journal.failed?.(error, 'accepting connections'),
  })
}
