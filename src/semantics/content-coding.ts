/**
 * In which content codings may the representation be sent, and in which would the client rather?
 *
 *   Accept-Encoding: gzip, br;q=0.8, *;q=0  ──▶  gzip, br
 *
 * The answer is a list, best first; what is not in it is sent as it is, with no coding at all. The
 * client's weights come first. Among equals the server's own order decides: br, then zstd, then gzip,
 * by how few octets they take. A coding is left out when the client refuses it, and when it would
 * rather have the representation as it is (`identity` named, with a higher weight).
 *
 * Absent and empty fields ask for no coding. When nothing at all is acceptable (`identity;q=0` and no
 * coding of ours) the list is empty too, and the client gets what it said it would not take: RFC 9110
 * §12.5.3 lets a server disregard the field, and a client that can read the file after all is better
 * off than one that gets 406.
 *
 * Spec: RFC 9110 §8.4.1 (codings), §12.4.2 (weights), §12.5.3 (Accept-Encoding); RFC 7932 (br),
 * RFC 8878 (zstd).
 */

import { parseList } from './grammar.ts'

export type ContentCoding = 'br' | 'zstd' | 'gzip'

/** All codings, those that take the fewest octets first. */
export const CONTENT_CODINGS: readonly ContentCoding[] = ['br', 'zstd', 'gzip']

/** token [ OWS ";" OWS "q=" qvalue ] */
const MEMBER = /^([!#$%&'*+.^_`|~0-9a-z-]+)(?:[ \t]*;[ \t]*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?$/

/** In thousandths: a weight has three decimals at most. */
const FULL_WEIGHT = 1000

/**
 * The codings that the client takes at least as gladly as no coding, best first; perhaps none.
 *
 * @param field value of Accept-Encoding
 */
export function acceptedCodings(field: string | undefined): readonly ContentCoding[] {
  if (field === undefined || field === '') return []
  const weights = parseWeights(field)
  const others = weights.get('*') ?? 0
  const weightOf = (coding: string): number => weights.get(coding) ?? others
  // Only an explicit weight speaks for identity: unnamed, it is merely acceptable.
  const least = Math.max(weights.get('identity') ?? 0, 1)
  // The sort is stable, so equals stay in the server's order.
  return CONTENT_CODINGS.filter((coding) => weightOf(coding) >= least).sort(
    (one, other) => weightOf(other) - weightOf(one),
  )
}

/**
 * The weight of each coding named, in thousandths. A member that cannot be read names nothing; of
 * one that is named twice, the first counts.
 */
function parseWeights(field: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>()
  for (const member of parseList(field.toLowerCase())) {
    const [, name, weight] = MEMBER.exec(member) ?? []
    if (name === undefined) continue
    // An older name of the same coding (RFC 9110 §8.4.1.3).
    const coding = name === 'x-gzip' ? 'gzip' : name
    if (!weights.has(coding)) weights.set(coding, parseWeight(weight))
  }
  return weights
}

/** `0.25` is 250. No fraction is computed with, so nothing is rounded. */
function parseWeight(text: string | undefined): number {
  if (text === undefined) return FULL_WEIGHT
  return Number(text.replace('.', '').padEnd(4, '0'))
}
