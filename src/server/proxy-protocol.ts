/**
 * Who is the client behind this proxy?
 *
 * A proxy that forwards connections without reading them says so in front of their octets, in one of
 * two forms of the PROXY protocol:
 *
 *   version 1   PROXY TCP4 198.51.100.7 203.0.113.1 51234 443␍␊       a line of ASCII
 *   version 2   twelve fixed octets, version and command, family, length, addresses, more to skip
 *
 * The parser is given all that has arrived so far and looks at it anew each time: the header is small
 * and nearly always arrives at once. It is as strict as the request parser, since a header that two
 * recipients read differently is an address that somebody chose.
 *
 * Spec: The PROXY protocol, versions 1 & 2 (HAProxy), §2.1 and §2.2.
 */

import { isIPv4, isIPv6, SocketAddress } from 'node:net'

export interface ProxyHeader {
  readonly kind: 'header'
  /** Octets of the header; the client's own begin behind them. */
  readonly length: number
  /** `undefined` when the proxy speaks for itself, or of a client that has no IP address. */
  readonly clientAddress: string | undefined
}

export type ProxyVerdict =
  | ProxyHeader
  | { readonly kind: 'incomplete' }
  /** No header, or a broken one. */
  | { readonly kind: 'malformed' }

const INCOMPLETE: ProxyVerdict = { kind: 'incomplete' }
const MALFORMED: ProxyVerdict = { kind: 'malformed' }

const LINE_START = Buffer.from('PROXY ')
/** §2.1: the longest line, CRLF included. */
const LINE_OCTETS = 107

const SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1')
/** Signature, version and command, family, length. */
const FIXED_OCTETS = 16
/** Addresses and what follows them. §2.2 allows 65535; certificates, the largest, are a few hundred. */
const MAX_VARIABLE_OCTETS = 4096

/** @param octets all that has arrived so far */
export function parseProxyHeader(octets: Buffer): ProxyVerdict {
  if (octets.length === 0) return INCOMPLETE
  if (octets[0] === SIGNATURE[0]) return parseBinary(octets)
  return parseLine(octets)
}

function parseLine(octets: Buffer): ProxyVerdict {
  if (!agrees(octets, LINE_START)) return MALFORMED
  const end = octets.subarray(0, LINE_OCTETS).indexOf('\r\n')
  if (end === -1) return octets.length < LINE_OCTETS ? INCOMPLETE : MALFORMED
  const length = end + 2
  const line = octets.toString('latin1', 0, end)
  // §2.1: whatever stands behind UNKNOWN is to be ignored.
  if (/^PROXY UNKNOWN(?: |$)/.test(line))
    return { kind: 'header', length, clientAddress: undefined }
  const [, family, source = '', destination = '', ...ports] =
    /^PROXY TCP([46]) (\S+) (\S+) (\d{1,5}) (\d{1,5})$/.exec(line) ?? []
  const isAddress = family === '4' ? isIPv4 : isIPv6
  if (!isAddress(source) || !isAddress(destination) || !ports.every(isPort)) return MALFORMED
  return { kind: 'header', length, clientAddress: canonical(source) }
}

function parseBinary(octets: Buffer): ProxyVerdict {
  if (!agrees(octets, SIGNATURE)) return MALFORMED
  if (octets.length < FIXED_OCTETS) return INCOMPLETE
  const versionAndCommand = octets[12]!
  const variableOctets = octets.readUInt16BE(14)
  if (variableOctets > MAX_VARIABLE_OCTETS) return MALFORMED
  const length = FIXED_OCTETS + variableOctets
  // LOCAL: a proxy that asks how we are, on its own behalf.
  const isLocal = versionAndCommand === 0x20
  if (!isLocal && versionAndCommand !== 0x21) return MALFORMED
  const family = FAMILIES.get(octets[13]!)
  if (!isLocal && (family === undefined || variableOctets < family.octets)) return MALFORMED
  if (octets.length < length) return INCOMPLETE
  const clientAddress = isLocal ? undefined : family?.read(octets.subarray(FIXED_OCTETS))
  return { kind: 'header', length, clientAddress }
}

interface Family {
  /** Both addresses and both ports. */
  readonly octets: number
  /** The address of the source, from where the addresses begin. */
  readonly read: (octets: Buffer) => string | undefined
}

const noAddress = (): undefined => undefined
const readIpv4 = (octets: Buffer): string => octets.subarray(0, 4).join('.')
const readIpv6 = (octets: Buffer): string =>
  canonical(
    Array.from({ length: 8 }, (_, at) => octets.readUInt16BE(at * 2).toString(16)).join(':'),
  )

/** §2.2: what is no TCP is valid all the same, and counts as not specified. */
// biome-ignore format: the columns are the table of §2.2
const FAMILIES: ReadonlyMap<number, Family> = new Map([
  [0x00, { octets: 0,   read: noAddress }], // not specified
  [0x11, { octets: 12,  read: readIpv4 }],  // TCP over IPv4
  [0x12, { octets: 12,  read: noAddress }], // UDP over IPv4
  [0x21, { octets: 36,  read: readIpv6 }],  // TCP over IPv6
  [0x22, { octets: 36,  read: noAddress }], // UDP over IPv6
  [0x31, { octets: 216, read: noAddress }], // UNIX stream
  [0x32, { octets: 216, read: noAddress }], // UNIX datagram
])

/** Whether the octets so far are those of `start`, or begin with them. */
function agrees(octets: Buffer, start: Buffer): boolean {
  const length = Math.min(octets.length, start.length)
  return octets.compare(start, 0, length, 0, length) === 0
}

function isPort(text: string): boolean {
  return Number(text) <= 65_535 && (text === '0' || !text.startsWith('0'))
}

/** As sockets write it, so that one client has one address. */
function canonical(address: string): string {
  return isIPv4(address) ? address : new SocketAddress({ address, family: 'ipv6' }).address
}
