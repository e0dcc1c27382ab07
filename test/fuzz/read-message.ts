/**
 * What does our parser, by itself, read on a connection? What our server does must follow from it.
 */

import { RequestParser } from '../../src/message/request-parser.ts'
import { type ParsedHead, parseAll } from '../support/parse-all.ts'

export interface Reading {
  /** Those of complete requests, and of one that is not. */
  readonly heads: readonly ParsedHead[]
  readonly end: 'clean' | 'refused' | 'incomplete'
  /** The fault code of a refusal. */
  readonly code: string | undefined
}

export function readMessage(message: string): Reading {
  const octets = Buffer.from(message, 'latin1')
  const events = parseAll([octets])
  const heads = events.filter((event) => event.kind === 'head')
  const last = events.at(-1)
  if (last?.kind === 'fault') return { heads, end: 'refused', code: last.code }
  const parser = new RequestParser()
  parser.push(octets)
  while (parser.next().kind !== 'need-octets');
  return { heads, end: parser.isBetweenMessages ? 'clean' : 'incomplete', code: undefined }
}
