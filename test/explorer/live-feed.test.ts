/**
 * What the page makes of the live view's records.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { LiveFeed, matches, sceneOfSighting } from '../../src/explorer/live-feed.ts'
import { segmentsOf } from '../../src/explorer/segments.ts'
import type { LiveRecord } from '../../src/trace/live-records.ts'

const opened = (connection: number, missed = 0): LiveRecord => ({
  ...{ kind: 'opened', connection, time: 1, peer: '127.0.0.1:5', missed },
})
const segment = (connection: number, text: string, omitted = 0): LiveRecord => ({
  ...{ kind: 'segment', connection, time: 2, direction: 'received' },
  ...{ offset: 0, index: 1, octets: text.length + omitted, text, omitted },
})
const event = (connection: number, event: 'request-line' | 'status-line', text: string) =>
  ({
    ...{ kind: 'event', event, connection, time: 3, start: 0, end: text.length, segment: 1 },
    ...{ direction: event === 'request-line' ? 'received' : 'sent' },
    ...{ says: '', message: 1, text, omitted: 0 },
  }) as LiveRecord
const closed = (connection: number, missed = 0): LiveRecord => ({
  ...{ kind: 'closed', connection, time: 4, missed },
})

function feedOf(...records: Parameters<LiveFeed['take']>[0][]): LiveFeed {
  const feed = new LiveFeed()
  for (const record of records) feed.take(record)
  return feed
}

describe('the live feed', () => {
  it('keeps what arrived, cut as it arrived', () => {
    const feed = feedOf(opened(1), segment(1, 'GE'), segment(1, 'T'), segment(1, ' /\xff'))
    const scene = sceneOfSighting(feed.sightings[0]!)
    assert.deepEqual(scene.cuts, [2, 3])
    assert.deepEqual(
      segmentsOf(scene.octets, scene.cuts).map((piece) => Buffer.from(piece).toString('latin1')),
      ['GE', 'T', ' /\xff'],
    )
  })

  it('ends where octets were left out: what comes behind has another place', () => {
    const feed = feedOf(opened(1), segment(1, 'GET', 7), segment(1, 'later'))
    const [sighting] = feed.sightings
    assert.equal(sceneOfSighting(sighting!).octets.length, 3)
    assert.equal(sighting?.omitted, 7 + 5)
  })

  it('says what was asked and answered first, and how it stands', () => {
    const feed = feedOf(
      ...[opened(1), opened(2), event(1, 'request-line', 'GET /a HTTP/1.1\r\n')],
      ...[event(1, 'status-line', 'HTTP/1.1 100 Continue\r\n')],
      ...[event(1, 'status-line', 'HTTP/1.1 200 OK\r\n')],
      ...[event(1, 'request-line', 'GET /b HTTP/1.1\r\n')],
      ...[event(1, 'status-line', 'HTTP/1.1 404 Not Found\r\n'), closed(1)],
    )
    const [one, two] = feed.sightings
    assert.equal(one?.line, 'GET /a HTTP/1.1')
    assert.equal(one?.requests, 2)
    assert.equal(one?.status, '200')
    assert.deepEqual([one?.standing, two?.standing], ['closed', 'open'])
    assert.ok(matches(one!, '200 /a'))
    assert.ok(matches(one!, ''))
    assert.ok(!matches(one!, '200 /b'))
  })

  it('begins a new sighting when a connection comes into sight again', () => {
    const left: LiveRecord = { kind: 'left', connection: 1, time: 3, says: 'too long' }
    const feed = feedOf(opened(1), left, opened(1, 12), segment(1, 'GET'), closed(1))
    assert.deepEqual(
      feed.sightings.map(({ standing, missed, segments }) => [standing, missed, segments.length]),
      [
        ['left', 0, 0],
        ['closed', 12, 1],
      ],
    )
    const gone = feedOf(opened(1), left, closed(1, 9)).sightings[0]
    assert.deepEqual([gone?.standing, gone?.omitted], ['closed', 9])
  })

  it('keeps the latest, and knows nothing of connections it has let go', () => {
    const feed = new LiveFeed()
    for (let number = 1; number <= 250; number += 1) feed.take(opened(number))
    assert.equal(feed.sightings.length, 200)
    assert.equal(feed.sightings[0]?.connection, 51)
    assert.deepEqual(feed.take(segment(50, 'x')), [])
    assert.equal(feed.take(segment(51, 'x')).length, 1)
  })

  it('knows nothing more of what was open when records were lost', () => {
    const feed = feedOf(opened(1), opened(2), closed(2), { kind: 'dropped', records: 5 }, opened(3))
    assert.deepEqual(
      feed.sightings.map(({ standing }) => standing),
      ['lost', 'closed', 'open'],
    )
    assert.equal(feed.dropped, 5)
    assert.deepEqual(feed.take(segment(1, 'x')), [])
    feed.take({ kind: 'anew' })
    assert.equal(feed.sightings.at(-1)?.standing, 'lost')
  })
})
