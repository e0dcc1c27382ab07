/**
 * What holds for the request parser whatever arrives, checked on octets made at random.
 *
 * The seed is fixed: a run that fails fails again.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { RequestParser } from '../../src/message/request-parser.ts'
import { cutAt, cuts, messages } from '../support/generated-messages.ts'
import { copyHead, type ParsedEvent, type ParsedHead, parseAll } from '../support/parse-all.ts'
import { SMALL_LIMITS } from '../support/parser-case.ts'

const SEED = 9112

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

const anyOctets = fc.uint8Array({ maxLength: 80 }).map((octets) => Buffer.from(octets))
const syntaxText = fc
  .array(fc.constantFrom(...SYNTAX), { maxLength: 24 })
  .map((parts) => Buffer.from(parts.join(''), 'latin1'))

/** Octets of valid requests with up to three places changed: octets taken out, others put in. */
const mutated = fc
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

/** The order events may come in: a head, content, trailers, the end; or a fault at any place. */
const ORDER = /^(?:head (?:content )?(?:trailers )?end )*(?:head (?:content )?)?(?:fault )?$/

function assertSameAtAnyCut(octets: Buffer, thousandths: readonly number[]): void {
  for (const limits of [undefined, SMALL_LIMITS]) {
    const whole: readonly ParsedEvent[] = parseAll([octets], limits)
    assert.match(whole.map(({ kind }) => `${kind} `).join(''), ORDER)
    const last = whole.at(-1)
    if (last?.kind === 'fault') assert.ok(last.offset >= 0 && last.offset < octets.length)
    assert.deepEqual(parseAll(cutAt(octets, thousandths), limits), whole)
    const single = Array.from(octets, (_, at) => octets.subarray(at, at + 1))
    assert.deepEqual(parseAll(single, limits), whole)
  }
}

describe('valid requests, cut anywhere', () => {
  it('give the events they were made for', () => {
    const property = fc.property(messages, cuts, ({ text, events }, thousandths) => {
      const octets = Buffer.from(text, 'latin1')
      assert.deepEqual(parseAll(cutAt(octets, thousandths)), events)
    })
    fc.assert(property, { seed: SEED, numRuns: 1000 })
  })

  it('leave each head readable until its request has ended', () => {
    const property = fc.property(messages, cuts, ({ text, events }, thousandths) => {
      const parser = new RequestParser()
      const heads: ParsedHead[] = []
      let head: Parameters<typeof copyHead>[0] | undefined
      for (const piece of cutAt(Buffer.from(text, 'latin1'), thousandths)) {
        parser.push(piece)
        for (let event = parser.next(); event.kind !== 'need-octets'; event = parser.next()) {
          if (event.kind === 'head') head = event.head
          if (event.kind === 'end') heads.push(copyHead(head!))
        }
      }
      assert.deepEqual(
        heads,
        events.filter(({ kind }) => kind === 'head'),
      )
    })
    fc.assert(property, { seed: SEED, numRuns: 300 })
  })

  it('are taken back to a connection between messages', () => {
    const property = fc.property(messages, ({ text }) => {
      const parser = new RequestParser()
      parser.push(Buffer.from(text, 'latin1'))
      while (parser.next().kind !== 'need-octets') assert.ok(parser.unread <= text.length)
      assert.equal(parser.unread, 0)
      assert.ok(parser.isBetweenMessages)
    })
    fc.assert(property, { seed: SEED, numRuns: 200 })
  })
})

describe('any octets, cut anywhere, give events in order and one fault at most', () => {
  // biome-ignore format: the columns are the test
  const SOURCES: readonly (readonly [name: string, source: fc.Arbitrary<Buffer>, runs: number])[] = [
    ['octets at random',        anyOctets,  1000],
    ['pieces of syntax',        syntaxText, 2000],
    ['valid requests, changed', mutated,    2000],
  ]
  for (const [name, source, numRuns] of SOURCES) {
    it(name, () => {
      fc.assert(fc.property(source, cuts, assertSameAtAnyCut), { seed: SEED, numRuns })
    })
  }
})
