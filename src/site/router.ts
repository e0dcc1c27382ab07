/**
 * Which handler answers this method on this path?
 *
 *   byMethod   method → handler:   405 with Allow, 501 for a method nobody knows, OPTIONS, HEAD
 *   route      path → handler:     404 for a path nobody serves, OPTIONS * for all of them
 *
 * A path is matched in its canonical form, so no spelling of it slips past one handler to another.
 * The longest path wins: `/a/b` before `/a/*` before `/*`.
 *
 * HEAD goes to the handler of GET, whose answer the writer sends without its content. CONNECT and
 * TRACE have no handlers and get 405: this is no proxy, and an echo of the request would hand its
 * cookies to whoever asked (RFC 9110 §9.3.6, §9.3.8).
 *
 * Spec: RFC 9110 §9 (methods), §10.2.1 (Allow), §15.5.6 (405), §15.6.2 (501).
 */

import type { Handler, Request, Response } from '../semantics/exchange.ts'
import { NO_CONTENT } from '../semantics/exchange.ts'
import { errorPage } from './error-page.ts'
import { isPlainPath, parseTargetPath } from './target-path.ts'

/** RFC 9110 §9 and RFC 5789: a method that is not here is not known, whatever the path. */
const KNOWN_METHODS: ReadonlySet<string> = new Set([
  ...['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE'],
  'PATCH',
])

/** The handlers of one resource, by method. OPTIONS, and HEAD beside GET, come by themselves. */
export type Methods = Readonly<Record<string, Handler>>

/**
 * The methods of each path: an exact one (`/health`), or all below a prefix (`/api/*`). Paths are
 * written as `parseTargetPath` returns them.
 */
export type Routes = Readonly<Record<string, Methods>>

/** One handler out of the handlers of each method. */
export function byMethod(methods: Methods): Handler {
  const handlers = new Map(Object.entries(methods))
  const get = handlers.get('GET')
  if (get !== undefined && !handlers.has('HEAD')) handlers.set('HEAD', get)
  const allow = [...new Set([...handlers.keys(), 'OPTIONS'])].join(', ')
  if (!handlers.has('OPTIONS')) handlers.set('OPTIONS', answerOptions(allow))
  return (request) => {
    const handler = handlers.get(request.method)
    return handler === undefined ? refuse(request, allow) : handler(request)
  }
}

/**
 * One handler out of the handlers of each path. The longest path that fits answers; none is a 404.
 *
 * ```ts
 * import { createServer, route, serveFiles } from 'octets'
 *
 * const health = { status: 204, fields: [], content: { kind: 'none' } } as const
 * const handle = route({
 *   '/health': { GET: () => health },
 *   '/*': { GET: serveFiles('public') },
 * })
 * await createServer(handle).listen({ host: '127.0.0.1', port: 8080 })
 * ```
 */
export function route(routes: Routes): Handler {
  const exact = new Map<string, Handler>()
  const prefixes: (readonly [prefix: string, handler: Handler])[] = []
  for (const [path, methods] of Object.entries(routes)) {
    if (path.endsWith('/*')) prefixes.push([path.slice(0, -1), byMethod(methods)])
    else exact.set(path, byMethod(methods))
  }
  prefixes.sort(([one], [other]) => other.length - one.length)
  const wholeServer = byMethod(answersOfWholeServer(routes))

  const find = (path: string): Handler =>
    exact.get(path) ??
    prefixes.find(([prefix]) => path.startsWith(prefix))?.[1] ??
    refuseUnknownPath

  return (request) => {
    // The asterisk-form, and the authority-form of CONNECT: no path, but the server as a whole.
    if (!request.target.startsWith('/')) return wholeServer(request)
    if (isPlainPath(request.target)) return find(request.target)(request)
    // Which names are hidden is a rule for files, which their handler knows.
    const target = parseTargetPath(request.target, 'served')
    if (target.kind === 'refused') return errorPage(target.status, request.fields)
    return find(target.path)(request)
  }
}

/** Every method that some path has. Asked for without a path, only OPTIONS makes sense. */
function answersOfWholeServer(routes: Routes): Methods {
  const names = Object.values(routes).flatMap((methods) => Object.keys(methods))
  const noPath: Handler = (request) => errorPage(400, request.fields)
  return Object.fromEntries(
    names.filter((name) => name !== 'OPTIONS').map((name) => [name, noPath]),
  )
}

function answerOptions(allow: string): Handler {
  const response: Response = Object.freeze({
    status: 204,
    fields: Object.freeze([['Allow', allow] as const]),
    content: NO_CONTENT,
  })
  return () => response
}

function refuseUnknownPath({ method, fields }: Request): Response | Promise<Response> {
  return errorPage(KNOWN_METHODS.has(method) ? 404 : 501, fields)
}

function refuse(request: Request, allow: string): Response {
  if (!KNOWN_METHODS.has(request.method)) return errorPage(501, request.fields)
  return errorPage(405, request.fields, ['Allow', allow])
}
