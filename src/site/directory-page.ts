/**
 * What is in this directory?
 *
 * A page of links, folders first. It lists what would be served and nothing else: hidden names, special
 * files and symbolic links that lead out of the root are left out, as they are refused when asked for.
 * It needs no script, and its policy allows none.
 *
 * The directory is read synchronously, and only up to a bound: its size is not ours to choose. It is
 * read by its real path, since Node cannot read a directory by its descriptor.
 */

import type { Dirent } from 'node:fs'
import { opendirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Response } from '../semantics/exchange.ts'
import type { FileRoot } from './file-root.ts'
import { encodeSegment, isServedName } from './target-path.ts'

/** Past it the page says that it is not complete. One entry costs some 5 µs and 200 octets. */
const LISTED_ENTRIES = 10_000

interface Listed {
  readonly name: string
  readonly isDirectory: boolean
  /** In octets. */
  readonly size: number
  readonly modified: Date
}

interface Listing {
  readonly entries: readonly Listed[]
  readonly isComplete: boolean
}

/**
 * @param directory real path, inside `root`
 * @param segments decoded names that lead to it from the root
 */
export function directoryPage(
  directory: string,
  root: FileRoot,
  segments: readonly string[],
): Response {
  const html = renderPage(readDirectory(directory, root, segments.length), segments)
  return {
    status: 200,
    fields: [
      ['Content-Type', 'text/html; charset=utf-8'],
      ['Cache-Control', 'no-cache'],
      ['X-Content-Type-Options', 'nosniff'],
      [
        'Content-Security-Policy',
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
      ],
    ],
    content: { kind: 'octets', octets: new TextEncoder().encode(html) },
  }
}

function readDirectory(path: string, root: FileRoot, depth: number): Listing {
  const entries: Listed[] = []
  const directory = opendirSync(path, { bufferSize: 1024 })
  try {
    let seen = 0
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
      if (seen === LISTED_ENTRIES)
        return { entries: entries.sort(byKindAndName), isComplete: false }
      seen += 1
      const listed = isAskable(entry.name, depth) ? describe(path, entry, root) : undefined
      if (listed !== undefined) entries.push(listed)
    }
  } finally {
    directory.closeSync()
  }
  return { entries: entries.sort(byKindAndName), isComplete: true }
}

/** A name that is not UTF-8 on the disk reads with U+FFFD in it, and no request target names it. */
function isAskable(name: string, depth: number): boolean {
  return isServedName(name, depth) && !name.includes('\ufffd')
}

/** `undefined` for what would not be served. */
function describe(directory: string, entry: Dirent, root: FileRoot): Listed | undefined {
  const path = join(directory, entry.name)
  if (entry.isSymbolicLink() && !root.contains(path)) return undefined
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined || !(stats.isFile() || stats.isDirectory())) return undefined
  return {
    name: entry.name,
    isDirectory: stats.isDirectory(),
    size: stats.size,
    modified: stats.mtime,
  }
}

const collator = new Intl.Collator('en', { numeric: true })

function byKindAndName(one: Listed, other: Listed): number {
  return (
    Number(other.isDirectory) - Number(one.isDirectory) || collator.compare(one.name, other.name)
  )
}

function renderPage({ entries, isComplete }: Listing, segments: readonly string[]): string {
  const title = escapeHtml(`/${segments.map((segment) => `${segment}/`).join('')}`)
  const parent = segments.length === 0 ? '' : '<tr><td><a href="../">../</a><td><td>\n'
  const note = isComplete ? '' : `<p>There is more than the ${LISTED_ENTRIES} entries read.</p>\n`
  const rows =
    entries.length === 0 ? '<tr><td>Nothing here<td><td>\n' : entries.map(renderRow).join('')
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>
  :root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif }
  body { max-width: 56rem; margin: 2rem auto; padding: 0 1rem }
  h1 { font-size: 1.25rem; overflow-wrap: anywhere }
  table { width: 100%; border-collapse: collapse }
  tr { border-top: 1px solid color-mix(in srgb, currentColor 15%, transparent) }
  td:first-child { overflow-wrap: anywhere; unicode-bidi: isolate }
  td + td { text-align: right; white-space: nowrap; padding-left: 1rem; opacity: 0.7;
    font-variant-numeric: tabular-nums }
  a { text-decoration: none } a:hover { text-decoration: underline }
</style>
<h1>${title}</h1>
<table>
${parent}${rows}</table>
${note}</html>
`
}

function renderRow({ name, isDirectory, size, modified }: Listed): string {
  const slash = isDirectory ? '/' : ''
  // The dot keeps a name with a colon from being read as a scheme.
  const href = escapeHtml(`./${encodeSegment(name)}${slash}`)
  const date = formatDate(modified)
  const octets = isDirectory ? '' : formatSize(size)
  return `<tr><td><a href="${href}">${escapeHtml(name)}${slash}</a><td>${octets}<td>${date}\n`
}

/** `2026-01-31 23:59 UTC` */
function formatDate(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** Decimal prefixes, three digits at most: `999 B`, `1.2 kB`, `64 MB`. */
function formatSize(octets: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
  let amount = octets
  let unit = 0
  while (amount >= 999.5 && unit < units.length - 1) {
    amount /= 1000
    unit += 1
  }
  return `${unit > 0 && amount < 9.95 ? amount.toFixed(1) : Math.round(amount)} ${units[unit]}`
}

const HTML_ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => HTML_ESCAPES[char] ?? char)
}
