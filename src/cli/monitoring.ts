/**
 * How do load balancers and Prometheus ask how we are?
 *
 * By a path of their own each, answered before anything of the site is looked at; a file of that name
 * is hidden. No cache keeps the answers.
 */

import type { FieldLine, Handler, Response } from '../semantics/exchange.ts'
import { byMethod } from '../site/router.ts'

/** What stands at a path of our own. */
export type Page = () => Response | Promise<Response>

/** Answers these paths, and leaves others to `handle`. */
export function addPages(handle: Handler, pages: ReadonlyMap<string, Page>): Handler {
  if (pages.size === 0) return handle
  const handlers = new Map(Array.from(pages, ([path, page]) => [path, byMethod({ GET: page })]))
  return (request) => (handlers.get(pathOf(request.target)) ?? handle)(request)
}

/** A request target without its query. */
export function pathOf(target: string): string {
  const query = target.indexOf('?')
  return query === -1 ? target : target.slice(0, query)
}

/** 200, or 503 while the server stops: whoever asks shall send its clients elsewhere. */
export function healthPage(isStopping: () => boolean): Page {
  return () => (isStopping() ? textPage(503, 'stopping\n') : textPage(200, 'ok\n'))
}

const TEXT: FieldLine = ['Content-Type', 'text/plain; charset=utf-8']

export function textPage(status: number, text: string, type: FieldLine = TEXT): Response {
  return {
    status,
    fields: [type, ['Cache-Control', 'no-store']],
    content: { kind: 'octets', octets: Buffer.from(text) },
  }
}
