/**
 * What does a server tell the code that speaks on a connection?
 *
 * A server class that speaks TCP, and apart from it a conversation that speaks the protocol. HTTP is
 * one such conversation (connection.ts); an echo or a chat room is another, in a few lines.
 */

import type { Socket } from 'node:net'

/** One connection, from the side of the protocol. The server calls these, never two at once. */
export interface Conversation {
  /** Where it stands, in one of a few words: for those who count connections. */
  readonly state?: string
  /** Octets arrived. They belong to the conversation from now on. */
  octets(octets: Buffer): void
  /** The peer will send no more (FIN), but can still read. */
  ended(): void
  /** What had been written is with the operating system: there is room again. */
  drained(): void
  /** Time passes; called about twice a second with a clock that only goes forward. */
  tick(milliseconds: number): void
  /** The server stops: finish what has begun, then end the socket. */
  stop(): void
  /** The socket is gone, for whatever reason. Called once, last. */
  closed(): void
}

/**
 * Begins a conversation on a socket that was just accepted, or on the TLS over it.
 *
 * @param remoteAddress of the client, which may be behind a proxy; '' at a UNIX socket
 */
export type Converse = (socket: Socket, remoteAddress: string) => Conversation
