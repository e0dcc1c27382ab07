/**
 * Octets made at random, from noise to requests that are nearly right.
 */

import fc from 'fast-check'
import { messages } from './generated-messages.ts'

/** Pieces of syntax: text over them gets further into the parser than octets at random. */
const SYNTAX = [
  'GET',
  'CONNECT',
  'OPTIONS',
  '/',
  '*',
  'http://a/',
  ' ',
  '\t',
  '\r\n',
  '\r\n\r\n',
  '\r',
  '\n',
  ':',
  ';',
  ',',
  '"',
  '\\',
  'HTTP/1.1',
  'HTTP/1.0',
  'GET / HTTP/1.1\r\nHost: a\r\n',
  'Host: a\r\n',
  'Connection: close\r\n',
  'Expect: 100-continue\r\n',
  'Content-Length: 3\r\n',
  'Transfer-Encoding: chunked\r\n',
  '0',
  '3',
  'a',
  '\xff',
  '\0',
] as const

export const anyOctets: fc.Arbitrary<Buffer> = fc
  .uint8Array({ maxLength: 80 })
  .map((octets) => Buffer.from(octets))
export const syntaxText: fc.Arbitrary<Buffer> = fc
  .array(fc.constantFrom(...SYNTAX), { maxLength: 24 })
  .map((parts) => Buffer.from(parts.join(''), 'latin1'))

/** Octets of valid requests with up to three places changed: octets taken out, others put in. */
export const mutated: fc.Arbitrary<Buffer> = fc
  .tuple(
    messages,
    fc.array(
      fc.record({
        at: fc.integer({ min: 0, max: 999 }),
        removed: fc.nat({ max: 2 }),
        added: fc.oneof(fc.constantFrom('', ...SYNTAX), fc.string({ maxLength: 2 })),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([{ text }, changes]) => {
    const changed = changes.reduce((before, { at, removed, added }) => {
      const place = Math.floor((at * before.length) / 1000)
      return before.slice(0, place) + added + before.slice(place + removed)
    }, text)
    return Buffer.from(changed, 'latin1')
  })
