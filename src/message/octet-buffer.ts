/**
 * Which octets have arrived and are not yet done with?
 *
 * The one place that knows about partial input. A piece that arrives when nothing is left over is
 * used where it lies. Only when a message straddles two pieces are octets copied: what is left over
 * moves, once, to a buffer with room to grow, and later pieces are added behind it. So a head that
 * arrives octet by octet costs one copy of each octet (and a few doublings), not one copy of
 * everything for each.
 *
 *      octets  . . . . G E T   / H T T P / 1 . 1 ␍ ␊ . . . .
 *                      ▲           ▲               ▲
 *                      mark        at              end
 *
 * Two promises the readers rely on. Octets are never moved or overwritten in place, so a head that
 * was handed out stays readable while more arrives. And positions counted from `mark` survive a
 * push; indices into `octets` do not.
 */

const NOTHING = new Uint8Array(0)
const SMALLEST_BUFFER = 1024
/** How much of an excerpt lies on either side of its place. */
const EXCERPT_OCTETS = 32

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
  #before = 0
  #words: DataView | undefined
  /** Whether `octets` is ours, with room behind `end`, or a piece that was handed to us. */
  #owned = false

  /**
   * Adds octets to read. They are borrowed, not copied, where possible: the caller must not change
   * them afterwards.
   */
  push(piece: Uint8Array): void {
    const kept = this.end - this.mark
    if (kept === 0) this.#borrow(piece)
    else if (this.#owned && this.end + piece.length <= this.octets.length) {
      this.octets.set(piece, this.end)
      this.end += piece.length
    } else this.#grow(piece, kept)
  }

  /**
   * The same octets, for reading four at a time. Made when first asked for: a view costs about 50 ns,
   * which is what a short request costs in all.
   */
  words(): DataView {
    const { octets } = this
    this.#words ??= new DataView(octets.buffer, octets.byteOffset, octets.length)
    return this.#words
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

  /** Marks everything before `at` as done with. */
  release(): void {
    this.mark = this.at
  }

  /** Lets go of the memory, when nothing is left to read: an idle connection should hold none. */
  forget(): void {
    if (this.at === this.end && this.octets !== NOTHING) this.#replace(NOTHING, this.end, 0)
  }

  #borrow(piece: Uint8Array): void {
    this.#replace(piece, this.end, piece.length)
    this.#owned = false
  }

  #grow(piece: Uint8Array, kept: number): void {
    const needed = kept + piece.length
    const octets = new Uint8Array(Math.max(SMALLEST_BUFFER, needed * 2))
    octets.set(this.octets.subarray(this.mark, this.end))
    octets.set(piece, kept)
    this.#replace(octets, this.mark, needed)
    this.#owned = true
  }

  /** Makes `octets` the buffer; it begins where index `from` of the old one was. */
  #replace(octets: Uint8Array, from: number, end: number): void {
    this.#before += from
    this.at -= from
    this.octets = octets
    this.#words = undefined
    this.mark = 0
    this.end = end
  }
}
