/**
 * Do those who read these octets agree, and does each agree with itself?
 *
 * With each other: the same requests with the same content, one by one. With itself: the same reading
 * in one piece, octet by octet, and in fifty random cuttings, as TCP may cut anywhere.
 */

import type { MessageLimits } from '../message/limits.ts'
import { textOf } from '../message/scan.ts'
import { LenientReader, OneReadReader, OneRegexpReader } from './naive-readers.ts'
import { OctetsReader, type Reader, type Reading, type ReadRequest } from './reading.ts'
import { presetCuts, randomCuts, segmentsOf } from './segments.ts'

export interface ReaderRow {
  readonly name: string
  /** How it goes about it. */
  readonly says: string
  readonly make: (limits: MessageLimits) => Reader
}

/** Ours is the first. */
export const READERS: readonly ReaderRow[] = [
  {
    name: 'octets',
    says: 'this server’s parser: every octet has its place, or the message is refused',
    make: (limits) => new OctetsReader(limits),
  },
  {
    name: 'one read',
    says: 'takes what one read from the socket gave for one request',
    make: () => new OneReadReader(),
  },
  {
    name: 'one regexp',
    says: 'waits for the empty line, then finds the rest with regular expressions',
    make: () => new OneRegexpReader(),
  },
  {
    name: 'lenient',
    says: 'waits for all it needs, and takes whatever looks right',
    make: () => new LenientReader(),
  },
]

const RANDOM_CUTTINGS = 50

export function readWith(
  row: ReaderRow,
  octets: Uint8Array,
  cuts: readonly number[],
  limits: MessageLimits,
): Reading {
  const reader = row.make(limits)
  for (const segment of segmentsOf(octets, cuts)) reader.push(textOf(segment, 0, segment.length))
  return reader.reading
}

/** What stands in one place of the grid: a request, or what comes instead of one. */
export interface Cell {
  readonly request: ReadRequest | undefined
  readonly agrees: boolean
}

/** A row of the grid: its cells, one for each request that any reader sees, and what became of the rest. */
export interface AgreementRow {
  readonly cells: readonly Cell[]
  readonly reading: Reading
  readonly restAgrees: boolean
}

/** The first reading is what the others are held against. */
export function compareReadings(readings: readonly Reading[]): readonly AgreementRow[] {
  const [ours] = readings
  const width = Math.max(0, ...readings.map(({ requests }) => requests.length))
  return readings.map((reading) => ({
    reading,
    restAgrees: reading.rest === ours?.rest,
    cells: Array.from({ length: width }, (_, index) => {
      const request = reading.requests[index]
      return { request, agrees: isSameRequest(request, ours?.requests[index]) }
    }),
  }))
}

function isSameRequest(one: ReadRequest | undefined, other: ReadRequest | undefined): boolean {
  return (
    one?.method === other?.method &&
    one?.target === other?.target &&
    one?.content === other?.content
  )
}

/** The ways to cut that a reader is tried with: one piece first, then every octet, then at random. */
export function cuttingsOf(octets: Uint8Array): readonly (readonly number[])[] {
  if (octets.length < 2) return [[]]
  const random = Array.from({ length: RANDOM_CUTTINGS }, (_, seed) =>
    randomCuts(octets.length, seed + 1),
  )
  return [[], presetCuts('every octet', octets, 0), ...random]
}

/** Whether two readings are the same in all that can be seen from outside. */
export function isSameReading(one: Reading, other: Reading): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
