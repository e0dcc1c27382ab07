/**
 * In which words does a trace speak?
 *
 * One vocabulary for the terminal, the golden files in test/wire/, the live view and the page:
 *
 *   spans     one role for each octet; they are contiguous, and their concatenation is the input
 *   records   what became known, in the order it became known, with offsets
 *
 * Offsets count from the first octet of the connection. Spans and records are the same wherever the
 * network cut the octets, but for `segment`, `need-octets` and the numbers of segments.
 */

import type { ParserElement } from '../message/parser-state.ts'
import type { FaultCode } from '../message/protocol-error.ts'

export type Role =
  | 'method'
  | 'SP'
  | 'target'
  | 'version'
  /** Of a status line. */
  | 'status'
  | 'reason'
  | 'field-name'
  | 'colon'
  | 'OWS'
  | 'field-value'
  | 'CR'
  | 'LF'
  /** The CR LF that ends a field section or a trailer section. */
  | 'section-end'
  /** CR LF before a request line (RFC 9112 §2.2). */
  | 'empty-line'
  | 'chunk-size'
  | 'chunk-extension'
  | 'chunk-data'
  /** The zero that says no chunk follows. */
  | 'last-chunk'
  | 'trailer-name'
  | 'trailer-value'
  | 'content'
  /** The octet at fault. */
  | 'fault'
  /** Arrived behind it, and was not looked at. */
  | 'after-fault'
  /** Arrived behind the last request of the connection, and was not looked at. */
  | 'unread'

/** Half-open, in octets from the first of the connection. */
export interface Span {
  readonly role: Role
  readonly start: number
  readonly end: number
  /** Part of a credential, to be shown as asterisks. */
  readonly isSecret?: true
}

export type TraceEventName =
  | 'empty-line'
  | 'request-line'
  | 'status-line'
  | 'field-line'
  | 'section-end'
  | 'content'
  | 'chunk'
  | 'last-chunk'
  | 'trailer-line'
  | 'message-end'

/** Octets that arrived together. */
export interface SegmentRecord {
  readonly kind: 'segment'
  readonly offset: number
  readonly octets: number
  /** Counts from 1. */
  readonly index: number
}

/** Something was read to its end. Events touch: each begins where the one before it ended. */
export interface EventRecord {
  readonly kind: 'event'
  readonly event: TraceEventName
  readonly start: number
  readonly end: number
  /** The segment in which it became known. */
  readonly segment: number
  /** A remark; may be empty. */
  readonly says: string
  /** The message it belongs to, counting from 1; an empty line belongs to the one behind it. */
  readonly message: number
  /** The first octets, one char an octet, secrets masked. */
  readonly text: string
  /** How many octets `text` leaves out at its end. */
  readonly omitted: number
}

/** Everything that has arrived was looked at; what comes next depends on what comes next. */
interface NeedOctetsRecord {
  readonly kind: 'need-octets'
  readonly offset: number
  readonly segment: number
  /** What the next octet is expected to belong to: a state of `STATES`. */
  readonly state: string
}

/** What a complete field section decided, and by which section of the RFC. */
export interface DecisionRecord {
  readonly kind: 'decision'
  readonly about: 'host' | 'framing' | 'persistence' | 'expectation'
  readonly offset: number
  readonly says: string
  readonly rule: string
  readonly message: number
}

/** The octets around a fault, secrets masked, one char an octet. */
export interface FaultWindow {
  readonly start: number
  readonly text: string
  /** Index in `text` of the octet at fault. */
  readonly caret: number
}

export interface FaultRecord {
  readonly kind: 'fault'
  readonly code: FaultCode
  readonly status: number
  readonly rule: string
  readonly says: string
  readonly offset: number
  readonly segment: number
  readonly message: number
  /** What accepting it would cost, in one sentence. */
  readonly consequence: string
  readonly window: FaultWindow
}

/** No more octets will come. */
interface EndRecord {
  readonly kind: 'end'
  readonly offset: number
  readonly state: string
  readonly says: string
}

export type TraceRecord =
  | SegmentRecord
  | EventRecord
  | NeedOctetsRecord
  | DecisionRecord
  | FaultRecord
  | EndRecord

/** The parts of the machine that a trace can be in: the parser's, and one for after a close. */
export type TraceState = ParserElement | 'unread'
