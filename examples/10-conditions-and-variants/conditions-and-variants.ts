/**
 * One note that everybody may read and change, stored in two variants: as it is, and compressed.
 *
 * Whoever reads it names the version it has (If-None-Match) and is spared the content when that is
 * still the one. Whoever changes it names the version it changed (If-Match), and nobody else's
 * change is lost.
 *
 * Spec: RFC 9110 §8.8.3 (ETag), §12.5.5 (Vary), §13 (conditions); RFC 6585 §3 (428).
 */

import { buffer } from 'node:stream/consumers'
import { acceptedCodings } from '../../src/semantics/content-coding.ts'
import { renderEntityTag } from '../../src/semantics/entity-tag.ts'
import { NO_CONTENT, type Request, type Response } from '../../src/semantics/exchange.ts'
import {
  evaluatePreconditions,
  type PreconditionVerdict,
  parsePreconditions,
} from '../../src/semantics/preconditions.ts'
import { createServer } from '../../src/server/http-server.ts'
import { readArguments } from '../support/arguments.ts'
import { store, type Variant } from './note.ts'

let variants = store(Buffer.from('Buy milk. '.repeat(100)))

/** What the conditions say when `variant` is the current representation. */
function weigh({ fields }: Request, { entityTag }: Variant): PreconditionVerdict {
  const asked = parsePreconditions(fields, Date.now())
  return evaluatePreconditions(asked, { entityTag, lastModified: undefined })
}

function read(request: Request): Response {
  const takesGzip = acceptedCodings(request.fields.get('accept-encoding')).includes('gzip')
  const variant = takesGzip ? variants.gzip : variants.identity
  const fields = [
    ['ETag', renderEntityTag(variant.entityTag)],
    ['Vary', 'Accept-Encoding'],
    ['Cache-Control', 'no-cache'],
  ] as const
  switch (weigh(request, variant)) {
    case 'not-modified':
      return { status: 304, fields, content: NO_CONTENT }
    case 'precondition-failed':
      return { status: 412, fields, content: NO_CONTENT }
    case 'proceed': {
      const coded = takesGzip ? ([['Content-Encoding', 'gzip']] as const) : []
      const content = { kind: 'octets', octets: variant.octets } as const
      return { status: 200, fields: [...fields, ...coded], content }
    }
  }
}

async function change(request: Request): Promise<Response> {
  const octets = await buffer(request.content)
  if (!request.fields.has('if-match')) return { status: 428, fields: [], content: NO_CONTENT }
  // Read in either variant, it is the same note that was changed.
  if (!Object.values(variants).some((variant) => weigh(request, variant) === 'proceed')) {
    return { status: 412, fields: [], content: NO_CONTENT }
  }
  variants = store(octets)
  const tag = renderEntityTag(variants.identity.entityTag)
  return { status: 204, fields: [['ETag', tag]], content: NO_CONTENT }
}

function answer(request: Request): Response | Promise<Response> {
  if (['GET', 'HEAD'].includes(request.method)) return read(request)
  if (request.method === 'PUT') return change(request)
  return { status: 405, fields: [['Allow', 'GET, HEAD, PUT']], content: NO_CONTENT }
}

const endpoint = { host: '127.0.0.1', port: readArguments(8110).port }
const { port } = await createServer(answer).listen(endpoint)
console.log(`http://127.0.0.1:${port}/`)
