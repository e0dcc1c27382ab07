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
import { anyOctets, mutated, syntaxText } from '../support/generated-octets.ts'
import { copyHead, type ParsedEvent, type ParsedHead, parseAll } from '../support/parse-all.ts'
import { SMALL_LIMITS } from '../support/parser-case.ts'

const SEED = 9112

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
