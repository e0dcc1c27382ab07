/**
 * What is told of one connection, while it is in sight?
 *
 * The records of both directions as the traces make them, and with each segment its octets, as far as
 * the bounds go.
 */

import type { MessageLimits } from '../message/limits.ts'
import { textOf } from '../message/scan.ts'
import { AnswerTrace } from '../trace/answer-trace.ts'
import { FramingTrace } from '../trace/framing-trace.ts'
import type { SightRecord } from '../trace/live-records.ts'
import type { Span } from '../trace/records.ts'
import type { Taken } from '../trace/trace-log.ts'
import type { LiveLimits } from './live-limits.ts'
import { asksForStream, ownerOf } from './request-owner.ts'

export const ASKS_FOR_PAGE = 'what follows asks for this page'
const TOO_LONG = 'what follows is too long to be shown'
const IS_STREAM = 'what follows is what you read here'

export interface SightBounds {
  readonly live: LiveLimits
  readonly message: MessageLimits
}

export class LiveSight {
  /** Whether this is of requests for the page itself. */
  readonly isOwn: boolean
  readonly #bounds: LiveLimits
  readonly #tell: (record: SightRecord) => void
  readonly #requests: FramingTrace
  readonly #answers = new AnswerTrace()
  #sentShown = 0
  /** Whether what leaves next is about what is told here. */
  #isStream = false
  /** Whether there was a request that does not belong here. */
  #isForeign = false

  constructor(bounds: SightBounds, isOwn: boolean, tell: (record: SightRecord) => void) {
    this.isOwn = isOwn
    this.#bounds = bounds.live
    this.#tell = tell
    this.#requests = new FramingTrace(bounds.message)
  }

  /** @returns why nothing more will be told, when nothing will */
  received(octets: Uint8Array): string | undefined {
    const { receivedOctets, segmentOctets } = this.#bounds
    const start = this.#requests.offset
    const seen = octets.subarray(0, receivedOctets - start)
    this.#requests.push(seen)
    const taken = this.#requests.take()
    for (const record of taken.records) {
      if (record.kind === 'event' && record.event === 'request-line') this.#noteRequest(record.text)
    }
    const shown = seen.subarray(0, segmentOctets)
    this.#tellAll('received', taken, { octets, shown, start })
    if (this.#isForeign) return ASKS_FOR_PAGE
    return seen.length < octets.length ? TOO_LONG : undefined
  }

  /** @returns why nothing more will be told, when nothing will */
  sent(octets: Uint8Array): string | undefined {
    const { sentOctets, segmentOctets } = this.#bounds
    const start = this.#answers.offset
    this.#answers.push(octets)
    const shown = octets.subarray(0, Math.min(segmentOctets, sentOctets - this.#sentShown))
    this.#sentShown += shown.length
    this.#tellAll('sent', this.#answers.take(), { octets, shown, start })
    return this.#isStream ? IS_STREAM : undefined
  }

  /** No more octets will come. */
  end(): void {
    this.#requests.end()
    this.#tellAll('received', this.#requests.take())
    this.#answers.end()
    this.#tellAll('sent', this.#answers.take())
  }

  #noteRequest(line: string): void {
    this.#answers.asked(line.slice(0, line.indexOf(' ')))
    this.#isStream ||= asksForStream(line)
    // Pipelined behind a request of somebody else's, or written in another way.
    this.#isForeign ||= !this.isOwn && ownerOf(line) === 'own'
  }

  #tellAll(direction: 'received' | 'sent', { records, spans }: Taken, segment?: Segment): void {
    for (const record of records) {
      if (record.kind !== 'segment') this.#tell({ direction, ...record })
      else if (segment !== undefined) {
        const { octets, shown, start } = segment
        const text = maskedText(shown, start, spans)
        const omitted = octets.length - shown.length
        this.#tell({ direction, ...record, octets: octets.length, text, omitted })
      }
    }
  }
}

interface Segment {
  readonly octets: Uint8Array
  /** The first of them. */
  readonly shown: Uint8Array
  /** Offset of the first. */
  readonly start: number
}

/** One char an octet, an asterisk for those that are secret. */
function maskedText(octets: Uint8Array, start: number, spans: readonly Span[]): string {
  let text = textOf(octets, 0, octets.length)
  for (const span of spans) {
    if (span.isSecret === undefined) continue
    const from = Math.max(span.start - start, 0)
    const to = Math.min(span.end - start, text.length)
    if (from < to) text = text.slice(0, from) + '*'.repeat(to - from) + text.slice(to)
  }
  return text
}
