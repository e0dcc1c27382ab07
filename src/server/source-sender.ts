/**
 * How does content that is read from a source reach a socket?
 *
 *   read a piece ──▶ write it ──▶ read the next
 *        └── not here yet ──┴── not taken at once ──▶ wait ──▶ go on
 *
 * Most sources answer at once, because what is asked of a file is in the memory of the operating
 * system, and most writes are taken at once. As long as both do, nothing here waits and no promise is
 * made: a range of 64 KiB is one read and one write, and its buffer is free for the next one.
 *
 * A transfer holds one buffer, however long the content is and however slowly it is read. It begins
 * with a small one; a client that takes a piece at once is given larger pieces. Reading ahead into a
 * second buffer was measured and gained nothing: a write that does not wait leaves nothing to overlap,
 * and one that waits leaves the processor to other transfers.
 *
 * What was waiting to be sent, the head at least, goes in front of the first octets, in one write. When
 * they are all of the content they leave as an answer from memory does, with those to other clients.
 */

import type { Socket } from 'node:net'
import type { SourceContent } from '../semantics/exchange.ts'
import type { Batch } from './batch.ts'
import { BufferPool } from './buffer-pool.ts'
import { ContentError, type OnProgress, PIECE_OCTETS, PieceWriter } from './piece-writer.ts'
import { mayRead, turnToRead } from './read-turns.ts'

/** What an unknown client is given first: a slow one costs no more than this. */
const FIRST_PIECE_OCTETS = 131_072
/** What may go in front of the first piece. */
const HEAD_ROOM_OCTETS = 8192
/** A shorter first piece is given a buffer just as long. */
const WORTH_POOLING_OCTETS = 16_384

/** A bounded part of many slow transfers hold buffers larger than they need, the others do not. */
const FIRST_BUFFERS = new BufferPool(FIRST_PIECE_OCTETS + HEAD_ROOM_OCTETS, 64, 16)
/** Past the bound, transfers go on with the buffer they began with. */
const LARGE_BUFFERS = new BufferPool(PIECE_OCTETS, 64, 16)
/**
 * To clients that are sure to read on: a sixth less of the processor's time than 256 KiB, since each
 * write may wake the client. 1 MiB gains nothing over it.
 */
const LARGEST_PIECE_OCTETS = 524_288
/** More than the systems at both ends hold for a client that does not read. */
const PROVEN_OCTETS = 16 * 1024 * 1024
/** In which a client has taken them that is given the largest pieces. */
const PROVEN_MILLISECONDS = 16_000
const LARGEST_BUFFERS = new BufferPool(LARGEST_PIECE_OCTETS, 32, 16)

const NOTHING = Buffer.alloc(0)

/** A buffer for the first `octets`, and perhaps more. */
function takeFirst(octets: number): Buffer {
  const isPooled = octets > WORTH_POOLING_OCTETS && octets <= FIRST_PIECE_OCTETS + HEAD_ROOM_OCTETS
  return (isPooled ? FIRST_BUFFERS.take() : undefined) ?? Buffer.allocUnsafeSlow(octets)
}

function giveBack(buffer: Buffer): void {
  FIRST_BUFFERS.giveBack(buffer)
  LARGE_BUFFERS.giveBack(buffer)
  LARGEST_BUFFERS.giveBack(buffer)
}

/**
 * Sends what waits in `batch`, then exactly the declared octets of `content`, and closes its source,
 * whatever happens. Nothing else closes sources that are sent.
 *
 * @returns `undefined` when all of it has been sent; else a promise of that, which rejects with a
 *   `ContentError` when the source ends early or the socket is gone, or with what the source throws
 */
export function sendSource(
  socket: Socket,
  batch: Batch,
  content: SourceContent,
  onProgress: OnProgress,
): Promise<void> | undefined {
  const transfer = new Transfer(socket, batch, content, onProgress)
  try {
    if (!transfer.goOn()) return sendRest(transfer)
  } catch (error) {
    transfer.close()
    return Promise.reject(error)
  }
  transfer.close()
  return undefined
}

async function sendRest(transfer: Transfer): Promise<void> {
  try {
    do await transfer.wait()
    while (!transfer.goOn())
  } finally {
    transfer.close()
  }
}

class Transfer {
  readonly #socket: Socket
  readonly #batch: Batch
  readonly #onProgress: OnProgress
  readonly #content: SourceContent
  /** Made when there is more than one piece, or the first one is short. */
  #writer: PieceWriter | undefined
  #buffer: Buffer
  /** Of the buffer. */
  #filled: number
  /** Of those that are in it, in front of the first content. */
  #headOctets: number
  /** Of the source: what is still to be read, and where. */
  #left: number
  #position: number
  #next: 'read' | 'write' | 'leave'
  #mayRead = false
  /** Whether the system took at once all that was read last. */
  #isKeepingUp = true
  readonly #began = performance.now()
  /** The read, or the turn to read, that is waited for; else it is a write. */
  #reading: Promise<void> | undefined

  constructor(socket: Socket, batch: Batch, content: SourceContent, onProgress: OnProgress) {
    const { length, position } = content
    this.#socket = socket
    this.#batch = batch
    this.#onProgress = onProgress
    this.#content = content
    this.#left = length
    this.#position = position
    const room = Math.min(batch.octets, HEAD_ROOM_OCTETS)
    this.#buffer = takeFirst(room + Math.min(length, FIRST_PIECE_OCTETS))
    this.#filled = batch.moveTo(this.#buffer, room)
    this.#headOctets = this.#filled
    this.#next = length > 0 ? 'read' : 'leave'
  }

  /** Whether everything has been sent, or is in the batch; if not, `wait` first. */
  goOn(): boolean {
    for (;;) {
      if (this.#next === 'read' && !this.#read()) return false
      if (this.#next === 'leave') return this.#leaveInBatch()
      if (!this.#writer!.goOn()) {
        this.#isKeepingUp = false
        return false
      }
      if (this.#left === 0) return true
      this.#next = 'read'
      this.#filled = 0
      this.#enlarge()
    }
  }

  /** Resolves when `goOn` can. */
  async wait(): Promise<void> {
    if (this.#reading === undefined) return this.#writer!.wait()
    await this.#reading
    this.#reading = undefined
  }

  close(): void {
    giveBack(this.#buffer)
    this.#content.source.close()
  }

  /** Fills the buffer behind what is in it; whether that was possible at once. */
  #read(): boolean {
    const wanted = Math.min(this.#buffer.length - this.#filled, this.#left)
    if (!this.#mayRead && !mayRead(wanted)) {
      this.#mayRead = true
      this.#reading = turnToRead(wanted)
      return false
    }
    this.#mayRead = false
    const into = this.#buffer.subarray(this.#filled, this.#filled + wanted)
    const got = this.#content.source.read(into, this.#position)
    if (typeof got === 'number') this.#took(got)
    else this.#reading = got.then((octets) => this.#took(octets))
    return typeof got === 'number'
  }

  #took(octets: number): void {
    if (octets === 0) throw new ContentError(`Content ended ${this.#left} octets early`)
    this.#filled += octets
    this.#left -= octets
    this.#position += octets
    if (this.#left === 0 && this.#writer === undefined) {
      this.#next = 'leave'
      return
    }
    this.#next = 'write'
    this.#isKeepingUp = true
    this.#writer ??= new PieceWriter(this.#socket, this.#batch, this.#onProgress)
    this.#writer.put(this.#buffer.subarray(0, this.#filled), this.#headOctets)
    this.#headOctets = 0
  }

  /** All of the content is in the first piece. */
  #leaveInBatch(): true {
    const buffer = this.#buffer
    this.#buffer = NOTHING
    if (buffer.length === FIRST_BUFFERS.octets)
      this.#batch.addPooled(buffer, this.#filled, FIRST_BUFFERS)
    else this.#batch.add(buffer.subarray(0, this.#filled))
    this.#onProgress(this.#filled - this.#headOctets)
    return true
  }

  #enlarge(): void {
    const hasProven = this.#hasProven()
    if (!hasProven && !this.#isKeepingUp) return
    const larger = hasProven ? LARGEST_BUFFERS : LARGE_BUFFERS
    if (this.#buffer.length >= larger.octets) return
    const buffer = larger.take()
    if (buffer === undefined) return
    giveBack(this.#buffer)
    this.#buffer = buffer
  }

  /** Whether the client has read so much, and so fast, that it is sure to go on reading. */
  #hasProven(): boolean {
    if (this.#position - this.#content.position < PROVEN_OCTETS) return false
    return performance.now() - this.#began < PROVEN_MILLISECONDS
  }
}
