/**
 * In which words does a running server tell what happens on its connections?
 *
 * A connection is told of in sights: from `opened` on, offsets count from the first octet that is
 * shown; whatever was left out lies before a sight or behind it, never inside. Within a sight come
 * the records of records.ts, for what arrives and for what leaves, and with each segment its octets.
 *
 * Octets are text, one char an octet, secrets masked: a mask is as long as what it hides.
 */

import type { SegmentRecord, TraceRecord } from './records.ts'

/** A sight begins. */
interface OpenedRecord {
  readonly kind: 'opened'
  /** Address and port. */
  readonly peer: string
  /** Octets that arrived since the connection began, or since the last sight of it, unseen. */
  readonly missed: number
}

/** Octets that travelled together. */
interface LiveSegmentRecord extends SegmentRecord {
  /** The first of them. */
  readonly text: string
  /** How many more octets are not shown. */
  readonly omitted: number
}

/** What the traces tell. */
export type SightRecord = (LiveSegmentRecord | Exclude<TraceRecord, SegmentRecord>) & {
  readonly direction: 'received' | 'sent'
}

/** The sight ends, and the connection goes on. */
interface LeftRecord {
  readonly kind: 'left'
  readonly says: string
}

/** The connection is gone. */
interface ClosedRecord {
  readonly kind: 'closed'
  /** Octets that arrived behind the last sight, unseen. */
  readonly missed: number
}

export type ConnectionRecord = OpenedRecord | SightRecord | LeftRecord | ClosedRecord

/** More happened at once than is shown. */
interface SkippedRecord {
  readonly kind: 'skipped'
  /** Octets that arrived, on all connections together, with messages that were left out. */
  readonly octets: number
}

/** Times are in milliseconds since 1970. */
export type LiveRecord =
  | (ConnectionRecord & { readonly connection: number; readonly time: number })
  | (SkippedRecord & { readonly time: number })

/** What is told to one viewer only. */
export type ViewerRecord =
  /** It was too slow, and these many records are gone. */
  | { readonly kind: 'dropped'; readonly records: number }
  /** It comes back to a view that has begun anew: nothing more will be heard of what it knew. */
  | { readonly kind: 'anew' }
