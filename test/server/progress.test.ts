/** How often does the journal hear of an answer that takes long? */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { RequestParser } from '../../src/message/request-parser.ts'
import type { Response } from '../../src/semantics/exchange.ts'
import { Exchange } from '../../src/server/exchange.ts'
import type { ProgressEntry } from '../../src/server/journal.ts'

const FEED = { remoteAddress: '192.0.2.7', contentWanted: () => {} }
const RESPONSE: Response = {
  status: 200,
  fields: [],
  content: { kind: 'octets', octets: Buffer.alloc(1000) },
}

function begin(told: ProgressEntry[]): Exchange {
  const parser = new RequestParser()
  parser.push(Buffer.from('GET /film HTTP/1.1\r\nHost: a\r\n\r\n'))
  const event = parser.next()
  assert.ok(event.kind === 'head')
  const journal = { progressed: (entry: ProgressEntry) => told.push(entry) }
  return new Exchange(event.head, FEED, { journal, isSecured: false })
}

describe('A long answer', () => {
  it('is told of every five seconds, with how far it is', () => {
    const told: ProgressEntry[] = []
    const exchange = begin(told)
    exchange.response = RESPONSE
    const began = performance.now()
    for (let tick = 1; tick <= 24; tick += 1) exchange.tellProgress(tick, began + tick * 700)
    assert.deepEqual(
      told.map(({ octets, length, target }) => [octets, length, target]),
      [8, 16, 24].map((octets) => [octets, 1000, '/film']),
    )
  })

  it('is not told of before it has begun, nor when it has ended', () => {
    const told: ProgressEntry[] = []
    const exchange = begin(told)
    exchange.tellProgress(0, performance.now() + 9000)
    exchange.response = RESPONSE
    exchange.responseEnded = true
    exchange.tellProgress(1000, performance.now() + 9000)
    assert.deepEqual(told, [])
  })
})
