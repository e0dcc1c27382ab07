/**
 * One representation, the alphabet, and parts of it.
 *
 * A range is a wish. The server may grant it (206), say that there is nothing there (416), or take
 * no notice (200 with the whole): when it cannot read the wish, when several ranges are asked for,
 * and when If-Range names another version than the one there is.
 *
 * Spec: RFC 9110 §14 (ranges), §13.1.5 (If-Range), §15.3.7 (206), §15.5.17 (416).
 */

import {
  parseRange,
  renderContentRange,
  renderUnsatisfiedRange,
  resolveRanges,
} from '../../src/semantics/byte-range.ts'
import { NO_CONTENT, type Request, type Response } from '../../src/semantics/exchange.ts'
import { ifRangeHolds, type Validators } from '../../src/semantics/preconditions.ts'
import { createServer } from '../../src/server/http-server.ts'
import { readArguments } from '../support/arguments.ts'

const ALPHABET = Buffer.from('abcdefghijklmnopqrstuvwxyz')
const VALIDATORS: Validators = {
  entityTag: { weak: false, opaque: 'v2' },
  lastModified: undefined,
}
const FIELDS = [
  ['Content-Type', 'text/plain'],
  ['Accept-Ranges', 'bytes'],
  ['ETag', '"v2"'],
] as const

/** Several ranges would need a multipart answer; this server takes no notice of them. */
const MAX_RANGES = 1

function answer({ method, fields }: Request): Response {
  if (method !== 'GET' && method !== 'HEAD') {
    return { status: 405, fields: [['Allow', 'GET, HEAD']], content: NO_CONTENT }
  }
  const isWanted = method === 'GET' && ifRangeHolds(fields.get('if-range'), VALIDATORS, Date.now())
  const asked = isWanted ? parseRange(fields.get('range') ?? '') : undefined
  const resolution = resolveRanges(asked, ALPHABET.length, MAX_RANGES)
  switch (resolution.kind) {
    case 'ignored':
      return { status: 200, fields: FIELDS, content: { kind: 'octets', octets: ALPHABET } }
    case 'unsatisfiable': {
      const range = ['Content-Range', renderUnsatisfiedRange(ALPHABET.length)] as const
      return { status: 416, fields: [...FIELDS, range], content: NO_CONTENT }
    }
    case 'satisfiable': {
      const [range] = resolution.ranges
      const { firstPos, lastPos } = range!
      const octets = ALPHABET.subarray(firstPos, lastPos + 1)
      const contentRange = ['Content-Range', renderContentRange(range!, ALPHABET.length)] as const
      return { status: 206, fields: [...FIELDS, contentRange], content: { kind: 'octets', octets } }
    }
  }
}

const { port } = await createServer(answer).listen({
  host: '127.0.0.1',
  port: readArguments(8109).port,
})
console.log(`http://127.0.0.1:${port}/`)
