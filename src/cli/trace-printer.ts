/**
 * How does framing look while connections are served?
 *
 * Each connection has a trace for what arrives and one for what leaves, and what they say is written
 * at once and not kept. So a connection costs its trace and a head's worth of octets, however long it
 * lasts.
 */

import type { MessageLimits } from '../message/limits.ts'
import type { ConnectionWatcher, Watcher } from '../server/watcher.ts'
import { AnswerTrace } from '../trace/answer-trace.ts'
import { FramingTrace } from '../trace/framing-trace.ts'
import { ANSI, type Palette, PLAIN } from '../trace/palette.ts'
import { type Origin, renderTrace, type TraceMode } from '../trace/render-trace.ts'
import type { Taken } from '../trace/trace-log.ts'

export interface PrinterOptions {
  readonly mode: TraceMode
  readonly paint: Palette
  readonly write: (text: string) => void
}

/** Colours, where there is somebody to see them and they were not declined (no-color.org). */
export function paletteFor(output: { readonly isTTY?: boolean }): Palette {
  const { NO_COLOR = '' } = process.env
  return output.isTTY === true && NO_COLOR === '' ? ANSI : PLAIN
}

/** Both directions of one connection. */
export class ConnectionPrinter implements ConnectionWatcher {
  readonly #requests: FramingTrace
  readonly #answers = new AnswerTrace()
  readonly #options: PrinterOptions
  readonly #connection: { readonly connection?: number }

  /** @param connection its number; left out when there is only one */
  constructor(limits: MessageLimits, options: PrinterOptions, connection?: number) {
    this.#requests = new FramingTrace(limits)
    this.#options = options
    this.#connection = connection === undefined ? {} : { connection }
  }

  received(octets: Uint8Array): void {
    const start = this.#requests.offset
    this.#requests.push(octets)
    const taken = this.#requests.take()
    for (const record of taken.records) {
      if (record.kind !== 'event' || record.event !== 'request-line') continue
      this.#answers.asked(record.text.slice(0, record.text.indexOf(' ')))
    }
    this.#print('received', { octets, start }, taken)
  }

  sent(octets: Uint8Array): void {
    const start = this.#answers.offset
    this.#answers.push(octets)
    this.#print('sent', { octets, start }, this.#answers.take())
  }

  closed(): void {
    const nothing = { octets: new Uint8Array(0), start: 0 }
    this.#requests.end()
    this.#print('received', nothing, this.#requests.take())
    this.#answers.end()
    this.#print('sent', nothing, this.#answers.take())
  }

  #print(
    direction: Origin['direction'],
    segment: { readonly octets: Uint8Array; readonly start: number },
    taken: Taken,
  ): void {
    const { mode, paint, write } = this.#options
    write(renderTrace({ mode, paint, origin: { direction, ...this.#connection } }, segment, taken))
  }
}

/** All connections of a server, numbered from 1. */
export class TracePrinter implements Watcher {
  readonly #limits: MessageLimits
  readonly #options: PrinterOptions
  #connections = 0

  constructor(limits: MessageLimits, options: PrinterOptions) {
    this.#limits = limits
    this.#options = options
  }

  opened(): ConnectionWatcher {
    this.#connections += 1
    return new ConnectionPrinter(this.#limits, this.#options, this.#connections)
  }
}
