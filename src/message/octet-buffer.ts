/**
 * Which octets have arrived and are not yet done with?
 *
 * The one place that knows about partial input. A piece that arrives when nothing is left over is
 * used where it lies. When a message straddles two pieces, what is left over moves, once, to a buffer
 * with room to grow, and later pieces are added behind it. So a head that arrives octet by octet costs
 * one copy of each octet (and a few doublings), not one copy of everything for each.
 *
 *      octets  . . . . G E T   / H T T P / 1 . 1 ␍ ␊ . . . .
 *                      ▲           ▲               ▲
 *                      mark        at              end
 *
 * Two promises the readers rely on. Octets are not moved or overwritten in place before they are
 * forgotten, so a head that was handed out stays readable while more arrives. And positions counted
 * from `mark` survive a push; indices into `octets` do not.
 */

import { dropCopy } from './octet-memory.ts'

const CR = 0x0d
const LF = 0x0a
const NOTHING = new Uint8Array(0)
/** The memory of a connection whose messages come in pieces: room for a browser's head. */
const OWN_OCTETS = 2048
/** So many are copied one by one. */
const FEW_OCTETS = 32
/** From so many octets on, eight in a step gain more than a view of them costs, some 100 ns. */
const WORTH_A_VIEW = 256
/** How much of an excerpt lies on either side of its place. */
const EXCERPT_OCTETS = 32

/** Asked of a Buffer it is looked for anew each time: a twentieth of a head in segments of 16 octets. */
const setOctets = Uint8Array.prototype.set

/** Makes an array of so many octets; what they are does not matter. */
export type Allocate = (length: number) => Uint8Array

/** Some octets of the stream. A copy: it may outlive the buffer. */
export interface Excerpt {
  readonly octets: Uint8Array
  /** Index of the octet that the excerpt was made for. */
  readonly at: number
}

export class OctetBuffer {
  octets: Uint8Array = NOTHING
  /** The first octet still needed: octets from here on survive a push. */
  mark = 0
  /** The next octet to look at. */
  at = 0
  /** One past the last octet that has arrived. */
  end = 0
  /** Octets of the connection that came before `octets[0]`. */
  #before: number
  /** Whether `octets` is ours, with room behind `end`, or a piece that was handed to us. */
  #owned = false
  readonly #allocate: Allocate
  /** Memory that is used again for each message that arrives in pieces. */
  #own: Uint8Array | undefined
  /** A view of it, to read words of. */
  #ownWords: DataView | undefined
  /** Whether octets lie in it that are not yet forgotten. */
  #isOwnUsed = false

  /**
   * @param allocate makes arrays of the kind that will be pushed: one kind is faster to read
   * @param before octets of the connection that came before the first that will be pushed
   */
  constructor(allocate: Allocate = (length) => new Uint8Array(length), before = 0) {
    this.#allocate = allocate
    this.#before = before
  }

  /**
   * Adds octets to read. They are borrowed, not copied, where that is best: the caller must not change
   * them afterwards.
   */
  push(piece: Uint8Array): void {
    dropCopy(this)
    const kept = this.end - this.mark
    if (kept > 0) {
      if (this.#owned && this.end + piece.length <= this.octets.length) this.#append(piece)
      else this.#grow(piece, kept)
    } else {
      this.#replace(piece, this.end, piece.length)
      this.#owned = false
    }
  }

  /** The octets up to index `stop`, which is then `at` and `mark`. They are for the caller to keep. */
  take(stop: number): Uint8Array {
    const octets = this.octets.subarray(this.at, stop)
    this.at = stop
    this.mark = stop
    if (this.octets !== this.#own) return octets
    const copy = this.#allocate(octets.length)
    copy.set(octets)
    return copy
  }

  /** The offset of index `at`, counted from the first octet of the connection. */
  offsetOf(at: number): number {
    return this.#before + at
  }

  /** The octets around an offset, as far as they are still here, and the place of `offset` in them. */
  excerpt(offset: number): Excerpt {
    const at = offset - this.#before
    const start = Math.max(0, at - EXCERPT_OCTETS)
    // Not `slice`: a Buffer's is a view of the same octets.
    const octets = new Uint8Array(
      this.octets.subarray(start, Math.min(this.end, at + EXCERPT_OCTETS)),
    )
    return { octets, at: at - start }
  }

  /** The line that begins at `mark`, without its end, as far as it is here; at most so many octets. */
  line(most: number): Uint8Array {
    const octets = this.octets.subarray(this.mark, Math.min(this.end, this.mark + most))
    const stop = octets.findIndex((octet) => octet === CR || octet === LF)
    return stop === -1 ? octets : octets.subarray(0, stop)
  }

  /** A view of `octets`, to read words of, where that is worth while for so many of them. */
  words(length: number): DataView | undefined {
    if (this.octets === this.#own) return this.#ownWords
    return length > WORTH_A_VIEW ? viewOf(this.octets) : undefined
  }

  /** Marks everything before `at` as done with. */
  release(): void {
    this.mark = this.at
  }

  /** Forgets the octets, when all have been read: what was handed out of them is no longer good. */
  forget(): void {
    if (this.at !== this.end || this.octets === NOTHING) return
    dropCopy(this)
    this.#replace(NOTHING, this.end, 0)
    this.#isOwnUsed = false
  }

  #append(piece: Uint8Array): void {
    setOctets.call(this.octets, piece, this.end)
    this.end += piece.length
  }

  #grow(piece: Uint8Array, kept: number): void {
    const needed = kept + piece.length
    const isRoomInOwn = needed <= OWN_OCTETS && !this.#isOwnUsed
    const octets = isRoomInOwn ? this.#takeOwn() : this.#allocate(needed * 2)
    // Few octets one by one: a view of them would be the only object that a request costs.
    if (kept > FEW_OCTETS) octets.set(this.octets.subarray(this.mark, this.end))
    else for (let at = 0; at < kept; at += 1) octets[at] = this.octets[this.mark + at]!
    this.#replace(octets, this.mark, kept)
    this.#owned = true
    this.#append(piece)
  }

  #takeOwn(): Uint8Array {
    if (this.#own === undefined) {
      this.#own = this.#allocate(OWN_OCTETS)
      this.#ownWords = viewOf(this.#own)
    }
    this.#isOwnUsed = true
    this.#owned = true
    return this.#own
  }

  /** Makes `octets` the buffer; it begins where index `from` of the old one was. */
  #replace(octets: Uint8Array, from: number, end: number): void {
    this.#before += from
    this.at -= from
    this.octets = octets
    this.mark = 0
    this.end = end
  }
}

function viewOf(octets: Uint8Array): DataView {
  return new DataView(octets.buffer, octets.byteOffset, octets.length)
}
