/**
 * Does a verdict on a target follow from the figures?
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ContenderResult, ScenarioResult, ServerResult } from '../../bench/suite/result.ts'
import { findMalformed } from '../../bench/suite/result.ts'
import { LOAD_SCENARIOS, MEMORY, START } from '../../bench/suite/scenarios.ts'
import { judgeTarget, TARGETS, type Target } from '../../bench/suite/targets.ts'

function scenario(name: string, figures: Record<string, readonly number[]>): ScenarioResult {
  const results = Object.entries(figures).map(([contender, values]) => ({
    contender,
    version: '1',
    values,
  }))
  return { name, what: '', unit: 'requests/s', tool: 'wrk', results }
}

const TARGET: Target = { work: 'a', than: 'nginx', sense: 'at-least', wanted: 2, by: 'ratio' }
const AT_MOST: Partial<Target> = { sense: 'at-most' }
const LESS: Partial<Target> = { sense: 'at-most', wanted: 10, by: 'difference' }

describe('judgeTarget', () => {
  // biome-ignore format: the columns are the test
  const ROWS: readonly (readonly [ours: readonly number[], theirs: readonly number[], target: Partial<Target>, verdict: string, note: string | undefined, why: string])[] = [
    [[20, 21, 22], [10, 10, 10], {},      'met',       undefined,               'all of the interval reaches it'],
    [[19, 20, 22], [10, 10, 10], {},      'not shown', undefined,               'the interval holds the wanted value'],
    [[15, 15, 15], [10, 10, 10], {},      'missed',    'by 25 %',               'none of it does'],
    [[20, 2, 200], [10, 1, 100], {},      'met',       undefined,               'ratios are taken round by round'],
    [[20, 20, 20], [10, 10, 10], AT_MOST, 'met',       undefined,               'at most is reached at the value itself'],
    [[21, 19, 20], [10, 10, 10], AT_MOST, 'not shown', undefined,               'at most, with the value within'],
    [[30, 30, 30], [10, 10, 10], AT_MOST, 'missed',    'by 50 %',               'at most, and more'],
    [[15, 16, 17], [10, 10, 10], LESS,    'met',       undefined,               'a difference'],
    [[30, 30, 30], [10, 10, 10], LESS,    'missed',    'by 10 octets',          'a difference that is too large'],
    [[20, 20],     [1, 1],       {},      'not shown', 'too few rounds',        'two rounds say nothing of a third'],
  ]
  for (const [ours, theirs, target, verdict, note, why] of ROWS) {
    it(`${verdict}: ${why}`, () => {
      const scenarios = [scenario('a', { octets: ours, nginx: theirs })]
      const judged = judgeTarget({ ...TARGET, ...target }, scenarios, new Map())
      assert.deepEqual([judged.verdict, judged.note], [verdict, note])
    })
  }

  it('gives the ratio of processor times when a server was not the limit', () => {
    const costs = { bottleneck: 'client', values: [20, 20, 20] } as const
    const results = [
      { contender: 'octets', version: '1', ...costs, cpuMicrosecondsPerRequest: [5, 5, 5] },
      { contender: 'nginx', version: '1', ...costs, cpuMicrosecondsPerRequest: [10, 10, 10] },
    ]
    const judged = judgeTarget(TARGET, [{ ...scenario('a', {}), results }], new Map())
    assert.match(judged.note ?? '', /by processor time 2\.00 \[2\.00, 2\.00\]$/)
  })

  it('says who is missing, and why', () => {
    const scenarios = [scenario('a', { octets: [1, 1, 1] })]
    const judged = judgeTarget(TARGET, scenarios, new Map([['nginx', 'not installed']]))
    assert.equal(judged.verdict, 'not measured')
    assert.equal(judged.note, 'nginx: not installed')
    assert.equal(judged.estimate, undefined)
  })

  it('compares with another scenario', () => {
    const scenarios = [scenario('a', { octets: [9, 9, 9] }), scenario('b', { octets: [3, 3, 3] })]
    const target: Target = { ...TARGET, than: 'octets', thanWork: 'b' }
    const judged = judgeTarget(target, scenarios, new Map())
    assert.deepEqual([judged.than, judged.estimate?.median], ['octets, b', 3])
  })
})

describe('TARGETS', () => {
  const known: readonly { name: string; contenders: readonly string[] }[] = [
    ...LOAD_SCENARIOS,
    MEMORY,
    { ...START, contenders: [...START.contenders, 'node -e 0'] },
  ]
  for (const { work, than, thanWork = work } of TARGETS) {
    it(`${work} with ${than}: both are measured`, () => {
      assert.ok(known.find(({ name }) => name === work)?.contenders.includes('octets'))
      assert.ok(known.find(({ name }) => name === thanWork)?.contenders.includes(than))
    })
  }
})

describe('findMalformed', () => {
  const run = { date: '', commit: '', node: '', processor: '', cores: 2 }
  const result = (rounds: number, results: readonly ContenderResult[]): ServerResult => {
    const scenarios = [{ ...scenario('a', {}), results }]
    return { kind: 'server', run, seconds: 1, rounds, scenarios, targets: [] }
  }
  const octets = { contender: 'octets', version: '1', values: [1, 2] }

  // biome-ignore format: the columns are the test
  const ROWS: readonly (readonly [what: string, rounds: number, results: readonly ContenderResult[], objection: string | undefined])[] = [
    ['whole',                   2, [octets],                                            undefined],
    ['a round is missing',      3, [octets],                                            'a, octets: 1 2'],
    ['nothing was done',        2, [{ ...octets, values: [1, 0] }],                     'a, octets: nothing done'],
    ['no number',               2, [{ ...octets, values: [1, Number.NaN] }],            'a, octets: 1 NaN'],
    ['no number in the CPU',    1, [{ ...octets, values: [1], cpuMicrosecondsPerRequest: [Infinity] }], 'a, octets: Infinity'],
    ['octets itself is missing', 2, [{ ...octets, contender: 'sirv' }],                 'a: no octets'],
  ]
  for (const [what, rounds, results, objection] of ROWS) {
    it(what, () => assert.equal(findMalformed(result(rounds, results)), objection))
  }
})
