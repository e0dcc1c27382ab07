/**
 * How does content that is not in memory reach a socket?
 *
 *   read a piece ──▶ write it ──▶ wait until the operating system has taken it ──▶ read the next
 *
 * A transfer holds one buffer, however long the content is and however slowly it is read. It begins
 * with a small one; a client that takes a piece at once is given larger pieces. One that took its time
 * over a second is written to in slivers, so that its progress shows and its rate can be judged.
 * Reading ahead into a second buffer was measured and gained nothing: a write that does not wait
 * leaves nothing to overlap, and one that waits leaves the processor to other transfers.
 *
 * What was waiting to be sent, the head at least, goes in front of the first octets, in one write.
 *
 * These functions are the only ones that close a source, and they do so whatever happens.
 */

import type { Socket } from 'node:net'
import { encodeChunkSize, LAST_CHUNK, type ResponseFraming } from '../message/response-encoder.ts'
import type { ContentSource, SourceContent, StreamContent } from '../semantics/exchange.ts'
import { BufferPool } from './buffer-pool.ts'

/** What an unknown client is given first: a slow one costs no more than this. */
const FIRST_PIECE_OCTETS = 131_072
/** For clients that keep up. 64 KiB halves the throughput of large files, 1 MiB gains nothing. */
const PIECE_OCTETS = 262_144
/** What may go in front of the first piece without asking for a buffer of its own. */
const HEAD_ROOM_OCTETS = 8192
/** A shorter first piece is given a buffer just as long. */
const WORTH_POOLING_OCTETS = 16_384

/** A bounded part of many slow transfers hold buffers larger than they need, the others do not. */
const FIRST_BUFFERS = new BufferPool(FIRST_PIECE_OCTETS + HEAD_ROOM_OCTETS, 64, 16)
/** Past the bound, transfers go on with the buffer they began with. */
const LARGE_BUFFERS = new BufferPool(PIECE_OCTETS, 128, 16)

/** A write that took longer marks a slow client. */
const SLOW_MILLISECONDS = 1000
const SLIVER_OCTETS = 4096

/** Twice the threads that read, so that none of them waits for us. */
const MAX_READS = 8

let readsUnderWay = 0
const waiting: (() => void)[] = []

/** A buffer for the first `octets`, and perhaps more. */
function takeFirst(octets: number): Buffer {
  const isPooled = octets > WORTH_POOLING_OCTETS && octets <= FIRST_PIECE_OCTETS + HEAD_ROOM_OCTETS
  return (isPooled ? FIRST_BUFFERS.take() : undefined) ?? Buffer.allocUnsafeSlow(octets)
}

function giveBack(buffer: Buffer): void {
  FIRST_BUFFERS.giveBack(buffer)
  LARGE_BUFFERS.giveBack(buffer)
}

/** The content could not be sent as declared: the connection is of no use any more. */
class ContentError extends Error {
  override readonly name = 'ContentError'
}

/** Is told whenever octets have gone to the operating system. */
export type OnProgress = (octets: number) => void

/**
 * Sends `pending`, then exactly the declared octets of `content`.
 *
 * @throws {ContentError} when the source ends early or the socket is gone; what the source throws
 */
export async function sendSource(
  socket: Socket,
  pending: Uint8Array,
  content: SourceContent,
  onProgress: OnProgress,
): Promise<void> {
  const { source, length, position } = content
  let buffer = takeFirst(pending.length + Math.min(length, FIRST_PIECE_OCTETS))
  let step = PIECE_OCTETS
  let prefix = pending.length
  try {
    buffer.set(pending)
    for (let sent = 0; sent < length || prefix > 0; ) {
      const filled = await fill(content, buffer, prefix, position + sent)
      sent += filled - prefix
      prefix = 0
      const began = performance.now()
      const octets = buffer.subarray(0, filled)
      const isTakenAtOnce = await sendInSteps(socket, octets, onProgress, step)
      if (performance.now() - began > SLOW_MILLISECONDS) step = SLIVER_OCTETS
      else if (isTakenAtOnce && sent < length && buffer.length !== PIECE_OCTETS) {
        const larger = LARGE_BUFFERS.take()
        if (larger === undefined) continue
        giveBack(buffer)
        buffer = larger
      }
    }
  } finally {
    giveBack(buffer)
    source.close()
  }
}

/**
 * Sends octets that are in memory.
 *
 * @returns whether the operating system took all of them without delay
 */
export async function sendInSteps(
  socket: Socket,
  octets: Buffer,
  onProgress: OnProgress,
  step: number = PIECE_OCTETS,
): Promise<boolean> {
  let isTakenAtOnce = true
  for (let at = 0; at < octets.length; at += step) {
    const written = write(socket, octets.subarray(at, at + step), onProgress)
    isTakenAtOnce &&= socket.writableLength === 0
    await written
  }
  return isTakenAtOnce
}

/**
 * A turn of the event loop writes as many pieces as were read during the last one. With a thousand
 * transfers that would be a thousand, and a small answer would wait for all of them; so only a few
 * reads are under way at a time, first come, first served.
 */
async function readInTurn(source: ContentSource, into: Buffer, position: number): Promise<number> {
  if (readsUnderWay === MAX_READS) await new Promise<void>((resolve) => waiting.push(resolve))
  else readsUnderWay += 1
  try {
    return await source.read(into, position)
  } finally {
    const next = waiting.shift()
    if (next === undefined) readsUnderWay -= 1
    else next()
  }
}

/** Fills `buffer` from `start` on as far as the content goes; returns where it is filled to. */
async function fill(
  content: SourceContent,
  buffer: Buffer,
  start: number,
  position: number,
): Promise<number> {
  const wanted = Math.min(buffer.length - start, content.position + content.length - position)
  let got = 0
  while (got < wanted) {
    const into = buffer.subarray(start + got, start + wanted)
    const octets = await readInTurn(content.source, into, position + got)
    if (octets === 0) throw new ContentError(`Content ended ${wanted - got} octets early`)
    got += octets
  }
  return start + got
}

/**
 * Sends `pending`, then the stream: in chunks, or as it is when its length was declared or the
 * connection will be closed.
 *
 * A stream may have nothing to send for a long time, and would not hear that the connection is gone
 * until it has: so it is told to return at once.
 *
 * @throws {ContentError} when it is not as long as declared or the socket is gone; what it throws
 */
export async function sendStream(
  socket: Socket,
  pending: Uint8Array,
  { stream, length }: StreamContent,
  framing: ResponseFraming['kind'],
  onProgress: OnProgress,
): Promise<void> {
  const pieces = stream[Symbol.asyncIterator]()
  const onGone = (): void => void pieces.return?.().catch(() => {})
  socket.once('close', onGone)
  let sent = 0
  try {
    socket.write(pending)
    for await (const octets of { [Symbol.asyncIterator]: () => pieces }) {
      // An empty chunk would be the last one.
      if (octets.length === 0) continue
      sent += octets.length
      if (length !== undefined && sent > length)
        throw new ContentError(`Content is longer than the ${length} octets declared`)
      if (framing === 'chunked') await writeChunk(socket, octets, onProgress)
      else await write(socket, octets, onProgress)
    }
  } finally {
    socket.off('close', onGone)
  }
  if (length !== undefined && sent < length)
    throw new ContentError(`Content ended ${length - sent} octets early`)
  if (framing === 'chunked') await write(socket, Buffer.from(LAST_CHUNK, 'latin1'), () => {})
}

async function writeChunk(
  socket: Socket,
  octets: Uint8Array,
  onProgress: OnProgress,
): Promise<void> {
  socket.cork()
  socket.write(encodeChunkSize(octets.length), 'latin1')
  const written = write(socket, octets, onProgress)
  socket.write('\r\n', 'latin1')
  socket.uncork()
  await written
}

/** Resolves when the operating system has taken the octets: only then may their buffer change. */
function write(socket: Socket, octets: Uint8Array, onProgress: OnProgress): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(octets, (error) => {
      if (error || socket.destroyed) reject(new ContentError('The client has gone'))
      else {
        onProgress(octets.length)
        resolve()
      }
    })
  })
}
