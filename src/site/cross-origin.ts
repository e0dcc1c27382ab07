/**
 * What may pages of other origins do with this site, and this site's pages with theirs?
 *
 *   CORS        whether a script of another origin may read an answer
 *   isolation   whether a page here has a process to itself, as SharedArrayBuffer asks
 *
 * The origin that may read is fixed when the server starts, and said in every answer, whoever asks.
 * So an answer never depends on Origin: nothing varies, caches may share it, and the browser is the
 * one who compares. Credentials are never allowed; a static server has no use for them.
 *
 * A request that could change something, or carries fields of its own, is announced by a preflight.
 * One constant answers them all. Fields other than Authorization may be written as `*`; Chrome asks
 * besides whether a page of the internet may reach a private network, which is granted with the rest.
 *
 * Spec: Fetch §3.3 (CORS protocol), §3.7 (Cross-Origin-Resource-Policy); HTML §7.1.3, §7.1.4 (COOP,
 * COEP); Private Network Access §3.
 */

import type { FieldLine, Handler, Response } from '../semantics/exchange.ts'
import { NO_CONTENT } from '../semantics/exchange.ts'

/** What a script may read beyond the few fields that it always may. */
const EXPOSED = 'Accept-Ranges, Content-Encoding, Content-Length, Content-Range, ETag'

/** In seconds; the longest that Chrome keeps what a preflight says. */
const PREFLIGHT_SECONDS = 7200

/**
 * What answers say about other origins.
 *
 * @param corsOrigin whose scripts may read them; `*` for any, `undefined` for none
 */
export function crossOriginFields(
  corsOrigin: string | undefined,
  isolation: 'isolated' | 'shared',
): readonly FieldLine[] {
  const fields: FieldLine[] = []
  if (corsOrigin !== undefined) {
    fields.push(['Access-Control-Allow-Origin', corsOrigin])
    fields.push(['Access-Control-Expose-Headers', EXPOSED])
  }
  if (isolation === 'isolated') {
    fields.push(['Cross-Origin-Opener-Policy', 'same-origin'])
    fields.push(['Cross-Origin-Embedder-Policy', 'require-corp'])
    fields.push(['Cross-Origin-Resource-Policy', 'same-origin'])
  }
  return fields
}

/** Answers preflights, and leaves every other request to `handle`. */
export function answerPreflights(handle: Handler): Handler {
  return (request) => {
    const { method, fields } = request
    if (method !== 'OPTIONS' || !fields.has('access-control-request-method')) return handle(request)
    const isPrivate = fields.get('access-control-request-private-network') === 'true'
    return isPrivate ? GRANTED_PRIVATELY : GRANTED
  }
}

const GRANTED: Response = preflightResponse([])
const GRANTED_PRIVATELY: Response = preflightResponse([
  ['Access-Control-Allow-Private-Network', 'true'],
])

/** Who may read is said in every answer, and in this one too. */
function preflightResponse(extra: readonly FieldLine[]): Response {
  return Object.freeze({
    status: 204,
    fields: Object.freeze([
      ['Access-Control-Allow-Methods', 'GET, HEAD'] as const,
      ['Access-Control-Allow-Headers', '*, Authorization'] as const,
      ['Access-Control-Max-Age', String(PREFLIGHT_SECONDS)] as const,
      ...extra,
    ]),
    content: NO_CONTENT,
  })
}
