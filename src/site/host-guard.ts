/**
 * Is this request meant for us?
 *
 * A server on loopback can be reached by any page in the user's browser. The browser would not let
 * that page read the answer, unless the page's own name resolves to 127.0.0.1: DNS rebinding. The
 * page's name is then in the Host field, where it gives itself away. So a server for this machine
 * answers only to this machine's names, and to those it is told; others get 421.
 *
 * Spec: RFC 9110 §7.4 (rejecting misdirected requests), §15.5.20 (421).
 */

import type { Handler, Response } from '../semantics/exchange.ts'
import { reasonPhrase } from '../semantics/status.ts'

/** What nearly every request to a server on loopback names. */
const USUAL_NAMES = ['127.0.0.1', 'localhost', '[::1]']

/** Nothing at all is what an HTTP/1.0 client may send; every browser names a host. */
const LOOPBACK_NAME = /^(?:|localhost|[^:]+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/**
 * Lets through what is addressed to a loopback name or to one of `names`.
 *
 * @param names host names without port, in any case; `*` lets everything through
 * @param hint sentence for the content of a 421, saying what its reader can do
 */
export function guardHost(handle: Handler, names: readonly string[], hint: string): Handler {
  if (names.includes('*')) return handle
  const allowed = new Set(names.map((name) => name.toLowerCase()))
  const spelledOut = [...USUAL_NAMES, ...allowed]
  const misdirected: Response = Object.freeze({
    status: 421,
    fields: [
      ['Content-Type', 'text/plain; charset=utf-8'],
      ['X-Content-Type-Options', 'nosniff'],
    ] as const,
    content: {
      kind: 'octets',
      octets: Buffer.from(`421 ${reasonPhrase(421)}\n${hint}\n`),
    } as const,
  })
  return (request) => {
    // Asked first, because to make text of the authority and look at that was an eighth of what a held
    // file costs when requests are pipelined (`npm run bench -- --only "16 pipelined"`).
    for (const name of spelledOut) if (request.isFor(name)) return handle(request)
    const host = hostOf(request.authority)
    return LOOPBACK_NAME.test(host) || allowed.has(host) ? handle(request) : misdirected
  }
}

/** The host of `host[:port]`, in lower case and without the dot that a full name may end in. */
function hostOf(authority: string): string {
  return authority.toLowerCase().replace(/\.?(?::\d*)?$/, '')
}
