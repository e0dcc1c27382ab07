/**
 * What content does a response of the Fetch standard have, and how long is it?
 *
 * The standard has only streams: even a string is one, which gives one chunk and ends. So the stream
 * is read as far as it gives what it has:
 *
 *   it ends at once            ──▶ no content
 *   one chunk, then its end    ──▶ octets, of a known length
 *   anything that takes time   ──▶ a stream: what was read goes first, then each chunk as it comes
 *
 * "At once" is within one turn of the event loop, so an answer that is really a stream loses no more
 * than that before its head and its first chunk leave. Two chunks at most are held.
 *
 * Spec: Fetch Standard §2.2.4 (bodies), Streams Standard §4.3 (ReadableStreamDefaultReader).
 */

import type { Content, Request, StreamContent } from '../semantics/exchange.ts'
import { NO_CONTENT } from '../semantics/exchange.ts'

type Reader = ReadableStreamDefaultReader<Uint8Array>
type Read = Awaited<ReturnType<Reader['read']>>

/**
 * The content of `response` to `request`. It is cancelled when the client goes.
 *
 * @throws what the stream throws before its first chunk; {TypeError} when somebody else reads it
 */
export async function contentOf(
  { body, headers }: globalThis.Response,
  request: Pick<Request, 'method' | 'signal'>,
): Promise<Content> {
  const length = declaredLength(headers)
  if (body === null) return request.method === 'HEAD' ? leftOut(length) : NO_CONTENT
  const reader = body.getReader()
  const first = reader.read()
  const start = await withinOneTurn(first)
  if (start === undefined) return streamOf(reader, [first], length, request.signal)
  const octets = octetsOf(start, reader)
  if (octets === undefined) return NO_CONTENT
  const second = reader.read()
  const end = await withinOneTurn(second)
  if (end?.done) return { kind: 'octets', octets }
  return streamOf(reader, [first, second], length, request.signal)
}

/** What GET would get was left out already: we know no more of its length than the app says. */
function leftOut(length: number | undefined): Content {
  async function* nothing(): AsyncGenerator<Uint8Array> {}
  return withLength(nothing(), length)
}

function streamOf(
  reader: Reader,
  begun: readonly Promise<Read>[],
  length: number | undefined,
  signal: AbortSignal,
): Content {
  // The app may be silent for a long time, and would not learn from a failing write.
  signal.addEventListener('abort', () => letGo(reader, signal.reason), { once: true })
  if (signal.aborted) letGo(reader, signal.reason)
  return withLength(new Chunks(reader, begun), length)
}

function withLength(stream: AsyncIterable<Uint8Array>, length: number | undefined): StreamContent {
  return length === undefined ? { kind: 'stream', stream } : { kind: 'stream', stream, length }
}

/** `undefined` when it is not said, or so that it cannot be meant: then the stream's end tells. */
function declaredLength(headers: Headers): number | undefined {
  const value = headers.get('content-length')
  return value !== null && /^\d{1,15}$/.test(value) ? Number(value) : undefined
}

/** What `read` gives, or `undefined` when that takes longer than a turn of the event loop. */
function withinOneTurn(read: Promise<Read>): Promise<Read | undefined> {
  const turn = new Promise<undefined>((resolve) => setImmediate(resolve, undefined))
  return Promise.race([read, turn])
}

/** The chunks of a stream whose first reads are under way already. */
class Chunks implements AsyncIterableIterator<Uint8Array> {
  readonly #reader: Reader
  readonly #begun: Promise<Read>[]

  constructor(reader: Reader, begun: readonly Promise<Read>[]) {
    this.#reader = reader
    this.#begun = [...begun]
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const read = await (this.#begun.shift() ?? this.#reader.read())
    const octets = octetsOf(read, this.#reader)
    return octets === undefined ? { done: true, value: undefined } : { done: false, value: octets }
  }

  /** Nobody wants the rest; also when nothing has been read. */
  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    letGo(this.#reader, new Error('The rest of the content is not wanted'))
    return { done: true, value: undefined }
  }
}

/**
 * The chunk that was read; `undefined` at the end.
 *
 * @throws {TypeError} for a chunk of something else, which the standard's types cannot rule out
 */
function octetsOf({ value }: Read, reader: Reader): Uint8Array | undefined {
  if (value === undefined || value instanceof Uint8Array) return value
  const error = new TypeError(`A body gave a ${typeof value} where a Uint8Array was wanted`)
  letGo(reader, error)
  throw error
}

/** Cancels the stream. If the app fails at that there is nobody left to be told. */
function letGo(reader: Reader, reason: unknown): void {
  reader.cancel(reason).catch(() => {})
}
