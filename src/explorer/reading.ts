/**
 * What did somebody take these octets for?
 *
 * The least that any reader of requests must decide: which requests there are, and which octets are
 * their content. Two readers that differ in this are what smuggling is made of.
 */

import type { MessageLimits } from '../message/limits.ts'
import { ProtocolError } from '../message/protocol-error.ts'
import { type RequestEvent, RequestParser } from '../message/request-parser.ts'
import { textOf } from '../message/scan.ts'

export interface ReadRequest {
  readonly method: string
  readonly target: string
  /** One char an octet. */
  readonly content: string
}

/** What a reader says about all that it was given. */
export interface Reading {
  /** Complete ones, in order. */
  readonly requests: readonly ReadRequest[]
  /** What became of the rest: nothing is left, more is awaited, or it is refused. */
  readonly rest: 'done' | 'waiting' | `refused: ${string}`
}

/** Reads one connection. */
export interface Reader {
  /** Takes what one read from the socket gave, one char an octet. */
  push(text: string): void
  readonly reading: Reading
}

/** The parser of the server, as such a reader. */
export class OctetsReader implements Reader {
  readonly #parser: RequestParser
  readonly #requests: ReadRequest[] = []
  #current: ReadRequest | undefined
  #refusal: string | undefined

  constructor(limits: MessageLimits) {
    this.#parser = new RequestParser(limits)
  }

  get reading(): Reading {
    if (this.#refusal !== undefined) {
      return { requests: this.#requests, rest: `refused: ${this.#refusal}` }
    }
    return { requests: this.#requests, rest: this.#parser.isBetweenMessages ? 'done' : 'waiting' }
  }

  push(text: string): void {
    if (this.#refusal !== undefined) return
    try {
      this.#parser.push(Uint8Array.from(text, (char) => char.charCodeAt(0)))
      for (let event = this.#parser.next(); event.kind !== 'need-octets'; ) {
        this.#take(event)
        event = this.#parser.next()
      }
    } catch (fault) {
      if (!(fault instanceof ProtocolError)) throw fault
      this.#refusal = `${fault.status} ${fault.code}`
    }
  }

  #take(event: RequestEvent): void {
    if (event.kind === 'head') {
      const { method } = event.head
      this.#current = { method, target: event.head.target(), content: '' }
    }
    if (this.#current === undefined) return
    if (event.kind === 'content') {
      const content = this.#current.content + textOf(event.octets, 0, event.octets.length)
      this.#current = { ...this.#current, content }
    }
    if (event.kind === 'end') {
      this.#requests.push(this.#current)
      this.#current = undefined
    }
  }
}
