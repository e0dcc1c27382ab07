/**
 * What does one viewer still have to read?
 *
 *   retry: 1000
 *
 *   id: m2x1-17
 *   data: {"kind":"opened","connection":3,…}
 *
 * Text of Server-Sent Events, made when the viewer is ready for it: a viewer is a place in the
 * history. One that stops reading holds one piece of text, in its socket, and falls behind; what is
 * gone by the time it reads on is told as a number.
 *
 * Spec: HTML Living Standard §9.2 (server-sent events).
 */

import type { ViewerRecord } from '../trace/live-records.ts'
import { renderJson } from '../trace/render-records.ts'
import type { LiveHistory } from './live-history.ts'

/** Of text that is handed over at once. */
const PIECE_CHARS = 65_536
const RETRY = 'retry: 1000\n\n'
const HEARTBEAT = ': still here\n\n'
const DONE = { done: true, value: undefined } as const

type Step = IteratorResult<Uint8Array, undefined>

/** One record as an event of the stream; its name is where a viewer that comes back goes on. */
export function renderEvent(period: string, number: number, record: object): string {
  return `id: ${period}-${number}\ndata: ${renderJson(record)}\n\n`
}

/** The number in the name of an event; `undefined` when the name is of another period, or none. */
function placeIn(period: string, name: string): number | undefined {
  const number = name.startsWith(`${period}-`) ? name.slice(period.length + 1) : ''
  return /^\d{1,15}$/.test(number) ? Number(number) : undefined
}

export interface ViewerOptions {
  readonly history: LiveHistory
  /** Names what the numbers of the history belong to. */
  readonly period: string
  /** Where the viewer was when it left, as its client says. */
  readonly lastEvent: string | undefined
  /** Whether it also wants to see what the page itself asks for. */
  readonly wantsOwn: boolean
  readonly left: (viewer: LiveViewer) => void
}

export class LiveViewer implements AsyncIterableIterator<Uint8Array, undefined> {
  readonly wantsOwn: boolean
  readonly #options: ViewerOptions
  /** Number of the record to be read next. */
  #next: number
  #text = RETRY
  #waiting: ((step: Step) => void) | undefined
  #isGone = false
  #readAt = performance.now()

  constructor(options: ViewerOptions) {
    const { history, period, lastEvent } = options
    this.#options = options
    this.wantsOwn = options.wantsOwn
    const place = lastEvent === undefined ? undefined : placeIn(period, lastEvent)
    this.#next = place === undefined ? history.oldest : Math.min(place + 1, history.next)
    if (lastEvent !== undefined && place === undefined) this.#tell({ kind: 'anew' })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<Step> {
    if (this.#isGone) return Promise.resolve(DONE)
    this.#collect()
    if (this.#text !== '') return Promise.resolve(this.#step())
    return new Promise((resolve) => {
      this.#waiting = resolve
    })
  }

  /** There may be something to read. */
  wake(): void {
    if (this.#waiting === undefined) return
    this.#collect()
    if (this.#text !== '') this.#handOver(this.#step())
  }

  /** Sends a comment to a viewer that has had nothing to read for so long. */
  beat(milliseconds: number): void {
    if (this.#waiting === undefined || performance.now() - this.#readAt < milliseconds) return
    this.#text = HEARTBEAT
    this.#handOver(this.#step())
  }

  /** The viewer has gone, or has to. */
  return(): Promise<Step> {
    if (!this.#isGone) {
      this.#isGone = true
      this.#options.left(this)
      this.#handOver(DONE)
    }
    return Promise.resolve(DONE)
  }

  #handOver(step: Step): void {
    this.#waiting?.(step)
    this.#waiting = undefined
  }

  #step(): Step {
    const value = Buffer.from(this.#text)
    this.#text = ''
    this.#readAt = performance.now()
    return { done: false, value }
  }

  #collect(): void {
    const { history } = this.#options
    const dropped = history.oldest - this.#next
    if (dropped > 0) {
      this.#next = history.oldest
      this.#tell({ kind: 'dropped', records: dropped })
    }
    for (; this.#next < history.next && this.#text.length < PIECE_CHARS; this.#next += 1) {
      const { text, audience } = history.at(this.#next)
      if (audience === 'everyone' || this.wantsOwn) this.#text += text
    }
  }

  #tell(record: ViewerRecord): void {
    this.#text += renderEvent(this.#options.period, this.#next - 1, record)
  }
}
