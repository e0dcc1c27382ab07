/**
 * The states of a connection, cell by cell, and when it persists (RFC 9112 §9).
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  decidePersistence,
  LIFECYCLE,
  type LifecycleEvent,
  type LifecycleState,
} from '../../src/message/lifecycle.ts'

const STATES = ['idle', 'reading', 'answering', 'lingering', 'closed'] as const

/** What each event does in idle, reading, answering, lingering, closed; `-`: it cannot happen. */
// biome-ignore format: the columns are the test
const EVENTS: Readonly<Record<LifecycleEvent, readonly [cells: string, why: string]>> = {
  octets:          ['reading   -         -         -      -', 'only between requests do octets begin one'],
  head:            ['-         answering -         -      -', 'a head ends the reading of a head'],
  answered:        ['-         -         idle      -      -', 'what was answered persists'],
  'last-answered': ['-         -         lingering -      -', 'or it does not'],
  fault:           ['-         lingering lingering -      -', 'the client must be able to read what was wrong'],
  timeout:         ['lingering lingering lingering -      -', 'a client that stalls is told so where it can be'],
  fin:             ['lingering lingering -         -      -', 'a client that sends no more may still want its answer'],
  stop:            ['lingering -         -         -      -', 'what has begun is finished first'],
  gone:            ['closed    closed    closed    closed -', 'a socket can close at any time, once'],
}

describe('LIFECYCLE', () => {
  for (const [event, [cells, why]] of Object.entries(EVENTS)) {
    it(`${event}: ${why}`, () => {
      const row = STATES.map((state) => LIFECYCLE[state][event as LifecycleEvent] ?? '-')
      assert.deepEqual(row, cells.split(/ +/))
    })
  }

  it('has no state and no event but those', () => {
    assert.deepEqual(Object.keys(LIFECYCLE), [...STATES])
    const events = new Set(STATES.flatMap((state) => Object.keys(LIFECYCLE[state])))
    assert.deepEqual([...events].sort(), Object.keys(EVENTS).sort())
  })

  it('reaches every state from idle, and closed from every state', () => {
    const reachable = (from: LifecycleState): ReadonlySet<LifecycleState> => {
      const seen = new Set([from])
      for (const state of seen) for (const next of Object.values(LIFECYCLE[state])) seen.add(next)
      return seen
    }
    assert.deepEqual([...reachable('idle')].sort(), [...STATES].sort())
    for (const state of STATES) assert.ok(reachable(state).has('closed'), state)
  })
})

type Persistence = 'persists' | 'closes'

// biome-ignore format: the columns are the test
const CASES: readonly (readonly [connection: string | undefined, in10: Persistence, in11: Persistence, why: string])[] = [
  [undefined,              'closes',   'persists', 'the default of each version'],
  ['',                     'closes',   'persists', 'an empty list says nothing'],
  ['close',                'closes',   'closes',   'close ends either'],
  ['Close',                'closes',   'closes',   'options are case-insensitive'],
  ['keep-alive',           'persists', 'persists', 'keep-alive keeps either'],
  ['Keep-Alive',           'persists', 'persists', 'options are case-insensitive'],
  ['keep-alive, close',    'closes',   'closes',   'close is looked for first'],
  ['TE,, close ,',         'closes',   'closes',   'wherever it stands'],
  ['upgrade, keep-alive',  'persists', 'persists', 'beside other options'],
  ['upgrade',              'closes',   'persists', 'other options decide nothing'],
  ['closed',               'closes',   'persists', 'another option'],
  ['"close"',              'closes',   'persists', 'a quoted-string is no option'],
]

describe('decidePersistence (RFC 9112 §9.3)', () => {
  for (const [connection, in10, in11, why] of CASES) {
    it(`${JSON.stringify(connection)}: ${why}`, () => {
      assert.equal(decidePersistence('1.0', connection) ? 'persists' : 'closes', in10)
      assert.equal(decidePersistence('1.1', connection) ? 'persists' : 'closes', in11)
    })
  }
})
