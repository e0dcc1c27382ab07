/**
 * In which content coding is this file sent to this client?
 *
 *   a.css.br, .zst, .gz beside a.css ──▶ else compressed now ──▶ else as it is
 *
 * Prepared files come first, in the order the client prefers: they cost nothing and were compressed
 * with more patience than we have. One stands for its original only when it is not older, compared at
 * whole seconds, since the tools that make them copy the time of the original without its fraction.
 * It is a file like any other: own length, own entity-tag, parts may be asked for. Its media type is
 * the original's. Asked for by its own name it is what its name says, and no variant of anything.
 *
 * Compressed now is only what gains by it, by media type, and is not tiny. A file in memory is
 * compressed once in each coding and then held with it. A large one is compressed while it is sent,
 * so its length is not known and its end is told by chunks.
 *
 * The rule for parts: of a file, plain or prepared, parts may be asked for. Content that is compressed
 * now is never sent in parts and never promises to be: another compressor need not make the same
 * octets of it, for which reason its entity-tag is weak, and no part could be found without making all
 * before it. So a request with Range is not offered it, and gets its part of the file.
 *
 * Spec: RFC 9110 §8.4 (content coding), §8.8.3.3 (entity-tags that vary), §12.5.3 (Accept-Encoding).
 */

import type { ContentCoding } from '../semantics/content-coding.ts'
import { acceptedCodings } from '../semantics/content-coding.ts'
import type { SourceContent } from '../semantics/exchange.ts'
import type { Validators } from '../semantics/preconditions.ts'
import { canCompress, compressOctets, compressSource } from './compressed.ts'
import type { FileOptions } from './file-options.ts'
import type { Representation, Variants } from './representation.ts'
import { represent, tagInCoding } from './representation.ts'

/** Below it, a coding saves less than a packet. */
const MIN_OCTETS = 1024
/** How long a file that was not there is taken not to be there. */
const ABSENT_MILLISECONDS = 50

/** What gains by compression: text, fonts without a coding of their own, icons, code. */
const COMPRESSIBLE =
  /^(?:text\/|font\/(?:ttf|otf|collection)|image\/(?:bmp|x-icon|vnd\.microsoft\.icon)|application\/(?:javascript|json|xml|wasm|rtf|sql|toml|yaml|x-ndjson|x-sh|vnd\.ms-fontobject)(?:;|$)|[^;]*\+(?:json|xml|text))/

/** What has been found of the types there are. */
const compressible = new Map<string, boolean>()

/** Whether resources of this type have representations in several codings. */
export function isNegotiated(mediaType: string, compression: FileOptions['compression']): boolean {
  if (compression === 'off') return false
  const known = compressible.get(mediaType)
  if (known !== undefined) return known
  const gains = COMPRESSIBLE.test(mediaType)
  compressible.set(mediaType, gains)
  return gains
}

/** Accept-Encoding of the last clients, already read: nearly all send one of a few values. */
const preferences = new Map<string, readonly ContentCoding[]>()
const MAX_PREFERENCES = 64
const MAX_PREFERENCE_CHARS = 128

function preferencesOf(accepts: string): readonly ContentCoding[] {
  const known = preferences.get(accepts)
  if (known !== undefined) return known
  const codings = acceptedCodings(accepts)
  if (accepts.length <= MAX_PREFERENCE_CHARS) {
    if (preferences.size === MAX_PREFERENCES) preferences.clear()
    preferences.set(accepts, codings)
  }
  return codings
}

/** The plain file, and what to do about the others. */
export interface Original {
  readonly mediaType: string
  readonly validators: Validators
  readonly content: { readonly kind: 'octets'; readonly octets: Uint8Array } | SourceContent
  /** The file prepared in a coding, if it is there and not older. */
  readonly openPrepared: (coding: ContentCoding) => Representation | undefined
  /** Is told how many octets are held from now on for as long as the variants are. */
  readonly onHeld: (octets: number) => void
}

/** What became of compressing: `larger` content is not worth having. */
type Compressed = Representation | 'larger' | Promise<Representation | undefined>

export class FileVariants implements Variants {
  readonly #original: Original
  readonly #options: FileOptions
  // Made for the first client that accepts a coding: they are a tenth of what a small file takes.
  #absentUntil: Map<ContentCoding, number> | undefined
  #compressed: Map<ContentCoding, Compressed> | undefined

  constructor(original: Original, options: FileOptions) {
    this.#original = original
    this.#options = options
  }

  choose(
    accepts: string,
    wanted: 'whole' | 'part',
  ): Representation | Promise<Representation | undefined> | undefined {
    const codings = preferencesOf(accepts)
    if (codings.length === 0) return undefined
    const now = performance.now()
    for (const coding of codings) {
      const prepared = this.#prepared(coding, now)
      if (prepared === undefined) continue
      if (this.#original.content.kind === 'source') this.#original.content.source.close()
      return prepared
    }
    if (wanted === 'part' || this.#options.compression !== 'auto') return undefined
    const coding = codings.find(canCompress)
    return coding === undefined ? undefined : this.#compressNow(coding)
  }

  #prepared(coding: ContentCoding, now: number): Representation | undefined {
    this.#absentUntil ??= new Map()
    if (now < (this.#absentUntil.get(coding) ?? 0)) return undefined
    const prepared = this.#original.openPrepared(coding)
    if (prepared === undefined) this.#absentUntil.set(coding, now + ABSENT_MILLISECONDS)
    return prepared
  }

  #compressNow(
    coding: ContentCoding,
  ): Representation | Promise<Representation | undefined> | undefined {
    const { content } = this.#original
    if (content.kind === 'source') {
      if (content.length < MIN_OCTETS) return undefined
      return this.#describe(coding, { kind: 'stream', stream: compressSource(content, coding) })
    }
    if (content.octets.length < MIN_OCTETS) return undefined
    this.#compressed ??= new Map()
    const known = this.#compressed.get(coding)
    if (known !== undefined) return known === 'larger' ? undefined : known
    const making = this.#compress(content.octets, coding, this.#compressed)
    this.#compressed.set(coding, making)
    return making
  }

  /** Whoever asks meanwhile waits for the same result, which goes into `compressed`. */
  async #compress(
    octets: Uint8Array,
    coding: ContentCoding,
    compressed: Map<ContentCoding, Compressed>,
  ): Promise<Representation | undefined> {
    try {
      const made = await compressOctets(octets, coding)
      const isLarger = made.length >= octets.length
      const content = { kind: 'octets', octets: made } as const
      const result = isLarger ? 'larger' : this.#describe(coding, content)
      compressed.set(coding, result)
      if (result === 'larger') return undefined
      this.#original.onHeld(made.length)
      return result
    } catch (error) {
      compressed.delete(coding)
      throw error
    }
  }

  #describe(coding: ContentCoding, content: Representation['whole']['content']): Representation {
    const { mediaType, validators } = this.#original
    return represent({
      mediaType,
      content,
      coding,
      validators: { ...validators, entityTag: tagInCoding(validators.entityTag, coding, 'weak') },
      parts: 'none',
      cacheControl: this.#options.cacheControl,
      isNegotiated: true,
    })
  }
}
