/**
 * One request being answered: what its handler sees, and how far each half has come.
 *
 * To the handler it is a `Request`: a thin view of the parsed head. Its content is pulled: each step of
 * the iterator asks the connection for one slice, and while nobody asks, no more is read from the socket
 * than a bound.
 *
 * To the connection it is the record of the exchange, which is over when both halves have ended.
 */

import type { RequestHead } from '../message/request-head.ts'
import { contentLength, type Request, type Response, type Texts } from '../semantics/exchange.ts'
import type { Fields } from '../semantics/fields.ts'
import { timeNow } from './held-clock.ts'
import type { ExchangeEntry, Journal } from './journal.ts'
import type { Tally } from './tally.ts'

/** How often the journal hears of a response that is under way. */
const PROGRESS_MILLISECONDS = 5000

/** Where content comes from: the connection. */
export interface ContentFeed {
  readonly remoteAddress: string
  /** The handler of `exchange` waits for content; `deliver`, `end` or `abort` will follow. */
  contentWanted(exchange: Exchange): void
}

/** What the exchanges of one server share. */
export interface ExchangeContext {
  readonly journal: Journal
  readonly tally?: Tally | undefined
  /** Whether the connections are secured (TLS), so that https resources may be asked for. */
  readonly isSecured: boolean
}

interface Reader {
  resolve(octets: Uint8Array | undefined): void
  reject(reason: Error): void
}

/** Why content ends early or a response is no longer wanted; named as those who listen expect. */
export class AbortError extends Error {
  override readonly name = 'AbortError'
}

export class Exchange implements Request {
  readonly method: string
  readonly version: '1.0' | '1.1'
  readonly fields: Fields
  readonly head: RequestHead
  /** Whether the connection outlives the exchange. */
  persistent: boolean
  /** Whether the client may be waiting for 100 (Continue), or more, before it sends content. */
  awaitsContinue: boolean
  requestEnded = false
  /** The response, from the moment it is known. */
  response: Response | undefined
  responseEnded = false
  /** Content octets that nobody wanted. */
  discardedOctets = 0
  /** When the head was complete, on the clock of `performance.now()`; 0 when nobody keeps a log. */
  readonly #began: number
  /** When the journal last heard how far the response is. */
  #toldAt: number
  readonly #feed: ContentFeed
  readonly #context: ExchangeContext
  /** Made when it is first asked for: a file in memory is found without. */
  #target: string | undefined
  #reader: Reader | undefined
  #aborted: Error | undefined
  /** Why nothing more will be read or sent. */
  #lossWhy: string | undefined
  #lost: AbortError | undefined
  #controller: AbortController | undefined

  constructor(head: RequestHead, feed: ContentFeed, context: ExchangeContext) {
    this.method = head.method
    this.version = head.version
    this.fields = head.fields
    this.head = head
    this.persistent = head.persistent
    this.awaitsContinue = head.expectation !== 'none' && hasContent(head)
    this.#began = isTimed(context.journal) ? performance.now() : 0
    this.#toldAt = this.#began
    this.#feed = feed
    this.#context = context
  }

  get target(): string {
    this.#target ??= this.head.target()
    return this.#target
  }

  targetAmong(texts: Texts): string | undefined {
    return this.head.targetAmong(texts)
  }

  get authority(): string {
    return this.head.authority()
  }

  isFor(host: string): boolean {
    return this.head.isFor(host)
  }

  get remoteAddress(): string {
    return this.#feed.remoteAddress
  }

  get now(): number {
    return timeNow()
  }

  get scheme(): Request['scheme'] {
    return this.#context.isSecured ? 'https' : 'http'
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.#lossWhy !== undefined && !this.responseEnded) this.#controller.abort(this.#loss())
    return this.#controller.signal
  }

  get content(): AsyncIterable<Uint8Array> {
    return { [Symbol.asyncIterator]: () => this.#iterate() }
  }

  /** Whether `error` is what a handler was told when its client was given up. */
  isOwnAbort(error: unknown): boolean {
    return error !== undefined && (error === this.#aborted || error === this.#lost)
  }

  /** Whether the handler waits for content. */
  get isContentWanted(): boolean {
    return this.#reader !== undefined
  }

  /** Whether the next thing to happen is for the client to send content. */
  get isClientsTurn(): boolean {
    return !this.requestEnded && (this.isContentWanted || this.responseEnded)
  }

  /** Gives the waiting handler a slice. */
  deliver(octets: Uint8Array): void {
    const reader = this.#reader
    this.#reader = undefined
    reader?.resolve(octets)
  }

  /** The request is complete. */
  end(): void {
    this.requestEnded = true
    const reader = this.#reader
    this.#reader = undefined
    reader?.resolve(undefined)
  }

  /** The rest of the content will never arrive: a waiting handler, or one that asks later, is told. */
  abort(reason: Error): void {
    if (this.requestEnded || this.#aborted !== undefined) return
    this.#aborted = reason
    const reader = this.#reader
    this.#reader = undefined
    reader?.reject(reason)
  }

  /** Nothing more will arrive, and nothing more can be sent: whoever waits for either is told. */
  lose(why: string): void {
    if (this.requestEnded && this.responseEnded) return
    this.#lossWhy = why
    if (this.#reader !== undefined) this.abort(this.#loss())
    if (!this.responseEnded) this.#controller?.abort(this.#loss())
  }

  /** Tells whoever listens, now that the answer has left or never will. */
  tell(octets: number, outcome: ExchangeEntry['outcome']): void {
    const { journal, tally } = this.#context
    tally?.exchanged(this.method, this.response?.status ?? 0, outcome)
    journal.answered?.(this.#entry(octets, performance.now(), outcome))
  }

  /** The same, of a response in place of the handler's. */
  tellRefusal(response: Response, octets: number): void {
    this.response = response
    this.tell(octets, 'complete')
  }

  /** The same, of a connection that is gone, if that is before the end. */
  tellLoss(octets: number): void {
    if (!this.responseEnded) this.tell(this.response === undefined ? 0 : octets, 'aborted')
  }

  /** Tells, of a response that takes its time, how far it is; every few seconds. */
  tellProgress(octets: number, now: number): void {
    const { journal } = this.#context
    if (journal.progressed === undefined || this.response === undefined) return
    if (this.responseEnded || now - this.#toldAt < PROGRESS_MILLISECONDS) return
    this.#toldAt = now
    const length = contentLength(this.response.content)
    const { outcome: _, ...entry } = this.#entry(octets, now, 'complete')
    journal.progressed({ ...entry, length })
  }

  /** All of it in one literal: V8 makes a class for each object that begins with a spread, 3 µs. */
  #entry(octets: number, now: number, outcome: ExchangeEntry['outcome']): ExchangeEntry {
    const { remoteAddress, fields, method, target, version } = this
    const status = this.response?.status ?? 0
    const milliseconds = now - this.#began
    return { remoteAddress, fields, method, target, version, status, octets, milliseconds, outcome }
  }

  async *#iterate(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const octets = await this.#pull()
      if (octets === undefined) return
      yield octets
    }
  }

  /** Made when somebody is told: its stack is a tenth of what a request costs that ends its connection. */
  #loss(): AbortError {
    this.#lost ??= new AbortError(this.#lossWhy)
    return this.#lost
  }

  #pull(): Promise<Uint8Array | undefined> {
    if (this.requestEnded) return Promise.resolve(undefined)
    if (this.#aborted !== undefined) return Promise.reject(this.#aborted)
    if (this.#lossWhy !== undefined) return Promise.reject(this.#loss())
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject }
      this.#feed.contentWanted(this)
    })
  }
}

/** Whether anybody asks how long exchanges take. */
function isTimed({ answered, progressed }: Journal): boolean {
  return answered !== undefined || progressed !== undefined
}

function hasContent({ framing }: RequestHead): boolean {
  return framing.kind === 'chunked' || (framing.kind === 'content-length' && framing.octets > 0)
}
