/**
 * Which path does this request target name?
 *
 *   target ──▶ without query ──▶ segments ──▶ each decoded, once ──▶ each judged ──▶ one canonical path
 *
 * Router, opener, listing and redirect all work on what this file returns and never look at the
 * target again: two readings of one target are how guards are walked around. The target is cut at
 * `/` *before* decoding, so an encoded slash can never make a new segment.
 *
 * Text that cannot be a path is refused with 400: a broken escape, octets that are not UTF-8, NUL.
 * (Other control octets may be part of a name, odd as that is, and are never passed on decoded.) A path
 * that is well formed but could reach what it does not name gets 404, like anything else that is not
 * here: `.` and `..`, a separator inside a segment, hidden names. Dot segments are refused and not
 * resolved, since clients resolve them before they send (RFC 3986 §5.2.4): what still holds one was
 * written by hand. Empty segments (`//`) are refused too, where nginx merges them, so that a resource
 * has one path and a redirect can never begin with `//`, which would name another host.
 *
 * Spec: RFC 9110 §7.1 (the target resource), RFC 3986 §2.1 (percent-encoding), §3.3 (path).
 */

import type { FileOptions } from './file-options.ts'

/** A path that may be looked up. */
export interface CanonicalPath {
  readonly kind: 'path'
  /** The decoded names between the slashes; none for `/`. */
  readonly segments: readonly string[]
  /** The same path, percent-encoded in one way only: fit for a cache key and for Location. */
  readonly path: string
  /** As sent, with its `?`; empty when there is none. */
  readonly query: string
  /** Whether a directory is meant. */
  readonly endsWithSlash: boolean
}

export type TargetPath = CanonicalPath | RefusedPath

interface RefusedPath {
  readonly kind: 'refused'
  readonly status: 400 | 404
  /** `unnameable`: well formed, but no file has such a name. */
  readonly why: 'malformed' | 'unnameable' | 'hidden'
}

/** What becomes of names that begin with a dot; see `isServedName`. */
type DotfileRule = FileOptions['dotfiles']

const MALFORMED: TargetPath = { kind: 'refused', status: 400, why: 'malformed' }
const UNNAMEABLE: TargetPath = { kind: 'refused', status: 404, why: 'unnameable' }
const HIDDEN: TargetPath = { kind: 'refused', status: 404, why: 'hidden' }

/** Path and query in visible ASCII. Anything else is refused by the server, but not only by it. */
const ORIGIN_FORM = /^(\/[!-"$->@-~]*)(\?[!-"$-~]*)?$/

/** What RFC 3986 §3.3 lets stand in a segment as it is. */
const TO_ENCODE = /[^\w.~!$&'()*+,;=:@-]+/g

/** Names of ordinary characters, none of which begins with a dot; no query. */
const PLAIN_PATH = /^(?:\/[\w~-][\w.~-]*)+\/?$/

/**
 * Whether a target is its own canonical path, at a glance: nothing in it needs decoding or judging.
 * Most are, and taking one apart to put it together again costs a microsecond.
 */
export function isPlainPath(target: string): boolean {
  return target === '/' || PLAIN_PATH.test(target)
}

export function parseTargetPath(target: string, dotfiles: DotfileRule = 'refused'): TargetPath {
  if (PLAIN_PATH.test(target)) return takePlainPath(target)
  const [, rawPath, query = ''] = ORIGIN_FORM.exec(target) ?? []
  if (rawPath === undefined) return MALFORMED
  const endsWithSlash = rawPath.endsWith('/')
  const segments: string[] = []
  if (rawPath !== '/') {
    for (const raw of rawPath.slice(1, endsWithSlash ? -1 : undefined).split('/')) {
      const segment = decodeSegment(raw)
      if (segment === undefined || segment.includes('\0')) return MALFORMED
      segments.push(segment)
    }
  }
  if (!segments.every(isNameable)) return UNNAMEABLE
  if (!segments.every((name, depth) => isServedName(name, depth, dotfiles))) return HIDDEN
  const slash = endsWithSlash && segments.length > 0 ? '/' : ''
  return { kind: 'path', segments, path: `${encodePath(segments)}${slash}`, query, endsWithSlash }
}

function takePlainPath(path: string): CanonicalPath {
  const endsWithSlash = path.endsWith('/')
  const segments = path.slice(1, endsWithSlash ? -1 : undefined).split('/')
  return { kind: 'path', segments, path, query: '', endsWithSlash }
}

/** The canonical path of the file that these names lead to. */
export function encodePath(segments: readonly string[]): string {
  return `/${segments.map(encodeSegment).join('/')}`
}

/**
 * Whether a file of this name, `depth` directories below the root, can be asked for at all. Names
 * that begin with a dot are hidden, but for `.well-known` at the top (RFC 8615), which exists to be
 * asked for. The listing leaves out what this refuses.
 */
export function isServedName(
  name: string,
  depth: number,
  dotfiles: DotfileRule = 'refused',
): boolean {
  if (!isNameable(name)) return false
  return dotfiles === 'served' || !name.startsWith('.') || (name === '.well-known' && depth === 0)
}

function isNameable(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\\]/.test(name)
}

/** A name as it stands in a canonical path; also right as part of a relative reference. */
export function encodeSegment(segment: string): string {
  return segment.replace(TO_ENCODE, encodeURIComponent)
}

/** `undefined` for a broken escape and for octets that are not UTF-8, overlong forms among them. */
function decodeSegment(raw: string): string | undefined {
  if (!raw.includes('%')) return raw
  try {
    return decodeURIComponent(raw)
  } catch {
    return undefined
  }
}
