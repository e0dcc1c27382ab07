/**
 * Does the client still want what it asked for?
 *
 *   If-Match             it insists on a version it has        else 412
 *   If-Unmodified-Since  the same, by date
 *   If-None-Match        it wants none of those it has         else 304
 *   If-Modified-Since    the same, by date
 *   If-Range             it wants a part, if it is of the version it has; else the whole
 *
 * Reading and weighing are apart. A condition that was not sent is `undefined`, which is neither
 * true nor false, and neither is a date that cannot be read: the RFC has it ignored. A list of
 * entity-tags that cannot be read is different. The field *was* sent, so it silences its date, and
 * it names no version of ours: If-Match fails and If-None-Match holds, the safe way both times.
 *
 * Conditions are weighed only once the answer would be a 200, for a representation that exists, so
 * `*` always names it. Methods other than GET and HEAD are not weighed here.
 *
 * Spec: RFC 9110 §13.1 (the fields), §13.2.2 (their order), §8.8.2 (dates as validators).
 */

import type { EntityTag } from './entity-tag.ts'
import { matchesStrongly, matchesWeakly, parseEntityTag, parseEntityTagList } from './entity-tag.ts'
import type { Fields } from './fields.ts'
import { parseHttpDate } from './http-date.ts'

/** The conditions of one request. Dates in milliseconds since the epoch, whole seconds. */
export interface Preconditions {
  readonly ifMatch: '*' | readonly EntityTag[] | undefined
  readonly ifUnmodifiedSince: number | undefined
  readonly ifNoneMatch: '*' | readonly EntityTag[] | undefined
  readonly ifModifiedSince: number | undefined
}

/** What tells the current version of a representation from its other versions. */
export interface Validators {
  readonly entityTag: EntityTag | undefined
  /** Milliseconds since the epoch; compared at whole seconds, which is all that was ever sent. */
  readonly lastModified: number | undefined
}

export type PreconditionVerdict = 'proceed' | 'not-modified' | 'precondition-failed'

/** What most requests ask. */
export const NO_PRECONDITIONS: Preconditions = Object.freeze({
  ifMatch: undefined,
  ifUnmodifiedSince: undefined,
  ifNoneMatch: undefined,
  ifModifiedSince: undefined,
})

/** Whether a request has any conditions: most have none, and then nothing needs to be read. */
export function hasPreconditions(fields: Fields): boolean {
  return (
    fields.has('if-none-match') ||
    fields.has('if-modified-since') ||
    fields.has('if-match') ||
    fields.has('if-unmodified-since')
  )
}

/**
 * Whether If-None-Match decides alone, and names the current version and no other: what a browser sends
 * that has it. By the text of the field: to read it is a twentieth of the time of a 304
 * (`npm run bench -- --only 304`).
 *
 * @param etag the current entity-tag as ETag says it
 */
export function hasOnlyCurrent(fields: Fields, etag: string): boolean {
  return (
    fields.get('if-none-match') === etag &&
    !fields.has('if-match') &&
    !fields.has('if-unmodified-since')
  )
}

/**
 * The conditions of a request.
 *
 * @param now milliseconds since the epoch; see `parseHttpDate`
 */
export function parsePreconditions(fields: Fields, now: number): Preconditions {
  return {
    ifMatch: readTags(fields.get('if-match')),
    ifUnmodifiedSince: readDate(fields, 'if-unmodified-since', now),
    ifNoneMatch: readTags(fields.get('if-none-match')),
    ifModifiedSince: readDate(fields, 'if-modified-since', now),
  }
}

function readTags(value: string | undefined): '*' | readonly EntityTag[] | undefined {
  return value === undefined ? undefined : (parseEntityTagList(value) ?? [])
}

/** Line by line: two broken lines, `Sun` and the rest of a date, would make a date when joined. */
function readDate(fields: Fields, name: string, now: number): number | undefined {
  if (!fields.has(name)) return undefined
  const [value, ...repeats] = fields.all(name)
  return value === undefined || repeats.length > 0 ? undefined : parseHttpDate(value, now)
}

/**
 * Weighs the conditions of a GET or HEAD in the order of RFC 9110 §13.2.2.
 *
 * The order is the point: an entity-tag, when sent, silences the date that was sent with it, since
 * dates have one-second grain and a file can change twice in one second. A date is also ignored
 * when the representation has none to compare with.
 */
export function evaluatePreconditions(
  asked: Preconditions,
  current: Validators,
): PreconditionVerdict {
  const lastModified = wholeSecond(current.lastModified)
  // Steps 1 and 2: the client insists on the version it has.
  if (asked.ifMatch !== undefined) {
    if (!names(asked.ifMatch, current.entityTag, matchesStrongly)) return 'precondition-failed'
  } else if (asked.ifUnmodifiedSince !== undefined && lastModified !== undefined) {
    if (lastModified > asked.ifUnmodifiedSince) return 'precondition-failed'
  }
  // Steps 3 and 4: the client would rather not be sent what it already has.
  if (asked.ifNoneMatch !== undefined) {
    if (names(asked.ifNoneMatch, current.entityTag, matchesWeakly)) return 'not-modified'
  } else if (asked.ifModifiedSince !== undefined && lastModified !== undefined) {
    if (lastModified <= asked.ifModifiedSince) return 'not-modified'
  }
  return 'proceed'
}

function names(
  asked: '*' | readonly EntityTag[],
  current: EntityTag | undefined,
  matches: (a: EntityTag, b: EntityTag) => boolean,
): boolean {
  if (asked === '*') return true
  return current !== undefined && asked.some((tag) => matches(tag, current))
}

function wholeSecond(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : Math.floor(milliseconds / 1000) * 1000
}

/**
 * Step 5: whether Range may be honoured. If not, the whole representation is sent.
 *
 * Parts of two versions glued together are worse than no part at all, so only strong validators
 * count (RFC 9110 §13.1.5). An entity-tag is compared strongly. A date must be Last-Modified
 * exactly, and strong as well (RFC 9110 §8.8.2.2): we take it for strong once the second it names is
 * over, when no later change can carry the same date. That the client did not fetch its part
 * within that second we cannot see; the RFC makes it the client's duty to know.
 *
 * @param value of If-Range; `undefined` when it was not sent, and then nothing speaks against Range
 * @param now milliseconds since the epoch
 */
export function ifRangeHolds(value: string | undefined, current: Validators, now: number): boolean {
  if (value === undefined) return true
  const tag = parseEntityTag(value)
  if (tag !== undefined) {
    return current.entityTag !== undefined && matchesStrongly(tag, current.entityTag)
  }
  const date = parseHttpDate(value, now)
  return date !== undefined && date === wholeSecond(current.lastModified) && now - date >= 1000
}
