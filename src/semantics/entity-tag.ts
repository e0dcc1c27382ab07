/**
 * Do these two entity-tags name the same representation?
 *
 *   "xyzzy"      strong: the same octets
 *   W/"xyzzy"    weak: as good as the same
 *
 * What stands between the quotes is opaque. It has no escapes (a backslash is a backslash), and it
 * may hold commas, so a list of entity-tags is not cut like a list of quoted strings: here each
 * member is read to its closing quote.
 *
 * Spec: RFC 9110 §8.8.3 (ETag), §8.8.3.2 (comparison), §13.1.1 and §13.1.2 (lists of them).
 */

export interface EntityTag {
  readonly weak: boolean
  /** What stands between the quotes: any visible octets but the quote itself, obs-text included. */
  readonly opaque: string
}

/** `W` is case-sensitive, and no space may follow the slash. */
const TAG = '(W/)?"([\\x21\\x23-\\x7e\\x80-\\xff]*)"'
const ENTITY_TAG = new RegExp(`^${TAG}$`)
/** One member of a list, or an empty one, with the comma or the end that follows it. */
const LIST_MEMBER = new RegExp(`[ \\t]*(?:${TAG}[ \\t]*)?(?:,|$)`, 'y')

/** An entity-tag; `undefined` for text that is none. */
export function parseEntityTag(text: string): EntityTag | undefined {
  const [, weak, opaque] = ENTITY_TAG.exec(text) ?? []
  return opaque === undefined ? undefined : { weak: weak !== undefined, opaque }
}

/**
 * The value of If-Match or If-None-Match: `*`, or the tags in it. The list may be empty;
 * `undefined` when any part of it is not an entity-tag.
 */
export function parseEntityTagList(text: string): '*' | readonly EntityTag[] | undefined {
  if (text === '*') return '*'
  const tags: EntityTag[] = []
  LIST_MEMBER.lastIndex = 0
  while (LIST_MEMBER.lastIndex < text.length) {
    const member = LIST_MEMBER.exec(text)
    if (member === null) return undefined
    const [, weak, opaque] = member
    if (opaque !== undefined) tags.push({ weak: weak !== undefined, opaque })
  }
  return tags
}

/** The tag as ETag carries it. */
export function renderEntityTag(tag: EntityTag): string {
  return tag.weak ? `W/"${tag.opaque}"` : `"${tag.opaque}"`
}

/** Same octets: equal, and neither is weak. A weak tag does not even match itself. */
export function matchesStrongly(a: EntityTag, b: EntityTag): boolean {
  return !a.weak && !b.weak && a.opaque === b.opaque
}

/** As good as the same: equal, whether weak or not. */
export function matchesWeakly(a: EntityTag, b: EntityTag): boolean {
  return a.opaque === b.opaque
}
