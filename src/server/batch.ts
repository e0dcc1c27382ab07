/**
 * What is waiting to be written, and how does it become one piece?
 *
 * Sixteen pipelined answers are to cost one system call. A single answer is written where it lies;
 * a second one makes both move into a buffer, which is used again as soon as the operating system has
 * taken what was in it, nearly always at once. Making a buffer for every batch instead was a tenth of
 * the time of a pipelined request, half of it garbage (`npm run bench -- --only pipelined`). Content that
 * is not kept with its head stays where it lies, and is written behind it in the same system call.
 *
 * A single answer waits for those to other clients, see departures.ts. Several leave at once: they
 * wake their client once anyway, and each batch that waited would hold a buffer.
 */

import type { Socket } from 'node:net'
import type { BufferPool } from './buffer-pool.ts'
import { DEPARTURES } from './departures.ts'

/** More is not gathered: it would only grow older. */
const BATCH_OCTETS = 65_536

/** Asked of a Buffer it is looked for anew each time: some 3 % of a pipelined request. */
const setOctets = Uint8Array.prototype.set

/** What was written where it lies and was not taken at once. A socket may hold it still. */
const waiting = new WeakSet<Buffer>()

/** Whether octets that were added to a batch must stay as they are. */
export function mayBeWaiting(octets: Buffer): boolean {
  return waiting.has(octets)
}

/** Shared by all connections: what gathers also writes, before another connection has its turn. */
let spare: Buffer | undefined

export class Batch {
  /** Octets that wait. */
  octets = 0
  readonly #socket: Socket
  /** The first piece, as long as it is alone. */
  #only: Buffer | undefined
  #joined: Buffer | undefined
  /** Content behind those. */
  #behind: Buffer | undefined
  /** Where `#only` is from, and goes back to. */
  #pool: BufferPool | undefined

  constructor(socket: Socket) {
    this.#socket = socket
  }

  /** Takes octets that nobody changes until they have been written, but for a date. */
  add(octets: Buffer): void {
    if (this.#isFull || this.octets + octets.length > BATCH_OCTETS) this.flush()
    if (this.octets === 0) this.#only = octets
    else {
      this.#joined ??= this.#join()
      setOctets.call(this.#joined, octets, this.octets)
    }
    this.octets += octets.length
  }

  /** Takes the content behind a head taken just now. Nobody changes it, and it is not moved. */
  addContent(octets: Buffer): void {
    this.#behind = octets
    this.octets += octets.length
  }

  /** Takes the first octets of a buffer that goes back to its pool when they have been written. */
  addPooled(buffer: Buffer, octets: number, pool: BufferPool): void {
    this.flush()
    this.#only = buffer
    this.#pool = pool
    this.octets = octets
  }

  /** Writes all of it soon. */
  leave(): void {
    if (this.#joined !== undefined) this.flush()
    else if (this.octets > 0) DEPARTURES.leave(this)
  }

  /** Nothing can stand behind what is in it. */
  get #isFull(): boolean {
    return this.#behind !== undefined || this.#pool !== undefined
  }

  /** Writes all of it. */
  flush(): void {
    if (this.octets === 0) return
    const buffer = this.#joined ?? this.#only!
    const [joined, pool] = [this.#joined, this.#pool]
    this.#write(buffer)
    this.#clear()
    // Otherwise the socket keeps it until the client has room; what is joined is garbage then.
    const isTaken = this.#socket.writableLength === 0
    if (pool !== undefined) {
      if (isTaken) pool.giveBack(buffer)
      else pool.giveUp(buffer)
    } else if (joined !== undefined) {
      if (isTaken) spare = joined
    } else if (!isTaken) waiting.add(buffer)
  }

  #write(buffer: Buffer): void {
    const behind = this.#behind
    const octets = this.octets - (behind?.length ?? 0)
    const front = buffer.length === octets ? buffer : buffer.subarray(0, octets)
    if (behind === undefined) {
      this.#socket.write(front)
      return
    }
    this.#socket.cork()
    this.#socket.write(front)
    this.#socket.write(behind)
    this.#socket.uncork()
  }

  /**
   * Moves all of it to the start of `buffer`, if it needs no more than `room` there.
   *
   * @returns how many octets have moved; the others still wait
   */
  moveTo(buffer: Buffer, room: number): number {
    const { octets } = this
    if (octets === 0 || octets > room || this.#isFull) return 0
    setOctets.call(buffer, this.#joined?.subarray(0, octets) ?? this.#only!)
    spare ??= this.#joined
    this.#clear()
    return octets
  }

  #join(): Buffer {
    const buffer = spare ?? Buffer.allocUnsafeSlow(BATCH_OCTETS)
    spare = undefined
    setOctets.call(buffer, this.#only!)
    return buffer
  }

  #clear(): void {
    this.#only = undefined
    this.#joined = undefined
    this.#behind = undefined
    this.#pool = undefined
    this.octets = 0
  }
}
