/**
 * What do we say about this version of this file?
 *
 * Everything a response says comes from one fstat of the open file: its length, its validators and,
 * by its name, its media type. Both answers that carry no choice are made at once, 200 and 304, so
 * that a representation in memory answers with the same two objects for as long as it lives.
 *
 * A resource whose media type gains by compression may have other representations of the same
 * content; see variants.ts. All of them say so in every answer (`Vary`), the plain one too.
 *
 * A 304 carries what the 200 would have said of Cache-Control, ETag and Vary, and nothing else that
 * describes the representation; Last-Modified only when there is no entity-tag to go by.
 *
 * Spec: RFC 9110 §8.8 (validators), §8.8.2.1 (no date in the future), §12.5.5 (Vary), §15.4.5 (304).
 */

import type { ContentCoding } from '../semantics/content-coding.ts'
import type { EntityTag } from '../semantics/entity-tag.ts'
import { renderEntityTag } from '../semantics/entity-tag.ts'
import type { Content, FieldLine, Response } from '../semantics/exchange.ts'
import { contentLength, NO_CONTENT } from '../semantics/exchange.ts'
import { formatHttpDate } from '../semantics/http-date.ts'
import type { Validators } from '../semantics/preconditions.ts'
import type { HeldPieces } from './held-pieces.ts'

export interface Representation {
  readonly mediaType: string
  readonly coding: ContentCoding | undefined
  readonly validators: Validators
  /** The entity-tag as ETag says it. */
  readonly etag: string | undefined
  /** Octets of the content, as Content-Range says them; `undefined` when parts cannot be asked for. */
  readonly completeLength: number | undefined
  /** What may be in memory of content that is read from a file. */
  readonly pieces: HeldPieces | undefined
  /** 200, with all of the content. Its content may own a file; then it is sent, or given up, once. */
  readonly whole: Response
  /** 304, with the fields a 304 must carry and no others. */
  readonly notModified: Response
  /** The other representations of the resource; `undefined` when it is not negotiated. */
  readonly variants: Variants | undefined
}

/** Chooses among the representations that differ in their content coding. */
export interface Variants {
  /**
   * The representation that the client would rather have; `undefined` for the plain one. What is
   * chosen may own a file, also that of the plain representation, which is then not to be sent.
   *
   * @param accepts value of Accept-Encoding
   * @param wanted parts are not taken out of content that is compressed while it is sent
   */
  choose(
    accepts: string,
    wanted: 'whole' | 'part',
  ): Representation | Promise<Representation | undefined> | undefined
}

/** What there is to say about one representation. */
export interface Description {
  readonly mediaType: string
  readonly content: Content
  readonly pieces?: HeldPieces | undefined
  readonly validators: Validators
  /** Whether parts of it may be asked for. */
  readonly parts: 'bytes' | 'none'
  readonly cacheControl: string
  /** Whether the resource has, or may come to have, representations in other codings. */
  readonly isNegotiated: boolean
  readonly coding?: ContentCoding
}

// What all representations say: each would have lines of its own otherwise.
const ACCEPT_RANGES: readonly FieldLine[] = [['Accept-Ranges', 'bytes']]
const VARY: readonly FieldLine[] = [['Vary', 'Accept-Encoding']]
const NOSNIFF: FieldLine = ['X-Content-Type-Options', 'nosniff']

export function represent(description: Description, variants?: Variants): Representation {
  const { mediaType, content, validators, parts, coding } = description
  const { entityTag } = validators
  const etag = entityTag && renderEntityTag(entityTag)
  const shared = sharedFields(description, etag)
  const fields: readonly FieldLine[] = [
    ['Content-Type', mediaType],
    ...(coding === undefined ? [] : [['Content-Encoding', coding] as const]),
    ...(etag === undefined ? [] : lastModifiedField(validators)),
    ...shared,
    ...(parts === 'bytes' ? ACCEPT_RANGES : []),
    NOSNIFF,
  ]
  return {
    mediaType,
    coding,
    validators,
    etag,
    completeLength: parts === 'bytes' ? contentLength(content) : undefined,
    pieces: description.pieces,
    whole: freezeResponse(200, content, fields),
    notModified: freezeResponse(304, NO_CONTENT, shared),
    variants,
  }
}

/** What a 304 says as well (RFC 9110 §15.4.5). */
function sharedFields(
  { validators, cacheControl, isNegotiated }: Description,
  etag: string | undefined,
): readonly FieldLine[] {
  return [
    ...(etag === undefined ? lastModifiedField(validators) : [['ETag', etag] as const]),
    ['Cache-Control', cacheControl],
    ...(isNegotiated ? VARY : []),
  ]
}

function lastModifiedField({ lastModified }: Validators): readonly FieldLine[] {
  return lastModified === undefined ? [] : [['Last-Modified', formatHttpDate(lastModified)]]
}

/** The tag of the same content in a coding, which is another representation (RFC 9110 §8.8.3.3). */
export function tagInCoding(
  tag: EntityTag | undefined,
  coding: ContentCoding,
  strength: 'as-original' | 'weak',
): EntityTag | undefined {
  if (tag === undefined) return undefined
  return { weak: tag.weak || strength === 'weak', opaque: `${tag.opaque}-${coding}` }
}

/** Frozen, so that the writer may keep the octets it makes of it. */
function freezeResponse(status: number, content: Content, fields: readonly FieldLine[]): Response {
  return Object.freeze({ status, fields: Object.freeze(fields), content: Object.freeze(content) })
}
