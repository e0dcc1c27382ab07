/**
 * What a load tool has to say, whichever it was, and what may not be in it.
 */

import type { Asked } from './raw-answer.ts'

/** The requests to send, in turn, on `connections` connections, `pipelined` ahead on each. */
export interface Work {
  readonly port: number
  readonly asked: readonly Asked[]
  readonly connections: number
  readonly pipelined: number
  readonly seconds: number
  /** How many answers to end after, instead of after `seconds`; for autocannon. */
  readonly answers?: number
}

export interface Load {
  readonly tool: 'wrk' | 'autocannon'
  readonly answers: number
  /** All that was read, heads and unfinished answers too. */
  readonly octets: number
  readonly seconds: number
  /** From a request to the end of its answer; absent when no answer came to its end. */
  readonly p50Milliseconds?: number
  readonly p99Milliseconds?: number
  /** Answers with a status of 400 or more. */
  readonly refusals: number
  /** Connections that failed, requests without an answer in time, answers that were not the right one. */
  readonly errors: number
}

/** No head of any contender is longer. */
const HEAD_OCTETS = 2048

/**
 * What is wrong with a load; `undefined` when nothing is. wrk tells no status below 400 from
 * another, but one answer of a wrong kind among millions shows in the octets only when it is large; so
 * this catches a server that answers wrongly as a rule, and the plain socket compares the rest.
 */
export function objectToLoad(
  load: Load,
  { asked, connections, pipelined }: Work,
): string | undefined {
  const { answers, octets, refusals, errors } = load
  if (errors > 0) return `${errors} errors`
  const statuses = asked.flatMap((one) => one.statuses)
  const mayRefuse = statuses.some((status) => status >= 400)
  const mayServe = statuses.some((status) => status < 400)
  const isExpected = (refusals === 0 && mayServe) || (refusals === answers && mayRefuse)
  if (!isExpected) return `${refusals} of ${answers} answers refused`
  const lengths = asked.map(({ content }) => content?.length)
  const least = answers * Math.min(...lengths.map((length) => length ?? 0))
  const longest = Math.max(...lengths.map((length) => length ?? Number.POSITIVE_INFINITY))
  // Of 100 MiB on 8 connections much may have come before the first is whole: more than heads.
  const heads = connections * pipelined * HEAD_OCTETS
  if (answers === 0 && octets <= Math.min(longest, heads)) return 'no answers'
  const most = (answers + connections * pipelined) * (longest + HEAD_OCTETS)
  if (octets < least || octets > most) return `${octets} octets for ${answers} answers`
  return undefined
}
