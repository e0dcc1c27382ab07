/**
 * What is served under `/~octets/`?
 *
 *   /~octets/                          the page
 *   /~octets/explorer/page/main.js     its script, and beside it the style sheet and the font
 *   /~octets/message/protocol.js       the parser and all it takes, line for line what this server runs
 *
 * Few files and small ones, which a running program does not change: they are read when the server
 * starts, and a request is a look-up in a table. Only what is in the table can be had.
 *
 * Spec: RFC 9110 §13.2.2 (conditions); Content Security Policy Level 3.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FieldLine, Handler, Request, Response } from '../semantics/exchange.ts'
import { NO_CONTENT } from '../semantics/exchange.ts'
import { mediaType } from '../semantics/media-type.ts'
import {
  evaluatePreconditions,
  parsePreconditions,
  type Validators,
} from '../semantics/preconditions.ts'
import { hashOctets } from './content-hash.ts'
import { errorPage } from './error-page.ts'
import { byMethod } from './router.ts'
import { parseTargetPath } from './target-path.ts'

const PREFIX = '/~octets'
const PAGE = 'explorer/page/index.html'
/** Layers without a module of Node in them. */
const FOLDERS = ['explorer', 'explorer/page', 'message', 'semantics', 'trace']
const SERVED = /\.(?:js|css|html|woff2|svg)$/

/** Nothing but files from here, and nothing written into the page: octets on show stay text. */
const POLICY = [
  "default-src 'none'",
  ...["script-src 'self'", "style-src 'self'", "connect-src 'self'", "font-src 'self'"],
  ...["img-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
].join('; ')

/** An answer, and what tells it from the one of another build. */
interface Asset {
  readonly response: Response
  readonly validators: Validators
}

/**
 * Answers what is under `/~octets`, and leaves the rest to `handle`.
 *
 * @param folder where the program was built to
 * @throws {Error} when it was not built; its message is one sentence for the user
 */
export function serveExplorer(folder: string, handle: Handler): Handler {
  const assets = readAssets(folder)
  const answer = byMethod({ GET: (request) => answerFrom(assets, request) })
  return (request) => {
    const { target } = request
    return target === PREFIX || target.startsWith(`${PREFIX}/`) || target.startsWith(`${PREFIX}?`)
      ? answer(request)
      : handle(request)
  }
}

function answerFrom(assets: ReadonlyMap<string, Asset>, request: Request): Response {
  const target = parseTargetPath(request.target)
  if (target.kind === 'refused') return errorPage(target.status, request.fields)
  if (target.path === PREFIX) return TO_PAGE
  const asset = assets.get(target.path)
  if (asset === undefined) return errorPage(404, request.fields)
  const { response, validators } = asset
  switch (evaluatePreconditions(parsePreconditions(request.fields, Date.now()), validators)) {
    case 'proceed':
      return response
    case 'not-modified':
      return { status: 304, fields: response.fields, content: NO_CONTENT }
    case 'precondition-failed':
      return errorPage(412, request.fields)
  }
}

/** The page names its files as relative to itself, so its path must end in a slash. */
const TO_PAGE: Response = Object.freeze({
  status: 308,
  fields: [['Location', `${PREFIX}/`] as const, ['Cache-Control', 'no-cache'] as const],
  content: NO_CONTENT,
})

/** Every file that may be had, by its path. */
function readAssets(folder: string): ReadonlyMap<string, Asset> {
  if (!existsSync(join(folder, PAGE)))
    throw new Error('Cannot serve the explorer: it is not built yet, which npm run build does')
  const assets = new Map<string, Asset>()
  for (const layer of FOLDERS) {
    for (const name of readdirSync(join(folder, layer))) {
      if (SERVED.test(name))
        assets.set(`${PREFIX}/${layer}/${name}`, readAsset(folder, layer, name))
    }
  }
  assets.set(`${PREFIX}/`, readAsset(folder, '', PAGE))
  return assets
}

function readAsset(folder: string, layer: string, name: string): Asset {
  const octets = readFileSync(join(folder, layer, name))
  const opaque = hashOctets(octets)
  const fields: readonly FieldLine[] = [
    ['Content-Type', mediaType(name)],
    ['Cache-Control', 'no-cache'],
    ['ETag', `"${opaque}"`],
    ['Content-Security-Policy', POLICY],
    ['Cross-Origin-Resource-Policy', 'same-origin'],
    ['Referrer-Policy', 'no-referrer'],
    ['X-Content-Type-Options', 'nosniff'],
  ]
  return {
    response: Object.freeze({ status: 200, fields, content: { kind: 'octets', octets } as const }),
    validators: { entityTag: { weak: false, opaque }, lastModified: undefined },
  }
}
