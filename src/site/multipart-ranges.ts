/**
 * How are several ranges sent in one response?
 *
 *   part head, octets, part head, octets, … end          one ContentSource, of known length
 *
 * Labels are made beforehand and octets are read when their turn comes, so nothing is held but the
 * labels, and Content-Length is declared. Ranges of one representation share its Content-Type, which
 * every part repeats.
 *
 * The boundary is random and made once a process. Nobody who writes a file can know it, so no file
 * holds it; that is all that a boundary needs, and it spares looking for it in the octets.
 *
 * Spec: RFC 9110 §14.6 (multipart/byteranges), §15.3.7.2 (multiple parts); RFC 2046 §5.1.1 (syntax).
 */

import type { ByteRange } from '../semantics/byte-range.ts'
import { renderContentRange } from '../semantics/byte-range.ts'
import type { Content, ContentSource, SourceContent } from '../semantics/exchange.ts'
import { cryptography } from './late-modules.ts'

let made: string | undefined

/** Made when it is first asked for: the first random octets of a process take 2.5 ms. */
function boundary(): string {
  made ??= cryptography().randomBytes(18).toString('base64url')
  return made
}

/** The Content-Type of a response with several ranges. */
export function multipartByteranges(): string {
  return `multipart/byteranges; boundary=${boundary()}`
}

/** A label, or a range of the representation. */
type Segment =
  | { readonly kind: 'label'; readonly octets: Buffer }
  | { readonly kind: 'range'; readonly range: ByteRange }

/** A segment, and where in the response it begins. */
interface Placed {
  readonly segment: Segment
  readonly start: number
  readonly end: number
}

/**
 * The content of a 206 with these ranges, in this order.
 *
 * @param whole content of the representation; a source in it passes to the result
 * @returns `undefined` when the whole is not longer, and therefore the better answer
 */
export function multipartRanges(
  whole: Content,
  ranges: readonly ByteRange[],
  mediaType: string,
  completeLength: number,
): Content | undefined {
  const segments = segmentsOf(ranges, mediaType, completeLength)
  const placed = place(segments)
  const length = placed.at(-1)?.end ?? 0
  if (length >= completeLength) return undefined
  if (whole.kind === 'octets') return { kind: 'octets', octets: join(segments, whole.octets) }
  if (whole.kind !== 'source') return undefined
  return { kind: 'source', source: new MultipartSource(placed, whole), position: 0, length }
}

function segmentsOf(
  ranges: readonly ByteRange[],
  mediaType: string,
  completeLength: number,
): readonly Segment[] {
  const parts = ranges.flatMap((range, at): Segment[] => [
    label(
      `${at === 0 ? '' : '\r\n'}--${boundary()}\r\nContent-Type: ${mediaType}\r\n` +
        `Content-Range: ${renderContentRange(range, completeLength)}\r\n\r\n`,
    ),
    { kind: 'range', range },
  ])
  return [...parts, label(`\r\n--${boundary()}--\r\n`)]
}

function label(text: string): Segment {
  return { kind: 'label', octets: Buffer.from(text, 'latin1') }
}

function place(segments: readonly Segment[]): readonly Placed[] {
  let end = 0
  return segments.map((segment) => {
    const start = end
    end += segment.kind === 'label' ? segment.octets.length : lengthOf(segment.range)
    return { segment, start, end }
  })
}

function lengthOf({ firstPos, lastPos }: ByteRange): number {
  return lastPos - firstPos + 1
}

function join(segments: readonly Segment[], octets: Uint8Array): Uint8Array {
  return Buffer.concat(
    segments.map((segment) =>
      segment.kind === 'label'
        ? segment.octets
        : octets.subarray(segment.range.firstPos, segment.range.lastPos + 1),
    ),
  )
}

/** Reads like one file what is labels and parts of another. */
class MultipartSource implements ContentSource {
  readonly #placed: readonly Placed[]
  readonly #whole: SourceContent

  constructor(placed: readonly Placed[], whole: SourceContent) {
    this.#placed = placed
    this.#whole = whole
  }

  /** Gives what the segment at `position` has left, and nothing of the next. */
  read(into: Uint8Array, position: number): number | Promise<number> {
    const placed = this.#placed.find(({ end }) => position < end)
    if (placed === undefined) return 0
    const { segment, start, end } = placed
    const offset = position - start
    const room = into.subarray(0, Math.min(into.length, end - position))
    if (segment.kind === 'label') return segment.octets.copy(room, 0, offset)
    const { source, position: first } = this.#whole
    return source.read(room, first + segment.range.firstPos + offset)
  }

  close(): void {
    this.#whole.source.close()
  }
}
