/** Do answers leave together where a turn of the event loop makes many, and at once where it does not? */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as turnEnd } from 'node:timers/promises'
import type { Response } from '../../src/semantics/exchange.ts'
import type { Batch } from '../../src/server/batch.ts'
import { Departures } from '../../src/server/departures.ts'
import { openSocket, until } from '../support/raw-socket.ts'
import { serveHandler } from '../support/serve-handler.ts'

const KIB = 1024

/** Makes so many answers in one turn; the numbers of those that had left before it ended, and after. */
async function turn(
  departures: Departures,
  answers: number,
  octets = 300,
): Promise<{ readonly before: readonly number[]; readonly after: readonly number[] }> {
  const left: number[] = []
  for (let number = 1; number <= answers; number += 1) {
    departures.leave({ octets, flush: () => left.push(number) } as unknown as Batch)
  }
  const before = [...left]
  await turnEnd()
  return { before, after: left }
}

function upTo(last: number): readonly number[] {
  return Array.from({ length: last }, (_, at) => at + 1)
}

describe('answers of one turn', () => {
  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [before: readonly number[], answers: number, octets: number, atOnce: number, why: string])[] = [
    [[],            1,  300,       1,  'alone: at once'],
    [[],            70, 300,       70, 'many, but nobody has looked yet: at once'],
    [[100],         20, 300,       0,  'many, as in the turn before: together'],
    [[71],          20, 300,       0,  'eight of the turn before were seen: together'],
    [[70],          20, 300,       20, 'seven of it were: at once'],
    [[100, 8],      20, 300,       0,  'eight in the turn before: together'],
    [[100, 7],      20, 300,       20, 'seven in the turn before: at once'],
    [[100, 1, 100], 20, 300,       0,  'few, and then many again: together'],
    [Array(63).fill(1), 20, 300,   20, 'few for a long time: at once'],
    [[100],         1,  300,       0,  'one, after many: at the end of the turn'],
    [[100],         31, 300,       0,  'one fewer than the bound'],
    [[100],         32, 300,       32, 'the bound: they leave'],
    [[100],         75, 300,       64, 'the bound, twice, and some more'],
    [[100],         11, 64 * KIB,  0,  'fewer octets than the bound'],
    [[100],         12, 64 * KIB,  12, 'the bound of octets: they leave'],
    [[100],         3,  KIB * KIB, 3,  'each as much as the bound, or more'],
  ]
  for (const [before, answers, octets, atOnce, why] of CASES) {
    it(`${answers} of ${octets} octets: ${why}`, async () => {
      const departures = new Departures()
      for (const earlier of before) await turn(departures, earlier)
      const left = await turn(departures, answers, octets)
      assert.deepEqual(left, { before: upTo(atOnce), after: upTo(answers) })
    })
  }
})

describe('answers to many clients at a time', () => {
  const CLIENTS = 40
  const ROUNDS = 12
  /** In which every fifth client leaves. */
  const LOSSES = 6

  /** So long, and of such octets: each answer is told from all others by its content. */
  function contentFor(target: string): Buffer {
    const number = Number(target.slice(1))
    return Buffer.alloc(20 * KIB + (number % 7) * 13_000, `${number}.`)
  }

  function respondFrom(kind: 'octets' | 'source', octets: Buffer): Response {
    if (kind === 'octets') return { status: 200, fields: [], content: { kind, octets } }
    const read = (into: Uint8Array, position: number): number =>
      octets.copy(into, 0, position, position + into.length)
    const source = { read, close: () => {} }
    const { length } = octets
    return { status: 200, fields: [], content: { kind, source, position: 0, length } }
  }

  for (const kind of ['octets', 'source'] as const) {
    it(`from ${kind}: each gets its own, also when others leave`, async (t) => {
      let made = 0
      const { port, journal, server } = await serveHandler(t, ({ target }) => {
        made += 1
        return respondFrom(kind, contentFor(target))
      })
      const clients = await Promise.all(
        Array.from({ length: CLIENTS }, async (_, at) => ({
          at,
          client: await openSocket(t, port),
        })),
      )
      const staying = clients.filter(({ at }) => at % 5 !== 0)
      for (let round = 0; round < ROUNDS; round += 1) {
        const asking = round <= LOSSES ? clients : staying
        const wanted = made + asking.length
        for (const { at, client } of asking)
          client.socket.write(`GET /${round * CLIENTS + at} HTTP/1.1\r\nHost: x\r\n\r\n`)
        await until(() => made === wanted, 'all of the requests of a round')
        if (round !== LOSSES) continue
        for (const { at, client } of clients) if (at % 5 === 0) client.socket.destroy()
      }
      for (const { at, client } of staying) {
        await client.send('GET /1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
        await client.ends()
        const asked = Array.from({ length: ROUNDS }, (_, round) => round * CLIENTS + at)
        assert.deepEqual(
          client.responses().map(({ content }) => content),
          [...asked, 1].map((number) => contentFor(`/${number}`).toString('latin1')),
        )
      }
      assert.deepEqual(journal.failures, [])
      await until(() => server.connections === 0, 'all connections to be gone')
    })
  }
})
