/**
 * Octets → field lines: the header section of a request, and the trailer section of a chunked one.
 *
 *   field-name ── : ──▶ field-value ── CR LF ──▶ field-name ...
 *       │
 *       └── CR LF ──▶ the section is complete
 *
 * One loop over two elements. It keeps its place in local variables while octets last, and in the
 * object when they run out, so a section that arrives whole costs nothing for being resumable.
 *
 * Field lines that decide framing or routing are recognised as they pass, from their octets, and
 * noted by kind: later steps look at those notes and not at the section again.
 *
 * The RFC lets a server unfold folded lines and strip space before a colon in responses. We refuse
 * both: a message that two recipients read differently is how requests are smuggled (§11.2).
 *
 * Spec: RFC 9112 §5 (field lines), §2.2 (line ends); RFC 9110 §5.5 (values).
 */

import { COLON, CR, isOws, LF } from '../semantics/grammar.ts'
import { FieldTable } from './field-table.ts'
import type { OctetBuffer } from './octet-buffer.ts'
import { type FaultCode, ProtocolError } from './protocol-error.ts'
import { scanFieldContent, scanToken, spells } from './scan.ts'

/** Octets from which on reading several at once gains more than the view for it costs. */
const WORTH_WORDS = 128

/** The fields that this layer itself acts on. */
export type NotedField = 'host' | 'content-length' | 'transfer-encoding' | 'connection' | 'expect'

/** Bounds of one section and the fault for crossing the first. */
export interface SectionLimits {
  readonly sectionOctets: number
  readonly fieldLines: number
  readonly tooLarge: FaultCode
}

/** How many lines had a noted field, and which was the last. */
interface Note {
  lines: number
  last: number
}

export type Notes = Readonly<Record<NotedField, Note>>

export class FieldSectionReader {
  readonly fields: FieldTable = new FieldTable()
  readonly notes: Notes = {
    host: { lines: 0, last: 0 },
    'content-length': { lines: 0, last: 0 },
    'transfer-encoding': { lines: 0, last: 0 },
    connection: { lines: 0, last: 0 },
    expect: { lines: 0, last: 0 },
  }
  element: 'field-name' | 'field-value' = 'field-name'
  readonly #limits: SectionLimits
  // Positions below count from the mark of the buffer.
  #sectionStart = 0
  #lineStart = 0
  #colon = 0

  constructor(limits: SectionLimits) {
    this.#limits = limits
  }

  /** Begins a section at the place where `buffer` is being read. */
  begin(buffer: OctetBuffer): void {
    this.fields.clear()
    const { notes } = this
    notes.host.lines = 0
    notes['content-length'].lines = 0
    notes['transfer-encoding'].lines = 0
    notes.connection.lines = 0
    notes.expect.lines = 0
    this.element = 'field-name'
    this.#sectionStart = buffer.at - buffer.mark
    this.#lineStart = this.#sectionStart
  }

  /**
   * Reads on until the section is complete or the octets run out.
   *
   * @returns whether it is complete; `fields` can then be asked
   * @throws {ProtocolError} at the octet at fault
   */
  read(buffer: OctetBuffer): boolean {
    const { octets, mark } = buffer
    const bound = mark + this.#sectionStart + this.#limits.sectionOctets
    const stop = Math.min(buffer.end, bound)
    const words = stop - buffer.at > WORTH_WORDS ? buffer.words() : undefined
    let lineStart = mark + this.#lineStart
    let colon = mark + this.#colon
    let at = buffer.at
    let isInValue = this.element === 'field-value'
    for (;;) {
      if (!isInValue) {
        at = scanToken(octets, at, stop)
        if (at === stop) break
        if (octets[at] !== COLON || at === lineStart) {
          this.#lineStart = lineStart - mark
          this.element = 'field-name'
          return this.#endSection(buffer, at, bound)
        }
        colon = at
        at += 1
      }
      isInValue = true
      at = scanFieldContent(octets, words, at, stop)
      if (at >= stop - 1 && (at === stop || octets[at] === CR)) break
      if (octets[at] !== CR || octets[at + 1] !== LF) this.#failInValue(buffer, at)
      this.#addLine(buffer, lineStart, colon, at)
      at += 2
      lineStart = at
      isInValue = false
    }
    this.element = isInValue ? 'field-value' : 'field-name'
    this.#lineStart = lineStart - mark
    this.#colon = colon - mark
    return this.#runOut(buffer, at, bound)
  }

  /** Remembers the place; past the bound there is no more to wait for. */
  #runOut(buffer: OctetBuffer, at: number, bound: number): false {
    buffer.at = at
    if (buffer.end > bound) throw new ProtocolError(this.#limits.tooLarge, buffer.offsetOf(bound))
    return false
  }

  /** The octet at `at` is not one of a name: the CR LF that ends the section, or a fault. */
  #endSection(buffer: OctetBuffer, at: number, bound: number): boolean {
    const { octets, mark } = buffer
    const octet = octets[at]!
    const offset = buffer.offsetOf(at)
    if (octet === LF) throw new ProtocolError('line-end-malformed', offset)
    if (at !== mark + this.#lineStart) {
      throw new ProtocolError(isOws(octet) ? 'space-before-colon' : 'field-name-malformed', offset)
    }
    if (isOws(octet)) {
      const isFirst = this.fields.count === 0
      throw new ProtocolError(isFirst ? 'field-line-indented' : 'field-line-folded', offset)
    }
    if (octet !== CR) throw new ProtocolError('field-name-malformed', offset)
    if (at + 1 === Math.min(buffer.end, bound)) return this.#runOut(buffer, at, bound)
    if (octets[at + 1] !== LF) throw new ProtocolError('line-end-malformed', offset)
    buffer.at = at + 2
    this.fields.bind(octets, mark)
    return true
  }

  #failInValue(buffer: OctetBuffer, at: number): never {
    const octet = buffer.octets[at]
    const isLineEnd = octet === CR || octet === LF
    throw new ProtocolError(
      isLineEnd ? 'line-end-malformed' : 'field-value-malformed',
      buffer.offsetOf(at),
    )
  }

  /** Adds a line, the whitespace around its value left out. The indices are those of `buffer`. */
  #addLine(buffer: OctetBuffer, lineStart: number, colon: number, lineEnd: number): void {
    const { octets, mark } = buffer
    const { fields } = this
    if (fields.count === this.#limits.fieldLines) {
      throw new ProtocolError('field-lines-too-many', buffer.offsetOf(lineStart))
    }
    let valueStart = colon + 1
    let valueEnd = lineEnd
    while (valueStart < valueEnd && isOws(octets[valueStart]!)) valueStart += 1
    while (valueEnd > valueStart && isOws(octets[valueEnd - 1]!)) valueEnd -= 1
    this.#takeNote(octets, lineStart, colon - lineStart)
    fields.add(lineStart - mark, colon - mark, valueStart - mark, valueEnd - mark)
  }

  /** Notes a line of a field that this layer acts on. Its length alone rules most names out. */
  #takeNote(octets: Uint8Array, start: number, length: number): void {
    const { notes } = this
    switch (length) {
      case 4:
        if (spells(octets, start, 'host')) this.#note(notes.host)
        return
      case 6:
        if (spells(octets, start, 'expect')) this.#note(notes.expect)
        return
      case 10:
        if (spells(octets, start, 'connection')) this.#note(notes.connection)
        return
      case 14:
        if (spells(octets, start, 'content-length')) this.#note(notes['content-length'])
        return
      case 17:
        if (spells(octets, start, 'transfer-encoding')) this.#note(notes['transfer-encoding'])
    }
  }

  #note(note: Note): void {
    note.lines += 1
    note.last = this.fields.count
  }
}
