/**
 * Whom do proxies say that they forward for?
 *
 * Each proxy adds, at the end of the list, the address that it was asked from. `Forwarded` is the
 * standard field; `X-Forwarded-For` came before it, is written by more proxies, and has no rules but
 * custom. Anyone can send either, so whom to believe is for the caller to decide.
 *
 * Spec: RFC 7239 §4 (Forwarded), §5.2 (for), §6 (node identifiers).
 */

import type { Fields } from './fields.ts'
import { parseList } from './grammar.ts'

/** One parameter of a member of `Forwarded`: a token, or a quoted-string. */
const PARAMETER = /([^=;,"\s]+)=("(?:[^"\\]|\\.)*"|[^;,"\s]*)\s*(?:;\s*|$)/y

/**
 * The nodes that were forwarded for, the nearest last, without ports and brackets: addresses, and
 * whatever else was written (`unknown`, `_hidden`). '' stands for what cannot be understood.
 */
export function parseForwardedNodes(fields: Fields): readonly string[] {
  const forwarded = fields.get('forwarded')
  if (forwarded !== undefined) return parseList(forwarded).map((member) => nodeOf(forOf(member)))
  return parseList(fields.get('x-forwarded-for') ?? '').map(nodeOf)
}

/** The value of `for` in one member. */
function forOf(member: string): string {
  let node = ''
  PARAMETER.lastIndex = 0
  for (let at = 0; at < member.length; at = PARAMETER.lastIndex) {
    const [, name, value = ''] = PARAMETER.exec(member) ?? []
    if (name === undefined) return ''
    if (name.toLowerCase() === 'for') node = unquote(value)
  }
  return node
}

function unquote(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/gs, '$1') : value
}

/** RFC 7239 §6: an IPv6 address stands in brackets, and a port may follow. Custom leaves both out. */
function nodeOf(text: string): string {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d{1,5})?$/.exec(text) ?? []
  return bracketed ?? plain ?? text
}
