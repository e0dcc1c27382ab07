/**
 * The note, in the two variants in which it is stored.
 */

import { gzipSync } from 'node:zlib'
import type { EntityTag } from '../../src/semantics/entity-tag.ts'

export interface Variant {
  readonly entityTag: EntityTag
  readonly octets: Uint8Array
}

export type Variants = Readonly<Record<'identity' | 'gzip', Variant>>

let version = 0

/** Makes both variants, once a version. They are different octets, so their tags differ too. */
export function store(octets: Uint8Array): Variants {
  version += 1
  const tag = (suffix: string): EntityTag => ({ weak: false, opaque: `v${version}${suffix}` })
  return {
    identity: { entityTag: tag(''), octets },
    gzip: { entityTag: tag('-gzip'), octets: gzipSync(octets) },
  }
}
