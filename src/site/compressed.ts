/**
 * How is content compressed while it is asked for?
 *
 * Small content at once, as a whole; large content as a stream, piece by piece, no faster than it is
 * taken. Levels are chosen for speed: what is worth more of it is compressed beforehand, into a file
 * beside the original. zlib works in threads of its own, so nothing else waits meanwhile.
 *
 * A compressor holds up to a megabyte for as long as its client takes, so there is a bound on how many
 * are at work; past it, content is sent as it is.
 */

import type { Transform } from 'node:stream'
import { pipeline } from 'node:stream'
import type { ContentCoding } from '../semantics/content-coding.ts'
import type { SourceContent } from '../semantics/exchange.ts'
import { compression } from './late-modules.ts'

const PIECE_OCTETS = 65_536
const MAX_COMPRESSORS = 64
/** 512 KiB: larger windows gain little on text and take their size in memory, each. */
const BROTLI_WINDOW_BITS = 19
const BROTLI_QUALITY = 5
const GZIP_LEVEL = 6

let compressorsAtWork = 0

type Compressors = Readonly<Record<ContentCoding, ((octets: number) => Transform) | undefined>>

let compressors: Compressors | undefined

function compressorFor(coding: ContentCoding): Compressors[ContentCoding] {
  compressors ??= makeCompressors(compression())
  return compressors[coding]
}

function makeCompressors(zlib: ReturnType<typeof compression>): Compressors {
  // It came with Node 22.15; the types are those of the oldest Node we run on.
  const { createZstdCompress } = zlib as { readonly createZstdCompress?: () => Transform }
  return {
    br: (octets) =>
      zlib.createBrotliCompress({
        params: {
          [zlib.constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
          [zlib.constants.BROTLI_PARAM_LGWIN]: BROTLI_WINDOW_BITS,
          [zlib.constants.BROTLI_PARAM_SIZE_HINT]: Math.min(octets, 2 ** 30),
        },
      }),
    zstd: createZstdCompress,
    gzip: () => zlib.createGzip({ level: GZIP_LEVEL }),
  }
}

/** Whether content can be compressed in this coding now: by this Node, and within the bound. */
export function canCompress(coding: ContentCoding): boolean {
  return compressorFor(coding) !== undefined && compressorsAtWork < MAX_COMPRESSORS
}

/** All of `octets`, compressed. */
export async function compressOctets(
  octets: Uint8Array,
  coding: ContentCoding,
): Promise<Uint8Array> {
  async function* once(): AsyncGenerator<Uint8Array> {
    yield octets
  }
  const pieces: Uint8Array[] = []
  for await (const piece of compress(once(), octets.length, coding)) pieces.push(piece)
  return Buffer.concat(pieces)
}

/**
 * The octets of `content`, compressed. Whoever has the result iterates it once or calls `return` on
 * its iterator: both close the source.
 */
export function compressSource(
  content: SourceContent,
  coding: ContentCoding,
): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => new CompressedSource(content, coding) }
}

/** Not a generator alone: one that never began would leave without closing its source. */
class CompressedSource implements AsyncIterator<Uint8Array, void> {
  readonly #content: SourceContent
  readonly #coding: ContentCoding
  #octets: AsyncGenerator<Uint8Array, void> | undefined

  constructor(content: SourceContent, coding: ContentCoding) {
    this.#content = content
    this.#coding = coding
  }

  next(): Promise<IteratorResult<Uint8Array, void>> {
    this.#octets ??= compress(readPieces(this.#content), this.#content.length, this.#coding)
    return this.#octets.next()
  }

  async return(): Promise<IteratorResult<Uint8Array, void>> {
    if (this.#octets !== undefined) return this.#octets.return()
    this.#content.source.close()
    this.#octets = nothing()
    return { done: true, value: undefined }
  }
}

async function* nothing(): AsyncGenerator<Uint8Array, void> {}

async function* compress(
  pieces: AsyncIterable<Uint8Array>,
  length: number,
  coding: ContentCoding,
): AsyncGenerator<Uint8Array, void> {
  const compressor = compressorFor(coding)?.(length)
  if (compressor === undefined) throw new TypeError(`This Node has no ${coding}`)
  compressorsAtWork += 1
  try {
    // Failures of either reach the loop below through the compressor.
    pipeline(pieces, compressor, () => {})
    yield* compressor
  } finally {
    compressorsAtWork -= 1
    compressor.destroy()
  }
}

/** Each piece has a buffer of its own: the compressor keeps it while it works. */
async function* readPieces({
  source,
  position,
  length,
}: SourceContent): AsyncGenerator<Uint8Array> {
  try {
    for (let done = 0; done < length; ) {
      const into = Buffer.allocUnsafe(Math.min(PIECE_OCTETS, length - done))
      const count = await source.read(into, position + done)
      if (count === 0) throw new Error(`Content ended ${length - done} octets early`)
      done += count
      yield into.subarray(0, count)
    }
  } finally {
    source.close()
  }
}
