/**
 * What happens on the connections of this server, as it happens?
 *
 *   connections ──▶ records ──▶ history ──▶ viewers      GET /~octets/live: text/event-stream
 *
 * Nobody watches until the first viewer comes, and for a moment after the last one has gone. Viewers
 * read from the history at their own pace, so a slow one holds up nobody, and how much is told in a
 * second has a bound, so watching costs little however much is served.
 *
 * What the page itself asks for is left out, unless a viewer asks for it (`?self=1`).
 */

import type { MessageLimits } from '../message/limits.ts'
import type { Handler, Request, Response } from '../semantics/exchange.ts'
import type { ConnectionWatcher, Lookout, Watcher } from '../server/watcher.ts'
import { errorPage } from '../site/error-page.ts'
import { byMethod } from '../site/router.ts'
import type { LiveRecord } from '../trace/live-records.ts'
import { LiveConnection, type LiveDesk } from './live-connection.ts'
import { type Audience, LiveHistory } from './live-history.ts'
import { LIVE_LIMITS, type LiveLimits } from './live-limits.ts'
import type { SightBounds } from './live-sight.ts'
import { LiveViewer, renderEvent } from './live-viewer.ts'

const PATH = '/~octets/live'
const SECOND = 1000

export class LiveView implements Watcher, LiveDesk {
  readonly bounds: SightBounds
  readonly #lookout: Lookout
  readonly #history: LiveHistory
  readonly #viewers = new Set<LiveViewer>()
  #connections = 0
  #period: string | undefined
  #periods = 0
  #sights = 0
  /** Octets of records, in the second that passes. */
  #told = 0
  #skipped = 0
  #clock: NodeJS.Timeout | undefined
  #leaving: NodeJS.Timeout | undefined

  /** @param lookout where to stand while there are viewers */
  constructor(message: MessageLimits, lookout: Lookout, limits: Partial<LiveLimits> = {}) {
    this.bounds = { message, live: { ...LIVE_LIMITS, ...limits } }
    this.#lookout = lookout
    this.#history = new LiveHistory(this.bounds.live)
  }

  get period(): string | undefined {
    return this.#period
  }

  get isOwnWanted(): boolean {
    return [...this.#viewers].some(({ wantsOwn }) => wantsOwn)
  }

  opened(peer: string): ConnectionWatcher {
    this.#connections += 1
    return new LiveConnection(this, this.#connections, peer)
  }

  /** Answers requests for the stream, and leaves the others to `handle`. */
  serve(handle: Handler): Handler {
    const answer = byMethod({ GET: (request) => this.#answer(request) })
    return (request) => {
      const { target } = request
      return target === PATH || target.startsWith(`${PATH}?`) ? answer(request) : handle(request)
    }
  }

  /** Ends all streams: they would keep a server from stopping. */
  close(): void {
    for (const viewer of this.#viewers) void viewer.return()
  }

  mayShow(octets: number): boolean {
    const may = this.#told < this.bounds.live.octetsPerSecond
    if (!may) this.#skipped += octets
    return may
  }

  get hasRoom(): boolean {
    return this.#sights < this.bounds.live.sights
  }

  sightBegan(): void {
    this.#sights += 1
  }

  sightEnded(): void {
    this.#sights -= 1
  }

  tell(record: LiveRecord, audience: Audience): void {
    const text = renderEvent(this.#period ?? '', this.#history.next, record)
    this.#told += text.length
    this.#history.add(text, audience)
  }

  flush(): void {
    for (const viewer of this.#viewers) viewer.wake()
  }

  #answer({ target, fields }: Request): Response {
    // A browser says who asks. Another site could not read the answer, and shall not cause it either.
    const site = fields.get('sec-fetch-site') ?? 'none'
    if (site !== 'none' && site !== 'same-origin') return errorPage(403, fields)
    if (this.#viewers.size >= this.bounds.live.viewers) {
      // One of them may have gone without a word: writing to it will tell.
      for (const viewer of this.#viewers) viewer.beat(0)
      return errorPage(503, fields, ['Retry-After', '2'])
    }
    this.#begin()
    const viewer = new LiveViewer({
      history: this.#history,
      period: this.#period ?? '',
      lastEvent: fields.get('last-event-id'),
      wantsOwn: new URLSearchParams(target.slice(PATH.length)).get('self') === '1',
      left: (gone) => this.#left(gone),
    })
    this.#viewers.add(viewer)
    return { status: 200, fields: STREAM_FIELDS, content: { kind: 'stream', stream: viewer } }
  }

  /** Someone watches from now on. */
  #begin(): void {
    clearTimeout(this.#leaving)
    if (this.#period !== undefined) return
    this.#periods += 1
    this.#period = `${Date.now().toString(36)}.${this.#periods}`
    this.#lookout.watcher = this
    this.#clock = setInterval(() => this.#tick(), SECOND).unref()
  }

  #left(viewer: LiveViewer): void {
    this.#viewers.delete(viewer)
    if (this.#viewers.size > 0) return
    const { returnMilliseconds } = this.bounds.live
    clearTimeout(this.#leaving)
    this.#leaving = setTimeout(() => this.#end(), returnMilliseconds).unref()
  }

  /** Nobody watches any more. */
  #end(): void {
    clearInterval(this.#clock)
    this.#lookout.watcher = undefined
    this.#period = undefined
    this.#sights = 0
    this.#history.clear()
  }

  #tick(): void {
    this.#told = 0
    if (this.#skipped > 0) {
      this.tell({ kind: 'skipped', time: Date.now(), octets: this.#skipped }, 'everyone')
      this.#skipped = 0
      this.flush()
    }
    for (const viewer of this.#viewers) viewer.beat(this.bounds.live.heartbeatMilliseconds)
  }
}

const STREAM_FIELDS: Response['fields'] = [
  ['Content-Type', 'text/event-stream'],
  ['Cache-Control', 'no-store'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['X-Content-Type-Options', 'nosniff'],
]
