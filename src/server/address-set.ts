/**
 * Is this peer one of those that are trusted to speak for others?
 *
 * Addresses, ranges of addresses, and the peers of UNIX sockets, which have no address.
 */

import { BlockList, isIP } from 'node:net'

/** The peers of UNIX sockets, in a list of addresses. */
const UNIX = 'unix'

export class AddressSet {
  readonly #addresses = new BlockList()
  readonly #hasUnix: boolean

  /**
   * @param members addresses (`192.0.2.1`), ranges (`fd00::/8`), or `unix`
   * @throws {RangeError} naming the member that is none of these
   */
  constructor(members: readonly string[]) {
    this.#hasUnix = members.includes(UNIX)
    for (const member of members) if (member !== UNIX) this.#add(member)
  }

  /** @param address as sockets give it; '' is the peer of a UNIX socket */
  has(address: string): boolean {
    switch (isIP(address)) {
      case 4:
        return this.#addresses.check(address)
      case 6:
        // Of an IPv4 client at a socket for both, this finds the IPv4 address within.
        return this.#addresses.check(withoutZone(address), 'ipv6')
      default:
        return address === '' && this.#hasUnix
    }
  }

  #add(member: string): void {
    const [, address = '', prefix] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(member) ?? []
    const family = isIP(address)
    const bits = family === 4 ? 32 : 128
    const length = prefix === undefined ? bits : Number(prefix)
    if (family === 0 || length > bits || address.includes('%')) {
      throw new RangeError(`'${member}' is neither an address nor a range of addresses`)
    }
    this.#addresses.addSubnet(address, length, family === 4 ? 'ipv4' : 'ipv6')
  }
}

/** A link-local address may name the link behind a `%` (RFC 4007 §11). */
function withoutZone(address: string): string {
  return address.replace(/%.*$/s, '')
}
