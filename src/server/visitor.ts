/**
 * Which connection does an event of this socket belong to?
 *
 * A socket knows its visitor, so that one function for each event serves all sockets: functions of
 * their own for each were a tenth of what an idle connection holds.
 */

import type { Socket } from 'node:net'
import type { Standing } from './admission.ts'
import type { Conversation } from './conversation.ts'

/** One accepted connection, until it is gone. */
export interface Visitor {
  readonly accepted: Socket
  readonly acceptedAt: number
  /** In the list of all; see visitors.ts. */
  place: number
  /** What is spoken on: `accepted`, or the TLS over it. */
  socket: Socket
  /** Known when the visitor has come through the entrance, as the next two are. */
  remoteAddress: string
  standing: Standing | undefined
  conversation: Conversation | undefined
  /** Told when the visitor is gone. */
  readonly leave: (visitor: Visitor) => void
}

const VISITOR: unique symbol = Symbol('visitor')

/** A constant of this file: V8 looks the global up for each read. */
const allocUnsafe: typeof Buffer.allocUnsafe = Buffer.allocUnsafe
/** So many are copied one by one: Node's copy makes a view of them first. */
const FEW_OCTETS = 96

interface VisitedSocket extends Socket {
  [VISITOR]?: Visitor | undefined
}

/** How octets come: `direct` where `onRead` is called for them. */
export type Reading = 'direct' | 'by-events'

/** Passes on what happens on the socket that is spoken on. */
export function listenTo(visitor: Visitor, reading: Reading): void {
  const socket: VisitedSocket = visitor.socket
  socket[VISITOR] = visitor
  socket.on('close', onClose)
  if (visitor.conversation === undefined) return
  if (reading === 'by-events') socket.on('data', onOctets)
  socket.on('end', onEnd)
  socket.on('drain', onDrain)
  if (socket !== visitor.accepted) socket.on('error', onError)
}

/** A reset or a broken pipe: 'close' follows and says all there is to know. */
export function onError(): void {}

function onOctets(this: VisitedSocket, octets: Buffer): void {
  this[VISITOR]?.conversation?.octets(octets)
}

/** What is handed on is a copy, and the conversation's from now on; without one, nobody listens. */
export function onRead(this: VisitedSocket, octets: number, buffer: Buffer): void {
  const conversation = this[VISITOR]?.conversation
  if (conversation === undefined) return
  const copy = allocUnsafe(octets)
  if (octets > FEW_OCTETS) buffer.copy(copy, 0, 0, octets)
  else for (let at = 0; at < octets; at += 1) copy[at] = buffer[at]!
  conversation.octets(copy)
}

function onEnd(this: VisitedSocket): void {
  this[VISITOR]?.conversation?.ended()
}

function onDrain(this: VisitedSocket): void {
  this[VISITOR]?.conversation?.drained()
}

/** A socket that outlives its use, which the garbage collector decides, holds no visitor. */
function onClose(this: VisitedSocket): void {
  const visitor = this[VISITOR]
  this[VISITOR] = undefined
  visitor?.leave(visitor)
}
