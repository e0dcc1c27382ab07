/**
 * Octets in, lines out, wherever the octets were cut. A line ends with LF; a CR before it is not part
 * of the line.
 */

const LF = 0x0a
export const LINE_OCTETS = 1000

export class LineReader {
  /** The beginning of a line whose end has not arrived. */
  #begun: Buffer = Buffer.alloc(0)

  /** The lines that these octets complete: none, or many. */
  push(octets: Buffer): readonly string[] {
    const all = Buffer.concat([this.#begun, octets])
    const lines: string[] = []
    let start = 0
    for (;;) {
      const end = all.indexOf(LF, start)
      if (end === -1 || end - start > LINE_OCTETS) break
      lines.push(all.toString('utf8', start, end).replace(/\r$/, ''))
      start = end + 1
    }
    this.#begun = all.subarray(start)
    return lines
  }

  /** Whether a line has more than `LINE_OCTETS`; nothing comes out after it. */
  get isTooLong(): boolean {
    return this.#begun.length > LINE_OCTETS
  }
}
