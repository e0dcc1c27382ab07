/**
 * Which files can be answered without being opened?
 *
 *   small   held in memory; the hot path, what was seen in the last 50 ms, is a look-up of the path and
 *           one of the file, which allocate nothing
 *   large   kept open, see kept-files.ts, and of it what many ask for, see held-pieces.ts
 *
 * Either is answered with only as long as it is what is on the disk; belief.ts tells how that is known.
 *
 * A small file is taken in only when fstat says the same before and after its octets were read, so
 * octets, length and validators are of one version.
 *
 * A file changed within the last tick is not taken in at all. It is sent from its descriptor, which
 * waits until the tick is over and looks again after each read; see file-root.ts.
 *
 * Content that was compressed for a file is held with it, counts like its own, and goes with it. A
 * file prepared beside it is held by itself, since it changes by itself.
 */

import type { BigIntStats } from 'node:fs'
import { LRUCache } from 'lru-cache'
import type { ContentCoding } from '../semantics/content-coding.ts'
import type { SourceContent } from '../semantics/exchange.ts'
import { mediaType } from '../semantics/media-type.ts'
import type { Validators } from '../semantics/preconditions.ts'
import { type Belief, holdsTrue, isSettledAt } from './belief.ts'
import type { CacheTally, FileOptions } from './file-options.ts'
import type { OpenedFile } from './file-root.ts'
import { openBeside } from './file-root.ts'
import { FileValidators } from './file-validators.ts'
import { type FileStamp, isSameVersion, stampOf, unrestMilliseconds } from './file-version.ts'
import { HeldPieces } from './held-pieces.ts'
import { type KeptFile, KeptFiles } from './kept-files.ts'
import { KnownPaths } from './known-paths.ts'
import type { OpenFile } from './open-file.ts'
import type { Representation } from './representation.ts'
import { represent, tagInCoding } from './representation.ts'
import { FileVariants, isNegotiated } from './variants.ts'

/**
 * Content larger than this is sent from its file. Up to it, an answer from memory takes a half to a
 * tenth of the processor's time, and many slow clients share one copy.
 */
const HELD_OCTETS = 1_048_576
/** All held content together, with an allowance for what else an entry takes. */
const CACHE_OCTETS = 64 * 1024 * 1024
const ENTRY_OCTETS = 1024
/** A file that changes under every one of these reads is sent from its descriptor instead. */
const READ_ATTEMPTS = 3

const SUFFIXES: Readonly<Record<ContentCoding, string>> = { br: '.br', zstd: '.zst', gzip: '.gz' }

type FileContent = { readonly kind: 'octets'; readonly octets: Uint8Array } | SourceContent

interface Entry extends Belief {
  readonly octets: Uint8Array
  readonly representation: Representation
  /** Of the content and of what was compressed for it. */
  readonly heldOctets: number
}

/** A version of an open file, as it was found at one moment. */
interface Version {
  readonly file: OpenFile
  readonly stamp: FileStamp
  readonly content: FileContent
  readonly validators: Validators
  /** `undefined` when nothing of it shall be held. */
  readonly key: string | undefined
  /** `undefined` when all of it is in memory. */
  readonly pieces: HeldPieces | undefined
}

/** Makes of a version what is to be said of it. */
type Describe = (version: Version) => Representation

export class FileCache {
  /** What files are held or kept open under: canonical paths, and keys that no target spells. */
  readonly paths: KnownPaths = new KnownPaths()
  readonly #options: FileOptions
  readonly #validators: FileValidators
  readonly #tally: CacheTally | undefined
  readonly #entries = new LRUCache<string, Entry>({
    maxSize: CACHE_OCTETS,
    sizeCalculation: ({ heldOctets }) => heldOctets + ENTRY_OCTETS,
    dispose: (_, key, why) => {
      if (why !== 'set') this.paths.delete(key)
    },
  })
  readonly #kept = new KeptFiles((key) => this.paths.delete(key))

  constructor(options: FileOptions) {
    this.#options = options
    this.#tally = options.cacheTally
    this.#validators = new FileValidators(options.entityTag)
  }

  /**
   * What is held under `key`, when it is what is on the disk; `undefined` says: open the file. Its
   * content may be a source, which is then the caller's to close or to pass on.
   *
   * @param now on the clock of `performance.now()`
   */
  get(key: string, now: number): Representation | undefined {
    const held = this.#find(key, now)
    if (held === undefined) return undefined
    if (this.#tally !== undefined) this.#tally.hits += 1
    return lend(held)
  }

  /**
   * The representation of an open file: in memory when it is small, from its descriptor otherwise.
   *
   * @param opened its file is the cache's from now on; it is closed here, or is the source in the result
   * @param key to hold it under, if small; `undefined` when it shall not be held
   */
  takeOver(opened: OpenedFile, key: string | undefined): Representation {
    if (this.#tally !== undefined) this.#tally.misses += 1
    return this.#take(opened, key, (version) => this.#describeOriginal(version))
  }

  /** Gives up the files that are open for no answer; whether there were any. */
  giveUpIdle(): boolean {
    return this.#kept.giveUpAll()
  }

  #find(key: string, now: number): Entry | KeptFile | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return this.#kept.get(key, now)
    return holdsTrue(entry, now) ? entry : undefined
  }

  #take(opened: OpenedFile, key: string | undefined, describe: Describe): Representation {
    const { file } = opened
    let isSource = false
    try {
      const checked = performance.now()
      const now = Date.now()
      const read = readVersion(opened, now)
      const stats = read?.stats ?? file.stat()
      const octets = read?.octets
      const { path } = file
      const stamp = stampOf(stats)
      const isSettled = isSettledAt(now, stats)
      const validators = this.#validators.of({ path, stats, octets }, now)
      if (octets === undefined) {
        file.promise(stats, now)
        const length = Number(stats.size)
        const content = { kind: 'source', source: file, position: 0, length } as const
        const pieces = new HeldPieces(file, length)
        const representation = describe({ file, stamp, content, validators, key, pieces })
        isSource = true
        this.#keep(key, { path, stamp, checked, isSettled, file, representation })
        return representation
      }
      const content = { kind: 'octets', octets } as const
      const pieces = undefined
      const representation = describe({ file, stamp, content, validators, key, pieces })
      const heldOctets = octets.length
      const entry = { path, stamp, checked, isSettled, octets, representation, heldOctets }
      return key === undefined ? representation : this.#hold(key, entry)
    } finally {
      if (!isSource) file.close()
    }
  }

  /** Not what may look the same after a change, or whose entity-tag is still being made. */
  #keep(key: string | undefined, kept: KeptFile): void {
    const isTagged = kept.representation.validators.entityTag !== undefined
    if (key === undefined || !kept.isSettled) return
    if (!isTagged && this.#options.entityTag !== 'off') return
    this.#entries.delete(key)
    this.#kept.keep(key, kept)
    this.paths.add(key)
  }

  /** Keeps the entry there is when it is the same to the octet: its responses are already encoded. */
  #hold(key: string, entry: Entry): Representation {
    const former = this.#entries.peek(key)
    if (
      former !== undefined &&
      isSameVersion(former.stamp, entry.stamp) &&
      isEquallyStrong(former.representation, entry.representation) &&
      Buffer.compare(former.octets, entry.octets) === 0
    ) {
      former.checked = entry.checked
      former.isSettled = entry.isSettled
      return former.representation
    }
    this.#entries.set(key, entry)
    this.paths.add(key)
    return entry.representation
  }

  #describeOriginal(version: Version): Representation {
    const { file, stamp, content, validators, key, pieces } = version
    const type = this.#typeOf(file.path)
    const negotiated = isNegotiated(type, this.#options.compression)
    const description = {
      mediaType: type,
      content,
      validators,
      parts: 'bytes',
      cacheControl: this.#options.cacheControl,
      isNegotiated: negotiated,
      pieces,
    } as const
    if (!negotiated) return represent(description)
    const variants: FileVariants = new FileVariants(
      {
        mediaType: type,
        validators,
        content,
        openPrepared: (coding) => this.#openPrepared(file, { stamp, mediaType: type, key }, coding),
        onHeld: (octets) => this.#grow(key, variants, octets),
      },
      this.#options,
    )
    return represent(description, variants)
  }

  /** The file prepared beside `file`, unless it is older; `file` may have been closed. */
  #openPrepared(
    file: OpenFile,
    original: Pick<Version, 'stamp' | 'key'> & { readonly mediaType: string },
    coding: ContentCoding,
  ): Representation | undefined {
    // No path holds a line feed, so none can ask for it under this key.
    const key = original.key === undefined ? undefined : `${original.key}\n${coding}`
    const held = key === undefined ? undefined : this.#find(key, performance.now())
    if (held !== undefined && !isOlder(held.stamp, original.stamp)) return lend(held)
    const opened = openBeside(file, SUFFIXES[coding])
    if (opened.kind !== 'file') return undefined
    if (isOlder(opened.stats, original.stamp)) {
      opened.file.close()
      return undefined
    }
    const { mediaType: type } = original
    return this.#take(opened, key, ({ content, validators, pieces }) =>
      represent({
        ...{ mediaType: type, content, pieces, coding, isNegotiated: true, parts: 'bytes' },
        validators: {
          ...validators,
          entityTag: tagInCoding(validators.entityTag, coding, 'as-original'),
        },
        cacheControl: this.#options.cacheControl,
      }),
    )
  }

  /** More octets are held with the entry that these variants belong to, if it is still there. */
  #grow(key: string | undefined, variants: FileVariants, octets: number): void {
    const entry = key === undefined ? undefined : this.#entries.peek(key)
    if (key === undefined || entry?.representation.variants !== variants) return
    this.#entries.set(key, { ...entry, heldOctets: entry.heldOctets + octets })
  }

  #typeOf(path: string): string {
    const extension = /[^/]\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''
    return this.#options.mediaTypes.get(extension) ?? mediaType(path)
  }
}

/**
 * All octets of a small file and the stat they belong to; `undefined` if it is large, was never at
 * rest, or not for long enough to tell.
 */
function readVersion(
  { file, stats }: OpenedFile,
  now: number,
): { readonly octets: Uint8Array; readonly stats: BigIntStats } | undefined {
  let before = stats
  for (let attempt = 0; attempt < READ_ATTEMPTS; attempt += 1) {
    const size = Number(before.size)
    if (size > HELD_OCTETS || unrestMilliseconds(before, now) > 0) return undefined
    const octets = file.readStart(size)
    // A file that has grown meanwhile shows here, one that has shrunk in the octets too.
    const after = file.stat()
    if (octets.length === size && isSameVersion(before, after)) return { octets, stats: after }
    before = after
  }
  return undefined
}

/** To one more answer, which will close the file if there is one. */
function lend(held: Entry | KeptFile): Representation {
  if ('file' in held) held.file.share()
  return held.representation
}

/** At whole seconds: what prepares files copies no more of the original's time. */
function isOlder(prepared: FileStamp, original: FileStamp): boolean {
  const second = ({ mtimeNs }: FileStamp): bigint => mtimeNs / 1_000_000_000n
  return second(prepared) < second(original)
}

function isEquallyStrong(one: Representation, other: Representation): boolean {
  return one.validators.entityTag?.weak === other.validators.entityTag?.weak
}
