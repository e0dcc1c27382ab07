/**
 * What may the owner of a site decide about how its files are served?
 *
 * One record with a default for each, so that a reader sees what the server does when nobody says
 * anything: revalidate before reuse, list directories, hide what begins with a dot, stay inside the
 * root, and compress text.
 */

import type { FieldLine, Request } from '../semantics/exchange.ts'

/** How the files of a site are served; see `DEFAULT_FILE_OPTIONS` for what nobody said. */
export interface FileOptions {
  /** Names of index files, the preferred one first. */
  readonly index: readonly string[]
  /** Whether `/about` finds `about.html`. */
  readonly cleanUrls: boolean
  /** File that answers navigations to unknown paths, as single-page applications want it. */
  readonly fallback: string | undefined
  /** Whether a directory without an index is listed, as HTML or JSON, or answered with 404. */
  readonly listing: 'auto' | 'off'
  /** Whether names that begin with a dot are served; `.well-known` always is. */
  readonly dotfiles: 'refused' | 'served'
  /** Which symbolic links are followed: those that stay inside the root, all, or none. */
  readonly symlinks: 'inside' | 'all' | 'none'
  /** Value of Cache-Control for files. */
  readonly cacheControl: string
  /** What entity-tags are made from: the file's times and size, its content, or nothing at all. */
  readonly entityTag: 'stat' | 'content' | 'off'
  /** Content codings: files prepared beside the original and on the fly, only prepared ones, none. */
  readonly compression: 'auto' | 'static' | 'off'
  /** Origin that may read answers from its pages (CORS); `*` for any, `undefined` for none. */
  readonly corsOrigin: string | undefined
  /** Whether pages are isolated from other origins (COOP, COEP, CORP). */
  readonly isolated: boolean
  /** Further field lines for every answer made of a file, a directory or an error. */
  readonly fields: readonly FieldLine[]
  /** Media types by extension, in lower case and without the dot, before the built-in ones. */
  readonly mediaTypes: ReadonlyMap<string, string>
  /** Whether each answer says why it is what it is, in the field `Octets-Explain`. */
  readonly explains: boolean
  /** Where the use of the memory is counted, if anybody measures it. */
  readonly cacheTally: CacheTally | undefined
  /**
   * Told, in one line of ASCII, why an answer is what it is, if `explains`; else only what a request
   * that found nothing may have meant. For the log, and not for clients.
   */
  readonly remark: ((request: Request, text: string) => void) | undefined
}

/** How often an answer could be made from memory. */
export interface CacheTally {
  /** Without opening a file. */
  hits: number
  /** Files that were opened for an answer. */
  misses: number
}

/** Safe for a folder that was not made to be served, and never stale. */
export const DEFAULT_FILE_OPTIONS: FileOptions = {
  index: ['index.html', 'index.htm'],
  cleanUrls: true,
  fallback: undefined,
  listing: 'auto',
  dotfiles: 'refused',
  symlinks: 'inside',
  cacheControl: 'no-cache',
  entityTag: 'stat',
  compression: 'auto',
  corsOrigin: undefined,
  isolated: false,
  fields: [],
  mediaTypes: new Map(),
  explains: false,
  cacheTally: undefined,
  remark: undefined,
}
