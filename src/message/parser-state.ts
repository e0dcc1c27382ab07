/**
 * What is being read?
 *
 * The states of request-parser.ts, and inside a field section or a chunked body its element. A trace
 * and its pictures speak of these; src/trace/states.ts says what leads from one to another.
 *
 * The parser keeps its state as a number: compared with a string it is first asked what kind of string
 * it is, at each event and each piece of a head. That was 4 % of a 50-octet request and as much of one
 * in segments of 16 octets (bench:parser, offsets level).
 */

import type { ChunkElement } from './chunked-decoder.ts'

export const MESSAGE_START = 0
export const MESSAGE_END = 1
export const METHOD = 2
export const REQUEST_TARGET = 3
export const VERSION = 4
export const FIELD_SECTION = 5
export const CONTENT = 6
export const CHUNKED = 7
export const FAILED = 8

/** What each of those numbers is called. */
export const STATES = [
  'message-start',
  'message-end',
  'method',
  'request-target',
  'version',
  'field-section',
  'content',
  'chunked',
  'failed',
] as const

export type StateNumber = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8
type ParserState = (typeof STATES)[number]

/** A state, or what is being read inside one. */
export type ParserElement =
  | Exclude<ParserState, 'field-section' | 'chunked'>
  | 'field-name'
  | 'field-value'
  | Exclude<ChunkElement, 'trailer-section'>
  | 'trailer-name'
  | 'trailer-value'
