/**
 * Which rung of RFC 9112 §6.3 decided where the body ends, and why not another?
 *
 * The numbered list of the RFC, read from the top: the first rung that fits decides. The rule about
 * HTTP/1.0 comes from §6.1 and stands where it acts. `decideFraming` of message/body-framing.ts is
 * what the parser does; a test holds the two against each other.
 *
 * Spec: RFC 9112 §6.1, §6.3 (message body length).
 */

import type { FramingFields } from '../message/body-framing.ts'
import { parseList } from '../semantics/grammar.ts'

export interface Rung {
  /** The condition and what it leads to. */
  readonly rung: string
  readonly rule: string
  /** Whether this is the rung that decided. One is. */
  readonly fired: boolean
  readonly why: string
}

interface Condition {
  readonly rung: string
  readonly rule: string
  /** Why it fits, or why not. */
  readonly judge: (fields: FramingFields) => { readonly fits: boolean; readonly why: string }
}

const ONLY_RESPONSES = (): { fits: boolean; why: string } => ({
  fits: false,
  why: 'this is a request',
})

// biome-ignore format: the columns are the list
const CONDITIONS: readonly Condition[] = [
  { rule: 'RFC 9112 §6.3 (1)', rung: 'Response to HEAD, 1xx, 204 or 304: no body',               judge: ONLY_RESPONSES },
  { rule: 'RFC 9112 §6.3 (2)', rung: '2xx response to CONNECT: a tunnel begins',                 judge: ONLY_RESPONSES },
  { rule: 'RFC 9112 §6.1',     rung: 'Transfer-Encoding in HTTP/1.0: refused',                   judge: judgeVersion },
  { rule: 'RFC 9112 §6.3 (3)', rung: 'Transfer-Encoding and Content-Length: refused',            judge: judgeConflict },
  { rule: 'RFC 9112 §6.3 (4)', rung: 'Transfer-Encoding: chunked if nothing else, else refused', judge: judgeCoding },
  { rule: 'RFC 9112 §6.3 (5)', rung: 'Content-Length that is not one number: refused',           judge: judgeInvalidLength },
  { rule: 'RFC 9112 §6.3 (6)', rung: 'Content-Length: as many octets',                           judge: judgeLength },
  { rule: 'RFC 9112 §6.3 (7)', rung: 'Request with neither: no body',                            judge: judgeNeither },
  { rule: 'RFC 9112 §6.3 (8)', rung: 'Response with neither: until the connection closes',       judge: ONLY_RESPONSES },
]

/** The whole list, from the top, for a request with these fields. */
export function framingLadder(fields: FramingFields): readonly Rung[] {
  let isDecided = false
  return CONDITIONS.map(({ rung, rule, judge }) => {
    if (isDecided) return { rung, rule, fired: false, why: 'decided above' }
    const { fits, why } = judge(fields)
    isDecided = fits
    return { rung, rule, fired: fits, why }
  })
}

type Judgement = ReturnType<Condition['judge']>

function judgeVersion({ version, transferEncoding }: FramingFields): Judgement {
  if (transferEncoding.length === 0) return { fits: false, why: 'there is no Transfer-Encoding' }
  return { fits: version === '1.0', why: `this is HTTP/${version}` }
}

function judgeConflict({ transferEncoding, contentLength }: FramingFields): Judgement {
  if (transferEncoding.length === 0) return { fits: false, why: 'there is no Transfer-Encoding' }
  if (contentLength.length === 0) return { fits: false, why: 'there is no Content-Length' }
  return { fits: true, why: 'both are there, and two readers would choose differently' }
}

function judgeCoding({ transferEncoding }: FramingFields): Judgement {
  if (transferEncoding.length === 0) return { fits: false, why: 'there is no Transfer-Encoding' }
  const codings = parseList(transferEncoding.join(',')).map((coding) => coding.toLowerCase())
  const list = codings.length === 0 ? 'nothing' : codings.join(', ')
  if (codings.at(-1) !== 'chunked' || codings.indexOf('chunked') < codings.length - 1) {
    return { fits: true, why: `it says ${list}: not one chunked, at the end, so no end is known` }
  }
  if (codings.length > 1) return { fits: true, why: `it says ${list}: a coding this server lacks` }
  return { fits: true, why: 'it says chunked: the body ends with the chunk of size 0' }
}

function judgeInvalidLength({ contentLength }: FramingFields): Judgement {
  const [value] = contentLength
  if (value === undefined) return { fits: false, why: 'there is no Content-Length' }
  // The RFC lets a recipient take identical repeated values for one. We do not.
  if (contentLength.length > 1)
    return { fits: true, why: `there are ${contentLength.length} lines` }
  if (/^\d+$/.test(value)) return { fits: false, why: `${value} is one number` }
  return { fits: true, why: `'${value}' is not one decimal number` }
}

function judgeLength({ contentLength }: FramingFields): Judgement {
  const [value] = contentLength
  if (value === undefined) return { fits: false, why: 'there is no Content-Length' }
  return { fits: true, why: `it says ${value}` }
}

function judgeNeither(): Judgement {
  return { fits: true, why: 'there is neither field' }
}
