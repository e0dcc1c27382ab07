/**
 * What does the request target name, and in which of its four forms?
 *
 *   origin-form      /where?q=now               every ordinary request
 *   absolute-form    http://host/where?q=now    what a proxy is sent, and every server must take
 *   authority-form   host:port                  CONNECT, and nothing else
 *   asterisk-form    *                          OPTIONS, and nothing else
 *
 * A target may hold any visible ASCII octet but `#`. That is wider than the URI grammar: browsers
 * send `|`, `^`, `{` and others in queries as they are, and refusing those would refuse real pages.
 * None of them can change where the target or the line ends.
 *
 * Spec: RFC 9112 §3.2 (the forms), §3.2.2 (absolute-form overrides Host); RFC 3986 §3.2 (authority).
 */

import { HEXDIG, NAME_CHAR, OCTET_CLASSES } from '../semantics/grammar.ts'
import { textOf } from './scan.ts'

export type TargetForm = 'origin-form' | 'absolute-form' | 'authority-form' | 'asterisk-form'

/** A target that is not in origin-form, taken apart. */
export interface RequestTarget {
  readonly form: TargetForm
  /** Path and query, `*`, or for the authority-form the authority again. */
  readonly pathAndQuery: string
  /** Host and optional port; empty for the two forms without one. */
  readonly authority: string
  /** Of the absolute-form; the other forms leave it to the connection. */
  readonly scheme?: 'http' | 'https'
}

// Constants of this file, because a loop reads what is imported again at each turn: see scan.ts.
const COLON = 0x3a
const CLASSES = OCTET_CLASSES
const OF_NAME = NAME_CHAR
const ZERO = 0x30
const LAST_PORT = 65_535
const PORT_DIGITS = 5
const ABSOLUTE = /^http(s?):\/\/([^/?]*)(.*)$/i

/**
 * Takes apart a target that does not begin with `/`.
 *
 * @returns `undefined` when it is in no form, `'mismatch'` when the method does not allow its form
 */
export function parseTarget(
  target: string,
  method: string,
): RequestTarget | 'mismatch' | undefined {
  if (target === '*') {
    if (method !== 'OPTIONS') return 'mismatch'
    return { form: 'asterisk-form', pathAndQuery: '*', authority: '' }
  }
  const absolute = ABSOLUTE.exec(target)
  if (absolute !== null) {
    const [, secure, authority = '', rest = ''] = absolute
    return parseAbsolute(secure ? 'https' : 'http', authority, rest, method)
  }
  if (method === 'CONNECT') {
    if (!isAuthority(target) || !/:\d+$/.test(target)) return undefined
    return { form: 'authority-form', pathAndQuery: target, authority: target }
  }
  return isAuthority(target) && /:\d+$/.test(target) ? 'mismatch' : undefined
}

function parseAbsolute(
  scheme: 'http' | 'https',
  authority: string,
  rest: string,
  method: string,
): RequestTarget | 'mismatch' | undefined {
  if (method === 'CONNECT') return 'mismatch'
  // RFC 9110 §4.2.1: an http URI with an empty host is invalid. isAuthority refuses userinfo too.
  if (authority === '' || authority.startsWith(':') || !isAuthority(authority)) return undefined
  if (rest.startsWith('/')) return { form: 'absolute-form', pathAndQuery: rest, authority, scheme }
  // RFC 9112 §3.2.4: OPTIONS for a URI without a path is a question about the server itself.
  const isServerWide = rest === '' && method === 'OPTIONS'
  const pathAndQuery = isServerWide ? '*' : `/${rest}`
  return { form: 'absolute-form', pathAndQuery, authority, scheme }
}

/** `isAuthority` for octets. A plain name with or without a port is not made a string. */
export function isAuthorityAt(octets: Uint8Array, start: number, end: number): boolean {
  let at = start | 0
  while (at < end && (CLASSES[octets[at]!]! & OF_NAME) !== 0) at = (at + 1) | 0
  if (at === end || (octets[at] === COLON && isPortAt(octets, at + 1, end))) return true
  return isAuthority(textOf(octets, start, end))
}

function isPortAt(octets: Uint8Array, start: number, end: number): boolean {
  if (end - start > PORT_DIGITS) return false
  let port = 0
  for (let at = start; at < end; at += 1) {
    const digit = octets[at]! - ZERO
    if (digit < 0 || digit > 9) return false
    port = port * 10 + digit
  }
  return port <= LAST_PORT
}

/** Whether `text` is a host with an optional port, as the value of Host must be (RFC 9110 §7.2). */
export function isAuthority(text: string): boolean {
  const literalEnd = text.startsWith('[') ? text.indexOf(']') : -1
  const colon = text.indexOf(':', literalEnd + 1)
  const host = colon === -1 ? text : text.slice(0, colon)
  const port = colon === -1 ? '' : text.slice(colon + 1)
  if (!/^\d{0,5}$/.test(port) || Number(port) > 65_535) return false
  if (literalEnd === -1) return isRegisteredName(host)
  return host.length === literalEnd + 1 && isAddressLiteral(host.slice(1, -1))
}

/** RFC 3986 §3.2.2 reg-name; IPv4 addresses are among them. May be empty, as Host may be. */
function isRegisteredName(host: string): boolean {
  for (let at = 0; at < host.length; at += 1) {
    if (host[at] === '%') {
      if (!isHex(host, at + 1) || !isHex(host, at + 2)) return false
    } else if (((OCTET_CLASSES[host.charCodeAt(at)] ?? 0) & NAME_CHAR) === 0) return false
  }
  return true
}

function isHex(text: string, at: number): boolean {
  return ((OCTET_CLASSES[text.charCodeAt(at)] ?? 0) & HEXDIG) !== 0
}

const GROUP = /^[0-9a-f]{1,4}$/i
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/
const FUTURE = /^v[0-9a-f]+\.[\w\-.~!$&'()*+,;=:]+$/i

/** RFC 3986 §3.2.2 IPv6address or IPvFuture, without the brackets. */
function isAddressLiteral(text: string): boolean {
  if (FUTURE.test(text)) return true
  const halves = text.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const last = groups.at(-1) ?? ''
  const endsInIpv4 = last.includes('.') && !text.endsWith('::')
  if (endsInIpv4 && !IPV4.test(last)) return false
  if (!(endsInIpv4 ? groups.slice(0, -1) : groups).every((group) => GROUP.test(group))) return false
  const length = groups.length + (endsInIpv4 ? 1 : 0)
  // "::" stands for one group of zeros at least.
  return halves.length === 2 ? length <= 7 : length === 8
}
