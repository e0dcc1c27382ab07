/**
 * Are contenders measured in the order that cancels drift, and is a wrong one taken out?
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { generator } from '../../bench/statistics.ts'
import { runHeat } from '../../bench/suite/heat.ts'
import type { Runner } from '../../bench/suite/measure-load.ts'
import { type Entry, type Heat, makeOrder, roundsOfAll, secondsOf } from '../../bench/suite/plan.ts'
import { summarizeSlices, Tally } from '../../bench/suite/tally.ts'

function entry(contender: string, isNamed: boolean, runner: Partial<Runner> = {}): Entry {
  const usual: Runner = { measure: async () => ({ value: 1 }), close: async () => {} }
  return { scenario: 'a', contender, isNamed, open: async () => ({ ...usual, ...runner }) }
}

const HEAT: Heat = {
  scenarios: ['a'],
  entries: [entry('octets', true), entry('nginx', true), entry('sirv', false), entry('h2o', false)],
  slices: { named: 4, others: 2 },
  seconds: { open: 10, slice: 1 },
}

function namesOf(round: number): readonly string[] {
  return makeOrder(HEAT, round, generator(round)).map(({ contender }) => contender)
}

describe('makeOrder', () => {
  it('measures all in the first round, those with a target first', () => {
    const names = namesOf(0)
    assert.deepEqual(
      [...names.slice(0, 8)].sort().join(' '),
      'nginx nginx nginx nginx octets octets octets octets',
    )
    assert.deepEqual([...names.slice(8)].sort(), ['h2o', 'h2o', 'sirv', 'sirv'])
  })

  it('goes forth and back', () => {
    const names = namesOf(0)
    for (const [from, to] of [
      [0, 4],
      [4, 8],
      [8, 12],
    ] as const) {
      const part = names.slice(from, to)
      assert.deepEqual(part, part.toReversed())
    }
  })

  it('leaves the others out of most rounds', () => {
    assert.deepEqual(
      [1, 2, 3, 4].map((round) => namesOf(round).length),
      [8, 8, 12, 8],
    )
    assert.deepEqual([1, 3, 4, 6, 7].map(roundsOfAll), [1, 1, 2, 2, 3])
  })

  it('is what the time-table reckons with', () => {
    assert.deepEqual(
      [0, 1].map((round) => secondsOf(HEAT, round)),
      [4 * 10 + 12, 2 * 10 + 8],
    )
  })
})

describe('runHeat', () => {
  const told: string[] = []
  const watcher = {
    measured: ({ contender }: Entry, { value }: { value: number }) =>
      told.push(`${contender} ${value}`),
    failed: ({ contender }: Entry, why: string) => told.push(`${contender}: ${why}`),
  }
  const events: string[] = []
  const watched = (name: string, fails: (step: string) => boolean): Entry => {
    const act = (step: string): { value: number } => {
      events.push(`${name} ${step}`)
      if (fails(step)) throw new Error(`${step} failed`)
      return { value: 1 }
    }
    return {
      ...entry(name, true),
      open: async () => {
        act('open')
        return { measure: async () => act('measure'), close: async () => void act('close') }
      },
    }
  }
  const run = async (...entries: readonly Entry[]): Promise<void> => {
    told.length = 0
    events.length = 0
    await runHeat([...entries, ...entries.toReversed()], watcher)
  }

  it('opens all, measures in the order given, closes all', async () => {
    await run(
      watched('a', () => false),
      watched('b', () => false),
    )
    const wanted = 'a open, b open, a measure, b measure, b measure, a measure, a close, b close'
    assert.equal(events.join(', '), wanted)
    assert.deepEqual(told, ['a 1', 'b 1', 'b 1', 'a 1'])
  })

  // biome-ignore format: the columns are the test
  const FAILURES: readonly (readonly [step: string, told: string, events: string])[] = [
    ['open',    'a: open failed, b 1, b 1',             'a open, b open, b measure, b measure, b close'],
    ['measure', 'a: measure failed, b 1, b 1',          'a open, b open, a measure, b measure, b measure, a close, b close'],
    ['close',   'a 1, b 1, b 1, a 1, a: close failed',  'a open, b open, a measure, b measure, b measure, a measure, a close, b close'],
  ]
  for (const [step, wantedTold, wantedEvents] of FAILURES) {
    it(`goes on without one that fails to ${step}, and tells so once`, async () => {
      await run(
        watched('a', (one) => one === step),
        watched('b', () => false),
      )
      assert.equal(told.join(', '), wantedTold)
      assert.equal(events.join(', '), wantedEvents)
    })
  }
})

describe('Tally', () => {
  const title = { name: 'a', what: '', unit: 'requests/s', tool: 'wrk' } as const
  const versions = new Map([
    ['octets', '1'],
    ['nginx', '2'],
  ])

  it('has for each round the median of its slices', () => {
    const tally = new Tally([title])
    for (const [round, value] of [
      [0, 1],
      [0, 9],
      [0, 2],
      [3, 5],
    ] as const)
      tally.add(round, 'a', 'octets', { value })
    assert.deepEqual(tally.results(versions)[0]!.results, [
      { contender: 'octets', version: '1', values: [2, 5] },
    ])
    assert.deepEqual(
      tally.roundsOf('a', 'octets')!.map(({ length }) => length),
      [3, 1],
    )
  })

  it('has nothing of who was dropped', () => {
    const tally = new Tally([title])
    tally.add(0, 'a', 'octets', { value: 1 })
    tally.drop('a', 'octets')
    assert.equal(tally.roundsOf('a', 'octets'), undefined)
    assert.deepEqual(tally.results(versions)[0]!.results, [])
  })

  it('says of most slices what the limit was', () => {
    const slice = (bottleneck: 'server' | 'client', cpuMicrosecondsPerRequest: number): object => ({
      value: 1,
      bottleneck,
      cpuMicrosecondsPerRequest,
    })
    const slices = [slice('client', 5), slice('server', 7), slice('client', 6)] as {
      value: number
    }[]
    const { bottleneck, cpuMicrosecondsPerRequest, p50Milliseconds } = summarizeSlices(slices)
    assert.deepEqual(
      [bottleneck, cpuMicrosecondsPerRequest, p50Milliseconds],
      ['client', 6, undefined],
    )
  })
})
