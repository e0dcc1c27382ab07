/**
 * How does a connection become a socket that costs no more than it must?
 *
 * Node makes a socket for each connection that it accepts, and nobody can tell it how. One that a
 * program makes itself can be told two things:
 *
 *   onread   one buffer for all, and a function to call: where other sockets allocate 64 KiB, shrink
 *            them, wrap them, push them through a stream, and look on the next tick whether there is
 *            more. Of 10 µs that a kept file costs it saves 1.1
 *            (`npm run bench -- --only "1 KiB"`).
 *   options  that Node would add to those it is given. V8 makes hidden classes anew for each object that
 *            is copied and then added to, 1.6 KB a connection, which fill the heap until all of it is
 *            collected. Of 55 µs that a connection costs with one request it saves 8
 *            (`npm run bench -- --only "request a connection"`).
 *
 * So connections are taken from where Node's listener would get them. This is the one place that knows
 * how a listener looks inside, and it believes nothing: where something is not as expected, Node makes
 * the sockets, and octets come as 'data' events, as everywhere else.
 */

import { type Server as NetServer, type OnReadOpts, Socket } from 'node:net'

/** What one read may bring: as much as Node reads at once by itself. */
const READ_OCTETS = 65_536

/** Is called with a number of octets at the start of `buffer`, which the next read overwrites. */
export type OnRead = (this: Socket, octets: number, buffer: Buffer) => void

/** Where the system's connections arrive; what it calls may be put in place of what is there. */
interface ListeningHandle {
  onconnection?: (status: number, handle: object | undefined) => void
}

/** What arrived lies here until the next read, of whichever socket. */
let shared: Buffer | undefined

/**
 * Takes the connections of a listener from now on: they do not become 'connection' events.
 *
 * @param listener is listening
 * @param accept is given each socket, half-open as long as one side is, and without Nagle's delay
 * @param onRead is called for what arrives, instead of 'data' events; without it there are those
 * @returns whether it will be so; if not, nothing has changed
 */
export function acceptDirectly(
  listener: NetServer,
  accept: (socket: Socket) => void,
  onRead: OnRead | undefined,
): boolean {
  const { _handle: listening } = listener as { _handle?: ListeningHandle | null }
  const usual = listening?.onconnection
  if (!listening || typeof usual !== 'function') return false
  if (onRead !== undefined) shared ??= Buffer.allocUnsafeSlow(READ_OCTETS)
  const onread = onRead && { buffer: shared!, callback: onRead as OnReadOpts['callback'] }
  listening.onconnection = (status, handle) => {
    if (status === 0 && handle !== undefined) accept(makeSocket(handle, onread))
    else usual.call(listening, status, handle)
  }
  return true
}

function makeSocket(handle: object, onread: OnReadOpts | undefined): Socket {
  const options = {
    handle,
    onread,
    allowHalfOpen: true,
    readable: true,
    writable: true,
    // What Node would add.
    emitClose: false,
    autoDestroy: true,
    decodeStrings: false,
  }
  return new Socket(options).setNoDelay(true)
}
