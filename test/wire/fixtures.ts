/**
 * The golden pairs: octets as they may arrive (`name.http`), and what a trace says of them
 * (`name.trace`, as `octets trace --mode events` prints it).
 *
 * Those in small-limits/ are read with limits small enough for a file to cross.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DEFAULT_LIMITS, type MessageLimits } from '../../src/message/limits.ts'
import { FramingTrace } from '../../src/trace/framing-trace.ts'
import type { Span, TraceRecord } from '../../src/trace/records.ts'
import { renderRecord } from '../../src/trace/render-records.ts'
import { SMALL_LIMITS } from '../support/parser-case.ts'

const FOLDER = import.meta.dirname

export interface Fixture {
  /** From test/wire/, without its ending. */
  readonly name: string
  readonly octets: Buffer
  readonly limits: MessageLimits
  /** What is expected; `undefined` when it has not been recorded. */
  readonly trace: string | undefined
}

export const FIXTURES: readonly Fixture[] = readdirSync(FOLDER, {
  recursive: true,
  encoding: 'utf8',
})
  .filter((path) => path.endsWith('.http'))
  .sort()
  .map((path) => {
    const name = path.slice(0, -'.http'.length)
    const golden = tracePath(name)
    return {
      name,
      octets: readFileSync(join(FOLDER, path)),
      limits: name.startsWith('small-limits') ? SMALL_LIMITS : DEFAULT_LIMITS,
      trace: existsSync(golden) ? readFileSync(golden, 'utf8') : undefined,
    }
  })

export function tracePath(name: string): string {
  return join(FOLDER, `${name}.trace`)
}

export interface Replay {
  /** The golden format: what does not depend on the cuts. */
  readonly trace: string
  readonly spans: readonly Span[]
  readonly records: readonly TraceRecord[]
}

/** Traces octets in these pieces. */
export function replay(pieces: readonly Uint8Array[], limits: MessageLimits): Replay {
  const trace = new FramingTrace(limits)
  for (const piece of pieces) trace.push(piece)
  trace.end()
  const { spans, records } = trace
  const lines = records
    .filter(({ kind }) => kind !== 'segment' && kind !== 'need-octets')
    .map((record) => `${renderRecord(record)}\n`)
  return { trace: lines.join(''), spans, records }
}
