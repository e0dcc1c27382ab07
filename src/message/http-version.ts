/**
 * Which version of HTTP ends this request line?
 *
 * Read octet by octet, so that the first wrong one can be named. The usual request line, which is here
 * whole and ends in `HTTP/1.1`, does not come to this: see whole-lines.ts.
 *
 * Spec: RFC 9112 §2.3 (HTTP-version), §3 (request line); RFC 9110 §6.2 (minor versions).
 */

import type { OctetBuffer } from './octet-buffer.ts'
import { type FaultCode, ProtocolError } from './protocol-error.ts'

// Constants of this file, because what is imported is read again at each use: see scan.ts.
const CR = 0x0d
const LF = 0x0a
/** `d` stands for a digit. */
const PATTERN = 'HTTP/d.d'
const ANY_DIGIT = 0x64
const MAJOR = 5
const MINOR = 7

/**
 * Reads the version that begins at index `start`, and the line end behind it.
 *
 * @param bound index that the version may not reach past, from the limit on request lines
 * @returns `undefined` until all of it is here; `buffer.at` is then where to go on
 * @throws {ProtocolError} at the octet at fault
 */
export function readVersion(
  buffer: OctetBuffer,
  start: number,
  bound: number,
): '1.0' | '1.1' | undefined {
  if (!hasVersion(buffer, start, bound)) return undefined
  const { octets } = buffer
  buffer.at = start + PATTERN.length + 2
  if (octets[start + MAJOR] !== 0x31) fail('version-unsupported', buffer, start + MAJOR)
  // RFC 9110 §6.2: a higher minor version is processed as the highest one we know.
  return octets[start + MINOR] === 0x30 ? '1.0' : '1.1'
}

/** Whether a version and its line end are all here. */
function hasVersion(buffer: OctetBuffer, start: number, bound: number): boolean {
  const { octets, end } = buffer
  const lineEnd = start + PATTERN.length
  for (let at = buffer.at; at < lineEnd; at += 1) {
    buffer.at = at
    if (at === end) return false
    if (at === bound) fail('request-line-too-long', buffer, at)
    const octet = octets[at]!
    const wanted = PATTERN.charCodeAt(at - start)
    const isDigit = octet >= 0x30 && octet <= 0x39
    if (wanted === ANY_DIGIT ? !isDigit : octet !== wanted) fail('version-malformed', buffer, at)
  }
  buffer.at = lineEnd
  if (lineEnd === end) return false
  if (octets[lineEnd] === LF) fail('line-end-malformed', buffer, lineEnd)
  if (octets[lineEnd] !== CR) fail('version-malformed', buffer, lineEnd)
  if (lineEnd + 1 === end) return false
  if (octets[lineEnd + 1] !== LF) fail('line-end-malformed', buffer, lineEnd)
  return true
}

function fail(code: FaultCode, buffer: OctetBuffer, at: number): never {
  throw new ProtocolError(code, buffer.offsetOf(at))
}
