/**
 * Who is connected, and how does serving begin and end?
 *
 *   listen ──▶ accept ──▶ conversation ──▶ closed
 *                 └── one clock ticks for all of them
 *   close  ──▶ no new ones, idle ones end at once, busy ones finish, late ones are destroyed
 *
 * Knows nothing of what is spoken: see conversation.ts. A socket's error ends that socket only.
 */

import { type AddressInfo, createServer, type Server as NetServer, type Socket } from 'node:net'
import type { Conversation, Converse } from './conversation.ts'

/** Often enough for deadlines of seconds; ten thousand connections cost it a millisecond. */
const TICK_MILLISECONDS = 500

/** Where to listen. Port 0 takes any free one. */
export interface Endpoint {
  readonly host: string
  readonly port: number
}

export interface ServerOptions {
  /** From `close()` until connections that are still busy are destroyed. */
  readonly stopMilliseconds: number
}

export class Server {
  readonly #converse: Converse
  readonly #options: ServerOptions
  readonly #listeners: NetServer[] = []
  readonly #conversations = new Map<Socket, Conversation>()
  #ticking: NodeJS.Timeout | undefined
  #whenEmpty: (() => void) | undefined

  constructor(converse: Converse, options: ServerOptions) {
    this.#converse = converse
    this.#options = options
  }

  /** Number of open connections. */
  get connections(): number {
    return this.#conversations.size
  }

  /**
   * Begins to accept connections; may be called for several endpoints.
   *
   * @returns where it listens, with the port the system chose
   * @throws the system's error (`EADDRINUSE`, `EACCES` …) when it cannot
   */
  listen(endpoint: Endpoint): Promise<AddressInfo> {
    // Half-open: a client may close its side and still read its answers.
    const listener = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
      this.#accept(socket),
    )
    return new Promise((resolve, reject) => {
      listener.once('error', reject)
      listener.listen(endpoint.port, endpoint.host, () => {
        listener.off('error', reject)
        // Accepting can fail later, as when descriptors run out; that must not end the process.
        listener.on('error', () => {})
        this.#listeners.push(listener)
        this.#ticking ??= setInterval(() => this.#tick(), TICK_MILLISECONDS).unref()
        resolve(listener.address() as AddressInfo)
      })
    })
  }

  /** Stops: see the picture above. Resolves when the last connection is gone. */
  async close(): Promise<void> {
    for (const listener of this.#listeners.splice(0)) listener.close()
    for (const conversation of this.#conversations.values()) conversation.stop()
    if (this.#conversations.size > 0) {
      const forced = setTimeout(() => this.destroy(), this.#options.stopMilliseconds)
      await new Promise<void>((resolve) => {
        this.#whenEmpty = resolve
      })
      clearTimeout(forced)
    }
    clearInterval(this.#ticking)
    this.#ticking = undefined
  }

  /** Destroys every connection, at once. */
  destroy(): void {
    for (const socket of this.#conversations.keys()) socket.destroy()
  }

  #accept(socket: Socket): void {
    const conversation = this.#converse(socket)
    this.#conversations.set(socket, conversation)
    socket.on('data', (octets: Buffer) => conversation.octets(octets))
    socket.on('end', () => conversation.ended())
    socket.on('drain', () => conversation.drained())
    // A reset or a broken pipe: 'close' follows and says all there is to know.
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#conversations.delete(socket)
      conversation.closed()
      if (this.#conversations.size === 0) this.#whenEmpty?.()
    })
  }

  #tick(): void {
    const now = performance.now()
    for (const conversation of this.#conversations.values()) conversation.tick(now)
  }
}
