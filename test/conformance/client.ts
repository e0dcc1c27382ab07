/**
 * A client made for thousands of connections: it writes pieces one by one, so that the server reads
 * each on its own, and keeps what comes back until the connection has ended.
 *
 * It runs in the server's process. What is written is with the server's socket when the call returns,
 * and after two turns of the event loop the server has read it: no timer is needed between pieces.
 */

import { connect, type Socket } from 'node:net'

export interface Outcome {
  /** One char an octet. */
  readonly received: string
  readonly standing: 'ended' | 'reset' | 'silent'
}

/** What the client does behind its last piece. */
export type Leaving = 'waits' | 'closes'

const PATIENCE_MILLISECONDS = 10_000
/** Until the server has accepted the connection and reads from it. */
const TURNS_BEFORE_FIRST = 4
const TURNS_BETWEEN = 2

/**
 * @param pause what has to happen before the piece at this index is sent; the loop's turns, normally
 */
export function converse(
  port: number,
  pieces: readonly Uint8Array[],
  leaving: Leaving,
  pause: 'turns' | 'answer' = 'turns',
): Promise<Outcome> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
    const octets: Buffer[] = []
    const finish = (standing: Outcome['standing']): void => {
      socket.destroy()
      resolve({ received: Buffer.concat(octets).toString('latin1'), standing })
    }
    let answers = 0
    socket.on('data', (piece) => {
      octets.push(piece)
      answers += piece.toString('latin1').split(/HTTP\/1\.1 \d/).length - 1
    })
    socket.once('end', () => {
      socket.end()
      finish('ended')
    })
    socket.on('error', () => finish('reset'))
    socket.setTimeout(PATIENCE_MILLISECONDS, () => finish('silent'))
    socket.once('connect', () => {
      const isDue = (at: number): boolean => pause === 'turns' || answers >= at
      after(TURNS_BEFORE_FIRST, () => sendFrom(0, pieces, socket, leaving, isDue))
    })
  })
}

function sendFrom(
  at: number,
  pieces: readonly Uint8Array[],
  socket: Socket,
  leaving: Leaving,
  isDue: (at: number) => boolean,
): void {
  if (socket.destroyed || socket.readableEnded) return
  if (!isDue(at)) {
    setImmediate(() => sendFrom(at, pieces, socket, leaving, isDue))
    return
  }
  const piece = pieces[at]
  if (piece !== undefined) {
    if (piece.length > 0) socket.write(piece)
    after(TURNS_BETWEEN, () => sendFrom(at + 1, pieces, socket, leaving, isDue))
  } else if (leaving === 'closes') socket.end()
}

function after(turns: number, act: () => void): void {
  if (turns === 0) act()
  else setImmediate(() => after(turns - 1, act))
}
