/**
 * One request being answered: what its handler sees, and how far each half has come.
 *
 * To the handler it is a `Request`: a thin view of the parsed head, whose target becomes text because
 * every handler asks for it. Its content is pulled: each step of the iterator asks the connection for
 * one slice, and while nobody asks, no more is read from the socket than a bound.
 *
 * To the connection it is the record of the exchange, which is over when both halves have ended.
 */

import type { RequestHead } from '../message/request-head.ts'
import type { Request, Response } from '../semantics/exchange.ts'
import type { Fields } from '../semantics/fields.ts'
import type { ExchangeEntry } from './journal.ts'

/** Where content comes from: the connection. */
export interface ContentFeed {
  readonly remoteAddress: string
  /** The handler of `exchange` waits for content; `deliver`, `end` or `abort` will follow. */
  contentWanted(exchange: Exchange): void
}

interface Reader {
  resolve(octets: Uint8Array | undefined): void
  reject(reason: Error): void
}

export class Exchange implements Request {
  readonly method: string
  readonly target: string
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
  readonly began: number
  readonly #feed: ContentFeed
  #reader: Reader | undefined
  #aborted: Error | undefined

  constructor(head: RequestHead, feed: ContentFeed, began: number) {
    this.method = head.method
    this.target = head.target()
    this.version = head.version
    this.fields = head.fields
    this.head = head
    this.persistent = head.persistent
    this.awaitsContinue = head.expectation !== 'none' && hasContent(head)
    this.began = began
    this.#feed = feed
  }

  get authority(): string {
    return this.head.authority()
  }

  get remoteAddress(): string {
    return this.#feed.remoteAddress
  }

  get content(): AsyncIterable<Uint8Array> {
    return { [Symbol.asyncIterator]: () => this.#iterate() }
  }

  /** Whether `error` is what a handler was told when the rest of the content was given up. */
  isOwnAbort(error: unknown): boolean {
    return error === this.#aborted
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

  /** The line for the log, now that the answer has left or never will. */
  entry(octets: number, outcome: ExchangeEntry['outcome']): ExchangeEntry {
    const { remoteAddress, fields, method, target, version } = this
    const status = this.response?.status ?? 0
    const milliseconds = performance.now() - this.began
    return {
      remoteAddress,
      fields,
      method,
      target,
      version,
      status,
      octets,
      milliseconds,
      outcome,
    }
  }

  async *#iterate(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const octets = await this.#pull()
      if (octets === undefined) return
      yield octets
    }
  }

  #pull(): Promise<Uint8Array | undefined> {
    if (this.requestEnded) return Promise.resolve(undefined)
    if (this.#aborted !== undefined) return Promise.reject(this.#aborted)
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject }
      this.#feed.contentWanted(this)
    })
  }
}

function hasContent({ framing }: RequestHead): boolean {
  return framing.kind === 'chunked' || (framing.kind === 'content-length' && framing.octets > 0)
}
