/**
 * Which of the paths held here is spelled by these octets?
 *
 * A request for a held file needs no text of its own: the path is in memory already. So the octets of
 * the target are compared with it where they lie. To make text of them, and to hash that, was a twelfth
 * of a pipelined request (`npm run bench -- --only "16 pipelined"`).
 *
 * Of paths with the same hash only the last one is known here. The others are found as any path is.
 */

import type { Texts } from '../semantics/exchange.ts'

/** A prime that spreads sums of small products over 32 bits. */
const FACTOR = 16_777_619

export class KnownPaths implements Texts {
  readonly #byHash = new Map<number, string>()

  /** @param path in ASCII, as canonical paths are */
  add(path: string): void {
    this.#byHash.set(hashOf(path), path)
  }

  delete(path: string): void {
    const hash = hashOf(path)
    if (this.#byHash.get(hash) === path) this.#byHash.delete(hash)
  }

  find(octets: Uint8Array, start: number, end: number): string | undefined {
    let hash = 0
    for (let at = start; at < end; at += 1) hash = next(hash, octets[at]!)
    const path = this.#byHash.get(hash)
    if (path === undefined || path.length !== end - start) return undefined
    for (let at = 0; at < path.length; at += 1) {
      if (octets[start + at] !== path.charCodeAt(at)) return undefined
    }
    return path
  }
}

function hashOf(path: string): number {
  let hash = 0
  for (let at = 0; at < path.length; at += 1) hash = next(hash, path.charCodeAt(at))
  return hash
}

function next(hash: number, octet: number): number {
  return Math.imul(hash ^ octet, FACTOR)
}
