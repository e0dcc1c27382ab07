/**
 * What is the answer to this request, and does the connection outlive it?
 *
 * Spec: RFC 9110 §10.1.1 (Expect), §15.6.1 (500); RFC 9112 §6.3, §9.3 (persistence).
 */

import type { Limits } from '../message/limits.ts'
import type { ProtocolError } from '../message/protocol-error.ts'
import {
  contentLength,
  discardContent,
  type Handler,
  type Response,
} from '../semantics/exchange.ts'
import type { Exchange, ExchangeContext } from './exchange.ts'
import { plainResponse } from './plain-response.ts'
import type { ResponseWriter } from './response-writer.ts'
import type { Lookout } from './watcher.ts'

/** What the connections of one server share. */
export interface HttpContext extends ExchangeContext {
  readonly handle: Handler
  readonly limits: Limits
  /** Whether a client may read what was wrong with its request. */
  readonly explainsFaults: boolean
  /** Who looks on; see watcher.ts. */
  readonly lookout: Lookout
}

/** Asks the handler. Never throws or rejects: when the handler does, the answer is a 500. */
export function answer(exchange: Exchange, context: HttpContext): Response | Promise<Response> {
  if (exchange.head.expectation === 'unknown') return plainResponse(417)
  // RFC 9110 §9.3.6: this is no proxy, and what follows a CONNECT may not be requests at all.
  if (exchange.method === 'CONNECT') return plainResponse(501)
  // RFC 9110 §7.4: what is asked of https must not be answered where anyone can listen.
  if (exchange.head.isForHttps && !context.isSecured) return plainResponse(421)
  try {
    const response = context.handle(exchange)
    if (!('then' in response)) return response
    return response.catch((error: unknown) => handlerFailed(error, exchange, context))
  } catch (error) {
    return handlerFailed(error, exchange, context)
  }
}

/** A handler that fails because its client left off in the middle has not failed. */
function handlerFailed(error: unknown, exchange: Exchange, context: HttpContext): Response {
  return exchange.isOwnAbort(error) ? plainResponse(400) : failureResponse(error, context)
}

/** Sends the response; if it holds what cannot be sent, a 500 goes in its place. */
export function send(
  response: Response,
  exchange: Exchange,
  writer: ResponseWriter,
  context: HttpContext,
): 'complete' | 'sending' {
  exchange.response = response
  try {
    return writer.send(response, exchange)
  } catch (error) {
    discardContent(response.content)
    exchange.response = failureResponse(error, context)
    return writer.send(exchange.response, exchange)
  }
}

/** The answer when we failed: the cause goes to the log and no further. */
function failureResponse(error: unknown, { journal }: HttpContext): Response {
  journal.failed?.(error, 'answering a request')
  return plainResponse(500)
}

/** The answer to broken syntax. */
export function faultResponse(fault: ProtocolError, { explainsFaults }: HttpContext): Response {
  return plainResponse(fault.status, explainsFaults ? fault.message : undefined)
}

/** Whether the next request can be told apart from what this one leaves on the connection. */
export function mayPersist(exchange: Exchange, response: Response, limits: Limits): boolean {
  const { head, version } = exchange
  // RFC 9112 §6.3: the end of the connection is the only end an HTTP/1.0 client can be told.
  if (version === '1.0' && contentLength(response.content) === undefined) return false
  if (exchange.method === 'CONNECT') return false
  if (exchange.requestEnded || head.framing.kind === 'none') return true
  // RFC 9110 §10.1.1: the client may now send its content or leave it; we could not tell which.
  if (exchange.awaitsContinue) return false
  return head.framing.kind === 'chunked' || head.framing.octets <= limits.drainOctets
}
