/**
 * Where are the content octets inside a chunked body?
 *
 *   chunk-size ──▶ CR LF ──▶ chunk-data ──▶ CR LF ──▶ chunk-size ...
 *       │  └──▶ chunk-ext ──▲                             │
 *       └── size 0 ──▶ trailer section ──▶ complete ◀─────┘
 *
 * Chunk extensions are read, checked against their grammar, bounded over the whole message, and
 * ignored, as RFC 9112 §7.1.1 wants it. A size is read digit by digit and compared with the limit at
 * each, so no number can overflow. Trailers are field lines, read by the same reader as the head's;
 * one that would frame or route the message is refused rather than dropped (RFC 9110 §6.5.1).
 *
 * Spec: RFC 9112 §7.1 (chunked transfer coding).
 */

import { CR, HEXDIG, LF, OCTET_CLASSES } from '../semantics/grammar.ts'
import { FieldSectionReader } from './field-section.ts'
import type { FieldTable } from './field-table.ts'
import { CONNECTION, CONTENT_LENGTH, EXPECT, HOST, TRANSFER_ENCODING } from './known-names.ts'
import type { MessageLimits } from './limits.ts'
import type { OctetBuffer } from './octet-buffer.ts'
import { type FaultCode, ProtocolError } from './protocol-error.ts'
import { scanFieldContent, textOf } from './scan.ts'

export type ChunkElement =
  | 'chunk-size'
  | 'chunk-extension'
  | 'chunk-size-end'
  | 'chunk-data'
  | 'chunk-data-cr'
  | 'chunk-data-lf'
  | 'trailer-section'

/** What `read` found; `content` is in `ChunkedDecoder.content`, the trailers in `trailers`. */
export type ChunkedProgress = 'need-octets' | 'content' | 'complete'

/** Digits a size may have; leading zeros count, or they could go on for ever. */
const MAX_SIZE_DIGITS = 16

const TOKEN = "[!#$%&'*+\\-.^_`|~\\w]+"
const QUOTED_STRING = '"(?:[\\t !#-\\[\\]-~\\x80-\\xff]|\\\\[\\t -~\\x80-\\xff])*"'
/** chunk-ext, RFC 9112 §7.1.1. */
const EXTENSION = new RegExp(
  `^(?:[\\t ]*;[\\t ]*${TOKEN}(?:[\\t ]*=[\\t ]*(?:${TOKEN}|${QUOTED_STRING}))?)*$`,
)
const FORBIDDEN_TRAILERS = [HOST, CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION, EXPECT]

export class ChunkedDecoder {
  element: ChunkElement = 'chunk-size'
  /** The slice found last. */
  content: Uint8Array = new Uint8Array(0)
  readonly #limits: MessageLimits
  readonly #trailers: FieldSectionReader
  #size = 0
  #sizeDigits = 0
  #contentOctets = 0
  #extensionOctets = 0

  constructor(limits: MessageLimits) {
    this.#limits = limits
    this.#trailers = new FieldSectionReader({
      sectionOctets: limits.trailerSectionOctets,
      fieldLines: limits.fieldLines,
      tooLarge: 'trailer-section-too-large',
    })
  }

  /** The trailer section; filled once `read` said `complete`, and valid until the next `begin`. */
  get trailers(): FieldTable {
    return this.#trailers.fields
  }

  /** What is being read, down to the elements of the trailer section. */
  get currentElement():
    | Exclude<ChunkElement, 'trailer-section'>
    | 'trailer-name'
    | 'trailer-value' {
    if (this.element !== 'trailer-section') return this.element
    return this.#trailers.element === 'field-name' ? 'trailer-name' : 'trailer-value'
  }

  /** Data octets of this chunk still to come; 0 outside chunk data. */
  get dataOctets(): number {
    return this.element === 'chunk-data' ? this.#size : 0
  }

  begin(): void {
    this.#contentOctets = 0
    this.#extensionOctets = 0
    this.#trailers.fields.begin(0)
    this.#beginChunk()
  }

  /** @throws {ProtocolError} at the octet at fault */
  read(buffer: OctetBuffer): ChunkedProgress {
    while (buffer.at < buffer.end) {
      switch (this.element) {
        case 'chunk-size':
          this.#readSize(buffer)
          break
        case 'chunk-extension':
          if (!this.#readExtension(buffer)) return 'need-octets'
          break
        case 'chunk-size-end':
          this.#expect(buffer, LF, 'line-end-malformed')
          this.#endSize(buffer)
          break
        case 'chunk-data':
          this.#readData(buffer)
          return 'content'
        case 'chunk-data-cr':
          this.#expect(buffer, CR, 'chunk-end-malformed')
          this.element = 'chunk-data-lf'
          break
        case 'chunk-data-lf':
          this.#expect(buffer, LF, 'chunk-end-malformed')
          this.#beginChunk()
          break
        case 'trailer-section':
          return this.#readTrailers(buffer)
      }
    }
    return 'need-octets'
  }

  #beginChunk(): void {
    this.element = 'chunk-size'
    this.#size = 0
    this.#sizeDigits = 0
  }

  /** One octet of the size line: a digit, or what ends the digits. */
  #readSize(buffer: OctetBuffer): void {
    const octet = buffer.octets[buffer.at]!
    if ((OCTET_CLASSES[octet]! & HEXDIG) !== 0) {
      this.#sizeDigits += 1
      if (this.#sizeDigits > MAX_SIZE_DIGITS) this.#fail('chunk-size-malformed', buffer)
      // A letter's low four bits are 1 to 6 in either case, a digit's are its value.
      this.#size = this.#size * 16 + (octet & 0x0f) + (octet > 0x39 ? 9 : 0)
      if (this.#contentOctets + this.#size > this.#limits.contentOctets) {
        this.#fail('content-too-large', buffer)
      }
      this.#step(buffer)
      return
    }
    if (this.#sizeDigits === 0) this.#fail('chunk-size-malformed', buffer)
    if (octet === CR) {
      this.#step(buffer)
      this.element = 'chunk-size-end'
    } else if (octet === 0x3b || octet === 0x20 || octet === 0x09) {
      this.element = 'chunk-extension'
    } else this.#fail(octet === LF ? 'line-end-malformed' : 'chunk-size-malformed', buffer)
  }

  /** Everything from the size to the CR. The mark stays at its start until it has been checked. */
  #readExtension(buffer: OctetBuffer): boolean {
    const bound = buffer.mark + this.#limits.chunkExtensionOctets - this.#extensionOctets
    const stop = Math.min(buffer.end, bound)
    buffer.at = scanFieldContent(buffer.octets, buffer.at, stop)
    if (buffer.at === stop) {
      if (stop < buffer.end && buffer.octets[stop] !== CR) {
        this.#fail('chunk-extensions-too-large', buffer)
      }
      if (stop === buffer.end) return false
    }
    const octet = buffer.octets[buffer.at]
    if (octet === LF) this.#fail('line-end-malformed', buffer)
    const text = textOf(buffer.octets, buffer.mark, buffer.at)
    if (octet !== CR || !EXTENSION.test(text)) this.#fail('chunk-extension-malformed', buffer)
    this.#extensionOctets += text.length
    this.#step(buffer)
    this.element = 'chunk-size-end'
    return true
  }

  #endSize(buffer: OctetBuffer): void {
    if (this.#size > 0) {
      this.#contentOctets += this.#size
      this.element = 'chunk-data'
      return
    }
    this.element = 'trailer-section'
    this.#trailers.begin(buffer)
  }

  #readData(buffer: OctetBuffer): void {
    const stop = Math.min(buffer.end, buffer.at + this.#size)
    this.content = buffer.take(stop)
    this.#size -= this.content.length
    if (this.#size === 0) this.element = 'chunk-data-cr'
  }

  #readTrailers(buffer: OctetBuffer): ChunkedProgress {
    const { mark } = buffer
    if (!this.#trailers.read(buffer)) return 'need-octets'
    const { fields, notes } = this.#trailers
    for (const number of FORBIDDEN_TRAILERS) {
      if (notes.has(number)) {
        const offset = buffer.offsetOf(mark + fields.nameStart(notes.last[number]!))
        throw new ProtocolError('trailer-field-forbidden', offset)
      }
    }
    buffer.release()
    return 'complete'
  }

  #expect(buffer: OctetBuffer, octet: number, code: FaultCode): void {
    if (buffer.octets[buffer.at] !== octet) this.#fail(code, buffer)
    this.#step(buffer)
  }

  #step(buffer: OctetBuffer): void {
    buffer.at += 1
    buffer.release()
  }

  #fail(code: FaultCode, buffer: OctetBuffer): never {
    throw new ProtocolError(code, buffer.offsetOf(buffer.at))
  }
}
