/**
 * Which response does this request get, out of the representations of a file?
 *
 *   coding ──▶ preconditions ──▶ range ──▶ response
 *   variants   304, 412          206, 416   200
 *
 * The representation is selected first, and everything else is about it: its entity-tag is compared,
 * its parts are counted (RFC 9110 §13.2.1, §14.2). A request that says nothing of codings, or is for a
 * type that has none, is answered synchronously and out of what is already made.
 *
 * A representation may own a file. It is handed on with a response that sends it, and closed here
 * otherwise.
 */

import type { ByteRange } from '../semantics/byte-range.ts'
import {
  parseRange,
  renderContentRange,
  renderUnsatisfiedRange,
  resolveRanges,
} from '../semantics/byte-range.ts'
import type { Content, FieldLine, Request, Response } from '../semantics/exchange.ts'
import { discardContent } from '../semantics/exchange.ts'
import type { Fields } from '../semantics/fields.ts'
import type { PreconditionVerdict } from '../semantics/preconditions.ts'
import {
  evaluatePreconditions,
  hasOnlyCurrent,
  hasPreconditions,
  ifRangeHolds,
  parsePreconditions,
} from '../semantics/preconditions.ts'
import { errorPage } from './error-page.ts'
import { multipartByteranges, multipartRanges } from './multipart-ranges.ts'
import type { Representation } from './representation.ts'

/** A range-set with more members is ignored. Programs ask for a few, PDF viewers for some dozens. */
const MAX_RANGES = 50

/** @param plain representation of the file without a coding; what it owns passes to the response */
export function respond(request: Request, plain: Representation): Response | Promise<Response> {
  const { variants } = plain
  if (variants === undefined) return respondWith(request, plain)
  const accepts = request.fields.get('accept-encoding')
  if (accepts === undefined) return respondWith(request, plain)
  const chosen = variants.choose(accepts, hasRange(request) ? 'part' : 'whole')
  if (chosen === undefined) return respondWith(request, plain)
  if (!('then' in chosen)) return respondWith(request, chosen)
  return chosen.then((representation) => respondWith(request, representation ?? plain))
}

/** Range is defined for GET alone (RFC 9110 §14.2). */
function hasRange({ method, fields }: Request): boolean {
  return method === 'GET' && fields.has('range')
}

function respondWith(request: Request, representation: Representation): Response {
  const response = select(request, representation)
  const sends = response.content.kind
  if (sends !== 'source' && sends !== 'stream') discardContent(representation.whole.content)
  return response
}

function select(request: Request, representation: Representation): Response {
  const { fields } = request
  switch (weighPreconditions(fields, representation)) {
    case 'not-modified':
      return representation.notModified
    case 'precondition-failed':
      return varied(errorPage(412, fields), representation)
    case 'proceed':
      return hasRange(request) ? selectRanges(request, representation) : representation.whole
  }
}

function weighPreconditions(
  fields: Fields,
  { etag, validators }: Representation,
): PreconditionVerdict {
  // Without this, what nearly all requests do not need, the clock first, took a seventh of their time.
  if (!hasPreconditions(fields)) return 'proceed'
  if (etag !== undefined && hasOnlyCurrent(fields, etag)) return 'not-modified'
  return evaluatePreconditions(parsePreconditions(fields, Date.now()), validators)
}

function selectRanges(request: Request, representation: Representation): Response {
  const { fields } = request
  const { whole, completeLength, validators } = representation
  if (
    completeLength === undefined ||
    !ifRangeHolds(fields.get('if-range'), validators, Date.now())
  ) {
    return whole
  }
  const resolved = resolveRanges(parseRange(fields.get('range') ?? ''), completeLength, MAX_RANGES)
  switch (resolved.kind) {
    case 'ignored':
      return whole
    case 'unsatisfiable': {
      const unsatisfied: FieldLine = ['Content-Range', renderUnsatisfiedRange(completeLength)]
      return varied(errorPage(416, fields, unsatisfied), representation)
    }
    case 'satisfiable': {
      const [range, ...others] = resolved.ranges
      if (range !== undefined && others.length === 0)
        return onePart(request, representation, range, completeLength)
      return severalParts(representation, resolved.ranges, completeLength)
    }
  }
}

function onePart(
  { fields }: Request,
  representation: Representation,
  range: ByteRange,
  completeLength: number,
): Response {
  const { whole, notModified } = representation
  // RFC 9110 §15.3.7: who sends If-Range has the metadata, as with a 304; others get all of it.
  const metadata = fields.has('if-range') ? notModified.fields : whole.fields
  return {
    status: 206,
    fields: [...metadata, ['Content-Range', renderContentRange(range, completeLength)]],
    content: slice(representation, range),
  }
}

function slice({ whole, pieces }: Representation, { firstPos, lastPos }: ByteRange): Content {
  const { content } = whole
  switch (content.kind) {
    case 'octets':
      return { kind: 'octets', octets: content.octets.subarray(firstPos, lastPos + 1) }
    case 'source': {
      const length = lastPos - firstPos + 1
      const octets = pieces?.find(firstPos, length)
      if (octets !== undefined) return { kind: 'octets', octets }
      return { ...content, position: firstPos, length }
    }
    default:
      return content
  }
}

/**
 * Or the whole, when it is shorter; and when it has a coding, since recipients do not agree whether
 * Content-Encoding in such a response is of its parts or of all of it.
 */
function severalParts(
  { whole, mediaType, coding }: Representation,
  ranges: readonly ByteRange[],
  completeLength: number,
): Response {
  if (coding !== undefined) return whole
  const content = multipartRanges(whole.content, ranges, mediaType, completeLength)
  if (content === undefined) return whole
  const others = whole.fields.filter(([name]) => name !== 'Content-Type')
  return { status: 206, fields: [['Content-Type', multipartByteranges()], ...others], content }
}

/** An error about a representation that was chosen by Accept-Encoding depends on it as well. */
function varied(response: Response, { whole }: Representation): Response {
  if (!whole.fields.some(([name]) => name === 'Vary')) return response
  const others = response.fields.filter(([name]) => name !== 'Vary')
  return { ...response, fields: [...others, ['Vary', 'Accept, Accept-Encoding']] }
}
