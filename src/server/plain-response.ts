/**
 * What does the server itself answer, when there is no handler to ask or it failed?
 *
 * The status, in one line of text. Why, is for our log: no sentence of ours and none of the operating
 * system's reaches a client.
 */

import type { FieldLine, Response } from '../semantics/exchange.ts'
import { reasonPhrase } from '../semantics/status.ts'

export function plainResponse(status: number, ...fields: readonly FieldLine[]): Response {
  return {
    status,
    fields: [
      ['Content-Type', 'text/plain; charset=utf-8'],
      ['X-Content-Type-Options', 'nosniff'],
      ...fields,
    ],
    content: { kind: 'octets', octets: Buffer.from(`${status} ${reasonPhrase(status)}\n`) },
  }
}

/** For a client that came when there was no room: it may come again (RFC 9110 §10.2.3). */
export function unavailableResponse(): Response {
  return plainResponse(503, ['Retry-After', '1'])
}
