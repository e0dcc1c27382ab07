/**
 * Which response lists this directory?
 *
 * HTML for people, JSON for programs that say that they prefer it; both in the order of the query.
 *
 *   names ──▶ head of the page ──▶ described and sorted ──▶ entries, some 64 KiB at a time
 *     └── errno ──▶ 403, 404, 503
 *
 * The names are read before the response begins: what can go wrong with a directory goes wrong then,
 * while there is still a status to say so. The rest is made while it is sent, as fast as the client
 * takes it, and in turns with other work.
 */

import type { FieldLine, Request, Response } from '../semantics/exchange.ts'
import { pagePolicy, renderHtml, renderHtmlHead } from './directory-html.ts'
import { prefersJson, renderJson } from './directory-json.ts'
import type { Directory, Listing, ListingBounds } from './directory-listing.ts'
import { describeNames, HeldNames, LISTING_BOUNDS, TooManyEntries } from './directory-listing.ts'
import { comparatorOf, parseOrder } from './directory-order.ts'
import { errorPage } from './error-page.ts'
import type { FileOptions } from './file-options.ts'
import type { FileRoot, Hindrance } from './file-root.ts'
import { hindranceOf } from './file-root.ts'
import type { CanonicalPath } from './target-path.ts'
import { Turn } from './turns.ts'

const PIECE_CHARS = 65_536
const NOTHING = new Uint8Array(0)
const STATUS_OF: Readonly<Record<Hindrance, number>> = { absent: 404, forbidden: 403, busy: 503 }

/** A form of the listing: what it begins with, known at once, and what follows from the entries. */
interface Form {
  readonly fields: readonly FieldLine[]
  readonly head: string
  readonly renderRest: (listing: Listing) => Iterable<string>
}

/**
 * The listing counts against the bounds until its content has been sent or given up.
 *
 * @param found real path of the directory, and the root that it is in
 * @throws the error of the system when it is neither the client's doing nor the site's
 */
export async function directoryPage(
  request: Request,
  target: CanonicalPath,
  found: { readonly path: string; readonly root: FileRoot },
  { dotfiles }: Pick<FileOptions, 'dotfiles'>,
  bounds: ListingBounds = LISTING_BOUNDS,
): Promise<Response> {
  const directory = { ...found, depth: target.segments.length, dotfiles }
  const form = prefersJson(request.fields.get('accept')) ? jsonForm(target) : htmlForm(target)
  const stream = sendListing(directory, target.query, form, bounds)
  try {
    await stream.next()
  } catch (error) {
    const status = STATUS_OF[error instanceof TooManyEntries ? 'busy' : hindranceOf(error)]
    const again: readonly FieldLine[] = status === 503 ? [['Retry-After', '1']] : []
    return errorPage(status, request.fields, ...again)
  }
  return {
    status: 200,
    fields: [
      ...form.fields,
      ['Cache-Control', 'no-cache'],
      ['Vary', 'Accept'],
      ['X-Content-Type-Options', 'nosniff'],
    ],
    content: { kind: 'stream', stream },
  }
}

function htmlForm({ segments, query }: CanonicalPath): Form {
  return {
    fields: [
      ['Content-Type', 'text/html; charset=utf-8'],
      ['Content-Security-Policy', pagePolicy()],
    ],
    head: renderHtmlHead(segments),
    renderRest: (listing) => renderHtml(listing, parseOrder(query)),
  }
}

function jsonForm({ path }: CanonicalPath): Form {
  return {
    fields: [['Content-Type', 'application/json']],
    head: '',
    renderRest: (listing) => renderJson(path, listing),
  }
}

/**
 * Its first piece is empty, and comes when the names have been read. From then on it holds them, and
 * lets go of them whether it is read to the end or given up.
 */
async function* sendListing(
  directory: Directory,
  query: string,
  { head, renderRest }: Form,
  bounds: ListingBounds,
): AsyncGenerator<Uint8Array> {
  const held = new HeldNames()
  await held.read(directory.path, bounds)
  try {
    yield NOTHING
    yield Buffer.from(head)
    const compare = comparatorOf(parseOrder(query))
    const { names, isComplete } = held
    const entries = await describeNames(names, directory, compare)
    yield* inPieces(renderRest({ entries, namesRead: names.length, isComplete }))
  } finally {
    held.letGo()
  }
}

async function* inPieces(texts: Iterable<string>): AsyncGenerator<Uint8Array> {
  const turn = new Turn()
  let piece = ''
  for (const text of texts) {
    piece += text
    if (turn.isOver()) await turn.next()
    if (piece.length >= PIECE_CHARS) {
      yield Buffer.from(piece)
      piece = ''
    }
  }
  yield Buffer.from(piece)
}
