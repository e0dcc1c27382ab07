/**
 * The field section is complete: whom does the request address, does the connection persist, does
 * the client wait, and where does the body end?
 *
 * Only the lines noted while they passed are looked at, and the common answers make no string.
 *
 * Spec: RFC 9112 §3.2 (Host), §6.3 (body), §9.3 (persistence); RFC 9110 §10.1.1 (Expect).
 */

import { decideFraming, NO_BODY } from './body-framing.ts'
import type { FieldNotes } from './field-notes.ts'
import { CONNECTION, CONTENT_LENGTH, EXPECT, HOST, TRANSFER_ENCODING } from './known-names.ts'
import { decidePersistence } from './lifecycle.ts'
import type { MessageLimits } from './limits.ts'
import type { OctetBuffer } from './octet-buffer.ts'
import { type FaultCode, ProtocolError } from './protocol-error.ts'
import type { HeadRecord } from './request-head.ts'
import { isAuthorityAt } from './request-target.ts'
import { octetsOf } from './scan.ts'

const KEEP_ALIVE = octetsOf('keep-alive')
const CLOSE = octetsOf('close')
const CONTINUE = octetsOf('100-continue')

/**
 * Fills in what the field section decides.
 *
 * @param buffer the octets of the head, its mark at the request line and its place behind the head
 * @throws {ProtocolError} at the field line at fault, or at the end of a section that lacks one
 */
export function decideHead(
  head: HeadRecord,
  notes: FieldNotes,
  buffer: OctetBuffer,
  limits: MessageLimits,
): void {
  decideHost(head, notes, buffer)
  head.persistent = head.version === '1.1'
  if (notes.has(CONNECTION)) decideConnection(head, notes)
  head.expectation = 'none'
  if (notes.has(EXPECT)) decideExpectation(head, notes)
  head.framing = NO_BODY
  if (notes.has(CONTENT_LENGTH) || notes.has(TRANSFER_ENCODING)) {
    decideBody(head, notes, buffer, limits)
  }
}

/** RFC 9112 §3.2: one Host in every HTTP/1.1 request, and a valid one wherever it stands. */
function decideHost(head: HeadRecord, notes: FieldNotes, buffer: OctetBuffer): void {
  const { fields } = head
  const last = notes.last[HOST]!
  head.hostLine = notes.has(HOST) ? last : undefined
  if (notes.isRepeated(HOST)) fail('host-repeated', buffer, fields.nameStart(last))
  if (notes.has(HOST)) {
    const { octets, mark } = buffer
    const start = fields.valueStart(last)
    if (isAuthorityAt(octets, mark + start, mark + fields.valueEnd(last))) return
    fail('host-malformed', buffer, start)
  }
  if (head.version === '1.1') fail('host-missing', buffer, buffer.at - 2 - buffer.mark)
}

function decideConnection(head: HeadRecord, notes: FieldNotes): void {
  const { fields, version } = head
  const last = notes.last[CONNECTION]!
  const isOne = !notes.isRepeated(CONNECTION)
  // What browsers send with every request, and what those do who have one only: neither makes a string.
  if (isOne && fields.valueSpells(last, KEEP_ALIVE)) head.persistent = true
  else if (isOne && fields.valueSpells(last, CLOSE)) head.persistent = false
  else head.persistent = decidePersistence(version, fields.get('connection'))
}

/** RFC 9110 §10.1.1: an HTTP/1.0 client cannot wait for a 100, so what it expects is ignored. */
function decideExpectation(head: HeadRecord, notes: FieldNotes): void {
  if (head.version === '1.0') return
  const isOne = !notes.isRepeated(EXPECT)
  const isContinue = isOne && head.fields.valueSpells(notes.last[EXPECT]!, CONTINUE)
  head.expectation = isContinue ? '100-continue' : 'unknown'
}

function decideBody(
  head: HeadRecord,
  notes: FieldNotes,
  buffer: OctetBuffer,
  limits: MessageLimits,
): void {
  const { fields, version } = head
  const framing = decideFraming({
    version,
    contentLength: fields.all('content-length'),
    transferEncoding: fields.all('transfer-encoding'),
  })
  const line = notes.last[notes.has(TRANSFER_ENCODING) ? TRANSFER_ENCODING : CONTENT_LENGTH]!
  if (framing.kind === 'faulty') fail(framing.code, buffer, fields.nameStart(line))
  if (framing.kind === 'content-length' && framing.octets > limits.contentOctets) {
    fail('content-too-large', buffer, fields.valueStart(line))
  }
  head.framing = framing
}

/** @param position counted from the mark of the buffer */
function fail(code: FaultCode, buffer: OctetBuffer, position: number): never {
  throw new ProtocolError(code, buffer.offsetOf(buffer.mark + position))
}
