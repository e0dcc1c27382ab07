/**
 * Which file answers for a page that only the script of an application knows?
 *
 * A single-page application makes its pages in the browser: `/users/7` is no file, and asking for it,
 * by a reload or a link, is to get the one page there is. Only a navigation is, which is told by what
 * it is not: its last name has no extension, and it accepts HTML by name, as no request for a script,
 * an image or data does. A missing asset stays a 404; HTML in its place is what breaks a page with
 * `Unexpected token '<'`. The price: `/users/jane.doe` is not taken for a page.
 *
 * What exists goes first, directories too, and what is hidden or malformed is refused as ever.
 */

import type { Request, Response } from '../semantics/exchange.ts'
import { acceptsHtml } from './error-page.ts'
import type { FileLookup } from './file-lookup.ts'
import type { FileOptions } from './file-options.ts'
import type { Representation } from './representation.ts'
import type { CanonicalPath } from './target-path.ts'
import { encodePath, parseTargetPath } from './target-path.ts'

/** What to send in place of `target`, which is absent; the content may be a source, see `Found`. */
export function findFallback(
  request: Request,
  target: CanonicalPath,
  files: FileLookup,
): Representation | undefined {
  const path = fallbackPath(files.options)
  if (path === undefined || !isNavigation(request, target)) return undefined
  const found = files.find(path)
  return found.kind === 'representation' ? found.representation : undefined
}

/** Where the fallback is; `undefined` when there is none. */
export function fallbackPath({ fallback, dotfiles }: FileOptions): CanonicalPath | undefined {
  if (fallback === undefined) return undefined
  const path = parseTargetPath(encodePath(fallback.split('/')), dotfiles)
  return path.kind === 'path' ? path : undefined
}

/** Whether the client asks for a page and not for a part of one. */
function isNavigation({ fields }: Request, { segments }: CanonicalPath): boolean {
  return segments.at(-1)?.includes('.') !== true && acceptsHtml(fields)
}

/** The path may come to be, and other clients get 404 for it: no cache shall decide. */
export function asFallback(response: Response): Response {
  const kept = response.fields.filter(([name]) => name !== 'Cache-Control' && name !== 'Vary')
  // What the file varies by counts as well.
  const varies = response.fields.some(([name]) => name === 'Vary')
  const vary = varies ? 'Accept-Encoding, Accept' : 'Accept'
  return { ...response, fields: [...kept, ['Cache-Control', 'no-cache'], ['Vary', vary]] }
}
