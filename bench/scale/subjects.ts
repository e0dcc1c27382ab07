/**
 * What is made to grow, through which sizes, and what each size is measured by.
 */

import type { CostOf } from '../growth.ts'

export interface Subject {
  readonly name: 'connections' | 'content' | 'field lines' | 'files'
  readonly works: readonly number[]
  /** For a run of less than a minute. */
  readonly quickWorks: readonly number[]
}

/** One curve: what to call it, and which figure of a run it is made of. */
export interface Measure {
  readonly name: string
  readonly subject: Subject['name']
  /** The axis: what the work counts. */
  readonly work: string
  readonly unit: string
  readonly figure: keyof Figures
  readonly costOf: CostOf
  /** Work below it tells nothing: what one connection takes is lost in what the process takes. */
  readonly from?: number
  /** Not of our server: what ours is read beside, and no finding. */
  readonly isControl?: true
}

/** What one run found. A subject fills in its own. */
export interface Figures {
  readonly requestMicroseconds?: number
  /** Of a server that parses nothing. */
  readonly bareMicroseconds?: number
  readonly answerMicroseconds?: number
  readonly connectionOctets?: number
  readonly parserNanoseconds?: number
  readonly startMilliseconds?: number
  readonly firstMilliseconds?: number
  readonly listingMilliseconds?: number
}

/** In the root of many connections: what the server that parses nothing answers, head and all. */
export const ANSWER_FILE = 'answer.http'

const KIBI = 1024
const MEBI = KIBI * KIBI

// biome-ignore format: one subject a line reads as the table it is
export const SUBJECTS: readonly Subject[] = [
  { name: 'connections', works: [1, 10, 100, 1000, 10_000],                                    quickWorks: [1, 10, 100, 1000] },
  { name: 'content',     works: [1, 32, KIBI, 32 * KIBI, MEBI, 32 * MEBI, KIBI * MEBI],        quickWorks: [1, KIBI, MEBI, 32 * MEBI] },
  { name: 'field lines', works: [1, 3, 10, 30, 100],                                           quickWorks: [1, 10, 30, 100] },
  { name: 'files',       works: [1, 10, 100, 1000, 10_000, 100_000],                           quickWorks: [1, 100, 1000, 10_000] },
]

// biome-ignore format: one curve a line reads as the table it is
export const MEASURES: readonly Measure[] = [
  { name: 'Processor time of a request',  subject: 'connections', work: 'open connections',  unit: 'µs',     figure: 'requestMicroseconds', costOf: 'each' },
  { name: 'The same, bare sockets',        subject: 'connections', work: 'open connections',  unit: 'µs',     figure: 'bareMicroseconds',    costOf: 'each', isControl: true },
  { name: 'Memory of a connection',       subject: 'connections', work: 'open connections',  unit: 'octets', figure: 'connectionOctets',    costOf: 'each', from: 100 },
  { name: 'Processor time of an answer',  subject: 'content',     work: 'octets of content', unit: 'µs',     figure: 'requestMicroseconds', costOf: 'all' },
  { name: 'Time of an answer',            subject: 'content',     work: 'octets of content', unit: 'µs',     figure: 'answerMicroseconds',  costOf: 'all' },
  { name: 'Parsing a request',            subject: 'field lines', work: 'field lines',       unit: 'ns',     figure: 'parserNanoseconds',   costOf: 'all' },
  { name: 'Processor time of a request',  subject: 'field lines', work: 'field lines',       unit: 'µs',     figure: 'requestMicroseconds', costOf: 'all' },
  { name: 'Time to start',                subject: 'files',       work: 'files in the root', unit: 'ms',     figure: 'startMilliseconds',   costOf: 'all' },
  { name: 'Time of the first answer',     subject: 'files',       work: 'files in the root', unit: 'ms',     figure: 'firstMilliseconds',   costOf: 'all' },
  { name: 'Time of the listing',          subject: 'files',       work: 'files in the root', unit: 'ms',     figure: 'listingMilliseconds', costOf: 'all' },
]
