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
 * When the section is complete, the lines that decide framing or routing are recognised from their
 * octets and noted by kind: later steps look at those notes and not at the section again.
 *
 * The RFC lets a server unfold folded lines and strip space before a colon in responses. We refuse
 * both: a message that two recipients read differently is how requests are smuggled (§11.2).
 *
 * Spec: RFC 9112 §5 (field lines), §2.2 (line ends); RFC 9110 §5.5 (values).
 */

import { isOws } from '../semantics/grammar.ts'
import { FieldTable, POSITIONS_PER_LINE } from './field-table.ts'
import { type OctetBuffer, WORTH_WORDS } from './octet-buffer.ts'
import { type FaultCode, ProtocolError } from './protocol-error.ts'
import { octetsOf, scanFieldContent, scanToken, spells } from './scan.ts'

// Constants of this file, because a loop reads what is imported again at each turn: see scan.ts.
const CR = 0x0d
const LF = 0x0a
const COLON = 0x3a
const PER_LINE = POSITIONS_PER_LINE
const HOST = octetsOf('host')
const EXPECT = octetsOf('expect')
const CONNECTION = octetsOf('connection')
const CONTENT_LENGTH = octetsOf('content-length')
const TRANSFER_ENCODING = octetsOf('transfer-encoding')

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
    const { notes } = this
    notes.host.lines = 0
    notes['content-length'].lines = 0
    notes['transfer-encoding'].lines = 0
    notes.connection.lines = 0
    notes.expect.lines = 0
    this.element = 'field-name'
    this.#sectionStart = buffer.at - buffer.mark
    this.#lineStart = this.#sectionStart
    this.fields.begin(this.#sectionStart)
  }

  /**
   * Reads on until the section is complete or the octets run out.
   *
   * The loop calls nothing but the scans and leaves for whatever is not the usual case: that keeps it
   * in registers, which is a tenth of the time of a 703-octet head (bench:parser, offsets level).
   *
   * @returns whether it is complete; `fields` can then be asked
   * @throws {ProtocolError} at the octet at fault
   */
  read(buffer: OctetBuffer): boolean {
    const { octets, mark } = buffer
    const { positions } = this.fields
    const stop = Math.min(buffer.end, this.#bound(mark))
    const words = stop - buffer.at > WORTH_WORDS ? buffer.words() : undefined
    const room = Math.min(positions.length, this.#limits.fieldLines * PER_LINE)
    let row = this.fields.count * PER_LINE
    let lineStart = mark + this.#lineStart
    let colon = mark + this.#colon
    let at = buffer.at
    let isInValue = this.element === 'field-value'
    for (;;) {
      if (!isInValue) {
        at = scanToken(octets, at, stop)
        if (at === stop || octets[at] !== COLON || at === lineStart) break
        colon = at
        at += 1
        isInValue = true
      }
      at = scanFieldContent(octets, words, at, stop)
      if (at >= stop - 1 || octets[at] !== CR || octets[at + 1] !== LF || row === room) break
      positions[row] = colon - mark
      positions[row + 1] = at - mark
      row += PER_LINE
      at += 2
      lineStart = at
      isInValue = false
    }
    this.fields.count = row / PER_LINE
    this.element = isInValue ? 'field-value' : 'field-name'
    this.#lineStart = lineStart - mark
    this.#colon = colon - mark
    buffer.at = at
    if (at === stop) return this.#runOut(buffer)
    return isInValue ? this.#endLine(buffer, stop) : this.#endSection(buffer, stop)
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

  /** A value has ended, but not as usual: its LF is not here, is not one, or there is no room. */
  #endLine(buffer: OctetBuffer, stop: number): boolean {
    const { octets, at, mark } = buffer
    const isCr = octets[at] === CR
    if (isCr && at + 1 === stop) return this.#runOut(buffer)
    if (!isCr || octets[at + 1] !== LF) {
      const isLineEnd = isCr || octets[at] === LF
      const code = isLineEnd ? 'line-end-malformed' : 'field-value-malformed'
      throw new ProtocolError(code, buffer.offsetOf(at))
    }
    if (this.fields.count === this.#limits.fieldLines) {
      throw new ProtocolError('field-lines-too-many', buffer.offsetOf(mark + this.#lineStart))
    }
    this.fields.grow()
    return this.read(buffer)
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
    buffer.at = at + 2
    this.fields.bind(octets, mark)
    this.#takeNotes(octets, mark)
    return true
  }

  /** Notes the lines of fields that this layer acts on. Its length alone rules most names out. */
  #takeNotes(octets: Uint8Array, mark: number): void {
    const { notes } = this
    const { positions, count } = this.fields
    let start = mark + this.#sectionStart
    for (let line = 0; line < count; line += 1) {
      switch (mark + positions[line * PER_LINE]! - start) {
        case 4:
          if (spells(octets, start, HOST)) note(notes.host, line)
          break
        case 6:
          if (spells(octets, start, EXPECT)) note(notes.expect, line)
          break
        case 10:
          if (spells(octets, start, CONNECTION)) note(notes.connection, line)
          break
        case 14:
          if (spells(octets, start, CONTENT_LENGTH)) note(notes['content-length'], line)
          break
        case 17:
          if (spells(octets, start, TRANSFER_ENCODING)) note(notes['transfer-encoding'], line)
      }
      start = mark + positions[line * PER_LINE + 1]! + 2
    }
  }
}

function note(noted: Note, line: number): void {
  noted.lines += 1
  noted.last = line
}
