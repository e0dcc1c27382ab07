/**
 * The JSON log: one object a line, for programs.
 *
 *   {"time":"2026-11-21T13:03:21.123Z","level":"info","event":"exchange","remoteAddress":"192.0.2.7",
 *    "method":"GET","target":"/","version":"1.1","status":200,"octets":1234,"milliseconds":0.4,
 *    "outcome":"complete","host":"a","referer":"https://a/","userAgent":"curl/8"}
 *
 * `event` is `exchange`, `rejection` (an answer to what was no request), `fault` (the syntax that was
 * broken), `refusal` (somebody was not let in), `failure` (ours), `remark` or `dropped` (lines that there
 * was no room for). What nobody sent is left out.
 *
 * Written here, not by pino: numbers, and strings that JSON.stringify makes, are all there is to it. What
 * a log also needs, files that fill up or are moved away, is the same for every format: log-output.ts.
 */

import type { Excerpt } from '../message/octet-buffer.ts'
import type { ProtocolError } from '../message/protocol-error.ts'
import type { Request } from '../semantics/exchange.ts'
import type { ExchangeEntry, Journal, RejectionEntry } from '../server/journal.ts'
import { jsonString, jsonText } from './escape.ts'

type Level = 'info' | 'warn' | 'error'

export class JsonLog implements Journal {
  readonly #add: (line: string) => void
  readonly #clock: () => Date

  constructor(add: (line: string) => void, clock: () => Date = () => new Date()) {
    this.#add = add
    this.#clock = clock
  }

  answered = (entry: ExchangeEntry): void => {
    const { method, target, version, status, octets, milliseconds, outcome, fields } = entry
    this.#write(
      'info',
      'exchange',
      `"remoteAddress":${jsonText(entry.remoteAddress)},"method":${jsonText(method)},` +
        `"target":${jsonText(target)},"version":"${version}","status":${status},"octets":${octets},` +
        `"milliseconds":${Number(milliseconds.toFixed(3))},"outcome":"${outcome}"` +
        optional('host', fields.get('host')) +
        optional('referer', fields.get('referer')) +
        optional('userAgent', fields.get('user-agent')),
    )
  }

  rejected = ({ remoteAddress, startLine, status, octets }: RejectionEntry): void => {
    const line = Buffer.from(startLine).toString('latin1')
    this.#write(
      'warn',
      'rejection',
      `"remoteAddress":${jsonText(remoteAddress)},"startLine":${jsonText(line)},"status":${status},"octets":${octets}`,
    )
  }

  faulted = (fault: ProtocolError, _excerpt: Excerpt, remoteAddress: string): void => {
    const { code, offset, rule } = fault
    this.#write(
      'warn',
      'fault',
      `"remoteAddress":${jsonText(remoteAddress)},"code":"${code}","offset":${offset},"rule":"${rule}"`,
    )
  }

  refused = (reason: string, remoteAddress: string): void => {
    this.#write(
      'warn',
      'refusal',
      `"remoteAddress":${jsonText(remoteAddress)},"reason":${jsonString(reason)}`,
    )
  }

  failed = (error: unknown, what: string): void => {
    const cause = error instanceof Error ? (error.stack ?? error.message) : String(error)
    this.#write('error', 'failure', `"what":${jsonString(what)},"cause":${jsonString(cause)}`)
  }

  remarked = ({ method, target }: Pick<Request, 'method' | 'target'>, text: string): void => {
    this.#write(
      'info',
      'remark',
      `"method":${jsonText(method)},"target":${jsonText(target)},"text":${jsonString(text)}`,
    )
  }

  dropped = (lines: number): void => {
    this.#write('warn', 'dropped', `"lines":${lines}`)
  }

  #write(level: Level, event: string, members: string): void {
    const time = this.#clock().toISOString()
    this.#add(`{"time":"${time}","level":"${level}","event":"${event}",${members}}\n`)
  }
}

function optional(name: string, value: string | undefined): string {
  return value === undefined ? '' : `,"${name}":${jsonText(value)}`
}
