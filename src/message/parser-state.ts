/**
 * What is being read?
 *
 * The states of request-parser.ts, and inside a field section or a chunked body its element. A trace
 * and its pictures speak of these; src/trace/states.ts says what leads from one to another.
 */

import type { ChunkElement } from './chunked-decoder.ts'

export type ParserState =
  | 'message-start'
  | 'method'
  | 'request-target'
  | 'version'
  | 'field-section'
  | 'content'
  | 'chunked'
  | 'message-end'
  | 'failed'

/** A state, or what is being read inside one. */
export type ParserElement =
  | Exclude<ParserState, 'field-section' | 'chunked'>
  | 'field-name'
  | 'field-value'
  | Exclude<ChunkElement, 'trailer-section'>
  | 'trailer-name'
  | 'trailer-value'
