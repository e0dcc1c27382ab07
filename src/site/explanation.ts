/**
 * Why is this answer what it is?
 *
 *   Octets-Explain: file="/about.html", by=clean-url, if-none-match=matches
 *   Octets-Explain: why=absent, near="/README.md", near-by=case
 *
 * The field is a dictionary (RFC 9651 §3.2) of tokens and of strings. Paths in it are canonical,
 * percent-encoded as in a target, so it is ASCII however files are named; no octet of the request gets
 * into it in any other form. Its length has a bound, past which it ends in `and-more`.
 *
 * An explanation is made after the answer, by asking the same functions again: which file the path
 * leads to, and what each condition says of its validators. So answering knows nothing of explaining,
 * and costs the same as if there were none; the price is that a file replaced between the two is
 * explained as it is by then.
 *
 * It names files and rules, so it is for the owner of the site: whoever turns it on sees to it that
 * nobody else can ask.
 */

import { parseRange } from '../semantics/byte-range.ts'
import { parseEntityTag } from '../semantics/entity-tag.ts'
import type { Handler, Request, Response } from '../semantics/exchange.ts'
import { FieldSection } from '../semantics/fields.ts'
import type { Validators } from '../semantics/preconditions.ts'
import {
  evaluatePreconditions,
  ifRangeHolds,
  NO_PRECONDITIONS,
  parsePreconditions,
} from '../semantics/preconditions.ts'
import { fallbackPath, findFallback } from './fallback.ts'
import type { FileLookup } from './file-lookup.ts'
import type { NearMiss } from './near-miss.ts'
import type { CanonicalPath } from './target-path.ts'
import { parseTargetPath } from './target-path.ts'

/** A key, and what is said of it: a token, or else a string without quotes and backslashes. */
type Member = readonly [key: string, value: string]

/** In chars, which are octets. */
const MAX_PATH = 300
const MAX_TEXT = 1000
/** RFC 9651 §3.3.4, as far as we use it. */
const TOKEN = /^[a-z][a-z-]*$/

/** Explains the answers of `handle`, if the owner wants it; else that is `handle` itself. */
export function explainAnswers(handle: Handler, files: FileLookup): Handler {
  const { explains, remark } = files.options
  if (!explains && remark === undefined) return handle
  const add = explains ? addExplanation : remarkOnAbsence
  const finish: typeof add = (request, response) => {
    try {
      return add(request, response, files)
    } catch {
      // The answer is made and may own a file: what fails here must not take it away.
      return response
    }
  }
  return (request) => {
    const response = handle(request)
    if ('then' in response) return response.then((made) => finish(request, made, files))
    return finish(request, response, files)
  }
}

function addExplanation(request: Request, response: Response, files: FileLookup): Response {
  const text = renderMembers(explain(request, response, files))
  files.options.remark?.(request, text)
  return { ...response, fields: [...response.fields, ['Octets-Explain', text]] }
}

/** What may have been meant, in the words of the log; that there is a directory above says nothing. */
const HINTS: Readonly<Record<NearMiss['kind'], ((path: string) => string) | undefined>> = {
  case: (path) => `did you mean ${path}?`,
  extension: (path) => `did you mean ${path}?`,
  link: (path) => `${path} is a symbolic link that leads out of the root, or nowhere`,
  special: (path) => `${path} is neither a file nor a directory`,
  parent: undefined,
}

function remarkOnAbsence(request: Request, response: Response, files: FileLookup): Response {
  const { dotfiles, remark } = files.options
  if (response.status !== 404) return response
  const path = parseTargetPath(request.target, dotfiles)
  if (path.kind === 'refused') {
    if (path.why === 'hidden') remark?.(request, 'names that begin with a dot are hidden')
    return response
  }
  const near = files.nearest(path.segments)
  const hint = near === undefined ? undefined : HINTS[near.kind]?.(shorten(near.path))
  if (hint !== undefined) remark?.(request, hint)
  return response
}

function explain(request: Request, response: Response, files: FileLookup): readonly Member[] {
  const { method, target } = request
  if (method !== 'GET' && method !== 'HEAD') return [['by', 'method']]
  const path = parseTargetPath(target, files.options.dotfiles)
  if (path.kind === 'refused') return [['why', path.why]]
  const chosen = files.choose(path)
  if (chosen !== undefined) {
    return [
      ['file', chosen.path],
      ['by', chosen.choice],
      ...explainSelection(request, response, validatorsOf(path, files)),
    ]
  }
  switch (response.status) {
    case 308:
      return [['by', path.endsWithSlash ? 'slash-surplus' : 'slash-missing']]
    case 403:
      return [['why', 'forbidden']]
    case 404:
      return explainAbsence(files.nearest(path.segments))
    case 503:
      return [['why', 'busy']]
    default:
      return explainStandIn(request, response, path, files)
  }
}

function explainAbsence(near: NearMiss | undefined): readonly Member[] {
  if (near === undefined) return [['why', 'absent']]
  return [
    ['why', 'absent'],
    ['near', near.path],
    ['near-by', near.kind],
  ]
}

/** The page of an application; or, when there is none, a listing. */
function explainStandIn(
  request: Request,
  response: Response,
  path: CanonicalPath,
  files: FileLookup,
): readonly Member[] {
  const fallback = fallbackPath(files.options)
  const isListing = files.find(path).kind === 'directory'
  const representation = isListing ? undefined : findFallback(request, path, files)
  if (fallback === undefined || representation === undefined) return [['listing', path.path]]
  const { content } = representation.whole
  if (content.kind === 'source') content.source.close()
  return [
    ['file', fallback.path],
    ['by', 'fallback'],
    ...explainSelection(request, response, representation.validators),
  ]
}

function validatorsOf(path: CanonicalPath, files: FileLookup): Validators {
  const found = files.find(path)
  if (found.kind !== 'representation') return { entityTag: undefined, lastModified: undefined }
  const { content } = found.representation.whole
  if (content.kind === 'source') content.source.close()
  return found.representation.validators
}

/** What was weighed, in order, until it was decided. */
function explainSelection(
  request: Request,
  response: Response,
  plain: Validators,
): readonly Member[] {
  const said = new FieldSection(response.fields)
  const coding = said.get('content-encoding')
  // Each coding has an entity-tag of its own; an answer without one was weighed, and refused.
  const entityTag = parseEntityTag(said.get('etag') ?? '') ?? plain.entityTag
  const current = { ...plain, entityTag }
  const isDecided = response.status === 304 || response.status === 412
  return [
    ...(coding === undefined ? [] : [['coding', coding] as const]),
    ...explainConditions(request, current),
    ...(isDecided ? [] : explainRange(request, response, current)),
  ]
}

function explainConditions({ fields }: Request, current: Validators): readonly Member[] {
  const asked = parsePreconditions(fields, Date.now())
  const { ifMatch, ifUnmodifiedSince, ifNoneMatch, ifModifiedSince } = asked
  const members: Member[] = []
  // biome-ignore format: the order of RFC 9110 §13.2.2, one step a line
  const steps = [
    ['if-match',            ifMatch !== undefined,           { ifMatch }],
    ['if-unmodified-since', ifUnmodifiedSince !== undefined, { ifUnmodifiedSince }],
    ['if-none-match',       ifNoneMatch !== undefined,       { ifNoneMatch }],
    ['if-modified-since',   ifModifiedSince !== undefined,   { ifModifiedSince }],
  ] as const
  for (const [name, isRead, alone] of steps) {
    if (!fields.has(name)) continue
    const silencedBy = name === 'if-unmodified-since' ? ifMatch : ifNoneMatch
    if (name.endsWith('since') && silencedBy !== undefined) {
      members.push([name, 'silenced'])
      continue
    }
    const verdict = evaluatePreconditions({ ...NO_PRECONDITIONS, ...alone }, current)
    members.push([name, isRead ? verdict : 'unreadable'])
    if (isRead && verdict !== 'proceed') break
  }
  return members
}

function explainRange(
  { method, fields }: Request,
  response: Response,
  current: Validators,
): readonly Member[] {
  const range = fields.get('range')
  if (range === undefined) return []
  if (response.status === 206 || response.status === 416) {
    const contentRange = new FieldSection(response.fields).get('content-range')
    return [['range', contentRange ?? 'several-parts']]
  }
  if (method !== 'GET') return [['range', 'ignored-for-method']]
  if (!ifRangeHolds(fields.get('if-range'), current, Date.now())) {
    return [['range', 'ignored-for-if-range']]
  }
  return [['range', parseRange(range) === undefined ? 'ignored-as-malformed' : 'ignored-as-costly']]
}

function renderMembers(members: readonly Member[]): string {
  let text = ''
  for (const [key, value] of members) {
    const member = `${key}=${TOKEN.test(value) ? value : `"${shorten(value)}"`}`
    if (text.length + member.length > MAX_TEXT) return `${text}, and-more`
    text += text === '' ? member : `, ${member}`
  }
  return text
}

/** Cut, if it must be, between two names' chars and not within an escape. */
function shorten(path: string): string {
  if (path.length <= MAX_PATH) return path
  return `${path.slice(0, MAX_PATH).replace(/%[0-9A-F]?$/, '')}...`
}
