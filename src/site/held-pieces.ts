/**
 * Which pieces of a large file are in memory?
 *
 * A large file is sent from its descriptor, so what is sent of it is copied twice, into a buffer of ours
 * and out of it. Where many want parts of one piece, as those do who seek in the same film, the piece is
 * read once and sent from memory, as a small file is. A range of 64 KiB then takes 28 µs of the
 * processor's time instead of 41, and a third more of them are sent
 * (`npm run bench -- --only "random ranges"`).
 *
 *   asked for often ──▶ read, where nobody waits for it ──▶ held ──▶ not often any more: given up
 *
 * A download from start to end does not count, and neither does what lies in two pieces. What is held
 * is of the version that its file promised, since the file is looked at after the read; and it goes with
 * its file, so the promise is that of kept-files.ts.
 */

import type { OpenFile } from './open-file.ts'

/** A part of 64 KiB lies in one of them, 15 times of 16. As long as the longest small file. */
const PIECE_OCTETS = 1_048_576
/** Between two looks. To read a piece takes as long as some 20 answers from memory save. */
const OFTEN = 16
/** Of all files together, 128 MiB. When there are as many, others wait until some are given up. */
const MOST_HELD = 128
/** At a time: half of the thread pool, which others wait for too. */
const MOST_BEING_READ = 2
/** Of one file, between two looks. */
const MOST_COUNTED = 1024

/** Of all files, those that are being read among them. */
let heldPieces = 0
let piecesBeingRead = 0

interface Piece {
  /** Since the last look. */
  asked: number
  isBeingRead: boolean
  octets: Buffer | undefined
}

export class HeldPieces {
  readonly #file: OpenFile
  readonly #size: number
  readonly #pieces = new Map<number, Piece>()
  #isOver = false

  /**
   * @param file must be open until `giveUp`
   * @param size of the file, in octets
   */
  constructor(file: OpenFile, size: number) {
    this.#file = file
    this.#size = size
  }

  /** `length` octets, 1 at least, from `position` on, if they are held; nobody changes them. */
  find(position: number, length: number): Buffer | undefined {
    const index = Math.floor(position / PIECE_OCTETS)
    const start = position - index * PIECE_OCTETS
    if (start + length > PIECE_OCTETS || this.#isOver) return undefined
    const piece = this.#pieces.get(index) ?? this.#count(index)
    if (piece === undefined) return undefined
    piece.asked += 1
    if (piece.octets !== undefined) return piece.octets.subarray(start, start + length)
    if (piece.asked >= OFTEN && !piece.isBeingRead && isRoom()) void this.#hold(index, piece)
    return undefined
  }

  /** Gives up what was not asked for often since the last look. */
  look(): void {
    for (const [index, piece] of this.#pieces) {
      if (piece.asked < OFTEN && !piece.isBeingRead) this.#remove(index, piece)
      piece.asked = 0
    }
  }

  /** Gives up all, for good. */
  giveUp(): void {
    this.#isOver = true
    for (const [index, piece] of this.#pieces) this.#remove(index, piece)
  }

  #count(index: number): Piece | undefined {
    if (this.#pieces.size === MOST_COUNTED) return undefined
    const piece: Piece = { asked: 0, isBeingRead: false, octets: undefined }
    this.#pieces.set(index, piece)
    return piece
  }

  async #hold(index: number, piece: Piece): Promise<void> {
    piece.isBeingRead = true
    piecesBeingRead += 1
    heldPieces += 1
    const position = index * PIECE_OCTETS
    const octets = Buffer.allocUnsafeSlow(Math.min(PIECE_OCTETS, this.#size - position))
    const isRead = await this.#read(octets, position)
    piecesBeingRead -= 1
    piece.isBeingRead = false
    if (isRead && !this.#isOver) piece.octets = octets
    else {
      heldPieces -= 1
      this.#pieces.delete(index)
    }
  }

  /** Whether all of it could be read; if not, an answer that is sent from the file will find why. */
  async #read(into: Buffer, position: number): Promise<boolean> {
    try {
      return (await this.#file.read(into, position)) === into.length
    } catch {
      return false
    }
  }

  #remove(index: number, piece: Piece): void {
    this.#pieces.delete(index)
    if (piece.octets !== undefined) heldPieces -= 1
  }
}

function isRoom(): boolean {
  return heldPieces < MOST_HELD && piecesBeingRead < MOST_BEING_READ
}
