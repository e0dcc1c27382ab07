/**
 * How do many octets reach a socket, when the client may be slow?
 *
 *   write a piece ──▶ taken at once? ──▶ write the next
 *                          └── no ──▶ wait until the operating system has taken it
 *
 * While the system takes each piece at once, nothing here waits and no promise is made. A client that
 * took its time over a second is written to in slivers from then on, so that its progress shows and
 * its rate can be judged.
 */

import type { Socket } from 'node:net'
import type { Batch } from './batch.ts'

/** 64 KiB halves the throughput of large files, 1 MiB gains nothing. */
export const PIECE_OCTETS = 262_144
/**
 * In a piece to a client whose system has just taken one at once. A file of 1 MiB then takes two
 * writes instead of four, and a third less of the processor's time: each may wake the client.
 */
const LARGEST_PIECE_OCTETS = 1_048_576

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
  #octets: Buffer
  #at = 0
  #step = PIECE_OCTETS
  /** Octets at the start that are no content. */
  #uncounted: number
  /** Of the write that was not taken at once, while it lasts. */
  #underWay = 0
  #waiting: Waiting | undefined

  /**
   * @param batch is written in front of the first octets, in one system call
   * @param octets stay as they are until they have been written
   * @param uncounted how many of them are no content
   */
  constructor(
    socket: Socket,
    batch: Batch,
    onProgress: OnProgress,
    octets: Buffer,
    uncounted: number,
  ) {
    this.#socket = socket
    this.#batch = batch
    this.#onProgress = onProgress
    this.#octets = octets
    this.#uncounted = uncounted
  }

  /** Takes more octets, when all others have been written. */
  put(octets: Buffer): void {
    this.#octets = octets
    this.#at = 0
  }

  /**
   * @returns whether the system has taken everything; if not, `wait` first
   * @throws {ContentError} when the client has gone
   */
  goOn(): boolean {
    while (this.#at < this.#octets.length) {
      const piece = this.#octets.subarray(this.#at, this.#at + this.#step)
      this.#at += piece.length
      this.#write(piece)
      if (isGone(this.#socket)) throw new ContentError('The client has gone')
      if (this.#socket.writableLength > 0) {
        this.#underWay = piece.length
        return false
      }
      this.#count(piece.length)
      if (this.#step === PIECE_OCTETS) this.#step = LARGEST_PIECE_OCTETS
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
    else if (this.#step === LARGEST_PIECE_OCTETS) this.#step = PIECE_OCTETS
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

/** Sends octets that are in memory; returns what `sendSource` returns. */
export function sendOctets(
  socket: Socket,
  batch: Batch,
  octets: Buffer,
  onProgress: OnProgress,
): Promise<void> | undefined {
  const writer = new PieceWriter(socket, batch, onProgress, octets, 0)
  try {
    return writer.goOn() ? undefined : writeRest(writer)
  } catch (error) {
    return Promise.reject(error)
  }
}

async function writeRest(writer: PieceWriter): Promise<void> {
  do await writer.wait()
  while (!writer.goOn())
}

/** Whether nothing that is written will arrive; a failed write shows before the socket is destroyed. */
export function isGone(socket: Socket): boolean {
  return socket.destroyed || socket.errored !== null
}
