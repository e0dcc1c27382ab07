/**
 * What does the server itself answer, when there is no handler to ask or it failed?
 *
 * The status, in one line of text. Why, is for our log: no sentence of ours and none of the operating
 * system's reaches a client.
 */

import type { Response } from '../semantics/exchange.ts'
import { reasonPhrase } from '../semantics/status.ts'

export function plainResponse(status: number): Response {
  return {
    status,
    fields: [
      ['Content-Type', 'text/plain; charset=utf-8'],
      ['X-Content-Type-Options', 'nosniff'],
    ],
    content: { kind: 'octets', octets: Buffer.from(`${status} ${reasonPhrase(status)}\n`) },
  }
}
