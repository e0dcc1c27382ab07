/**
 * How does content that is not in memory reach a socket?
 *
 * A source is read into one of two large buffers while the other is being written, so the disk and
 * the network work at the same time and a response holds two buffers at most, however long it is and
 * however slowly it is read. What was waiting to be sent, the head at least, goes in front of the
 * first octets, in the same write.
 *
 * These functions are the only ones that close a source, and they do so whatever happens.
 */

import type { Socket } from 'node:net'
import { encodeChunkSize, LAST_CHUNK } from '../message/response-encoder.ts'
import type { SourceContent } from '../semantics/exchange.ts'

/** 64 KiB halves the throughput of large files, 1 MiB gains nothing. */
const BUFFER_OCTETS = 262_144
/** Buffers kept for the next transfer; more are left to the garbage collector. */
const SPARE_BUFFERS = 16
const spare: Buffer[] = []

function takeBuffer(octets: number): Buffer {
  if (octets <= BUFFER_OCTETS / 4) return Buffer.allocUnsafeSlow(octets)
  return spare.pop() ?? Buffer.allocUnsafeSlow(BUFFER_OCTETS)
}

function giveBack(buffer: Buffer): void {
  if (buffer.length === BUFFER_OCTETS && spare.length < SPARE_BUFFERS) spare.push(buffer)
}

/** The content could not be sent as declared: the connection is of no use any more. */
export class ContentError extends Error {
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
  const { source, length } = content
  let here = takeBuffer(pending.length + length)
  let there: Buffer | undefined
  try {
    here.set(pending)
    let position = content.position
    const end = position + length
    let filled = await fill(content, here, pending.length, position)
    position += filled - pending.length
    while (position < end) {
      there ??= takeBuffer(BUFFER_OCTETS)
      const [written, read] = await Promise.allSettled([
        write(socket, here.subarray(0, filled), onProgress),
        fill(content, there, 0, position),
      ])
      if (written.status === 'rejected') throw written.reason
      if (read.status === 'rejected') throw read.reason
      filled = read.value
      position += filled
      ;[here, there] = [there, here]
    }
    await write(socket, here.subarray(0, filled), onProgress)
  } finally {
    giveBack(here)
    if (there !== undefined) giveBack(there)
    source.close()
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
    const octets = await content.source.read(into, position + got)
    if (octets === 0) throw new ContentError(`Content ended ${wanted - got} octets early`)
    got += octets
  }
  return start + got
}

/** Sends `pending`, then the stream: in chunks, or as it is when the connection will be closed. */
export async function sendStream(
  socket: Socket,
  pending: Uint8Array,
  stream: AsyncIterable<Uint8Array>,
  framing: 'chunked' | 'until-close',
  onProgress: OnProgress,
): Promise<void> {
  await write(socket, pending, onProgress)
  for await (const octets of stream) {
    // An empty chunk would be the last one.
    if (octets.length === 0) continue
    if (framing === 'chunked') {
      socket.cork()
      socket.write(encodeChunkSize(octets.length), 'latin1')
      const written = write(socket, octets, onProgress)
      socket.write('\r\n', 'latin1')
      socket.uncork()
      await written
    } else await write(socket, octets, onProgress)
  }
  if (framing === 'chunked') await write(socket, Buffer.from(LAST_CHUNK, 'latin1'), onProgress)
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
