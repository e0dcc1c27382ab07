/**
 * The combined log: one line for each answer, in the form that log analysers have read since Apache.
 *
 *   192.0.2.7 - - [21/Nov/2026:14:03:21 +0100] "GET / HTTP/1.1" 200 1234 "https://a/" "curl/8"
 *
 * What nobody said is `-`. The time is that of the end of the answer; the octets are those of its
 * content. As in nginx: a client that left before its answer has 499, and of a message that was no
 * request, what came of its first line stands where the request would.
 */

import type { ExchangeEntry, RejectionEntry } from '../server/journal.ts'
import { escapeOctets, escapeText } from './escape.ts'

/** Of nginx: the client closed before there was a status. */
const CLIENT_LEFT = 499

// biome-ignore format: a year has these
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export class CombinedLog {
  readonly #add: (line: string) => void
  readonly #clock: () => number
  /** `#time` is the text of this second. */
  #second = Number.NaN
  #time = ''

  constructor(add: (line: string) => void, clock: () => number = Date.now) {
    this.#add = add
    this.#clock = clock
  }

  answered = (entry: ExchangeEntry): void => {
    const { method, target, version, fields } = entry
    const line = `${escapeText(method)} ${escapeText(target)} HTTP/${version}`
    const status = entry.status === 0 ? CLIENT_LEFT : entry.status
    this.#write(entry, line, status, fields.get('referer'), fields.get('user-agent'))
  }

  rejected = (entry: RejectionEntry): void => {
    this.#write(entry, escapeOctets(entry.startLine) || '-', entry.status)
  }

  #write(
    { remoteAddress, octets }: Pick<ExchangeEntry, 'remoteAddress' | 'octets'>,
    line: string,
    status: number,
    referer = '-',
    userAgent = '-',
  ): void {
    const who = remoteAddress === '' ? 'unix:' : escapeText(remoteAddress)
    const names = `"${escapeText(referer)}" "${escapeText(userAgent)}"`
    this.#add(`${who} - - [${this.#now()}] "${line}" ${status} ${octets} ${names}\n`)
  }

  #now(): string {
    const now = this.#clock()
    const second = Math.floor(now / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#time = renderTime(new Date(now))
    }
    return this.#time
  }
}

/** As of the time zone we are in. */
function renderTime(date: Date): string {
  const day = `${two(date.getDate())}/${MONTHS[date.getMonth()]}/${date.getFullYear()}`
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')
  const east = -date.getTimezoneOffset()
  const zone = `${two(Math.floor(Math.abs(east) / 60))}${two(Math.abs(east) % 60)}`
  return `${day}:${time} ${east < 0 ? '-' : '+'}${zone}`
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
