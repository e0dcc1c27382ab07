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
import type { ConnectionLimits } from '../message/limits.ts'
import type { Conversation, Converse } from './conversation.ts'

/** Often enough for deadlines of seconds; ten thousand connections cost it a millisecond. */
const TICK_MILLISECONDS = 500

/** Connections that wait to be accepted: a burst of a thousand must not have to knock twice. */
const BACKLOG = 4096
/** Clients that are being told to come again, at once; more are let go without a word. */
const MAX_TURNED_AWAY = 256
/** How often the log hears that connections cannot be accepted. */
const TROUBLE_MILLISECONDS = 60_000

/** Where to listen. Port 0 takes any free one. */
export interface Endpoint {
  readonly host: string
  readonly port: number
}

/** Bounds on all connections together; see limits.ts. */
type ServerLimits = Pick<
  ConnectionLimits,
  'connections' | 'connectionsPerAddress' | 'stopMilliseconds'
>

export interface ServerOptions {
  readonly limits: ServerLimits
  /** Speaks with a client that is one too many; without it, such a client is just let go. */
  readonly turnAway?: Converse
  /** Told when connections cannot be accepted (descriptors run out), once a minute at most. */
  readonly failed?: (error: Error) => void
}

export class Server {
  readonly #converse: Converse
  readonly #options: ServerOptions
  readonly #listeners: NetServer[] = []
  readonly #conversations = new Map<Socket, Conversation>()
  #ticking: NodeJS.Timeout | undefined
  readonly #whenEmpty: (() => void)[] = []
  #admitted = 0
  readonly #admittedByAddress = new Map<string, number>()
  #troubleToldAt = Number.NEGATIVE_INFINITY

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
      listener.listen({ ...endpoint, backlog: BACKLOG }, () => {
        listener.off('error', reject)
        listener.on('error', (error) => this.#acceptFailed(error))
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
      const forced = setTimeout(() => this.destroy(), this.#options.limits.stopMilliseconds)
      await new Promise<void>((resolve) => {
        this.#whenEmpty.push(resolve)
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
    // A client that has left already has no address; it counts as one of its own.
    const address = socket.remoteAddress ?? ''
    const fromAddress = this.#admittedByAddress.get(address) ?? 0
    const { limits, turnAway } = this.#options
    if (this.#admitted < limits.connections && fromAddress < limits.connectionsPerAddress) {
      this.#admitted += 1
      this.#admittedByAddress.set(address, fromAddress + 1)
      this.#follow(socket, this.#converse(socket), () => this.#leave(address))
    } else if (turnAway !== undefined && this.#turnedAway < MAX_TURNED_AWAY) {
      this.#follow(socket, turnAway(socket), () => {})
    } else socket.destroy()
  }

  #follow(socket: Socket, conversation: Conversation, onClosed: () => void): void {
    this.#conversations.set(socket, conversation)
    socket.on('data', (octets: Buffer) => conversation.octets(octets))
    socket.on('end', () => conversation.ended())
    socket.on('drain', () => conversation.drained())
    // A reset or a broken pipe: 'close' follows and says all there is to know.
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#conversations.delete(socket)
      onClosed()
      conversation.closed()
      if (this.#conversations.size === 0) for (const resolve of this.#whenEmpty.splice(0)) resolve()
    })
  }

  #leave(address: string): void {
    this.#admitted -= 1
    const left = (this.#admittedByAddress.get(address) ?? 1) - 1
    if (left === 0) this.#admittedByAddress.delete(address)
    else this.#admittedByAddress.set(address, left)
  }

  get #turnedAway(): number {
    return this.#conversations.size - this.#admitted
  }

  /** Descriptors have run out, most likely: a later connection may be accepted again. */
  #acceptFailed(error: Error): void {
    const now = performance.now()
    if (now - this.#troubleToldAt < TROUBLE_MILLISECONDS) return
    this.#troubleToldAt = now
    this.#options.failed?.(error)
  }

  #tick(): void {
    const now = performance.now()
    for (const conversation of this.#conversations.values()) conversation.tick(now)
  }
}
