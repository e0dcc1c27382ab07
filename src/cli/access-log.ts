/**
 * How does serving look to whoever started it?
 *
 *   14:03:21  200  GET /index.html  1.8 kB  0.4 ms
 *   14:03:22  400  line-end-malformed at octet 52 (RFC 9112 §2.2)  from 127.0.0.1
 *
 * Lines are gathered for a moment and written together, so that a log at full load costs a write a
 * moment and not one a request.
 */

import type { Journal } from '../server/journal.ts'

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
    const { status, method, target, octets, milliseconds } = entry
    const size = octets === 0 ? '–' : renderSize(octets)
    this.#add(
      `${status}  ${escapeText(method)} ${escapeText(target)}  ${size}  ${milliseconds.toFixed(1)} ms`,
    )
  }

  faulted: NonNullable<Journal['faulted']> = (fault, remoteAddress) => {
    const { status, code, offset, rule } = fault
    this.#add(`${status}  ${code} at octet ${offset} (${rule})  from ${remoteAddress}`)
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

/** A target may hold any visible ASCII and a method any token, but a terminal trusts nobody. */
function escapeText(text: string): string {
  return text.replace(
    /[^\x21-\x7e]/g,
    (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']

function renderSize(octets: number): string {
  const power = Math.min(Math.floor(Math.log10(octets) / 3), UNITS.length - 1)
  const value = octets / 1000 ** power
  return `${power === 0 ? value : value.toFixed(1)} ${UNITS[power]}`
}
