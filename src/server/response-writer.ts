/**
 * How do responses leave a connection?
 *
 * The single owner of outgoing framing: it declares the length, sends exactly that, and adds the
 * fields that belong to the message (`Date`, `Content-Length`, `Transfer-Encoding`, `Connection`).
 *
 * Small responses are gathered and leave in one write when the connection has no more requests to
 * read: sixteen pipelined answers cost one system call. A response that is frozen will be sent again,
 * so its octets are kept, by identity, and made anew only when the second in `Date` has passed; a
 * cached file then costs one look-up and one write.
 *
 * Spec: RFC 9112 §6 (body), §9.3 (Connection); RFC 9110 §6.6.1 (Date), §9.3.2 (HEAD).
 */

import type { Socket } from 'node:net'
import {
  CONTINUE,
  decideResponseFraming,
  encodeHead,
  findUnsendable,
  framingFields,
  type ResponseFraming,
} from '../message/response-encoder.ts'
import {
  type Content,
  contentLength,
  discardContent,
  type FieldLine,
  type Response,
} from '../semantics/exchange.ts'
import { Batch } from './batch.ts'
import { currentSecond, dateField } from './date-field.ts'
import { sendOctets } from './piece-writer.ts'
import { sendSource } from './source-sender.ts'
import { sendStream } from './stream-sender.ts'

/** What the response answers to. */
export interface Facing {
  readonly method: string
  readonly version: '1.0' | '1.1'
  /** Whether the connection persists after it. */
  readonly persistent: boolean
}

/** Of a response to something that was not understood, after which the connection ends. */
export const LAST: Facing = { method: 'GET', version: '1.1', persistent: false }

/** Told about the responses that take time. */
export interface WriterEvents {
  /** Content is moving. */
  progressed(octets: number): void
  /** The last octet of a response that `send` called `sending` is with the operating system. */
  sent(): void
  /** It could not be sent as declared; nothing more can be sent on this connection. */
  failed(error: unknown): void
}

/** The largest content that is copied behind its head and kept. */
const KEPT_OCTETS = 65_536

const SERVER_FIELD: FieldLine = ['Server', 'octets']
const NOTHING = Buffer.alloc(0)

interface Kept {
  readonly second: number
  readonly headOctets: number
  /** The head, and behind it the content when that is small. */
  readonly octets: Buffer
  /** Whether that is all of the response. */
  readonly isWhole: boolean
}
const keptPersistent = new WeakMap<Response, Kept>()
const keptClosing = new WeakMap<Response, Kept>()

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

  /** Writes what has been gathered, as one piece. */
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
      this.#batch.add(octets.subarray(0, headOctets))
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

function isInMemory({ kind }: Content): boolean {
  return kind === 'none' || kind === 'octets'
}

/** What is kept of a response; `undefined` when nothing can be, since it may be another next time. */
function keptEncoding(response: Response, persistent: boolean, second: number): Kept | undefined {
  const kept = persistent ? keptPersistent : keptClosing
  const known = kept.get(response)
  if (known !== undefined && known.second === second) return known
  // Asked last: it costs as much as the rest of the way of a small answer.
  if (!isInMemory(response.content) || !Object.isFrozen(response)) return undefined
  const made = makeKept(response, persistent, second)
  kept.set(response, made)
  return made
}

function makeKept(response: Response, persistent: boolean, second: number): Kept {
  const head = encode(response, { method: 'GET', version: '1.1', persistent })
  const { status, content } = response
  const framing = decideResponseFraming(status, '1.1', contentLength(content))
  const octets = content.kind === 'octets' && framing.kind !== 'none' ? content.octets : NOTHING
  const isWhole = octets.length <= KEPT_OCTETS
  return {
    second,
    headOctets: head.length,
    octets: isWhole ? Buffer.concat([head, octets]) : head,
    isWhole,
  }
}

function encode(response: Response, facing: Facing): Buffer {
  const { status, fields, content } = response
  const unsendable = findUnsendable(fields)
  if (unsendable !== undefined) {
    throw new TypeError(`Cannot send field ${JSON.stringify(unsendable[0])} of a response`)
  }
  const framing = decideResponseFraming(status, facing.version, contentLength(content))
  const lines = [
    ['Date', dateField()] as const,
    SERVER_FIELD,
    ...fields,
    ...framingFields(framing),
    ...connectionFields(facing),
  ]
  return Buffer.from(encodeHead(status, lines), 'latin1')
}

/** RFC 9112 §9.3: each version has a default, and only what differs from it is said. */
function connectionFields({ version, persistent }: Facing): readonly FieldLine[] {
  if (!persistent) return [['Connection', 'close']]
  return version === '1.0' ? [['Connection', 'keep-alive']] : []
}

function asBuffer(octets: Uint8Array): Buffer {
  return Buffer.isBuffer(octets)
    ? octets
    : Buffer.from(octets.buffer, octets.byteOffset, octets.length)
}
