/**
 * Where do our server and llhttp part, and who is right?
 *
 * Two understandings of the same octets are compared request by request. Where they part, one of the
 * two has stopped reading, or reads something else: who, and by which code, is the cause, and every
 * cause must have a row here that says why.
 */

import { METHODS } from 'node:http'
import type { ParsedHead } from '../support/parse-all.ts'
import type { Understanding } from './peers.ts'
import { readMessage } from './read-message.ts'

export interface Difference {
  readonly message: string
  readonly ours: Understanding
  readonly theirs: Understanding
  /** Who stopped first; `neither` when the two read on, but not the same. */
  readonly by: 'octets' | 'llhttp' | 'neither'
  /** Its reason to stop: see `Understanding.code`. */
  readonly code: string
  /** The request at which they part, as our parser read it; `undefined` when it did not. */
  readonly head: ParsedHead | undefined
}

/** Where the two part; `undefined` when they understand the same. */
export function findDifference(
  message: string,
  heads: readonly ParsedHead[],
  ours: Understanding,
  theirs: Understanding,
): Difference | undefined {
  let at = 0
  while (at < ours.requests.length && ours.requests[at] === theirs.requests[at]) at += 1
  const head = heads[at]
  const cause = findCause(ours, theirs, at)
  if (cause === undefined) return undefined
  return { message, ours, theirs, ...cause, head }
}

type Cause = Pick<Difference, 'by' | 'code'>

/** @param at how many requests the two have in common */
function findCause(ours: Understanding, theirs: Understanding, at: number): Cause | undefined {
  const haveWeStopped = at === ours.requests.length
  const haveTheyStopped = at === theirs.requests.length
  if (ours.requests[at] === '417') return { by: 'octets', code: 'expectation' }
  if (!haveWeStopped && !haveTheyStopped) return { by: 'neither', code: 'another request' }
  if (!haveTheyStopped) return { by: 'octets', code: ours.code ?? ours.end }
  if (!haveWeStopped) return { by: 'llhttp', code: theirs.code ?? theirs.end }
  return compareEnds(ours, theirs)
}

/** Both have stopped behind the same request. */
function compareEnds(ours: Understanding, theirs: Understanding): Cause | undefined {
  if (ours.end === theirs.end) return undefined
  // Nothing that asks for an answer was left by the one that closed.
  if (ours.end === 'clean' && theirs.end === 'closed') return undefined
  if (ours.code === 'close' && theirs.end === 'clean') return undefined
  // Both stop at close, one of them with a complaint, or at a tunnel.
  const isTheirs = theirs.end === 'closed' || theirs.code === 'HPE_CLOSED_CONNECTION'
  if (isTheirs) return { by: 'llhttp', code: theirs.code ?? theirs.end }
  if (ours.code !== undefined) return { by: 'octets', code: ours.code }
  if (theirs.code !== undefined) return { by: 'llhttp', code: theirs.code }
  return { by: 'neither', code: `${ours.end}, not ${theirs.end}` }
}

/** A kind of difference that has been looked into. */
interface DifferenceClass {
  readonly name: string
  readonly by: Difference['by']
  /** The cause; left out where `when` says it all. */
  readonly code?: string
  /** What else must hold, where the code alone says too little. */
  readonly when?: (difference: Difference) => boolean
  readonly section: string
  /** Why we refuse what llhttp takes, or take what it refuses. */
  readonly reason: string
  /** The first version of llhttp that does as we do. */
  readonly mendedIn?: string
}

function isUnknownMethod({ head }: Difference): boolean {
  return head === undefined || !METHODS.includes(head.method)
}

function isLargeHead({ message }: Difference): boolean {
  return message.length > 15_000
}

/** Whether we have not yet refused what llhttp refuses, and will, however the message goes on. */
function isRefusedLater({ message, ours, code }: Difference): boolean {
  if (ours.end !== 'incomplete' || !code.startsWith('HPE_')) return false
  return ['\r\n\r\n', '\n\r\n\r\n', 'x: y\r\n\r\n', ': x\r\nHost: a\r\n\r\n'].every(
    (ending) => readMessage(message + ending).end === 'refused',
  )
}

// biome-ignore format: one class a line reads as the table it is
export const DIFFERENCES: readonly DifferenceClass[] = [
  { name: 'empty lines',          by: 'octets', code: 'empty-lines-too-many',       section: 'RFC 9112 §2.2',      reason: 'One empty line should be ignored; llhttp ignores any number, we four, since a client could send them for ever' },
  { name: 'bare CR or LF',        by: 'octets', code: 'line-end-malformed',         section: 'RFC 9112 §2.2',      reason: 'A bare CR is invalid and taking a bare LF is a choice; llhttp skips both before a request line, and ends an HTTP/0.9 line with LF' },
  { name: 'target',               by: 'octets', code: 'target-malformed',           section: 'RFC 9112 §3.2',      reason: 'An invalid request line should not be corrected: llhttp skips spaces before the target, and passes on fragments, userinfo and ports that are none' },
  { name: 'asterisk-form',        by: 'octets', code: 'target-form-mismatch',       section: 'RFC 9112 §3.2.4',    reason: 'The asterisk-form is for OPTIONS only, the origin-form not for CONNECT; llhttp does not compare method and form' },
  { name: 'not HTTP/1',           by: 'octets', code: 'version-malformed',          section: 'RFC 9112 §3',        reason: 'The request line has three parts and ends in an HTTP version: llhttp takes the two parts of HTTP/0.9, and SOURCE with ICE/1.0' },
  { name: 'HTTP/2.0 in text',     by: 'octets', code: 'version-unsupported',        section: 'RFC 9110 §15.6.6',   reason: 'HTTP/2 has no request line, so a line that says HTTP/2.0 is of a version nobody defined; llhttp takes it' },
  { name: 'many field lines',     by: 'octets', code: 'field-lines-too-many',       section: 'RFC 6585 §5',        reason: 'llhttp counts octets only, and Node drops lines past 2000 in silence; a dropped field line changes what the request means' },
  { name: 'no Host',              by: 'octets', code: 'host-missing',               section: 'RFC 9112 §3.2',      reason: 'Must be a 400. Node answers one too, but behind the parser: requests behind it run all the same, and CONNECT is not asked' },
  { name: 'two Hosts',            by: 'octets', code: 'host-repeated',              section: 'RFC 9112 §3.2',      reason: 'Must be a 400. Node takes the first one; a proxy in front may have taken the last' },
  { name: 'Host that is none',    by: 'octets', code: 'host-malformed',             section: 'RFC 9112 §3.2',      reason: 'An invalid value must be a 400; llhttp does not look at it' },
  { name: 'chunked in 1.0',       by: 'octets', code: 'transfer-coding-in-1.0',     section: 'RFC 9112 §6.1',      reason: 'Must be treated as faulty framing, since a recipient of 1.0 would not see the chunks; llhttp decodes them' },
  { name: 'empty coding',         by: 'octets', code: 'transfer-coding-malformed',  section: 'RFC 9112 §6.3',      reason: 'When chunked is not the final coding of a request, it must be a 400; llhttp takes an empty field for an absent one, and does not look behind Upgrade' },
  { name: 'empty coding, length', by: 'octets', code: 'length-conflict',            section: 'RFC 9112 §6.3',      reason: 'Both fields in one message may be an attempt at smuggling; llhttp takes an empty Transfer-Encoding for an absent one', mendedIn: '9.4' },
  { name: 'other coding',         by: 'octets', code: 'transfer-coding-unknown',    section: 'RFC 9112 §6.1',      reason: 'Should be a 501; llhttp takes the chunks off and passes on content that is still encoded' },
  { name: 'large content',        by: 'octets', code: 'content-too-large',          section: 'RFC 9110 §15.5.14',  reason: 'Our bound, 16 MiB; Node leaves it to the handler' },
  { name: 'long chunk size',      by: 'octets', code: 'chunk-size-malformed',       section: 'RFC 9112 §7.1',      reason: 'Sizes of any length must not overflow: llhttp takes leading zeros without end, we sixteen digits' },
  { name: 'nameless extension',   by: 'octets', code: 'chunk-extension-malformed',  section: 'RFC 9112 §7.1.1',    reason: 'An extension has a name; llhttp takes two semicolons in a row' },
  { name: 'chunk extensions',     by: 'octets', code: 'chunk-extensions-too-large', section: 'RFC 9112 §7.1.1',    reason: 'Their total length ought to be limited: ours is 4 KiB for a message, Node has 16 KiB' },
  { name: 'large trailers',       by: 'octets', code: 'trailer-section-too-large',  section: 'RFC 6585 §5',        reason: 'Our bound, 8 KiB; Node allows as much as for the head' },
  { name: 'trailers that frame',  by: 'octets', code: 'trailer-field-forbidden',    section: 'RFC 9110 §6.5.1',    reason: 'Fields that frame or route must not be trailers; llhttp passes them on, for the application to merge' },
  { name: 'unmet expectation',    by: 'octets', code: 'expectation',                section: 'RFC 9110 §10.1.1',   reason: 'Answered 417 by both, for a list with an unknown member by us only; content may follow or not, so we close, and Node reads on' },
  { name: 'HTAB behind close',    by: 'octets', code: 'close',                      section: 'RFC 9112 §5',        reason: 'Whitespace around a value is SP or HTAB and no part of it; llhttp does not see close before HTAB, and reads on', when: ({ message }) => /\nConnection:[^\r\n]*\t/i.test(message), mendedIn: '9.4' },

  { name: 'behind close',         by: 'llhttp', code: 'HPE_CLOSED_CONNECTION',      section: 'RFC 9112 §9.6',      reason: 'Nothing behind close may be processed: we leave it unread, llhttp reads it and reports a fault' },
  { name: 'large head',           by: 'llhttp', code: 'HPE_HEADER_OVERFLOW',        section: 'RFC 9110 §5.4',      reason: 'Each server has its limit: Node 16 KiB for the head, we as much for the request line and 32 KiB for the fields', when: isLargeHead },
  { name: 'unknown method',       by: 'llhttp', code: 'HPE_INVALID_METHOD',         section: 'RFC 9110 §9.1',      reason: 'Methods are case-sensitive tokens and anybody may register one: an unknown one is for the handler to answer, not broken syntax', when: isUnknownMethod },
  { name: 'HTTP/1.2',             by: 'llhttp', code: 'HPE_INVALID_VERSION',        section: 'RFC 9110 §6.2',      reason: 'A higher minor version should be processed as the highest one known', when: ({ message }) => /HTTP\/1\.[2-9]/.test(message) },
  { name: 'HTAB behind chunked',  by: 'llhttp', code: 'HPE_INVALID_TRANSFER_ENCODING', section: 'RFC 9112 §5',    reason: 'Whitespace around a value is SP or HTAB and no part of it; llhttp takes the HTAB for a part of the coding', when: ({ message }) => /\nTransfer-Encoding:[^\r\n]*\t/i.test(message) },
  { name: 'empty list member',    by: 'llhttp', code: 'HPE_INVALID_TRANSFER_ENCODING', section: 'RFC 9110 §5.6.1', reason: 'A recipient must ignore empty list members, so the final coding is chunked; llhttp takes it for another', when: ({ message }) => /\nTransfer-Encoding:[^\r\n]*,[ \t]*(?:\r|$)/i.test(message) },
  { name: 'BWS before extension', by: 'llhttp', code: 'HPE_INVALID_CHUNK_SIZE',     section: 'RFC 9112 §7.1.1',    reason: 'The grammar has bad whitespace before the semicolon, which must be read and dropped (RFC 9110 §5.6.3); llhttp refuses it', when: ({ message }) => /\n[\da-f]+[ \t]+;/i.test(message) },
  { name: 'BWS in extension',     by: 'llhttp', code: 'HPE_STRICT',                 section: 'RFC 9112 §7.1.1',    reason: 'And around the name and the equals sign; llhttp refuses it', when: ({ message }) => /\n[\da-f]+;[^\r\n]*[ \t]/i.test(message) },
  { name: 'behind Upgrade',       by: 'llhttp', code: 'upgrade',                    section: 'RFC 9110 §7.8',      reason: 'A server may ignore Upgrade, and then the protocol stays what it was; llhttp stops, and the requests behind are lost' },
  { name: 'refused before it ends', by: 'llhttp',                                   section: 'RFC 9112 §2.2',      reason: 'Both refuse it: llhttp within the line, we when the line or the section is complete', when: isRefusedLater },
  { name: 'a CR at the end',      by: 'neither', code: 'incomplete, not clean',     section: 'RFC 9112 §2.2',      reason: 'An empty line may have begun, which we want to see the end of; llhttp skips CR by itself', when: ({ message }) => message.endsWith('\r') },
]

/** The first class that the difference belongs to. */
export function classify(difference: Difference): DifferenceClass | undefined {
  return DIFFERENCES.find(
    ({ by, code, when }) =>
      by === difference.by &&
      (code === undefined || code === difference.code) &&
      (when === undefined || when(difference)),
  )
}

/** Whether the llhttp of this Node still parts from us there. */
export function isStillThere({ mendedIn }: DifferenceClass): boolean {
  const { llhttp } = process.versions
  return mendedIn === undefined || llhttp!.localeCompare(mendedIn, 'en', { numeric: true }) < 0
}
