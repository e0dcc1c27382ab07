/**
 * How does a program read a listing?
 *
 *   {
 *     "path": "/a%20b/",       as in a request target; append encodeURIComponent(name) for an entry
 *     "complete": true,        false when the directory has more entries than one listing holds
 *     "entries": [
 *       { "name": "c", "kind": "directory", "modified": "2026-01-31T23:59:00.000Z" },
 *       { "name": "d.txt", "kind": "file", "size": 12, "modified": "2026-01-31T23:59:00.000Z" }
 *     ]
 *   }
 *
 * The kind is what one gets: of a symbolic link, that of what it leads to. A size is in octets. A
 * time that has no date is left out. The order is that of the page, and answers to the same query.
 *
 * Spec: RFC 9110 §12.5.1 (Accept), RFC 8259 (JSON).
 */

import { parseList } from '../semantics/grammar.ts'
import type { Listed, Listing } from './directory-listing.ts'

export function* renderJson(path: string, { entries, isComplete }: Listing): Generator<string> {
  yield `{"path":${JSON.stringify(path)},"complete":${isComplete},"entries":[`
  let separator = '\n'
  for (const entry of entries) {
    yield separator + JSON.stringify(describe(entry))
    separator = ',\n'
  }
  yield '\n]}\n'
}

/** Properties that are `undefined` are left out of the text. */
function describe({ name, kind, size, modified }: Listed): object {
  return {
    name,
    kind,
    size: kind === 'file' ? size : undefined,
    modified: modified === undefined ? undefined : new Date(modified).toISOString(),
  }
}

/** How much a client wants something; of two equal weights, the one that was named more exactly. */
interface Preference {
  readonly weight: number
  readonly exactness: number
}

/** Whether JSON is preferred to HTML. Who has no preference, or wants neither, gets HTML. */
export function prefersJson(accept: string | undefined): boolean {
  const ranges = parseList(accept ?? '').map(parseMediaRange)
  const json = preferenceFor('application/json', ranges)
  const html = preferenceFor('text/html', ranges)
  if (json.weight !== html.weight) return json.weight > html.weight
  return json.weight > 0 && json.exactness > html.exactness
}

interface MediaRange {
  readonly type: string
  readonly weight: number
}

function parseMediaRange(text: string): MediaRange {
  const [type = '', ...parameters] = text.toLowerCase().split(/[ \t]*;[ \t]*/)
  const weight = parameters.find((parameter) => parameter.startsWith('q='))
  return { type, weight: weight === undefined ? 1 : parseWeight(weight.slice(2)) }
}

/** A weight that cannot be read is none: its range counts as not acceptable. */
function parseWeight(text: string): number {
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(text) ? Number(text) : 0
}

/** RFC 9110 §12.5.1: the most specific range that matches is the one that counts. */
function preferenceFor(type: string, ranges: readonly MediaRange[]): Preference {
  const family = `${type.slice(0, type.indexOf('/'))}/*`
  for (const [at, pattern] of [type, family, '*/*'].entries()) {
    const range = ranges.find((candidate) => candidate.type === pattern)
    if (range !== undefined) return { weight: range.weight, exactness: 3 - at }
  }
  return { weight: 0, exactness: 0 }
}
