/**
 * How does serving look to whoever started it?
 *
 *   14:03:21  200    1.8 kB     0.4 ms  GET /index.html
 *   14:03:21  why                       GET /readme.md: did you mean /README.md?
 *   14:03:21  404      14 B     0.3 ms  GET /readme.md
 *   14:03:22  200    1.2 kB     0.3 ms  GET /  from 192.168.1.7
 *   14:03:27  ...  310.5 MB      5.0 s  GET /film.mp4  31 %, 62.1 MB/s
 *   14:03:28  400  line-end-malformed at octet 52 (RFC 9112 §2.2)  from 127.0.0.1
 *             GET /b HTTP/1.1␍␊Host: x␊
 *                                     ^ A line must end in CR LF, and neither may stand alone
 *
 * What varies in length stands last, so that the rest stands in columns.
 */

import type { Excerpt } from '../message/octet-buffer.ts'
import type { Request } from '../semantics/exchange.ts'
import type { ExchangeEntry, Journal, ProgressEntry } from '../server/journal.ts'
import { escapeLines, escapeText } from './escape.ts'

/** As wide as the time of day and the gap behind it. */
const INDENT = ' '.repeat(10)
const SIZE_WIDTH = 8
const DURATION_WIDTH = 9
const BETWEEN = ' '.repeat(SIZE_WIDTH + 2 + DURATION_WIDTH)

/**
 * Clients on this machine, of whom nothing needs to be said; the peers of UNIX sockets have no address.
 * Not an AddressSet: Node's pattern for IPv6, with which it looks at one, takes a start 3 ms.
 */
const HERE = /^(?:|::1|(?:::ffff:)?127(?:\.\d{1,3}){3})$/

/** Select Graphic Rendition (ECMA-48 §8.3.117), by class of status. */
const COLOURS: Readonly<Record<string, string>> = { 2: '32', 3: '36', 4: '33', 5: '31' }
const DIM = '2'

export interface DevLogOptions {
  readonly coloured?: boolean
  readonly clock?: () => Date
}

export class DevLog implements Journal {
  readonly #add: (text: string) => void
  readonly #coloured: boolean
  readonly #clock: () => Date

  constructor(add: (text: string) => void, options: DevLogOptions = {}) {
    this.#add = add
    this.#coloured = options.coloured === true
    this.#clock = options.clock ?? (() => new Date())
  }

  answered = (entry: ExchangeEntry): void => {
    const { status, outcome } = entry
    // A client that left before its answer has no status.
    const code = status === 0 ? '---' : this.#paint(String(status), COLOURS[String(status)[0]!])
    this.#line(`${code}  ${this.#columns(entry)}${outcome === 'aborted' ? '  aborted' : ''}`)
  }

  progressed = (entry: ProgressEntry): void => {
    const { octets, length, milliseconds } = entry
    const part = length === undefined ? '' : `${Math.floor((octets / length) * 100)} %, `
    const rate = `${renderSize((octets / milliseconds) * 1000)}/s`
    this.#line(`...  ${this.#columns(entry)}  ${part}${rate}`)
  }

  faulted: NonNullable<Journal['faulted']> = (fault, excerpt, remoteAddress) => {
    const { status, code, offset, rule, says } = fault
    const { text, column } = renderExcerpt(excerpt)
    const lines = [
      `${status}  ${code} at octet ${offset} (${rule})  from ${nameOf(remoteAddress)}`,
      text,
      `${' '.repeat(column)}^ ${says}`,
    ]
    this.#line(lines.join(`\n${INDENT}`))
  }

  /** A word about an answer that is on its way. `text` is ASCII. */
  remarked = ({ method, target }: Pick<Request, 'method' | 'target'>, text: string): void => {
    this.#line(`why  ${BETWEEN}  ${escapeText(method)} ${escapeText(target)}: ${text}`)
  }

  refused = (reason: string, remoteAddress: string): void => {
    this.#line(`refused ${nameOf(remoteAddress)}: ${escapeLines(reason, INDENT)}`)
  }

  failed = (error: unknown, what: string): void => {
    const cause = error instanceof Error ? (error.stack ?? error.message) : String(error)
    this.#line(`failed ${what}: ${escapeLines(cause, INDENT)}`)
  }

  dropped = (lines: number): void => {
    this.#line(`dropped ${lines} lines that could not be written`)
  }

  #columns(entry: Omit<ExchangeEntry, 'outcome'>): string {
    const { method, target, octets, milliseconds, remoteAddress } = entry
    const size = octets > 0 ? renderSize(octets) : '–'
    const duration = renderDuration(milliseconds).padStart(DURATION_WIDTH)
    const numbers = this.#paint(`${size.padStart(SIZE_WIDTH)}  ${duration}`, DIM)
    const from = HERE.test(remoteAddress) ? '' : `  from ${escapeText(remoteAddress)}`
    return `${numbers}  ${escapeText(method)} ${escapeText(target)}${from}`
  }

  #paint(text: string, colour: string | undefined): string {
    return this.#coloured && colour !== undefined ? `\x1b[${colour}m${text}\x1b[0m` : text
  }

  #line(text: string): void {
    const time = this.#paint(this.#clock().toTimeString().slice(0, 8), DIM)
    this.#add(`${time}  ${text}\n`)
  }
}

/** Each octet as one char, so that the caret stands under its octet. */
function renderExcerpt({ octets, at }: Excerpt): { text: string; column: number } {
  const text = Array.from(octets, (octet) => {
    if (octet <= 0x20) return octet === 0x20 ? ' ' : String.fromCharCode(CONTROL_PICTURES + octet)
    return octet < 0x7f ? String.fromCharCode(octet) : '·'
  }).join('')
  return { text, column: at }
}

function nameOf(remoteAddress: string): string {
  return remoteAddress === '' ? 'a UNIX socket' : escapeText(remoteAddress)
}

/** U+2400 ␀ and the thirty-one behind it. */
const CONTROL_PICTURES = 0x2400
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']

function renderSize(octets: number): string {
  const power = Math.max(0, Math.min(Math.floor(Math.log10(octets) / 3), UNITS.length - 1))
  const value = octets / 1000 ** power
  return `${power === 0 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`
}

function renderDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${milliseconds.toFixed(1)} ms`
  return `${(milliseconds / 1000).toFixed(1)} s`
}
