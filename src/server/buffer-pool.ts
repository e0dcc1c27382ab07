/**
 * Which buffers can be used again for the next transfer?
 *
 * Buffers of one size. So many may be in use at a time, and fewer are kept for later: a burst of
 * transfers leaves no more behind than that. Making a buffer for each transfer instead, and leaving it
 * to the garbage collector, was a fifth of the server's time for ranges of 64 KiB (`npm run bench`).
 */

export class BufferPool {
  /** Of each buffer. */
  readonly octets: number
  readonly #mostInUse: number
  readonly #mostSpare: number
  readonly #spare: Buffer[] = []
  #inUse = 0

  constructor(octets: number, mostInUse: number, mostSpare: number) {
    this.octets = octets
    this.#mostInUse = mostInUse
    this.#mostSpare = mostSpare
  }

  /** A buffer, until it is given back; `undefined` when as many as may be are in use. */
  take(): Buffer | undefined {
    if (this.#inUse === this.#mostInUse) return undefined
    this.#inUse += 1
    return this.#spare.pop() ?? Buffer.allocUnsafeSlow(this.octets)
  }

  /** Takes back what `take` gave; a buffer of another size is none of ours. */
  giveBack(buffer: Buffer): void {
    if (buffer.length !== this.octets) return
    this.#inUse -= 1
    if (this.#spare.length < this.#mostSpare) this.#spare.push(buffer)
  }

  /** Does without a buffer that `take` gave: somebody holds it, and nobody will say for how long. */
  giveUp(buffer: Buffer): void {
    if (buffer.length === this.octets) this.#inUse -= 1
  }
}
