/**
 * The parsers, behind one face each: our own at every level of work, and those of others.
 *
 *   scan             the loop of octet-memory.ts over the octets, nothing else
 *   offsets          push and next until it needs octets: the complete parser, positions only
 *   framing          and what a connection asks of each head; each slice of content looked at
 *   strings          and the target, the authority and every field line made into text
 *   request object   and the object that a handler is given, which makes text when it is asked
 *   fake socket      the connection of the server: octets in, answers out, no kernel
 *
 * Each has a loop of its own on purpose: a shared one would call them all through one slow call site.
 * All are kept between the requests of a connection, as a server keeps them, and made anew or reset
 * only after a message they refused.
 */

import type { Socket } from 'node:net'
import type { RequestParser } from '../src/message/request-parser.ts'
import type { Exchange } from '../src/server/exchange.ts'
import { type CallbackParserClass, CallbackPeer, llhttp } from './parser-peers.ts'
import { WasmPeer } from './wasm-peer.ts'

/** What was found in the octets, counted as it goes. A level counts only what it looks at. */
export interface Tally {
  requests: number
  refusals: number
  fieldLines: number
  contentOctets: number
}

/** The segments of one connection, in order. */
export type Connection = readonly Buffer[]

export interface Subject {
  readonly name: string
  /** What of the tally it fills in. */
  readonly counts: readonly (keyof Tally)[]
  /** Parses `times` connections, taking those given in rotation. */
  run(connections: readonly Connection[], times: number, tally: Tally): void
}

const load = <T>(path: string): Promise<T> =>
  import(new URL(`../dist/${path}`, import.meta.url).href) as Promise<T>

const { OctetBuffer } =
  await load<typeof import('../src/message/octet-buffer.ts')>('message/octet-buffer.js')
const memory =
  await load<typeof import('../src/message/octet-memory.ts')>('message/octet-memory.js')
const parsers = await load<typeof import('../src/message/request-parser.ts')>(
  'message/request-parser.js',
)
const limits = await load<typeof import('../src/message/limits.ts')>('message/limits.js')
const exchanges = await load<typeof import('../src/server/exchange.ts')>('server/exchange.js')
const connections = await load<typeof import('../src/server/connection.ts')>('server/connection.js')
const { DEPARTURES } =
  await load<typeof import('../src/server/departures.ts')>('server/departures.js')

/** A new parser, as the server makes one for each connection. */
export function makeParser(): RequestParser {
  return new parsers.RequestParser(limits.DEFAULT_LIMITS, Buffer.allocUnsafeSlow)
}

const ALL = ['requests', 'refusals', 'fieldLines', 'contentOctets'] as const

/** Every subject of ours. */
export const OWN: readonly Subject[] = [
  { name: 'scan', counts: [], run: runScan },
  { name: 'offsets', counts: ALL, run: runOffsets },
  { name: 'framing', counts: ALL, run: runFraming },
  { name: 'strings', counts: ALL, run: runStrings },
  { name: 'request object', counts: ALL, run: runRequestObject },
  { name: 'fake socket', counts: ['requests'], run: runFakeSocket },
]

/** Those of others, as far as they are installed; told which are not. */
export async function openPeers(missing: (line: string) => void): Promise<readonly Subject[]> {
  const peers: Subject[] = [new CallbackPeer('llhttp', llhttp())]
  try {
    // Only the bench has it, and works without.
    const { HTTPParser } = await import('http-parser-js')
    // Read for what it does: the parser then gives its findings as Node's own does.
    void HTTPParser.kOnExecute
    peers.push(new CallbackPeer('http-parser-js', HTTPParser as unknown as CallbackParserClass))
  } catch {
    missing('http-parser-js: not installed (cd bench && npm install)')
  }
  try {
    peers.push(new WasmPeer())
  } catch {
    missing('llhttp in WASM: undici is not installed (cd bench && npm install)')
  }
  return peers
}

/** The sum of what a loop found, so that no compiler can leave the loop out. */
let sink = 0

function runScan(given: readonly Connection[], times: number): void {
  for (let turn = 0; turn < times; turn += 1) {
    for (const octets of given[turn % given.length]!) {
      const buffer = new OctetBuffer()
      buffer.push(octets)
      // A line end is two octets that are no content.
      const end = memory.hasCopy(buffer) ? octets.length : 0
      for (let at = 0; at < end; at += 2) at = memory.endOfContent(at)
      sink += octets.length
    }
  }
}

let offsetsParser = makeParser()

function runOffsets(given: readonly Connection[], times: number, tally: Tally): void {
  for (let turn = 0; turn < times; turn += 1) {
    try {
      const parser = offsetsParser
      for (const octets of given[turn % given.length]!) {
        parser.push(octets)
        for (let event = parser.next(); event.kind !== 'need-octets'; event = parser.next()) {
          if (event.kind === 'head') tally.fieldLines += event.head.fields.count
          else if (event.kind === 'content') tally.contentOctets += event.octets.length
          else tally.requests += 1
        }
      }
    } catch {
      tally.refusals += 1
      offsetsParser = makeParser()
    }
  }
}

let framingParser = makeParser()

function runFraming(given: readonly Connection[], times: number, tally: Tally): void {
  for (let turn = 0; turn < times; turn += 1) {
    try {
      const parser = framingParser
      for (const octets of given[turn % given.length]!) {
        parser.push(octets)
        for (let event = parser.next(); event.kind !== 'need-octets'; event = parser.next()) {
          if (event.kind === 'head') {
            const { head } = event
            tally.fieldLines += head.fields.count
            sink += head.method.length + head.version.length + head.expectation.length
            sink += head.framing.kind.length + (head.persistent ? 1 : 0) + head.form.length
          } else if (event.kind === 'content') {
            tally.contentOctets += event.octets.length
            sink += event.octets[0]!
          } else tally.requests += 1
        }
      }
    } catch {
      tally.refusals += 1
      framingParser = makeParser()
    }
  }
}

let stringsParser = makeParser()

function runStrings(given: readonly Connection[], times: number, tally: Tally): void {
  for (let turn = 0; turn < times; turn += 1) {
    try {
      const parser = stringsParser
      for (const octets of given[turn % given.length]!) {
        parser.push(octets)
        for (let event = parser.next(); event.kind !== 'need-octets'; event = parser.next()) {
          if (event.kind === 'head') {
            const { head } = event
            const { fields } = head
            tally.fieldLines += fields.count
            sink += head.method.length + head.target().length + head.authority().length
            for (let line = 0; line < fields.count; line += 1) {
              sink += fields.name(line).length + fields.value(line).length
            }
          } else if (event.kind === 'content') tally.contentOctets += event.octets.length
          else tally.requests += 1
        }
      }
    } catch {
      tally.refusals += 1
      stringsParser = makeParser()
    }
  }
}

let objectParser = makeParser()
let exchange: Exchange | undefined
const UNHEARD = { journal: {}, isSecured: false }
const FEED = { remoteAddress: '127.0.0.1', contentWanted: () => {} }

function runRequestObject(given: readonly Connection[], times: number, tally: Tally): void {
  for (let turn = 0; turn < times; turn += 1) {
    try {
      const parser = objectParser
      for (const octets of given[turn % given.length]!) {
        parser.push(octets)
        for (let event = parser.next(); event.kind !== 'need-octets'; event = parser.next()) {
          if (event.kind === 'head') {
            exchange = new exchanges.Exchange(event.head, FEED, UNHEARD)
            tally.fieldLines += event.head.fields.count
          } else if (event.kind === 'content') tally.contentOctets += event.octets.length
          else {
            exchange!.end()
            tally.requests += 1
          }
        }
      }
    } catch {
      tally.refusals += 1
      objectParser = makeParser()
    }
  }
}

/** As much of a socket as a connection touches; it counts the octets of the answers. */
class FakeSocket {
  readonly remoteAddress = '127.0.0.1'
  readonly writableNeedDrain = false
  readonly writableLength = 0
  readonly writableFinished = false
  readonly destroyed = false
  written = 0

  write(octets: Buffer): boolean {
    this.written += octets.length
    return true
  }

  end(): void {}
  destroy(): void {}
  pause(): void {}
  resume(): void {}
  cork(): void {}
  uncork(): void {}
}

const RESPONSE = Object.freeze({
  status: 200,
  fields: Object.freeze([['Content-Type', 'text/plain'] as const]),
  content: Object.freeze({ kind: 'octets', octets: Buffer.from('hello') } as const),
})
const CONTEXT = {
  handle: () => RESPONSE,
  // The clients of this bench never leave: one connection takes them all.
  limits: {
    ...limits.DEFAULT_LIMITS,
    requestsPerConnection: Number.POSITIVE_INFINITY,
    drainOctets: Number.POSITIVE_INFINITY,
  },
  journal: {},
  explainsFaults: false,
  isSecured: false,
  lookout: { watcher: undefined },
}

const fakeSocket = new FakeSocket()
const fakeConnection = new connections.HttpConnection(fakeSocket as unknown as Socket, CONTEXT, '')
fakeConnection.octets(Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n'))
/** Every answer is the same one. */
const ANSWER_OCTETS = fakeSocket.written

function runFakeSocket(given: readonly Connection[], times: number, tally: Tally): void {
  fakeSocket.written = 0
  for (let turn = 0; turn < times; turn += 1) {
    for (const octets of given[turn % given.length]!) fakeConnection.octets(octets)
  }
  // To the event loop all of it was one turn, which has not ended yet.
  DEPARTURES.flush()
  tally.requests += fakeSocket.written / ANSWER_OCTETS
}

/** What the loops have added up. */
export function sunk(): number {
  return sink
}
