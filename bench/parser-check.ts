/**
 * Has a parser found in the octets what is there?
 *
 * What is there is counted by the parser as the tests use it, and for those that make strings, target
 * and field lines are compared to the letter.
 */

import { deepStrictEqual } from 'node:assert'
import { CallbackPeer } from './parser-peers.ts'
import { type Connection, makeParser, type Subject, type Tally } from './parser-subjects.ts'
import type { Sample } from './samples.ts'

interface Reading extends Tally {
  /** Target and field lines of each head. */
  readonly heads: string[][]
}

/** @returns what is wrong, or `undefined` when nothing is */
export function findMismatch(
  subject: Subject,
  sample: Sample,
  connections: readonly Connection[],
): string | undefined {
  const expected = read(sample)
  const tally: Tally = { requests: 0, refusals: 0, fieldLines: 0, contentOctets: 0 }
  const heads: string[][] = []
  const isPeer = subject instanceof CallbackPeer
  if (isPeer) subject.onHead = (target, lines) => heads.push([target, ...lines])
  subject.run(connections, connections.length, tally)
  if (isPeer) subject.onHead = undefined
  for (const count of subject.counts) {
    const wanted = expected[count] * connections.length
    if (tally[count] !== wanted) return `${count}: ${tally[count]} found, ${wanted} there`
  }
  if (isPeer) deepStrictEqual(heads.slice(0, expected.heads.length), expected.heads)
  return undefined
}

function read({ octets, requests, name }: Sample): Reading {
  const reading: Reading = {
    requests: 0,
    refusals: 0,
    fieldLines: 0,
    contentOctets: 0,
    heads: [],
  }
  const parser = makeParser()
  parser.push(octets)
  try {
    for (let event = parser.next(); event.kind !== 'need-octets'; event = parser.next()) {
      if (event.kind === 'head') {
        reading.fieldLines += event.head.fields.count
        reading.heads.push([event.head.target(), ...[...event.head.fields].flat()])
      } else if (event.kind === 'content') reading.contentOctets += event.octets.length
      else if (event.kind === 'end') reading.requests += 1
    }
  } catch {
    reading.refusals += 1
  }
  if (reading.requests !== requests) throw new Error(`${name} holds ${reading.requests} requests`)
  return reading
}
