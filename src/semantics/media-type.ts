/**
 * What is the content of a file of this name?
 *
 * The name is all we go by, never the content: guessing from content is how a text file turns into a
 * script. The registry is mime-types; `CORRECTIONS` lists where it is not what the user of a local
 * server expects, and why.
 *
 * Text is said to be UTF-8, as nearly all of it is, and a browser left to guess often guesses wrong.
 * The price: a page in another charset is shown as UTF-8, whatever its `<meta>` says.
 *
 * Spec: RFC 9110 §8.3 (Content-Type); RFC 9239 (JavaScript); RFC 9639 §9.1 (FLAC).
 */

import { lookup } from 'mime-types'

const UNKNOWN = 'application/octet-stream'
const PLAIN_TEXT = 'text/plain; charset=utf-8'

/** Where we do not follow mime-types. */
// biome-ignore format: one extension a line reads as the table it is
const CORRECTIONS: Readonly<Record<string, string>> = {
  // Registered for JavaScript of either kind; `application/node` would be downloaded.
  cjs: 'text/javascript',
  // The RFC's own name; `audio/x-flac` is older than it.
  flac: 'audio/flac',
  // TypeScript has no registered type, and here it is never MPEG-2 transport stream. Plain text is
  // what every browser shows instead of downloading it; so for other source that one opens to read.
  ts: 'text/plain', mts: 'text/plain', cts: 'text/plain', tsx: 'text/plain', jsx: 'text/plain',
  go: 'text/plain', py: 'text/plain', rs: 'text/plain', sh: 'text/plain', toml: 'text/plain',
  // JSON with comments is not JSON.
  jsonc: 'text/plain',
  // RFC 8878 and RFC 6713: unknown to mime-types under these names.
  zst: 'application/zstd',
  tgz: 'application/gzip',
}

/** Names without an extension that are text by convention, in lower case. */
const TEXT_NAMES: ReadonlySet<string> = new Set(
  'authors changelog contributing copying dockerfile licence license makefile notice readme'.split(
    ' ',
  ),
)

/** text/*, and what is text under another roof: JSON and XML in all their dialects, SVG included. */
const IS_TEXT = /^text\/|[/+](?:javascript|json|xml)$/

/**
 * The Content-Type of a file, from its name or path (with `/`), case ignored.
 * `application/octet-stream` when the name does not tell.
 */
export function mediaType(name: string): string {
  const nameStart = name.lastIndexOf('/') + 1
  const dot = name.lastIndexOf('.')
  // A name that begins with its only dot, as `.json` does, is hidden, not of that type.
  if (dot > nameStart) return typeOf(name.slice(dot + 1).toLowerCase())
  return TEXT_NAMES.has(name.slice(nameStart).toLowerCase()) ? PLAIN_TEXT : UNKNOWN
}

function typeOf(extension: string): string {
  const type = Object.hasOwn(CORRECTIONS, extension) ? CORRECTIONS[extension] : lookup(extension)
  if (type === undefined || type === false) return UNKNOWN
  return IS_TEXT.test(type) ? `${type}; charset=utf-8` : type
}
