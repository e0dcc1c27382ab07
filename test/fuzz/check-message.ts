/**
 * Does the parser keep its promises for these octets?
 *
 *   - it takes them, or throws one ProtocolError, and nothing comes after that
 *   - it terminates: no octet causes more than a few events
 *   - the same octets give the same events, wherever they were cut
 *   - content is no longer than what was sent; no value holds CR, LF or NUL
 *   - a message it took, rendered anew in the plainest way, is taken again and means the same
 *
 * The parser is handed in, so that the same checks run on the sources and on the built package.
 */

import type { MessageLimits } from '../../src/message/limits.ts'
import type { FaultCode, ProtocolError } from '../../src/message/protocol-error.ts'
import type { RequestEvent, RequestParser } from '../../src/message/request-parser.ts'
import { copyHead, type ParsedEvent, type ParsedHead } from '../support/parse-all.ts'
import type { Random } from './random.ts'

/** The part of the package that is under test. */
export interface Parsing {
  readonly RequestParser: new (limits?: MessageLimits) => RequestParser
  readonly ProtocolError: new (code: FaultCode, offset: number) => ProtocolError
}

export type Verdict = 'accepted' | 'incomplete' | FaultCode

/** A promise that was not kept. */
export class BrokenPromise extends Error {
  override readonly name = 'BrokenPromise'
}

const RANDOM_CUTTINGS = 3

/**
 * Parses `message` in several cuttings and checks every promise.
 *
 * @param random decides where the octets are cut
 * @throws {BrokenPromise} when the parser does not keep one
 * @throws whatever the parser throws that is not a `ProtocolError`
 */
export function checkMessage(
  message: string,
  parsing: Parsing,
  limits: MessageLimits,
  random: Random,
): Verdict {
  const octets = Buffer.from(message, 'latin1')
  const events = observe([octets], parsing, limits)
  const whole = JSON.stringify(events)
  expectSame(
    whole,
    observe(
      cut(octets, () => 1),
      parsing,
      limits,
    ),
    'octet by octet',
  )
  for (let cutting = 0; cutting < RANDOM_CUTTINGS; cutting += 1) {
    const longest = 2 + random.below(octets.length + 1)
    const pieces = cut(octets, () => random.below(longest))
    expectSame(whole, observe(pieces, parsing, limits), `cut at ${lengthsOf(pieces)}`)
  }
  checkEvents(events, octets.length)
  checkMeaning(events, parsing, limits, random)
  const last = events.at(-1)
  if (last?.kind === 'fault') return last.code
  return last === undefined || last.kind !== 'end' ? 'incomplete' : 'accepted'
}

/** Takes all events of `pieces`; content slices are joined, so that cuttings can be compared. */
function observe(
  pieces: readonly Uint8Array[],
  parsing: Parsing,
  limits: MessageLimits,
): readonly ParsedEvent[] {
  const parser = new parsing.RequestParser(limits)
  const events: ParsedEvent[] = []
  let hasFailed = false
  for (const piece of pieces) {
    parser.push(piece)
    // No octet is the cause of more than three events: it can end a chunk and with it the message.
    let budget = 3 * piece.length + 3
    try {
      for (let event = parser.next(); event.kind !== 'need-octets'; event = parser.next()) {
        if (hasFailed) throw new BrokenPromise(`${event.kind} after a fault`)
        if (budget === 0) throw new BrokenPromise(`too many events for ${piece.length} octets`)
        budget -= 1
        addEvent(events, event)
      }
    } catch (error) {
      if (!(error instanceof parsing.ProtocolError)) throw error
      if (hasFailed) throw new BrokenPromise('a second fault')
      hasFailed = true
      const { code, offset, status } = error
      events.push({ kind: 'fault', code, offset, status })
      if (parser.next().kind !== 'need-octets') throw new BrokenPromise('an event after a fault')
    }
  }
  return events
}

function addEvent(events: ParsedEvent[], event: RequestEvent): void {
  switch (event.kind) {
    case 'head':
      events.push(copyHead(event.head))
      return
    case 'content': {
      if (event.octets.length === 0) throw new BrokenPromise('content of no octets')
      const last = events.at(-1)
      const text = Buffer.from(event.octets).toString('latin1')
      if (last?.kind !== 'content') events.push({ kind: 'content', text })
      else events[events.length - 1] = { kind: 'content', text: last.text + text }
      return
    }
    case 'trailers':
      events.push({ kind: 'trailers', fields: [...event.trailers] })
      return
    case 'end':
      events.push({ kind: 'end' })
  }
}

/** `octets` in pieces of these lengths; no piece at all when there are no octets. */
function cut(octets: Buffer, nextLength: () => number): readonly Buffer[] {
  const pieces: Buffer[] = []
  for (let at = 0; at < octets.length; ) {
    const piece = octets.subarray(at, at + nextLength())
    pieces.push(piece)
    at += piece.length
  }
  return pieces
}

function lengthsOf(pieces: readonly Buffer[]): string {
  return pieces.map((piece) => piece.length).join()
}

function expectSame(whole: string, events: readonly ParsedEvent[], how: string): void {
  const parts = JSON.stringify(events)
  if (parts !== whole) throw new BrokenPromise(`${how}: ${parts} instead of ${whole}`)
}

const TOKEN = /^[!#$%&'*+\-.^_`|~\w]+$/
const VALUE = /^(?![\t ])[\t\x20-\x7e\x80-\xff]*(?<![\t ])$/

function checkEvents(events: readonly ParsedEvent[], sentOctets: number): void {
  let contentOctets = 0
  for (const event of events) {
    if (event.kind === 'content') contentOctets += event.text.length
    if (event.kind === 'head') checkHead(event)
    if (event.kind === 'head' || event.kind === 'trailers') checkFields(event.fields)
    if (event.kind === 'fault' && !(event.offset >= 0 && event.offset < sentOctets)) {
      throw new BrokenPromise(`a fault at ${event.offset} of ${sentOctets} octets`)
    }
  }
  if (contentOctets > sentOctets) throw new BrokenPromise(`${contentOctets} octets of content`)
}

function checkHead({ method, target, authority }: ParsedHead): void {
  if (!TOKEN.test(method)) throw new BrokenPromise(`the method ${method}`)
  if (!/^[!-~]+$/.test(target)) throw new BrokenPromise(`the target ${target}`)
  if (!/^[!-~]*$/.test(authority)) throw new BrokenPromise(`the authority ${authority}`)
}

function checkFields(fields: ParsedHead['fields']): void {
  for (const [name, value] of fields) {
    if (!TOKEN.test(name)) throw new BrokenPromise(`the field name ${JSON.stringify(name)}`)
    if (!VALUE.test(value)) throw new BrokenPromise(`the field value ${JSON.stringify(value)}`)
  }
}

/** One complete request, apart from how it was written. */
interface Meaning {
  readonly head: ParsedHead
  readonly content: string
  readonly trailers: ParsedHead['fields']
}

/** Rendering adds octets: OWS behind colons, and the Host an absolute-form makes superfluous. */
function roomier(limits: MessageLimits): MessageLimits {
  const { fieldLines, fieldSectionOctets, trailerSectionOctets } = limits
  return {
    ...limits,
    fieldLines: fieldLines + 1,
    fieldSectionOctets: 4 * fieldSectionOctets,
    trailerSectionOctets: 4 * trailerSectionOctets,
  }
}

function checkMeaning(
  events: readonly ParsedEvent[],
  parsing: Parsing,
  limits: MessageLimits,
  random: Random,
): void {
  const meanings = meaningsOf(events)
  const text = meanings.map((meaning) => render(meaning, random)).join('')
  const again = observe([Buffer.from(text, 'latin1')], parsing, roomier(limits))
  const expected = JSON.stringify(meanings.map(summarise))
  const actual = JSON.stringify(meaningsOf(again).map(summarise))
  if (actual !== expected) {
    throw new BrokenPromise(`rendered as ${JSON.stringify(text)}: ${actual} instead of ${expected}`)
  }
}

function meaningsOf(events: readonly ParsedEvent[]): readonly Meaning[] {
  const meanings: Meaning[] = []
  let head: ParsedHead | undefined
  let content = ''
  let trailers: ParsedHead['fields'] = []
  for (const event of events) {
    if (event.kind === 'head') {
      head = event
      content = ''
      trailers = []
    } else if (event.kind === 'content') content = event.text
    else if (event.kind === 'trailers') trailers = event.fields
    else if (event.kind === 'end') {
      if (head === undefined) throw new BrokenPromise('an end without a head')
      meanings.push({ head, content, trailers })
      head = undefined
    }
  }
  return meanings
}

/** What two spellings of a request share: not the form of its target, nor a Host it overrode. */
function summarise({ head, content, trailers }: Meaning): unknown {
  const { form, fields, ...rest } = head
  const others = fields.filter(([name]) => name.toLowerCase() !== 'host')
  return [{ ...rest, isConnect: form === 'authority-form' }, others, content, trailers]
}

/** The plainest message with this meaning: RFC 9112 §3.2.2 says what becomes of the Host. */
function render({ head, content, trailers }: Meaning, random: Random): string {
  const { method, target, version, form, authority, framing } = head
  const isHost = ([name]: readonly [string, string]) => name.toLowerCase() === 'host'
  const others = head.fields.filter((line) => !isHost(line))
  const host = form === 'absolute-form' ? authority : head.fields.find(isHost)?.[1]
  const fields = host === undefined ? others : [['Host', host] as const, ...others]
  const section = `${method} ${target} HTTP/${version}\r\n${renderFields(fields)}\r\n`
  if (framing.kind !== 'chunked') return section + content
  let chunks = ''
  for (let at = 0; at < content.length; ) {
    const data = content.slice(at, at + 1 + random.below(content.length))
    chunks += `${data.length.toString(16)}\r\n${data}\r\n`
    at += data.length
  }
  return `${section}${chunks}0\r\n${renderFields(trailers)}\r\n`
}

function renderFields(fields: ParsedHead['fields']): string {
  return fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')
}
