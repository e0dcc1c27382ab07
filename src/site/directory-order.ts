/**
 * In which order are the entries of a listing?
 *
 * As the query says, `?sort=size&order=desc`; by name when it says nothing that we know. Directories
 * come first in every order. Among equals the name decides, always upwards.
 */

import type { Listed } from './directory-listing.ts'
import { compareText } from './natural-order.ts'

const SORT_KEYS = ['name', 'size', 'date'] as const

export type SortKey = (typeof SORT_KEYS)[number]

export interface Order {
  readonly by: SortKey
  readonly direction: 'asc' | 'desc'
}

/** @param query with its `?`, or empty */
export function parseOrder(query: string): Order {
  const asked = new URLSearchParams(query)
  return {
    by: SORT_KEYS.find((key) => key === asked.get('sort')) ?? 'name',
    direction: asked.get('order') === 'desc' ? 'desc' : 'asc',
  }
}

export function comparatorOf({ by, direction }: Order): (one: Listed, other: Listed) => number {
  const sign = direction === 'asc' ? 1 : -1
  const compare = COMPARATORS[by]
  return (one, other) =>
    byKind(one, other) || sign * compare(one, other) || COMPARATORS.name(one, other)
}

const COMPARATORS: Readonly<Record<SortKey, (one: Listed, other: Listed) => number>> = {
  name: (one, other) => compareText(one.key, other.key) || compareText(one.name, other.name),
  size: (one, other) => one.size - other.size,
  date: (one, other) => (one.modified ?? -Infinity) - (other.modified ?? -Infinity) || 0,
}

function byKind(one: Listed, other: Listed): number {
  return Number(other.kind === 'directory') - Number(one.kind === 'directory')
}
