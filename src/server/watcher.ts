/**
 * Who may look on while connections are served?
 *
 *   lookout.watcher.opened(peer) ──▶ one object for the connection: received · sent · closed
 *
 * A watcher sees the octets as they arrive and as they are handed to the socket, answers in the order
 * they leave. It cannot change them, and cannot break anything: what it throws goes to the journal,
 * and that connection is not watched any more.
 *
 * It may come and go while connections are served. Connections that are older than it are shown to it
 * from their next read on, and each read says whether a message may begin with it, so that whoever
 * comes late knows where to begin.
 *
 * Serving pays one test per read for this, and nothing per write: what leaves is seen at the socket,
 * where all of it passes, and only a watched socket is tapped.
 */

import type { Socket } from 'node:net'
import type { Journal } from './journal.ts'

/** Where a watcher stands, while there is one. */
export interface Lookout {
  watcher: Watcher | undefined
}

/**
 * Where in the stream a read begins. Between messages everything that came before has been read, and
 * its answers have been handed to the socket.
 */
export type ReadPlace = 'between-messages' | 'in-message'

export interface Watcher {
  /**
   * A connection was accepted, or one that is older has octets to show.
   *
   * @param peer address, and port where it is known
   * @returns who looks on; `undefined` when nobody wants to
   */
  opened(peer: string): ConnectionWatcher | undefined
}

/** One connection, from the side of whoever looks on. What it is shown it must copy to keep. */
export interface ConnectionWatcher {
  /** Octets arrived together. */
  received(octets: Uint8Array, place: ReadPlace): void
  /** Octets were handed to the socket. */
  sent(octets: Uint8Array): void
  /** The connection is gone; nothing more will be heard of it. */
  closed(): void
}

/** What is needed of the context of a connection. */
interface Watching {
  readonly lookout: Lookout
  readonly journal: Journal
}

/** Begins to watch a connection, if anybody wants to. */
export function watchConnection(
  socket: Socket,
  remoteAddress: string,
  { lookout: { watcher }, journal }: Watching,
): ConnectionWatcher | undefined {
  if (watcher === undefined) return undefined
  const guarded = new GuardedWatcher(journal)
  // Behind a proxy the port is the proxy's, and says nothing about the client.
  const isDirect = socket.remoteAddress === remoteAddress
  guarded.begin(watcher, isDirect ? `${remoteAddress}:${socket.remotePort}` : remoteAddress)
  tapWrites(socket, guarded)
  return guarded
}

/** Keeps what a watcher throws away from whoever is being watched. */
class GuardedWatcher implements ConnectionWatcher {
  readonly #journal: Journal
  #watcher: ConnectionWatcher | undefined

  constructor(journal: Journal) {
    this.#journal = journal
  }

  begin(watcher: Watcher, peer: string): void {
    this.#guard(() => {
      this.#watcher = watcher.opened(peer)
    })
  }

  received(octets: Uint8Array, place: ReadPlace): void {
    this.#guard(() => this.#watcher?.received(octets, place))
  }

  sent(octets: Uint8Array): void {
    this.#guard(() => this.#watcher?.sent(octets))
  }

  closed(): void {
    this.#guard(() => this.#watcher?.closed())
    this.#watcher = undefined
  }

  #guard(tell: () => void): void {
    try {
      tell()
    } catch (error) {
      this.#watcher = undefined
      this.#journal.failed?.(error, 'watching a connection')
    }
  }
}

type Write = (
  octets: Uint8Array | string,
  encoding?: BufferEncoding | ((error?: Error | null) => void),
  done?: (error?: Error | null) => void,
) => boolean

/** Shows `watcher` what is written to this one socket. */
function tapWrites(socket: Socket, watcher: ConnectionWatcher): void {
  const write = socket.write.bind(socket) as Write
  const tapped: Write = (octets, encoding, done) => {
    watcher.sent(typeof octets === 'string' ? Buffer.from(octets, 'latin1') : octets)
    return write(octets, encoding, done)
  }
  socket.write = tapped as Socket['write']
}
