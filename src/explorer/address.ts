/**
 * How does a link hold what is on show?
 *
 *   #octets=GET%20/%20HTTP/1.1%0D%0A&cuts=5,15&step=12&limits=fieldSectionOctets:512
 *
 * Octets are percent-encoded one by one, so that a link can be read, and written by hand. What is left
 * out has its default: no cuts, all octets read, the server's limits. A link that cannot be read is
 * not half-read.
 */

import { DEFAULT_LIMITS, type MessageLimits } from '../message/limits.ts'
import { textOf } from '../message/scan.ts'
import { MAX_OCTETS } from './octet-text.ts'
import { tidyCuts } from './segments.ts'

/** What the page is about; all else on it follows from this. */
export interface Scene {
  readonly octets: Uint8Array
  readonly cuts: readonly number[]
  /** How many of the octets have been read. */
  readonly step: number
  /** Limits that differ from the server's. */
  readonly limits: Partial<MessageLimits>
}

/** The bounds that the parser enforces, in the order in which a message meets them. */
export const LIMIT_NAMES: readonly (keyof MessageLimits)[] = [
  'emptyLines',
  'methodOctets',
  'requestLineOctets',
  'fieldSectionOctets',
  'fieldLines',
  'contentOctets',
  'chunkExtensionOctets',
  'trailerSectionOctets',
]

/** Every octet but those that a URL's fragment may hold as they are, less what separates here. */
const ENCODED = /[^\w\-.~!$'()*+,;:@/?]/g

export function writeAddress({ octets, cuts, step, limits }: Scene): string {
  const encoded = textOf(octets, 0, octets.length).replace(ENCODED, (char) => {
    return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
  })
  const said = LIMIT_NAMES.filter((name) => limits[name] !== undefined)
  return [
    `#octets=${encoded}`,
    ...(cuts.length === 0 ? [] : [`cuts=${cuts.join(',')}`]),
    ...(step === octets.length ? [] : [`step=${step}`]),
    ...(said.length === 0 ? [] : [`limits=${said.map((name) => `${name}:${limits[name]}`)}`]),
  ].join('&')
}

/** What a link asks to be shown; `undefined` when it cannot be read. */
export function readAddress(hash: string): Scene | undefined {
  const parts = hash.replace(/^#/, '').split('&')
  const values = new Map<string, string>()
  for (const part of parts) {
    const [, name = '', value = ''] = /^(octets|cuts|step|limits)=(.*)$/.exec(part) ?? []
    if (name === '' || values.has(name)) return undefined
    values.set(name, value)
  }
  const octets = readEncoded(values.get('octets'))
  const cuts = readNumbers(values.get('cuts'))
  const limits = readLimits(values.get('limits'))
  if (octets === undefined || cuts === undefined || limits === undefined) return undefined
  const [step = octets.length, ...more] = readNumbers(values.get('step')) ?? [-1]
  if (step < 0 || step > octets.length || more.length > 0) return undefined
  const tidied = tidyCuts(cuts, octets.length)
  return tidied.join() === cuts.join() ? { octets, cuts: tidied, step, limits } : undefined
}

function readEncoded(text: string | undefined): Uint8Array | undefined {
  if (text === undefined || !/^(?:%[0-9a-f]{2}|[!-$&-~])*$/i.test(text)) return undefined
  const octets: number[] = []
  for (const [, hex, char = ''] of text.matchAll(/%([0-9a-f]{2})|(.)/gi)) {
    octets.push(hex === undefined ? char.charCodeAt(0) : Number.parseInt(hex, 16))
  }
  return octets.length <= MAX_OCTETS ? Uint8Array.from(octets) : undefined
}

function readNumbers(text: string | undefined): readonly number[] | undefined {
  if (text === undefined) return []
  return /^\d{1,7}(?:,\d{1,7})*$/.test(text) ? text.split(',').map(Number) : undefined
}

function readLimits(text: string | undefined): Partial<MessageLimits> | undefined {
  if (text === undefined) return {}
  const limits: Partial<Record<keyof MessageLimits, number>> = {}
  for (const part of text.split(',')) {
    const [, name = '', value = ''] = /^([a-zA-Z]+):(\d{1,9})$/.exec(part) ?? []
    const known = LIMIT_NAMES.find((limit) => limit === name)
    if (known === undefined) return undefined
    limits[known] = Number(value)
  }
  return limits
}

/** The limits in force in a scene. */
export function limitsOf(scene: Pick<Scene, 'limits'>): MessageLimits {
  return { ...DEFAULT_LIMITS, ...scene.limits }
}
