/**
 * How does an application that knows only the Fetch standard answer here?
 *
 *   Request (ours) ──▶ Request (the standard's) ──▶ app ──▶ Response ──▶ Response (ours)
 *      target, authority, scheme   ──▶ url             headers ──▶ field lines, without ours
 *      content, pulled             ──▶ body            body    ──▶ content (response-content.ts)
 *
 * Octets pass by reference, both ways, and only when they are asked for: the next slice of an upload
 * is read from the socket when the app reads the body, the next chunk of an answer from the app when
 * the client has taken the one before.
 *
 * The standard leaves out a part of HTTP, and we say so rather than bend a request to fit: TRACE, and
 * methods that only differ from a known one in case, which it would rewrite, get 501; an authority
 * that is no host of a URL gets 400. Content of GET and HEAD, which it has no room for, is dropped.
 *
 * Spec: Fetch Standard §5.4 (Request), §5.5 (Response); RFC 9110 §7.1 (target URI), §7.6.1 (fields
 * of the connection), §9.3.1 (content in GET); RFC 9112 §3.3.
 */

import type { FieldLine, Handler, Request, Response } from '../semantics/exchange.ts'
import { reasonPhrase } from '../semantics/status.ts'
import { contentOf } from './response-content.ts'

/**
 * A web-standard application, as frameworks export it (`app.fetch` of Hono) or as one writes it by
 * hand. What it throws becomes a 500, whose cause only the journal is told.
 */
export type FetchApp = (
  request: globalThis.Request,
) => globalThis.Response | Promise<globalThis.Response>

/** What `fetchHandler` cannot know by itself. */
export interface FetchOptions {
  /**
   * The scheme in the URLs that the app sees. Default: that of the connection, which is wrong where
   * a proxy in front of the server ends TLS.
   */
  readonly scheme?: 'http' | 'https'
}

/**
 * Makes a handler out of a web-standard application.
 *
 * The app's `request.body` is a stream that reads from the client only while it is read (`duplex` is
 * `half`: a client that waits for 100 is asked to go on then). `request.signal` is aborted when the
 * client goes before the answer has left, and so is the answer's own stream cancelled.
 *
 * The answer is sent with a `Content-Length` if its body is there at once, or if the app says the
 * length, to which it is then held; else in chunks, each when it comes. Fields that belong to the
 * connection or to the message are the server's to send and are left out: `Connection`, what it
 * names, `Transfer-Encoding`, `Date` and the like.
 *
 * ```ts
 * import { Hono } from 'hono'
 * import { createServer, fetchHandler } from 'octets'
 *
 * const app = new Hono()
 * app.get('/', (c) => c.text('Hello'))
 * await createServer(fetchHandler(app.fetch)).listen({ host: '127.0.0.1', port: 8080 })
 * ```
 */
export function fetchHandler(app: FetchApp, options: FetchOptions = {}): Handler {
  return async (request) => {
    const asked = standardRequest(request, options.scheme ?? request.scheme)
    if (typeof asked === 'number') return refuse(asked)
    const answered = await app(asked)
    return {
      status: statusOf(answered),
      fields: fieldsOf(answered.headers),
      content: await contentOf(answered, request),
    }
  }
}

/** The request as the standard has it, or the status that says why it cannot be had. */
function standardRequest(request: Request, scheme: string): globalThis.Request | 400 | 501 {
  const { method, target, authority, signal } = request
  // The asterisk-form has an empty path (RFC 9112 §3.3).
  const path = target.startsWith('/') ? target : ''
  const url = `${scheme}://${authority === '' ? 'localhost' : authority}${path}`
  if (!URL.canParse(url)) return 400
  if (!isExpressible(method)) return 501
  const headers = new Headers()
  for (const [name, value] of request.fields) headers.append(name, value)
  const body = hasBody(request) ? bodyOf(request.content) : null
  return new globalThis.Request(url, { method, headers, body, signal, duplex: 'half' })
}

/** The standard forbids these, whatever their case. */
const FORBIDDEN: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK'])
/** It writes these in upper case, where HTTP has methods that differ in case. */
const NORMALIZED: ReadonlySet<string> = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'])

function isExpressible(method: string): boolean {
  if (NORMALIZED.has(method)) return true
  const upper = method.toUpperCase()
  return !NORMALIZED.has(upper) && !FORBIDDEN.has(upper)
}

/** RFC 9112 §6: either of two fields says that there is content, if only of length 0. */
function hasBody({ method, fields }: Request): boolean {
  if (method === 'GET' || method === 'HEAD') return false
  return fields.has('transfer-encoding') || fields.has('content-length')
}

/** Nothing is read ahead: `pull` is called when the app waits, and asks the socket for one slice. */
function bodyOf(content: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const slices = content[Symbol.asyncIterator]()
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await slices.next()
        if (done === true) controller.close()
        else controller.enqueue(value)
      },
      cancel() {
        // Not waited for: a slice may be awaited that never comes.
        void slices.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}

/** @throws {TypeError} for what no response on the wire can have */
function statusOf({ status, type }: globalThis.Response): number {
  if (type === 'error') throw new TypeError('The app answered with Response.error()')
  return status
}

/** What is the server's to say: how the message is framed, when it was made, what becomes of the connection. */
const SERVERS_OWN: readonly string[] = [
  ...['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding'],
  ...['upgrade', 'content-length', 'date'],
]

/** One line a name, but for Set-Cookie, whose values cannot be joined (RFC 9110 §5.3). */
function fieldsOf(headers: Headers): readonly FieldLine[] {
  const named = headers.get('connection')?.toLowerCase().split(',') ?? []
  const left = [...SERVERS_OWN, ...named.map((name) => name.trim())]
  return [...headers].filter(([name]) => !left.includes(name))
}

function refuse(status: number): Response {
  const octets = new TextEncoder().encode(`${status} ${reasonPhrase(status)}\n`)
  return {
    status,
    fields: [
      ['Content-Type', 'text/plain; charset=utf-8'],
      ['X-Content-Type-Options', 'nosniff'],
    ],
    content: { kind: 'octets', octets },
  }
}
