/**
 * What does the server itself answer, when there is no handler to ask or it failed?
 *
 * The status, in one line of text. Why, is for our log: no sentence of ours and none of the operating
 * system's reaches a client, unless it is the one who runs the server and asked for it.
 */

import type { Content, FieldLine, Response } from '../semantics/exchange.ts'
import { reasonPhrase } from '../semantics/status.ts'

/** @param remark a line of text behind the status */
export function plainResponse(status: number, remark?: string): Response {
  return {
    status,
    fields: PLAIN_FIELDS,
    content: textContent(
      `${status} ${reasonPhrase(status)}\n${remark === undefined ? '' : `${remark}\n`}`,
    ),
  }
}

const PLAIN_FIELDS: readonly FieldLine[] = [
  ['Content-Type', 'text/plain; charset=utf-8'],
  ['X-Content-Type-Options', 'nosniff'],
]

function textContent(text: string): Content {
  return { kind: 'octets', octets: Buffer.from(text) }
}

/** For a client that came when there was no room: it may come again (RFC 9110 §10.2.3). */
export function unavailableResponse(): Response {
  const response = plainResponse(503)
  return { ...response, fields: [...response.fields, ['Retry-After', '1']] }
}
