/**
 * Who asked, as far as the proxies that are trusted tell?
 *
 * Read from the end: the last address was written by whoever connected to us, so it counts if that
 * one is trusted; the one before counts if the last is trusted too. The first that is not trusted is
 * the client. What stands before it may be made up.
 */

import { isIP } from 'node:net'
import type { Fields } from '../semantics/fields.ts'
import { parseForwardedNodes } from '../semantics/forwarded.ts'
import type { AddressSet } from '../server/address-set.ts'

/** @param remoteAddress of the connection */
export function clientAddress(remoteAddress: string, fields: Fields, trusted: AddressSet): string {
  let client = remoteAddress
  for (const node of trusted.has(client) ? parseForwardedNodes(fields).toReversed() : []) {
    if (isIP(node) === 0) return client
    client = node
    if (!trusted.has(client)) return client
  }
  return client
}
