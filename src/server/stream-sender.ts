/**
 * How does content that comes as a stream reach a socket?
 *
 * Piece by piece, each asked for when the operating system has taken the one before: in chunks, or as
 * it is when its length was declared or the connection will be closed.
 *
 * Spec: RFC 9112 §7.1 (chunked).
 */

import type { Socket } from 'node:net'
import { encodeChunkSize, LAST_CHUNK, type ResponseFraming } from '../message/response-encoder.ts'
import type { StreamContent } from '../semantics/exchange.ts'
import { ContentError, type OnProgress } from './piece-writer.ts'

/**
 * Sends the stream.
 *
 * A stream may have nothing to send for a long time, and would not hear that the connection is gone
 * until it has: so it is told to return at once.
 *
 * @throws {ContentError} when it is not as long as declared or the socket is gone; what it throws
 */
export async function sendStream(
  socket: Socket,
  { stream, length }: StreamContent,
  framing: ResponseFraming['kind'],
  onProgress: OnProgress,
): Promise<void> {
  const pieces = stream[Symbol.asyncIterator]()
  const onGone = (): void => void pieces.return?.().catch(() => {})
  socket.once('close', onGone)
  let sent = 0
  try {
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
