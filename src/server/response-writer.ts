/**
 * How do responses leave a connection?
 *
 * The single owner of outgoing framing: it declares the length, sends exactly that, and adds the
 * fields that belong to the message (`Date`, `Content-Length`, `Transfer-Encoding`, `Connection`).
 *
 * Small responses are gathered and leave in one write when the connection has no more requests to
 * read: sixteen pipelined answers cost one system call. How each looks is encoded-response.ts's.
 *
 * Spec: RFC 9112 §6 (body); RFC 9110 §9.3.2 (HEAD).
 */

import type { Socket } from 'node:net'
import {
  CONTINUE,
  decideResponseFraming,
  type ResponseFraming,
} from '../message/response-encoder.ts'
import {
  type Content,
  contentLength,
  discardContent,
  type Response,
} from '../semantics/exchange.ts'
import { Batch } from './batch.ts'
import { currentSecond } from './date-field.ts'
import { encode, type Facing, type Kept, keptEncoding } from './encoded-response.ts'
import { sendOctets } from './octet-sender.ts'
import { sendSource } from './source-sender.ts'
import { sendStream } from './stream-sender.ts'

/** Of a response to something that was not understood, after which the connection ends. */
export const LAST: Facing = { method: 'GET', version: '1.1', persistent: false }

/** Longer content is sent in pieces, so that a slow client shows its progress. */
const GATHERED_OCTETS = 131_072

/** Told about the responses that take time. */
export interface WriterEvents {
  /** Content is moving. */
  progressed(octets: number): void
  /** The last octet of a response that `send` called `sending` is with the operating system. */
  sent(): void
  /** It could not be sent as declared; nothing more can be sent on this connection. */
  failed(error: unknown): void
}

export class ResponseWriter {
  /** Content octets of the response sent last. */
  contentOctets = 0
  readonly #socket: Socket
  readonly #events: WriterEvents
  readonly #batch: Batch
  /** In which the batch began: one look at the clock for all of it. */
  #second = 0

  constructor(socket: Socket, events: WriterEvents) {
    this.#socket = socket
    this.#events = events
    this.#batch = new Batch(socket)
  }

  /**
   * Sends a response, or gathers it for the next `flush`.
   *
   * @returns whether it is complete, or still `sending`, to be followed by an event
   * @throws {TypeError} when it holds a field that cannot be sent; nothing has been sent then
   */
  send(response: Response, facing: Facing): 'complete' | 'sending' {
    if (facing.version === '1.1') {
      if (this.#batch.octets === 0) this.#second = currentSecond()
      const kept = keptEncoding(response, facing.persistent, this.#second)
      if (kept !== undefined) return this.#sendKept(kept, response.content, facing.method)
    }
    const { content } = response
    const framing = decideResponseFraming(response.status, facing.version, contentLength(content))
    this.#batch.add(encode(response, facing))
    this.contentOctets = 0
    if (facing.method === 'HEAD' || framing.kind === 'none') {
      discardContent(content)
      return 'complete'
    }
    return this.#sendContent(content, framing.kind)
  }

  /** 100 (Continue): the client may send the content (RFC 9110 §10.1.1). */
  sendContinue(): void {
    this.#batch.add(Buffer.from(CONTINUE, 'latin1'))
    this.flush()
  }

  /** Writes what has been gathered, as one piece, when this turn of the event loop ends, or before. */
  leave(): void {
    this.#batch.leave()
  }

  /** Writes it now. */
  flush(): void {
    this.#batch.flush()
  }

  #sendKept(
    { octets, headOctets, isWhole }: Kept,
    content: Content,
    method: string,
  ): 'complete' | 'sending' {
    if (method === 'HEAD') {
      this.contentOctets = 0
      this.#batch.add(Buffer.from(octets.subarray(0, headOctets)))
      return 'complete'
    }
    this.contentOctets = octets.length - headOctets
    this.#batch.add(octets)
    return isWhole ? 'complete' : this.#sendContent(content, 'until-close')
  }

  #sendContent(content: Content, framing: ResponseFraming['kind']): 'complete' | 'sending' {
    const progressed = (octets: number): void => {
      this.contentOctets += octets
      this.#events.progressed(octets)
    }
    switch (content.kind) {
      case 'none':
        return 'complete'
      case 'octets': {
        const octets = asBuffer(content.octets)
        if (octets.length <= GATHERED_OCTETS) {
          this.#batch.addContent(octets)
          this.contentOctets = octets.length
          return 'complete'
        }
        return this.#follow(sendOctets(this.#socket, this.#batch, octets, progressed))
      }
      case 'source':
        return this.#follow(sendSource(this.#socket, this.#batch, content, progressed))
      case 'stream':
        this.flush()
        return this.#follow(sendStream(this.#socket, content, framing, progressed))
    }
  }

  /** @param sending `undefined` when it is over already */
  #follow(sending: Promise<void> | undefined): 'complete' | 'sending' {
    if (sending === undefined) return 'complete'
    sending.then(() => this.#events.sent()).catch((error: unknown) => this.#events.failed(error))
    return 'sending'
  }
}

function asBuffer(octets: Uint8Array): Buffer {
  return Buffer.isBuffer(octets)
    ? octets
    : Buffer.from(octets.buffer, octets.byteOffset, octets.length)
}
