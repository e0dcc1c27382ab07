/**
 * Octets → field lines: the header section of a request, and the trailer section of a chunked one.
 *
 *   field-name ── : ──▶ field-value ── CR LF ──▶ field-name ...
 *       │
 *       └── CR LF ──▶ the section is complete
 *
 * Lines that are here whole and as usual are read by whole-lines.ts, all in one go. What is left, a
 * line that arrives in pieces or breaks a rule, is read here element by element and octet by octet.
 *
 * Lines that decide framing or routing are noted by kind as they pass: later steps look at those notes
 * and not at the section again.
 *
 * The RFC lets a server unfold folded lines and strip space before a colon in responses. We refuse
 * both: a message that two recipients read differently is how requests are smuggled (§11.2).
 *
 * Spec: RFC 9112 §5 (field lines), §2.2 (line ends); RFC 9110 §5.5 (values).
 */

import { isOws } from '../semantics/grammar.ts'
import { FieldNotes } from './field-notes.ts'
import { FieldTable } from './field-table.ts'
import { NOTED_NAMES } from './known-names.ts'
import type { OctetBuffer } from './octet-buffer.ts'
import { hasCopy } from './octet-memory.ts'
import { type FaultCode, ProtocolError } from './protocol-error.ts'
import { octetsOf, scanFieldContent, scanToken, spells } from './scan.ts'
import { isEmptyLine, readFieldLines } from './whole-lines.ts'

// Constants of this file, because a loop reads what is imported again at each turn: see scan.ts.
const CR = 0x0d
const LF = 0x0a
const COLON = 0x3a
const NOTED = NOTED_NAMES.map(octetsOf)

/** Bounds of one section and the fault for crossing the first. */
export interface SectionLimits {
  readonly sectionOctets: number
  readonly fieldLines: number
  readonly tooLarge: FaultCode
}

export class FieldSectionReader {
  readonly fields: FieldTable = new FieldTable()
  readonly notes: FieldNotes = new FieldNotes()
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
    this.notes.clear()
    this.element = 'field-name'
    this.#sectionStart = buffer.at - buffer.mark
    this.#lineStart = this.#sectionStart
    this.fields.begin(this.#sectionStart)
  }

  /**
   * Reads on until the section is complete or the octets run out.
   *
   * @returns whether it is complete; `fields` can then be asked
   * @throws {ProtocolError} at the octet at fault
   */
  read(buffer: OctetBuffer): boolean {
    for (;;) {
      if (this.element === 'field-name') {
        const isAtLine = buffer.at === buffer.mark + this.#lineStart
        if (isAtLine && this.#readWholeLines(buffer)) return true
        if (!this.#readName(buffer)) return false
        if (this.element === 'field-name') return true
      }
      if (!this.#readValue(buffer)) return false
    }
  }

  /** Reads the lines that are here whole, and usual: often all of them, and the section is complete. */
  #readWholeLines(buffer: OctetBuffer): boolean {
    const { mark } = buffer
    if (buffer.end > this.#bound(mark) || !hasCopy(buffer)) return false
    const at = readFieldLines(buffer.at, mark, this.fields, this.#limits.fieldLines, this.notes)
    buffer.at = at
    this.#lineStart = at - mark
    if (!isEmptyLine(at)) return false
    return this.#complete(buffer)
  }

  /** Reads a name and its colon, or the line that ends the section: the element then stays as it is. */
  #readName(buffer: OctetBuffer): boolean {
    const { octets, mark } = buffer
    const stop = Math.min(buffer.end, this.#bound(mark))
    const at = scanToken(octets, buffer.at, stop)
    buffer.at = at
    if (at === stop) return this.#runOut(buffer)
    if (octets[at] !== COLON || at === mark + this.#lineStart) return this.#endSection(buffer, stop)
    this.#colon = at - mark
    buffer.at = at + 1
    this.element = 'field-value'
    return true
  }

  /** Reads a value and its line end, and enters the line. */
  #readValue(buffer: OctetBuffer): boolean {
    const { octets, mark } = buffer
    const stop = Math.min(buffer.end, this.#bound(mark))
    const words = buffer.words(stop - buffer.at)
    const at = scanFieldContent(octets, buffer.at, stop, words)
    buffer.at = at
    if (at === stop) return this.#runOut(buffer)
    if (octets[at] === CR && at + 1 === stop) return this.#runOut(buffer)
    if (octets[at] !== CR || octets[at + 1] !== LF) {
      const isLineEnd = octets[at] === CR || octets[at] === LF
      const code = isLineEnd ? 'line-end-malformed' : 'field-value-malformed'
      throw new ProtocolError(code, buffer.offsetOf(at))
    }
    if (this.fields.count === this.#limits.fieldLines) {
      throw new ProtocolError('field-lines-too-many', buffer.offsetOf(mark + this.#lineStart))
    }
    this.#note(octets, mark)
    this.fields.add(this.#colon, at - mark)
    buffer.at = at + 2
    this.#lineStart = at + 2 - mark
    this.element = 'field-name'
    return true
  }

  /** Index behind the largest section there may be. */
  #bound(mark: number): number {
    return mark + this.#sectionStart + this.#limits.sectionOctets
  }

  /** Remembers the place; past the bound there is no more to wait for. */
  #runOut(buffer: OctetBuffer): false {
    const bound = this.#bound(buffer.mark)
    if (buffer.end > bound) throw new ProtocolError(this.#limits.tooLarge, buffer.offsetOf(bound))
    return false
  }

  /** The octet that ended a name is no colon: the CR LF that ends the section, or a fault. */
  #endSection(buffer: OctetBuffer, stop: number): boolean {
    const { octets, at, mark } = buffer
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
    if (at + 1 === stop) return this.#runOut(buffer)
    if (octets[at + 1] !== LF) throw new ProtocolError('line-end-malformed', offset)
    return this.#complete(buffer)
  }

  /** What `buffer.at` is at is the empty line. */
  #complete(buffer: OctetBuffer): true {
    buffer.at += 2
    this.fields.bind(buffer.octets, buffer.mark)
    return true
  }

  /** Notes the line being read, when its field is one that this layer acts on. */
  #note(octets: Uint8Array, mark: number): void {
    const length = this.#colon - this.#lineStart
    for (let index = 0; index < NOTED.length; index += 1) {
      const name = NOTED[index]!
      if (name.length === length && spells(octets, mark + this.#lineStart, name)) {
        this.notes.add(index + 1, this.fields.count)
      }
    }
  }
}
