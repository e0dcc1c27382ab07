/**
 * What do we say about this version of this file?
 *
 * Everything a response says comes from one fstat of the open file: its length, its validators and,
 * by its name, its media type. Both answers that carry no choice are made at once, 200 and 304, so
 * that a representation in memory answers with the same two objects for as long as it lives.
 *
 * The entity-tag is strong: inode, size and modification time in nanoseconds. What it cannot tell
 * apart are two versions of one length written within one tick of the file system's clock, some
 * milliseconds on Linux. The parts are separated, or 1 and 23 would read like 12 and 3.
 *
 * Spec: RFC 9110 §8.8 (validators), §8.8.2.1 (no date in the future), §15.4.5 (fields of a 304).
 */

import type { BigIntStats } from 'node:fs'
import { renderEntityTag } from '../semantics/entity-tag.ts'
import type { Content, FieldLine, Response } from '../semantics/exchange.ts'
import { NO_CONTENT } from '../semantics/exchange.ts'
import { formatHttpDate } from '../semantics/http-date.ts'
import { mediaType } from '../semantics/media-type.ts'
import type { Validators } from '../semantics/preconditions.ts'

export interface Representation {
  readonly mediaType: string
  readonly validators: Validators
  /** In octets, as Content-Range says it. */
  readonly completeLength: number
  /** 200, with all of the content. Its content may be a source, which is then to be closed once. */
  readonly whole: Response
  /** 304, with the fields a 304 must carry and no others. */
  readonly notModified: Response
}

/**
 * @param path of the file; its name gives the media type
 * @param content all octets of the file, as many as `stats` says
 * @param now milliseconds since the epoch
 */
export function represent(
  path: string,
  stats: BigIntStats,
  content: Content,
  now: number,
): Representation {
  const type = mediaType(path)
  const entityTag = { weak: false, opaque: opaqueTag(stats) }
  // A file from the future is said to be from now (RFC 9110 §8.8.2.1).
  const lastModified = Math.min(Number(stats.mtimeMs), now)
  const entityTagField: FieldLine = ['ETag', renderEntityTag(entityTag)]
  const cacheField: FieldLine = ['Cache-Control', 'no-cache']
  return {
    mediaType: type,
    validators: { entityTag, lastModified },
    completeLength: Number(stats.size),
    whole: freezeResponse(200, content, [
      ['Content-Type', type],
      entityTagField,
      ['Last-Modified', formatHttpDate(lastModified)],
      ['Accept-Ranges', 'bytes'],
      cacheField,
      ['X-Content-Type-Options', 'nosniff'],
    ]),
    notModified: freezeResponse(304, NO_CONTENT, [entityTagField, cacheField]),
  }
}

function opaqueTag({ ino, size, mtimeNs }: BigIntStats): string {
  return [ino, size, mtimeNs].map((part) => part.toString(36)).join('-')
}

/** Frozen, so that the writer may keep the octets it makes of it. */
function freezeResponse(status: number, content: Content, fields: readonly FieldLine[]): Response {
  return Object.freeze({ status, fields: Object.freeze(fields), content: Object.freeze(content) })
}
