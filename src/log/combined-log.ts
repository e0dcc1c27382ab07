/**
 * The combined log: one line for each answer, in the form that log analysers have read since Apache.
 *
 *   192.0.2.7 - - [21/Nov/2026:14:03:21 +0100] "GET / HTTP/1.1" 200 1234 "https://a/" "curl/8"
 *
 * What nobody said is `-`. The time is that of the end of the answer; the octets are those of its
 * content. As in nginx: a client that left before its answer has 499, and of a message that was no
 * request, what came of its first line stands where the request would.
 *
 * A line is shorter than 4096 octets: GoAccess reads no longer ones, and a client that sends 16 KiB of
 * quotes shall not fill the disk with four times as much. What is cut ends in `...`.
 */

import type { ExchangeEntry, RejectionEntry } from '../server/journal.ts'
import { escapeText, escapeUpTo } from './escape.ts'

/** Of nginx: the client closed before there was a status. */
const CLIENT_LEFT = 499

/** Of what a client may make long; the rest of a line is under 200. */
const TARGET_CHARS = 2560
const REFERER_CHARS = 768
const USER_AGENT_CHARS = 512

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
    const line = `${escapeText(method)} ${escapeUpTo(TARGET_CHARS, target)} HTTP/${version}`
    const status = entry.status === 0 ? CLIENT_LEFT : entry.status
    this.#write(entry, line, status, fields.get('referer'), fields.get('user-agent'))
  }

  rejected = (entry: RejectionEntry): void => {
    const line = Buffer.from(entry.startLine).toString('latin1')
    this.#write(entry, escapeUpTo(TARGET_CHARS, line) || '-', entry.status)
  }

  #write(
    { remoteAddress, octets }: Pick<ExchangeEntry, 'remoteAddress' | 'octets'>,
    line: string,
    status: number,
    referer = '-',
    userAgent = '-',
  ): void {
    const who = remoteAddress === '' ? 'unix:' : escapeText(remoteAddress)
    const from = escapeUpTo(REFERER_CHARS, referer)
    const names = `"${from}" "${escapeUpTo(USER_AGENT_CHARS, userAgent)}"`
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
