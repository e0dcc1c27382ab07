/**
 * Parsers that call back: llhttp as Node's own server uses it, and http-parser-js, which imitates its
 * interface. Both make every string, always; there is no other way to ask them.
 *
 * Node's own `_http_common` is the one way to llhttp that needs no flag and no native build, and that
 * every Node has which is promised: `process.binding` no longer leads there from 24 on. The figures are
 * labelled with it, since the calls into and out of native code are part of them.
 */

import { createRequire } from 'node:module'
import type { Connection, Subject, Tally } from './parser-subjects.ts'

interface CallbackParser {
  // biome-ignore lint/suspicious/noExplicitAny: callbacks are kept under numbers, each of its own type
  [callback: number]: any
  execute(octets: Buffer): number | Error
  initialize(type: unknown, resource: object): void
}

export interface CallbackParserClass {
  new (type?: never): CallbackParser
  readonly REQUEST: unknown
  readonly kOnHeaders: number
  readonly kOnHeadersComplete: number
  readonly kOnBody: number
  readonly kOnMessageComplete: number
}

/** The class behind `node:http`. */
export function llhttp(): CallbackParserClass {
  const { HTTPParser } = createRequire(import.meta.url)('node:_http_common') as {
    readonly HTTPParser: CallbackParserClass
  }
  return HTTPParser
}

export class CallbackPeer implements Subject {
  readonly name: string
  readonly counts = ['requests', 'refusals', 'fieldLines', 'contentOctets'] as const
  readonly #class: CallbackParserClass
  #parser: CallbackParser
  #tally: Tally = { requests: 0, refusals: 0, fieldLines: 0, contentOctets: 0 }
  /** Field lines of the head in progress, when they come in several calls. */
  #lines: string[] = []
  #target = ''
  /** Where to tell what each head said: for checks, not while time is taken. */
  onHead: ((target: string, lines: readonly string[]) => void) | undefined

  constructor(name: string, parserClass: CallbackParserClass) {
    this.name = name
    this.#class = parserClass
    this.#parser = this.#open()
  }

  run(connections: readonly Connection[], times: number, tally: Tally): void {
    this.#tally = tally
    for (let turn = 0; turn < times; turn += 1) {
      for (const octets of connections[turn % connections.length]!) {
        const taken = this.#parser.execute(octets)
        if (typeof taken === 'number') continue
        tally.refusals += 1
        this.#parser = this.#open()
        break
      }
    }
  }

  #open(): CallbackParser {
    const { REQUEST, kOnHeaders, kOnHeadersComplete, kOnBody, kOnMessageComplete } = this.#class
    const parser = new this.#class(REQUEST as never)
    parser.initialize(REQUEST, {})
    parser[kOnHeaders] = (lines: string[], target: string): void => {
      this.#lines = this.#lines.concat(lines)
      this.#target += target
    }
    parser[kOnHeadersComplete] = (
      _major: number,
      _minor: number,
      lines: string[] | undefined,
      _method: number,
      target: string | undefined,
    ): void => {
      const all = lines ?? this.#lines
      this.#tally.fieldLines += all.length / 2
      if (this.onHead !== undefined) this.onHead(target || this.#target, all)
      if (this.#lines.length > 0) this.#lines = []
      this.#target = ''
    }
    parser[kOnBody] = (octets: Buffer, _offset?: number, length = octets.length): void => {
      this.#tally.contentOctets += length
    }
    parser[kOnMessageComplete] = (): void => {
      this.#tally.requests += 1
    }
    return parser
  }
}
