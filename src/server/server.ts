/**
 * Who is connected, and how does serving begin and end?
 *
 *   listen ──▶ accept ──▶ entrance ──▶ conversation ──▶ closed
 *                 └── one clock ticks for all of them
 *   close  ──▶ no new ones, idle ones end at once, busy ones finish, late ones are destroyed
 *
 * Knows nothing of what is spoken: see conversation.ts. A socket's error ends that socket only.
 */

import { type AddressInfo, createServer, type Server as NetServer, type Socket } from 'node:net'
import type { ConnectionLimits } from '../message/limits.ts'
import { acceptDirectly } from './accepting.ts'
import { Admission, type Standing } from './admission.ts'
import type { Converse } from './conversation.ts'
import { type Endpoint, listenAt, type TcpEndpoint } from './endpoint.ts'
import { type Entrance, enter } from './entrance.ts'
import { listenTo, onError, onRead, type Reading, type Visitor } from './visitor.ts'
import { Visitors } from './visitors.ts'

/** Often enough for deadlines of seconds; ten thousand connections cost it a millisecond. */
const TICK_MILLISECONDS = 500
/** How often the log hears that connections cannot be accepted. */
const TROUBLE_MILLISECONDS = 60_000
/** How often the log hears of those who were not let in. */
const REFUSAL_MILLISECONDS = 1000

/** Bounds on all connections together; see limits.ts. */
type ServerLimits = Pick<
  ConnectionLimits,
  'connections' | 'connectionsPerAddress' | 'entranceMilliseconds' | 'stopMilliseconds'
>

/** What a server needs to know besides what is spoken. */
export interface ServerOptions {
  readonly limits: ServerLimits
  /** What connections go through first. Default: nothing. */
  readonly entrance?: Entrance
  /** Speaks with a client that is one too many; without it, such a client is just let go. */
  readonly turnAway?: Converse
  /** Told when the server begins to stop. */
  readonly stopping?: () => void
  /** Told why someone was not let in, once a second at most. */
  readonly refused?: (reason: string, remoteAddress: string) => void
  /** Told when connections cannot be accepted (descriptors run out), once a minute at most. */
  readonly failed?: (error: Error) => void
}

/** What is spoken, and the PROXY header in front of it; what TLS adds is not in it. */
export interface Traffic {
  readonly receivedOctets: number
  readonly sentOctets: number
}

/**
 * Connections, from accept to close. `createServer` makes one that speaks HTTP; made by hand, it
 * speaks whatever `Converse` does. A server that listens keeps the process alive.
 */
export class Server {
  readonly #converse: Converse
  readonly #options: ServerOptions
  readonly #listeners: NetServer[] = []
  readonly #visitors = new Visitors()
  /** Of connections that are gone. */
  readonly #past = { receivedOctets: 0, sentOctets: 0 }
  #isStopping = false
  #ticking: NodeJS.Timeout | undefined
  readonly #whenEmpty: (() => void)[] = []
  readonly #admission: Admission
  #troubleToldAt = Number.NEGATIVE_INFINITY
  #refusalToldAt = Number.NEGATIVE_INFINITY

  constructor(converse: Converse, options: ServerOptions) {
    this.#converse = converse
    this.#options = options
    this.#admission = new Admission(options.limits)
  }

  /** Number of open connections. */
  get connections(): number {
    return this.#visitors.size
  }

  /** Whether it was told to close. */
  get isStopping(): boolean {
    return this.#isStopping
  }

  /** Octets on all connections since the start, counted when asked for. */
  traffic(): Traffic {
    let { receivedOctets, sentOctets } = this.#past
    for (const { socket } of this.#visitors) {
      receivedOctets += socket.bytesRead
      sentOctets += socket.bytesWritten
    }
    return { receivedOctets, sentOctets }
  }

  /** How many open connections are in which state; those that do not speak yet are `entering`. */
  states(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    for (const { conversation } of this.#visitors) {
      const state = conversation === undefined ? 'entering' : (conversation.state ?? 'open')
      counts.set(state, (counts.get(state) ?? 0) + 1)
    }
    return counts
  }

  /**
   * Begins to accept connections; may be called for several endpoints.
   *
   * @returns where it listens, with the port the system chose; of a UNIX socket, its path or ''
   * @throws the system's error (`EADDRINUSE`, `EACCES` …) when it cannot
   */
  listen(endpoint: TcpEndpoint): Promise<AddressInfo>
  listen(endpoint: Endpoint): Promise<AddressInfo | string>
  async listen(endpoint: Endpoint): Promise<AddressInfo | string> {
    // Half-open: a client may close its side and still read its answers.
    const listener = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
      this.#accept(socket, 'by-events'),
    )
    const where = await listenAt(listener, endpoint)
    // Who looks at octets in the entrance puts back what is not for it, into the stream.
    const reading = this.#options.entrance === undefined ? 'direct' : 'by-events'
    const accept = (socket: Socket): void => this.#accept(socket, reading)
    acceptDirectly(listener, accept, reading === 'direct' ? onRead : undefined)
    listener.on('error', (error) => this.#acceptFailed(error))
    this.#listeners.push(listener)
    this.#ticking ??= setInterval(() => this.#tick(), TICK_MILLISECONDS).unref()
    return where
  }

  /** Stops: see the picture above. Resolves when the last connection is gone. */
  async close(): Promise<void> {
    this.#isStopping = true
    for (const listener of this.#listeners.splice(0)) listener.close()
    for (const { conversation, accepted } of this.#visitors) {
      if (conversation === undefined) accepted.destroy()
      else conversation.stop()
    }
    this.#options.stopping?.()
    if (this.#visitors.size > 0) {
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
    for (const { accepted } of this.#visitors) accepted.destroy()
  }

  #accept(socket: Socket, reading: Reading): void {
    if (this.#visitors.size >= this.#admission.capacity) {
      socket.destroy()
      return
    }
    socket.on('error', onError)
    const visitor: Visitor = {
      accepted: socket,
      // Whole: a fraction would be an object of its own.
      acceptedAt: Math.floor(performance.now()),
      place: 0,
      socket,
      remoteAddress: '',
      standing: undefined,
      conversation: undefined,
      leave: this.#leave,
    }
    this.#visitors.add(visitor)
    const { entrance } = this.#options
    if (entrance === undefined) this.#begin(visitor, socket, socket.remoteAddress ?? '', reading)
    else void this.#letIn(visitor, entrance)
  }

  async #letIn(visitor: Visitor, entrance: Entrance): Promise<void> {
    const { accepted } = visitor
    const remoteAddress = accepted.remoteAddress ?? ''
    const onGone = (): void => this.#leave(visitor)
    accepted.on('close', onGone)
    try {
      const entered = await enter(accepted, entrance)
      if (entered === undefined || accepted.destroyed || entered.socket.destroyed) {
        accepted.destroy()
        return
      }
      // From now on the socket that is spoken on tells when it is over.
      accepted.off('close', onGone)
      this.#begin(visitor, entered.socket, entered.remoteAddress, 'by-events')
      // Whoever has looked at the octets has stopped their flow.
      entered.socket.resume()
    } catch (error) {
      accepted.destroy()
      this.#refused((error as Error).message, remoteAddress)
    }
  }

  #begin(visitor: Visitor, socket: Socket, remoteAddress: string, reading: Reading): void {
    visitor.socket = socket
    visitor.remoteAddress = remoteAddress
    visitor.standing = this.#admission.admit(remoteAddress)
    const converse = this.#converseFor(visitor.standing)
    if (converse === undefined) socket.destroy()
    else visitor.conversation = converse(socket, remoteAddress)
    listenTo(visitor, reading)
  }

  #converseFor(standing: Standing): Converse | undefined {
    switch (standing) {
      case 'admitted':
        return this.#converse
      case 'turned-away':
        return this.#options.turnAway
      case 'let-go':
        return undefined
    }
  }

  readonly #leave = (visitor: Visitor): void => {
    const { socket, standing, remoteAddress, conversation } = visitor
    if (standing !== undefined) this.#admission.leave(standing, remoteAddress)
    this.#visitors.remove(visitor)
    this.#past.receivedOctets += socket.bytesRead
    this.#past.sentOctets += socket.bytesWritten
    conversation?.closed()
    if (this.#visitors.size === 0) for (const resolve of this.#whenEmpty.splice(0)) resolve()
  }

  /** Anyone who can connect can cause this as often as they like. */
  #refused(reason: string, remoteAddress: string): void {
    const now = performance.now()
    if (now - this.#refusalToldAt < REFUSAL_MILLISECONDS) return
    this.#refusalToldAt = now
    this.#options.refused?.(reason, remoteAddress)
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
    const { entranceMilliseconds } = this.#options.limits
    for (const { conversation, accepted, acceptedAt } of this.#visitors) {
      if (conversation !== undefined) conversation.tick(now)
      else if (now - acceptedAt > entranceMilliseconds) accepted.destroy()
    }
  }
}
