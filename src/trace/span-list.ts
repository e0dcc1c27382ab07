/**
 * Which role has each octet?
 *
 * Octets are given a role as they pass. Some roles are known only later: whitespace turns out to be
 * behind a value, a size turns out to be the last, an octet turns out to be at fault. They are
 * corrected in place, which touches the end of the list only.
 */

import type { Role, Span } from './records.ts'

export class SpanList {
  #spans: Span[] = []
  #isJoined = true

  get all(): readonly Span[] {
    return this.#spans
  }

  /** Adds octets behind the last ones. */
  add(role: Role, start: number, end: number): void {
    const last = this.#spans.at(-1)
    const isMore = this.#isJoined && last?.role === role && last.isSecret === undefined
    if (isMore) this.#spans[this.#spans.length - 1] = { role, start: last.start, end }
    else this.#spans.push({ role, start, end })
    this.#isJoined = true
  }

  /** Adds octets that are part of a credential. */
  addSecret(role: Role, start: number, end: number): void {
    const last = this.#spans.at(-1)
    const isMore = last?.role === role && last.isSecret
    if (isMore) this.#spans.splice(-1, 1, { role, start: last.start, end, isSecret: true })
    else this.#spans.push({ role, start, end, isSecret: true })
    this.#isJoined = true
  }

  /** What is added next begins a span of its own. */
  separate(): void {
    this.#isJoined = false
  }

  /** Corrects the role of octets that were added, as far as they have not been taken. */
  correct(role: Role, start: number, end: number): void {
    const first = this.#spans.findLastIndex((span) => span.start <= start)
    const touched = this.#spans.slice(Math.max(first, 0))
    const corrected = touched.flatMap((span) => cut(span, role, start, end))
    this.#spans.splice(Math.max(first, 0), touched.length, ...corrected)
  }

  /** Gives the spans away. */
  take(): readonly Span[] {
    const taken = this.#spans
    this.#spans = []
    return taken
  }
}

/** `span` with the part of it that lies between `start` and `end` in another role. */
function cut(span: Span, role: Role, start: number, end: number): readonly Span[] {
  const from = Math.max(span.start, start)
  const to = Math.min(span.end, end)
  if (from >= to) return [span]
  return [
    { ...span, end: from },
    // Neither whitespace nor the octet that is wrong is anyone's secret.
    { role, start: from, end: to },
    { ...span, start: to },
  ].filter((part) => part.start < part.end)
}
