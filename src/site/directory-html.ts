/**
 * How does a person read a listing?
 *
 * As a page of links that needs no script: the way up to the root, a README if there is one, and a
 * table that its own heads sort. Links are relative, so the page is right behind a proxy that serves
 * it under a longer path. The exact size shows in the row that has the pointer or the focus.
 *
 * The policy of the page allows its own style and its own script, known by their digests, and nothing
 * else, wherever it comes from.
 */

import { mediaType } from '../semantics/media-type.ts'
import type { Listed, Listing } from './directory-listing.ts'
import type { Order, SortKey } from './directory-order.ts'
import { SCRIPT } from './directory-script.ts'
import { PAGE_ICON, STYLE } from './directory-style.ts'
import { cryptography } from './late-modules.ts'
import { encodeSegment } from './target-path.ts'
import { escapeHtml, showName, showText } from './visible-text.ts'

/** Rows that a browser lays out, or leaves out, together. */
const GROUP_ROWS = 250

let policy: string | undefined

/** Nothing but what is in the page may run or style it. */
export function pagePolicy(): string {
  policy ??= [
    "default-src 'none'",
    `style-src 'sha256-${digestOf(STYLE)}'`,
    `script-src 'sha256-${digestOf(SCRIPT)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return policy
}

function digestOf(text: string): string {
  return cryptography().createHash('sha256').update(text).digest('base64')
}

/** The page as far as the path alone tells. */
export function renderHtmlHead(segments: readonly string[]): string {
  const path = `/${segments.map((segment) => `${segment}/`).join('')}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Index of ${showText(path)}</title>
<meta name="color-scheme" content="light dark">
<link rel="icon" href="${PAGE_ICON}">
<style>${STYLE}</style>
</head>
<body>
<header>
<p class="over" aria-hidden="true">Index of</p>
<nav aria-label="Path">
<ol>${renderPath(segments)}</ol>
</nav>
`
}

/** Every directory from the root down to this one, which is the heading of the page. */
function renderPath(segments: readonly string[]): string {
  const heading = (name: string): string =>
    `<li aria-current="page"><h1><span class="unseen">Index of </span><bdi>${name}</bdi></h1>`
  if (segments.length === 0) return heading('/')
  const above = segments.slice(0, -1).map((segment, at) => {
    const up = '../'.repeat(segments.length - 1 - at)
    return `<li><a href="${up}"><bdi>${showName(segment)}</bdi></a>`
  })
  const root = `<li><a href="${'../'.repeat(segments.length)}" aria-label="/, the top folder">/</a>`
  return [root, ...above, heading(showName(segments.at(-1)!))].join('')
}

/** The rest of the page, row by row. */
export function* renderHtml(listing: Listing, order: Order): Generator<string> {
  const { entries, namesRead, isComplete } = listing
  const readme = entries.find(({ kind, name }) => kind === 'file' && README.test(name))
  if (readme !== undefined) {
    yield `<p class="readme">Read first: <a href="${hrefOf(readme)}"><bdi>${showName(readme.name)}</bdi></a></p>\n`
  }
  yield '</header>\n<main>\n'
  if (entries.length === 0) yield EMPTY
  else yield* renderTable(listing, order)
  if (!isComplete) {
    yield `<p class="note">This folder has more entries than are listed: only ${count(namesRead, 'name')} were read.</p>\n`
  }
  yield '</main>\n</body>\n</html>\n'
}

const README = /^readme(?:\.(?:md|markdown|txt|rst|adoc|html?))?$/i

const EMPTY =
  '<p class="note first">Nothing here: this folder is empty, or what is in it is not served.</p>\n'

function* renderTable({ entries }: Listing, order: Order): Generator<string> {
  yield `<div class="bar"><p>${renderSum(entries)}</p>
<div data-filter hidden><output></output>
<label>Filter <input type="search" autocomplete="off" autocapitalize="off" spellcheck="false"></label></div></div>
<script>${SCRIPT}</script>
<table>
<thead><tr>${HEADS.map((head) => renderHead(head, order)).join('')}</tr></thead>
`
  let row = 0
  for (const entry of entries) {
    if (row % GROUP_ROWS === 0) yield '<tbody>\n'
    row += 1
    yield renderRow(entry)
  }
  yield '</table>\n'
}

interface Head {
  readonly by: SortKey
  readonly label: string
  /** The direction that is asked for first. */
  readonly first: Order['direction']
}

// biome-ignore format: the columns are the columns
const HEADS: readonly Head[] = [
  { by: 'name', label: 'Name',          first: 'asc' },
  { by: 'size', label: 'Size',          first: 'desc' },
  { by: 'date', label: 'Modified, UTC', first: 'desc' },
]

function renderHead({ by, label, first }: Head, order: Order): string {
  const isSorted = order.by === by
  const opposite = order.direction === 'asc' ? 'desc' : 'asc'
  const href = `?sort=${by}&amp;order=${isSorted ? opposite : first}`
  const sorted = isSorted ? ` aria-sort="${order.direction}ending"` : ''
  return `<th scope="col"${sorted}><a href="${href}">${label}</a>`
}

function renderSum(entries: readonly Listed[]): string {
  const files = entries.filter(({ kind }) => kind === 'file')
  const folders = entries.length - files.length
  const octets = files.reduce((sum, { size }) => sum + size, 0)
  const parts = [
    ...(folders > 0 ? [count(folders, 'folder')] : []),
    ...(files.length > 0 ? [count(files.length, 'file'), formatSize(octets)] : []),
  ]
  return parts.join(', ')
}

function renderRow(entry: Listed): string {
  const slash = entry.kind === 'directory' ? '/' : ''
  return `<tr><td><a class="${iconOf(entry)}" href="${hrefOf(entry)}"><bdi>${showName(entry.name)}${slash}</bdi></a>${renderSize(entry)}${renderTime(entry)}\n`
}

function hrefOf({ name, kind }: Listed): string {
  // The dot keeps a name with a colon from being read as a scheme.
  return escapeHtml(`./${encodeSegment(name)}${kind === 'directory' ? '/' : ''}`)
}

function renderSize({ kind, size }: Listed): string {
  if (kind === 'directory') return '<td>'
  if (size < 1000) return `<td>${size} B`
  return `<td data-octets="${group(size)}"><span>${formatSize(size)}</span>`
}

/** `2026-01-31 23:59`, which sorts as it reads. */
function renderTime({ modified }: Listed): string {
  if (modified === undefined) return '<td>'
  const text = new Date(modified).toISOString()
  const [day, time] = [text.slice(0, 10), text.slice(11, 16)]
  return `<td><time datetime="${text.slice(0, 19)}Z">${day} <span>${time}</span></time>`
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

function count(number: number, noun: string): string {
  return `${group(number)} ${noun}${number === 1 ? '' : 's'}`
}

/** `1,234,567` */
function group(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

const ARCHIVE =
  /^application\/(?:zip|gzip|zstd|x-(?:tar|bzip2?|xz|7z-compressed|rar-compressed)|vnd\.rar|java-archive)/
const TEXT = /^text\/|^application\/(?:.*[+-])?(?:json|xml|pdf|javascript)/

/** Name of the icon, by what a browser would be told the file is. */
function iconOf({ name, kind, isLink }: Listed): string {
  if (isLink) return 'link'
  if (kind === 'directory') return 'folder'
  const type = mediaType(name)
  const family = /^(?:image|audio|video)/.exec(type)?.[0]
  if (family !== undefined) return family
  if (ARCHIVE.test(type)) return 'archive'
  return TEXT.test(type) ? 'text' : 'file'
}
