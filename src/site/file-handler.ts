/**
 * Which response does a request for a file get?
 *
 *   resolve ──▶ open ──▶ describe ──▶ coding ──▶ preconditions ──▶ range ──▶ response
 *   target-path  file-lookup  representation  └───────── selection ─────────┘
 *
 * A file in memory skips the first three. For a plain GET of one, this is a look-up by the octets of
 * the target as sent, a few fields found absent, and the same response object as the last time.
 */

import type { Handler, Request, Response } from '../semantics/exchange.ts'
import { NO_CONTENT } from '../semantics/exchange.ts'
import { addFields, answerFields } from './answer-fields.ts'
import { answerPreflights } from './cross-origin.ts'
import { directoryPage } from './directory-page.ts'
import { acceptsHtml, errorPage } from './error-page.ts'
import { explainAnswers } from './explanation.ts'
import { asFallback, findFallback } from './fallback.ts'
import { FileLookup } from './file-lookup.ts'
import type { FileOptions } from './file-options.ts'
import { DEFAULT_FILE_OPTIONS } from './file-options.ts'
import { OPEN_FILES } from './open-files.ts'
import { byMethod } from './router.ts'
import { respond } from './selection.ts'
import type { CanonicalPath } from './target-path.ts'
import { parseTargetPath } from './target-path.ts'

/** The page a site may bring for what it does not have. */
const NOT_FOUND_PAGE: CanonicalPath = {
  kind: 'path',
  segments: ['404.html'],
  path: '/404.html',
  query: '',
  endsWithSlash: false,
}

/**
 * Serves a directory, or a single file at `/` and at `/<its name>`: GET, HEAD and OPTIONS.
 *
 * A response may own an open file: its content must be sent or its source closed.
 *
 * ```ts
 * import { createServer, serveFiles } from 'octets'
 *
 * const files = serveFiles('public', { cacheControl: 'max-age=3600', fallback: 'index.html' })
 * await createServer(files).listen({ host: '127.0.0.1', port: 8080 })
 * ```
 *
 * @param root path of the directory or file; links that leave it are refused unless `symlinks` is `all`
 * @throws {Error} when `root` cannot be served; its message is one sentence for the user
 */
export function serveFiles(root: string, options: Partial<FileOptions> = {}): Handler {
  const completed: FileOptions = { ...DEFAULT_FILE_OPTIONS, ...options }
  const files = new FileLookup(root, completed)
  const handle = byMethod({ GET: (request) => serve(request, files, 'may-wait') })
  const { corsOrigin } = completed
  const answering = corsOrigin === undefined ? handle : answerPreflights(handle)
  return explainAnswers(addFields(answering, answerFields(completed)), files)
}

function serve(
  request: Request,
  files: FileLookup,
  patience: 'may-wait' | 'last-try',
): Response | Promise<Response> {
  // Canonical paths are the keys, so what is found under the target as sent has been judged before.
  const held = files.held(request)
  if (held !== undefined) return respond(request, held)

  const target = parseTargetPath(request.target, files.options.dotfiles)
  if (target.kind === 'refused') return refuse(request, files, target.status)
  const found = files.find(target)
  switch (found.kind) {
    case 'representation':
      return respond(request, found.representation)
    case 'slash-missing':
      return redirect(`${target.path}/${target.query}`)
    case 'slash-surplus':
      return redirect(`${target.path.slice(0, -1)}${target.query}`)
    case 'directory':
      return directoryPage(request, target, found, files.options)
    case 'busy':
      return patience === 'may-wait' ? serveLater(request, files) : refuse(request, files, 503)
    case 'forbidden':
      return refuse(request, files, 403)
    case 'absent': {
      const fallback = findFallback(request, target, files)
      if (fallback !== undefined) return then(respond(request, fallback), asFallback)
      return refuse(request, files, 404)
    }
  }
}

/** Descriptors have run out. Others are being given back all the time, so it is worth a wait. */
async function serveLater(request: Request, files: FileLookup): Promise<Response> {
  if (!(await OPEN_FILES.wait())) return refuse(request, files, 503)
  return serve(request, files, 'last-try')
}

function then(
  response: Response | Promise<Response>,
  change: (response: Response) => Response,
): Response | Promise<Response> {
  return 'then' in response ? response.then(change) : change(response)
}

/** Permanent by its status, but no cache may keep it: a directory can become a file tomorrow. */
function redirect(location: string): Response {
  return {
    status: 308,
    fields: [
      ['Location', location],
      ['Cache-Control', 'no-cache'],
    ],
    content: NO_CONTENT,
  }
}

function refuse(request: Request, files: FileLookup, status: number): Response {
  if (status === 503) return errorPage(status, request.fields, ['Retry-After', '1'])
  if (status !== 404 || !acceptsHtml(request.fields)) return errorPage(status, request.fields)
  const found = files.find(NOT_FOUND_PAGE)
  if (found.kind !== 'representation') return errorPage(status, request.fields)
  const { mediaType, whole } = found.representation
  return {
    status,
    fields: [
      ['Content-Type', mediaType],
      ['Cache-Control', 'no-cache'],
      ['Vary', 'Accept'],
      ['X-Content-Type-Options', 'nosniff'],
    ],
    content: whole.content,
  }
}
