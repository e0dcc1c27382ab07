/**
 * How does one piece after another reach a socket, when the client may be slow?
 *
 *   put a piece ──▶ write it ──▶ taken at once? ──▶ put the next
 *                                     └── no ──▶ wait until the operating system has taken it
 *
 * While the system takes each piece at once, nothing here waits and no promise is made. A client that
 * took its time over a second is written to in slivers from then on, so that its progress shows and
 * its rate can be judged.
 */

import type { Socket } from 'node:net'
import type { Batch } from './batch.ts'

/**
 * For clients of which nothing is known. 64 KiB halves the throughput of large files; with larger ones
 * less is seen of a slow client, since nothing shows of a piece until all of it has been taken.
 */
export const PIECE_OCTETS = 262_144

const NOTHING = Buffer.alloc(0)

/** A write that took longer marks a slow client. */
const SLOW_MILLISECONDS = 1000
const SLIVER_OCTETS = 4096

/** The content could not be sent as declared: the connection is of no use any more. */
export class ContentError extends Error {
  override readonly name = 'ContentError'
}

/** Is told whenever octets of content have gone to the operating system. */
export type OnProgress = (octets: number) => void

interface Waiting {
  resolve(): void
  reject(reason: Error): void
}

export class PieceWriter {
  readonly #socket: Socket
  readonly #batch: Batch
  readonly #onProgress: OnProgress
  #octets: Buffer = NOTHING
  #at = 0
  #step = Number.POSITIVE_INFINITY
  /** Octets at the start that are no content. */
  #uncounted = 0
  /** Of the write that was not taken at once, while it lasts. */
  #underWay = 0
  #waiting: Waiting | undefined

  /** @param batch is written in front of the first octets, in one system call */
  constructor(socket: Socket, batch: Batch, onProgress: OnProgress) {
    this.#socket = socket
    this.#batch = batch
    this.#onProgress = onProgress
  }

  /**
   * Takes a piece, when all others have been written.
   *
   * @param octets stay as they are until they have been written
   * @param uncounted how many of them, at the start, are no content
   */
  put(octets: Buffer, uncounted = 0): void {
    this.#octets = octets
    this.#at = 0
    this.#uncounted = uncounted
  }

  /**
   * @returns whether the system has taken everything; if not, `wait` first
   * @throws {ContentError} when the client has gone
   */
  goOn(): boolean {
    while (this.#at < this.#octets.length) {
      const piece = this.#nextPiece()
      this.#at += piece.length
      this.#write(piece)
      if (isGone(this.#socket)) throw new ContentError('The client has gone')
      if (this.#socket.writableLength > 0) {
        this.#underWay = piece.length
        return false
      }
      this.#count(piece.length)
    }
    return true
  }

  /**
   * Resolves when the system has taken the piece that it did not take at once.
   *
   * @throws {ContentError} when the client has gone instead
   */
  async wait(): Promise<void> {
    const began = performance.now()
    await new Promise<void>((resolve, reject) => {
      this.#waiting = { resolve, reject }
    })
    this.#waiting = undefined
    this.#count(this.#underWay)
    if (performance.now() - began > SLOW_MILLISECONDS) this.#step = SLIVER_OCTETS
  }

  /** All of it, as a rule: another view of it would be another object. */
  #nextPiece(): Buffer {
    const octets = this.#octets
    if (this.#at === 0 && octets.length <= this.#step) return octets
    return octets.subarray(this.#at, this.#at + this.#step)
  }

  #write(piece: Buffer): void {
    if (this.#batch.octets === 0) {
      this.#socket.write(piece, this.#onWritten)
      return
    }
    this.#socket.cork()
    this.#batch.flush()
    this.#socket.write(piece, this.#onWritten)
    this.#socket.uncork()
  }

  /** Is called for each write, late: those that were taken at once have been counted by then. */
  readonly #onWritten = (error?: Error | null): void => {
    if (this.#waiting === undefined) return
    if (error || isGone(this.#socket)) this.#waiting.reject(new ContentError('The client has gone'))
    else if (this.#socket.writableLength === 0) this.#waiting.resolve()
  }

  #count(octets: number): void {
    this.#onProgress(octets - this.#uncounted)
    this.#uncounted = 0
  }
}

/** Whether nothing that is written will arrive; a failed write shows before the socket is destroyed. */
export function isGone(socket: Socket): boolean {
  return socket.destroyed || socket.errored !== null
}
