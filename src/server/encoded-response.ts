/**
 * How does a response look as octets, and does it look the same the next time?
 *
 * The writer's fields come first and last: `Date`, `Server`; framing and persistence. A response that
 * is frozen will be sent again, so its octets are kept, by identity: a cached file then costs one
 * look-up and one write. When the second in `Date` has passed another date is written in its place,
 * or in a copy when a client has not taken them yet. Making the head anew each second instead was a tenth
 * of what a file costs that is asked for about as often (`npm run bench -- --only Zipf`).
 *
 * Spec: RFC 9112 §6 (body), §9.3 (Connection); RFC 9110 §6.6.1 (Date).
 */

import {
  decideResponseFraming,
  encodeHead,
  findUnsendable,
  framingFields,
} from '../message/response-encoder.ts'
import {
  type Content,
  contentLength,
  type FieldLine,
  type Response,
} from '../semantics/exchange.ts'
import { mayBeWaiting } from './batch.ts'
import { dateField } from './date-field.ts'

/** What the response answers to. */
export interface Facing {
  readonly method: string
  readonly version: '1.0' | '1.1'
  /** Whether the connection persists after it. */
  readonly persistent: boolean
}

/**
 * The largest content that is copied behind its head and kept. All connections share the copy, so a slow
 * client makes us hold no more. In one piece a file of 100 KiB costs 2 µs less of 30 than in two.
 */
const KEPT_OCTETS = 131_072

const SERVER_FIELD: FieldLine = ['Server', 'octets']
const DATE_START = 'Date: '
const NOTHING = Buffer.alloc(0)

/** What is kept of a response. */
export interface Kept {
  /** In which it was made: seconds since the epoch. */
  second: number
  /** The head, and behind it the content when that is small. Its date may change while it waits. */
  octets: Buffer
  readonly headOctets: number
  /** Whether that is all of the response. */
  readonly isWhole: boolean
  /** Where the value of `Date` is. */
  readonly dateAt: number
}

const keptPersistent = new WeakMap<Response, Kept>()
const keptClosing = new WeakMap<Response, Kept>()

/**
 * What is kept of a response for HTTP/1.1; `undefined` when nothing can be, since it may be another
 * one the next time.
 *
 * @throws {TypeError} when it holds a field that cannot be sent
 */
export function keptEncoding(
  response: Response,
  persistent: boolean,
  second: number,
): Kept | undefined {
  const keep = persistent ? keptPersistent : keptClosing
  const known = keep.get(response)
  if (known !== undefined) {
    if (known.second !== second) redate(known, second)
    return known
  }
  // Asked last: it costs as much as the rest of the way of a small answer.
  if (!isInMemory(response.content) || !Object.isFrozen(response)) return undefined
  const made = makeKept(response, persistent, second)
  keep.set(response, made)
  return made
}

/** @throws {TypeError} when it holds a field that cannot be sent */
export function encode(response: Response, facing: Facing): Buffer {
  return Buffer.from(headOf(response, facing), 'latin1')
}

/** One char an octet. @throws {TypeError} when it holds a field that cannot be sent */
function headOf(response: Response, facing: Facing, second?: number): string {
  const { status, fields, content } = response
  const unsendable = findUnsendable(fields)
  if (unsendable !== undefined) {
    throw new TypeError(`Cannot send field ${JSON.stringify(unsendable[0])} of a response`)
  }
  const framing = decideResponseFraming(status, facing.version, contentLength(content))
  const lines = [
    ['Date', dateField(second)] as const,
    SERVER_FIELD,
    ...fields,
    ...framingFields(framing),
    ...connectionFields(facing),
  ]
  return encodeHead(status, lines)
}

function makeKept(response: Response, persistent: boolean, second: number): Kept {
  const head = headOf(response, { method: 'GET', version: '1.1', persistent }, second)
  const { status, content } = response
  const framing = decideResponseFraming(status, '1.1', contentLength(content))
  const octets = content.kind === 'octets' && framing.kind !== 'none' ? content.octets : NOTHING
  const isWhole = octets.length <= KEPT_OCTETS
  return {
    second,
    octets: join(head, isWhole ? octets : NOTHING),
    headOctets: head.length,
    isWhole,
    dateAt: head.indexOf(DATE_START) + DATE_START.length,
  }
}

/** @param head one char an octet */
function join(head: string, content: Uint8Array): Buffer {
  const octets = Buffer.allocUnsafe(head.length + content.length)
  octets.write(head, 'latin1')
  octets.set(content, head.length)
  return octets
}

function redate(kept: Kept, second: number): void {
  // Always a copy would be 20 MB a second of 10,000 files, and 2 collections of the whole heap.
  if (mayBeWaiting(kept.octets)) kept.octets = Buffer.from(kept.octets)
  kept.octets.write(dateField(second), kept.dateAt, 'latin1')
  kept.second = second
}

function isInMemory({ kind }: Content): boolean {
  return kind === 'none' || kind === 'octets'
}

/** RFC 9112 §9.3: each version has a default, and only what differs from it is said. */
function connectionFields({ version, persistent }: Facing): readonly FieldLine[] {
  if (!persistent) return [['Connection', 'close']]
  return version === '1.0' ? [['Connection', 'keep-alive']] : []
}
