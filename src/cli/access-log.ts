/**
 * How does serving look to whoever started it?
 *
 *   14:03:21  200  GET /index.html  1.8 kB  0.4 ms
 *   14:03:21  why  GET /readme.md: did you mean /README.md?
 *   14:03:21  404  GET /readme.md  14 B  0.3 ms
 *   14:03:22  200  GET /  1.2 kB  0.3 ms  from 192.168.1.7
 *   14:03:22  400  line-end-malformed at octet 52 (RFC 9112 §2.2)  from 127.0.0.1
 *             GET /b HTTP/1.1␍␊Host: x␊
 *                                     ^ A line must end in CR LF, and neither may stand alone
 *
 * Lines are gathered for a moment and written together, so that a log at full load costs a write a
 * moment and not one a request.
 */

import type { Excerpt } from '../message/octet-buffer.ts'
import type { Request } from '../semantics/exchange.ts'
import type { Journal } from '../server/journal.ts'
import { isLoopbackAddress } from './place.ts'

/** As wide as the time of day and the gap behind it. */
const INDENT = ' '.repeat(10)
/** Short enough to feel immediate. */
const GATHER_MILLISECONDS = 50

export class DevLog implements Journal {
  readonly #write: (text: string) => void
  readonly #clock: () => Date
  #lines = ''
  #timer: NodeJS.Timeout | undefined

  constructor(write: (text: string) => void, clock: () => Date = () => new Date()) {
    this.#write = write
    this.#clock = clock
  }

  answered: NonNullable<Journal['answered']> = (entry) => {
    const { status, method, target, octets, milliseconds, outcome, remoteAddress } = entry
    const note = outcome === 'aborted' ? '  aborted' : ''
    const isFromHere = remoteAddress === '' || isLoopbackAddress(remoteAddress)
    const from = isFromHere ? '' : `  from ${remoteAddress}`
    const size = octets === 0 ? '–' : renderSize(octets)
    // A client that left before its answer has no status.
    const code = status === 0 ? '---' : status
    this.#add(
      `${code}  ${escapeText(method)} ${escapeText(target)}  ${size}  ${milliseconds.toFixed(1)} ms${note}${from}`,
    )
  }

  faulted: NonNullable<Journal['faulted']> = (fault, excerpt, remoteAddress) => {
    const { status, code, offset, rule, says } = fault
    const { text, column } = renderExcerpt(excerpt)
    this.#add(`${status}  ${code} at octet ${offset} (${rule})  from ${nameOf(remoteAddress)}`)
    this.#lines += `${INDENT}${text}\n${INDENT}${' '.repeat(column)}^ ${says}\n`
  }

  /** A word about an answer that is on its way. `text` is ASCII. */
  remarked = ({ method, target }: Pick<Request, 'method' | 'target'>, text: string): void => {
    this.#add(`why  ${escapeText(method)} ${escapeText(target)}: ${text}`)
  }

  refused: NonNullable<Journal['refused']> = (reason, remoteAddress) => {
    this.#add(`refused ${nameOf(remoteAddress)}: ${reason}`)
  }

  failed: NonNullable<Journal['failed']> = (error, what) => {
    const cause = error instanceof Error ? (error.stack ?? error.message) : String(error)
    this.#add(`failed ${what}: ${cause}`)
  }

  /** Writes what has been gathered. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#lines !== '') this.#write(this.#lines)
    this.#lines = ''
  }

  #add(line: string): void {
    this.#lines += `${this.#clock().toTimeString().slice(0, 8)}  ${line}\n`
    this.#timer ??= setTimeout(() => this.flush(), GATHER_MILLISECONDS).unref()
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
  return remoteAddress === '' ? 'a UNIX socket' : remoteAddress
}

/** A target may hold any visible ASCII and a method any token, but a terminal trusts nobody. */
function escapeText(text: string): string {
  return text.replace(
    /[^\x21-\x7e]/g,
    (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
}

/** U+2400 ␀ and the thirty-one behind it. */
const CONTROL_PICTURES = 0x2400
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']

function renderSize(octets: number): string {
  const power = Math.min(Math.floor(Math.log10(octets) / 3), UNITS.length - 1)
  const value = octets / 1000 ** power
  return `${power === 0 ? value : value.toFixed(1)} ${UNITS[power]}`
}
