/**
 * Which response does a request for a file get?
 *
 *   resolve ──▶ open ──▶ validators ──▶ preconditions ──▶ range ──▶ response
 *   target-path  file-root  representation   304, 412     206, 416     200
 *
 * A file in memory skips the first three. For a plain GET of one, this is a look-up by the request
 * target as sent, a few fields found absent, and the same response object as the last time.
 */

import type { ByteRange } from '../semantics/byte-range.ts'
import {
  parseRange,
  renderContentRange,
  renderUnsatisfiedRange,
  resolveRanges,
} from '../semantics/byte-range.ts'
import type { Content, FieldLine, Handler, Request, Response } from '../semantics/exchange.ts'
import { NO_CONTENT } from '../semantics/exchange.ts'
import type { Fields } from '../semantics/fields.ts'
import {
  evaluatePreconditions,
  ifRangeHolds,
  parsePreconditions,
} from '../semantics/preconditions.ts'
import { directoryPage } from './directory-page.ts'
import { acceptsHtml, errorPage } from './error-page.ts'
import { FileLookup } from './file-lookup.ts'
import type { Hindrance } from './file-root.ts'
import type { Representation } from './representation.ts'
import { byMethod } from './router.ts'
import type { CanonicalPath } from './target-path.ts'
import { parseTargetPath } from './target-path.ts'

/** Several ranges would take multipart/byteranges; such a request is answered with the whole. */
const MAX_RANGES = 1

/** The page a site may bring for what it does not have. */
const NOT_FOUND_PAGE: CanonicalPath = {
  kind: 'path',
  segments: ['404.html'],
  path: '/404.html',
  query: '',
  endsWithSlash: false,
}

/**
 * Serves a directory, or a single file at `/` and at `/<its name>`: GET, HEAD and OPTIONS.
 *
 * A response may own an open file: its content must be sent or its source closed.
 *
 * @throws {Error} when `root` cannot be served; its message is one sentence for the user
 */
export function serveFiles(root: string): Handler {
  const files = new FileLookup(root)
  return byMethod({ GET: (request) => serve(request, files) })
}

function serve(request: Request, files: FileLookup): Response {
  // Canonical paths are the keys, so what is found under the target as sent has been judged before.
  const held = files.held(request.target)
  if (held !== undefined) return answer(request, held)

  const target = parseTargetPath(request.target)
  if (target.kind === 'refused') return refuse(request, files, target.status)
  const found = files.find(target)
  switch (found.kind) {
    case 'representation':
      return answer(request, found.representation)
    case 'slash-missing':
      return redirect(`${target.path}/${target.query}`)
    case 'directory':
      return directoryPage(found.path, found.root, target.segments)
    default:
      return refuse(request, files, STATUS_OF[found.kind])
  }
}

const STATUS_OF: Readonly<Record<Hindrance, number>> = { absent: 404, forbidden: 403, busy: 503 }

/** Gives the descriptor back unless the response has taken it over. */
function answer(request: Request, representation: Representation): Response {
  const response = select(request, representation)
  const { content } = representation.whole
  if (content.kind === 'source' && response.content.kind !== 'source') content.source.close()
  return response
}

function select(request: Request, representation: Representation): Response {
  const { fields } = request
  const now = Date.now()
  switch (evaluatePreconditions(parsePreconditions(fields, now), representation.validators)) {
    case 'not-modified':
      return representation.notModified
    case 'precondition-failed':
      return errorPage(412, fields)
    case 'proceed':
      return selectRange(request, representation, now)
  }
}

function selectRange(request: Request, representation: Representation, now: number): Response {
  const { fields } = request
  const { whole, completeLength, validators } = representation
  // Range is defined for GET alone (RFC 9110 §14.2).
  const range = request.method === 'GET' ? fields.get('range') : undefined
  if (range === undefined || !ifRangeHolds(fields.get('if-range'), validators, now)) return whole

  const resolved = resolveRanges(parseRange(range), completeLength, MAX_RANGES)
  switch (resolved.kind) {
    case 'ignored':
      return whole
    case 'unsatisfiable':
      return errorPage(416, fields, ['Content-Range', renderUnsatisfiedRange(completeLength)])
    case 'satisfiable':
      return partial(representation, resolved.ranges[0]!, fieldsOfPart(fields, representation))
  }
}

/** RFC 9110 §15.3.7: who sends If-Range has the metadata, as with a 304; others get all of it. */
function fieldsOfPart(asked: Fields, { whole, notModified }: Representation): readonly FieldLine[] {
  return asked.has('if-range') ? notModified.fields : whole.fields
}

function partial(
  { whole, completeLength }: Representation,
  range: ByteRange,
  fields: readonly FieldLine[],
): Response {
  return {
    status: 206,
    fields: [...fields, ['Content-Range', renderContentRange(range, completeLength)]],
    content: slice(whole.content, range),
  }
}

function slice(content: Content, { firstPos, lastPos }: ByteRange): Content {
  switch (content.kind) {
    case 'octets':
      return { kind: 'octets', octets: content.octets.subarray(firstPos, lastPos + 1) }
    case 'source':
      return { ...content, position: firstPos, length: lastPos - firstPos + 1 }
    default:
      return content
  }
}

/** Permanent by its status, but no cache may keep it: a directory can become a file tomorrow. */
function redirect(location: string): Response {
  return {
    status: 308,
    fields: [
      ['Location', location],
      ['Cache-Control', 'no-cache'],
    ],
    content: NO_CONTENT,
  }
}

function refuse(request: Request, files: FileLookup, status: number): Response {
  if (status === 503) return errorPage(status, request.fields, ['Retry-After', '1'])
  if (status !== 404 || !acceptsHtml(request.fields)) return errorPage(status, request.fields)
  const found = files.find(NOT_FOUND_PAGE)
  if (found.kind !== 'representation') return errorPage(status, request.fields)
  const { mediaType, whole } = found.representation
  return {
    status,
    fields: [
      ['Content-Type', mediaType],
      ['Cache-Control', 'no-cache'],
      ['Vary', 'Accept'],
      ['X-Content-Type-Options', 'nosniff'],
    ],
    content: whole.content,
  }
}
