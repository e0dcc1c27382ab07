/**
 * What does the value of a flag mean?
 *
 * One function for each kind of value. Each throws a ValueError, of which a sentence is made with the
 * flag and the value in front.
 */

import type { FieldLine } from '../semantics/exchange.ts'
import { isFieldValue, isToken, trimOws } from '../semantics/grammar.ts'
import { AddressSet } from '../server/address-set.ts'
import { whyUnwritable } from '../site/answer-fields.ts'
import { encodePath, parseTargetPath } from '../site/target-path.ts'
import { ValueError } from './value-error.ts'

/** RFC 9111 §1.2.2: the largest number of seconds that every cache can count. */
const MAX_CACHE_SECONDS = 2 ** 31

/** scheme://host[:port], as Origin says it, or any at all. */
const ORIGIN = /^(?:\*|[a-z][a-z0-9+.-]*:\/\/(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?)$/

export function parsePort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new ValueError('It is not a port number from 0 to 65535.')
  }
  return port
}

/** An address, a range of addresses, or `unix`. */
export function parseTrusted(text: string): string {
  try {
    new AddressSet([text])
    return text
  } catch {
    throw new ValueError("It is no address, no range such as '10.0.0.0/8', nor 'unix'.")
  }
}

export function parseCount(text: string): number {
  if (!/^\d{1,15}$/.test(text) || Number(text) === 0) {
    throw new ValueError('It is not a whole number from 1.')
  }
  return Number(text)
}

/** Far more than are of use; a port said by mistake is no number of processes. */
const MAX_WORKERS = 256

export function parseWorkers(text: string): number {
  if (!/^\d{1,3}$/.test(text) || Number(text) > MAX_WORKERS) {
    throw new ValueError(`It is not a whole number from 0 to ${MAX_WORKERS}.`)
  }
  return Number(text)
}

/** Seconds as said, milliseconds as used. */
export function parseSeconds(text: string): number {
  const milliseconds = Number(text) * 1000
  if (!/^\d{1,6}(?:\.\d+)?$/.test(text) || milliseconds === 0) {
    throw new ValueError('It is not a number of seconds above 0.')
  }
  return milliseconds
}

/** Path and query of a page of ours. */
export function parseOpenPath(text: string): string {
  if (!/^\/(?!\/)[!-[\]-~]*$/.test(text)) {
    throw new ValueError('It is not a path as it stands in a URL: /guide/?page=2.')
  }
  return text
}

/** Names of index files, the preferred one first. */
export function parseIndexNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim())
  if (names.some((name) => name.includes('/') || !isPath(name))) {
    throw new ValueError('It is not a list of file names with commas between them.')
  }
  return names
}

/** A file below the root that a browser shows as a page. */
export function parsePage(text: string): string {
  if (!/\.html?$/i.test(text) || !isPath(text)) {
    throw new ValueError('It is not the path of an .html file below the root.')
  }
  return text
}

function isPath(text: string): boolean {
  return text !== '' && parseTargetPath(encodePath(text.split('/'))).kind === 'path'
}

/** A path as a request has it, without a query. */
export function parseMonitorPath(text: string): string {
  if (!/^\/[!"$->@-~]*$/.test(text)) {
    throw new ValueError("It is not the path of a URL, such as '/healthz'.")
  }
  return text
}

/** Value of Cache-Control. */
export function parseCache(text: string): string {
  if (text === 'no-cache' || text === 'no-store') return text
  if (text === 'immutable') return 'public, max-age=31536000, immutable'
  if (!/^\d{1,10}$/.test(text) || Number(text) > MAX_CACHE_SECONDS) {
    throw new ValueError(
      "It is none of 'immutable', 'no-cache', 'no-store', nor a number of seconds up to 2147483648.",
    )
  }
  return `max-age=${Number(text)}`
}

/** As http-server has it: seconds, and -1 for not at all. */
export function parseForeignCache(text: string): string {
  return text === '-1' ? 'no-store' : parseCache(text)
}

export function parseOrigin(text: string): string {
  if (!ORIGIN.test(text)) {
    throw new ValueError("It is not '*' nor an origin such as 'https://example.com'.")
  }
  return text
}

/** `Name: value`. What is not ASCII in the value is sent as UTF-8. */
export function parseFieldLine(text: string): FieldLine {
  const [, name, value] = /^([^:]*):(.*)$/s.exec(text) ?? []
  if (name === undefined || value === undefined) {
    throw new ValueError("It is not of the form 'Name: value'.")
  }
  // One char an octet, as everywhere in a field value.
  const line = [name, trimOws(Buffer.from(value).toString('latin1'))] as const
  const why = whyUnwritable(line)
  if (why !== undefined) throw new ValueError(`It cannot be sent: ${why}.`)
  return line
}

/** `EXT=TYPE`: the extension in lower case and without its dot, and the media type. */
export function parseMediaType(text: string): readonly [extension: string, type: string] {
  const [, extension, type] = /^\.?([^\s=./\\]+)=(.+)$/s.exec(text) ?? []
  if (extension === undefined || type === undefined || !isMediaType(type)) {
    throw new ValueError("It is not of the form 'EXT=TYPE', as 'glsl=text/plain'.")
  }
  return [extension.toLowerCase(), type]
}

/** RFC 9110 §8.3.1, as far as it can be told without reading the parameters. */
function isMediaType(text: string): boolean {
  const [, type = '', subtype = '', parameters = ''] =
    /^([^/;\s]*)\/([^/;\s]*)((?:[ \t]*;.*)?)$/s.exec(text) ?? []
  return isToken(type) && isToken(subtype) && isFieldValue(parameters)
}
