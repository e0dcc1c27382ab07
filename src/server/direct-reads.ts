/**
 * How do octets come from a socket without a buffer, a stream and a tick for each read?
 *
 * Node has it for sockets that a program makes itself: `new Socket({ onread: { buffer, callback } })`
 * reads into the buffer and calls, where other sockets allocate 64 KiB, shrink them, wrap them, push
 * them through a stream, and look on the next tick whether there is more. Sockets that a server has
 * accepted are made by Node, and cannot be told. So the two properties that `onread` sets are set here,
 * from outside. Of 10 µs that a kept file costs it saves 1.1 (`npm run bench -- --only "1 KiB"`).
 *
 * This is the one place that knows how a socket of Node's looks inside, and it believes nothing: where
 * something is not as expected, octets come as 'data' events, as everywhere else.
 */

import type { Socket } from 'node:net'

/** What one read may bring: as much as Node reads at once by itself. */
const READ_OCTETS = 65_536

/** Is called with a number of octets at the start of `buffer`, which the next read overwrites. */
type OnRead = (this: Socket, octets: number, buffer: Buffer) => void

/** Where `onread` leaves its buffer and its callback. */
interface Places {
  readonly buffer: symbol
  readonly callback: symbol
}

/** What arrived lies here until the next read, of whichever socket. */
let shared: Buffer | undefined
/** As found in the first socket: all of them are alike. */
let places: Places | 'unknown' | undefined

/**
 * Has `onRead` called for what arrives on a socket, instead of 'data' events.
 *
 * @param socket was just accepted: nobody has read from it
 * @returns whether it will be; if not, nothing has changed
 */
export function readDirectly(socket: Socket, onRead: OnRead): boolean {
  const { _handle: handle } = socket as { _handle?: { useUserBuffer?(into: Buffer): void } | null }
  if (!handle?.useUserBuffer) return false
  places ??= findPlaces(socket)
  if (places === 'unknown') return false
  shared ??= Buffer.allocUnsafeSlow(READ_OCTETS)
  const insides = socket as unknown as Record<symbol, unknown>
  insides[places.buffer] = shared
  insides[places.callback] = onRead
  handle.useUserBuffer(shared)
  return true
}

function findPlaces(socket: Socket): Places | 'unknown' {
  const find = (name: string): symbol | undefined =>
    Object.getOwnPropertySymbols(socket).find(({ description }) => description === name)
  const [buffer, callback] = [find('kBuffer'), find('kBufferCb')]
  return buffer === undefined || callback === undefined ? 'unknown' : { buffer, callback }
}
