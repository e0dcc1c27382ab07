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
import { type OnProgress, sendInSteps, sendSource, sendStream } from './content-sender.ts'
import { currentSecond, dateField } from './date-field.ts'

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

/** Gathered octets that are written without waiting for more. */
const BATCH_OCTETS = 65_536
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
  readonly #batch: Buffer[] = []
  #batchOctets = 0

  constructor(socket: Socket, events: WriterEvents) {
    this.#socket = socket
    this.#events = events
  }

  /**
   * Sends a response, or gathers it for the next `flush`.
   *
   * @returns whether it is complete, or still `sending`, to be followed by an event
   * @throws {TypeError} when it holds a field that cannot be sent; nothing has been sent then
   */
  send(response: Response, facing: Facing): 'complete' | 'sending' {
    const { content } = response
    if (facing.version === '1.1' && isInMemory(content) && Object.isFrozen(response)) {
      const { octets, headOctets, isWhole } = encodeKept(response, facing.persistent)
      const isHead = facing.method === 'HEAD'
      this.contentOctets = isHead ? 0 : octets.length - headOctets
      this.#gather(isHead ? octets.subarray(0, headOctets) : octets)
      return isHead || isWhole ? 'complete' : this.#sendContent(content, 'until-close')
    }
    const framing = decideResponseFraming(response.status, facing.version, contentLength(content))
    this.#gather(encode(response, facing))
    this.contentOctets = 0
    if (facing.method === 'HEAD' || framing.kind === 'none') {
      discardContent(content)
      return 'complete'
    }
    return this.#sendContent(content, framing.kind)
  }

  /** 100 (Continue): the client may send the content (RFC 9110 §10.1.1). */
  sendContinue(): void {
    this.#gather(Buffer.from(CONTINUE, 'latin1'))
    this.flush()
  }

  /** Writes what has been gathered, as one piece. */
  flush(): void {
    if (this.#batchOctets > 0) this.#socket.write(this.#takeBatch())
  }

  #sendContent(content: Content, framing: ResponseFraming['kind']): 'complete' | 'sending' {
    const progressed = (octets: number): void => {
      this.contentOctets += octets
      this.#events.progressed(octets)
    }
    switch (content.kind) {
      case 'none':
        return 'complete'
      case 'octets':
        return this.#sendOctets(asBuffer(content.octets), progressed)
      case 'source': {
        const pending = this.#takeBatch()
        // The sender also counts what goes in front of the content.
        this.contentOctets = -pending.length
        this.#follow(sendSource(this.#socket, pending, content, progressed))
        return 'sending'
      }
      case 'stream':
        this.#follow(sendStream(this.#socket, this.#takeBatch(), content, framing, progressed))
        return 'sending'
    }
  }

  /** Much at once is sent in steps, so that a slow client's progress can be seen. */
  #sendOctets(octets: Buffer, onProgress: OnProgress): 'complete' | 'sending' {
    if (octets.length <= KEPT_OCTETS) {
      this.contentOctets = octets.length
      this.#gather(octets)
      return 'complete'
    }
    // Corked, the head and the first step leave in one system call.
    this.#socket.cork()
    this.flush()
    this.#follow(sendInSteps(this.#socket, octets, onProgress))
    this.#socket.uncork()
    return 'sending'
  }

  #follow(sending: Promise<unknown>): void {
    sending.then(() => this.#events.sent()).catch((error: unknown) => this.#events.failed(error))
  }

  #gather(octets: Buffer): void {
    this.#batch.push(octets)
    this.#batchOctets += octets.length
    if (this.#batchOctets >= BATCH_OCTETS) this.flush()
  }

  #takeBatch(): Buffer {
    const [first = NOTHING] = this.#batch
    // A copy of a few hundred octets an answer is a tenth of what a second write would cost.
    const batch = this.#batch.length > 1 ? Buffer.concat(this.#batch, this.#batchOctets) : first
    this.#batch.length = 0
    this.#batchOctets = 0
    return batch
  }
}

function isInMemory({ kind }: Content): boolean {
  return kind === 'none' || kind === 'octets'
}

function encodeKept(response: Response, persistent: boolean): Kept {
  const second = currentSecond()
  const kept = persistent ? keptPersistent : keptClosing
  const known = kept.get(response)
  if (known !== undefined && known.second === second) return known
  const head = encode(response, { method: 'GET', version: '1.1', persistent })
  const { status, content } = response
  const framing = decideResponseFraming(status, '1.1', contentLength(content))
  const octets = content.kind === 'octets' && framing.kind !== 'none' ? content.octets : NOTHING
  const isWhole = octets.length <= KEPT_OCTETS
  const made = {
    second,
    headOctets: head.length,
    octets: isWhole ? Buffer.concat([head, octets]) : head,
    isWhole,
  }
  kept.set(response, made)
  return made
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
