/**
 * What is remembered of the message being read?
 *
 * Where its current line stands, how much of each limit it has used, what its framing fields say, and
 * the few octets that an event or a fault will show. Everything here is bounded by the limits on a
 * head; content is counted and not kept.
 */

import type { FramingFields } from '../message/body-framing.ts'
import type { MessageLimits } from '../message/limits.ts'
import type { ParserElement } from '../message/parser-state.ts'
import { textOf } from '../message/scan.ts'
import { RecentOctets, WINDOW_OCTETS } from './recent-octets.ts'
import type { FaultWindow, Role } from './records.ts'
import { SecretRanges } from './secrets.ts'

/** How much of each limit the message has used. */
export type Usage = Record<keyof MessageLimits, number>

/** Octets of an event that are shown. */
const TEXT_OCTETS = 256
/** A value that has not begun has no end, and no octet is behind it. */
const NOWHERE = Number.POSITIVE_INFINITY

/** The fields that frame, line by line, as `decideFraming` takes them. */
class FramingNotes implements FramingFields {
  version: '1.0' | '1.1' = '1.1'
  readonly contentLength: string[] = []
  readonly transferEncoding: string[] = []
}

export class MessageNotes {
  /** Counts from 1; 0 before the first. */
  message = 0
  usage: Usage = noUsage()
  framing: FramingNotes = new FramingNotes()
  /** One past the last octet of the value in progress that is not whitespace. */
  valueEnd: number = NOWHERE
  /** One past the last digit of the chunk size. */
  sizeEnd = 0
  /** Where credentials lie, among the octets that may still be shown. */
  readonly secrets: SecretRanges = new SecretRanges()
  readonly #recent = new RecentOctets()
  #isOver = true
  #lineStart = 0
  #colon = 0
  #valueStart: number = NOWHERE
  /** The first octets of the event in progress. */
  #text = ''

  /** Whether whitespace from now on is inside or behind a value, not before it. */
  get isValueBegun(): boolean {
    return this.#valueStart !== NOWHERE
  }

  /** Takes note of octets that were given a role. */
  add(role: Role, element: ParserElement, start: number, octets: Uint8Array): void {
    if (this.#isOver) this.#begin()
    this.#recent.add(octets)
    const room = Math.min(TEXT_OCTETS - this.#text.length, octets.length)
    if (room > 0) this.#text += textOf(octets, 0, room)
    this.#count(role, element, octets.length)
    if (role === 'chunk-size') this.sizeEnd = start + 1
    if (role === 'colon') this.#colon = start
    if (role === 'field-value' || role === 'trailer-value') this.#addToValue(start, octets[0]!)
  }

  /** Shows the octets of the event that ends at `end`, and begins the next one there. */
  takeText(start: number, end: number): string {
    const text = this.secrets.mask(this.#text, start)
    this.#text = ''
    this.#lineStart = end
    this.#valueStart = NOWHERE
    this.valueEnd = NOWHERE
    return text
  }

  /** The line that has just ended, without its CR LF. */
  line(): string {
    return this.#recent.text(this.#lineStart, this.#recent.end - 2)
  }

  /** A field line that has just ended, its name in lower case. */
  fieldLine(): { readonly name: string; readonly value: string } {
    const name = this.#recent.text(this.#lineStart, this.#colon).toLowerCase()
    const value = this.isValueBegun ? this.#recent.text(this.#valueStart, this.valueEnd) : ''
    return { name, value }
  }

  /** Counts a field line, and remembers it if it frames; `name` is in lower case. */
  noteFieldLine(name: string, value: string): void {
    this.usage.fieldLines += 1
    if (name === 'content-length') {
      this.framing.contentLength.push(value)
      if (/^\d+$/.test(value)) this.usage.contentOctets = Number(value)
    }
    if (name === 'transfer-encoding') this.framing.transferEncoding.push(value)
  }

  /** Trailers are counted for themselves. */
  beginTrailers(): void {
    this.usage.fieldLines = 0
    this.settle()
  }

  windowAround(offset: number): FaultWindow {
    const start = Math.max(this.#recent.start, offset - WINDOW_OCTETS)
    const end = Math.min(this.#recent.end, offset + WINDOW_OCTETS)
    const text = this.secrets.mask(this.#recent.text(start, end), start)
    return { start, text, caret: offset - start }
  }

  /** Lets go of what only a fault in the head could have asked for. */
  settle(): void {
    this.#recent.settle()
    this.secrets.forget(this.#recent.start)
  }

  /** The message is complete. */
  end(): void {
    this.#isOver = true
    this.settle()
  }

  #begin(): void {
    this.#isOver = false
    this.message += 1
    this.usage = noUsage()
    this.framing = new FramingNotes()
  }

  #addToValue(at: number, octet: number): void {
    if (this.#valueStart === NOWHERE) this.#valueStart = at
    if (octet !== 0x20 && octet !== 0x09) this.valueEnd = at + 1
  }

  #count(role: Role, element: ParserElement, octets: number): void {
    const { usage } = this
    switch (element) {
      case 'message-start':
      case 'method':
        if (role === 'method') usage.methodOctets += 1
        if (role !== 'empty-line') usage.requestLineOctets += 1
        return
      case 'request-target':
      case 'version':
        if (role !== 'CR' && role !== 'LF') usage.requestLineOctets += 1
        return
      case 'field-name':
      case 'field-value':
        usage.fieldSectionOctets += 1
        return
      case 'trailer-name':
      case 'trailer-value':
        usage.trailerSectionOctets += 1
        return
      case 'chunk-data':
        usage.contentOctets += octets
        return
      default:
        if (role === 'chunk-extension') usage.chunkExtensionOctets += 1
    }
  }
}

function noUsage(): Usage {
  return {
    methodOctets: 0,
    requestLineOctets: 0,
    fieldSectionOctets: 0,
    fieldLines: 0,
    emptyLines: 0,
    contentOctets: 0,
    chunkExtensionOctets: 0,
    trailerSectionOctets: 0,
  }
}
