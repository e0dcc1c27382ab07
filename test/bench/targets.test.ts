/**
 * Does a verdict on a target follow from the figures?
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ceilingOf } from '../../bench/suite/ceiling.ts'
import { renderTarget } from '../../bench/suite/report.ts'
import type {
  ContenderResult,
  ScenarioResult,
  ServerResult,
  TargetResult,
} from '../../bench/suite/result.ts'
import { findMalformed, renderResult } from '../../bench/suite/result.ts'
import { LOAD_SCENARIOS, MEMORY, START } from '../../bench/suite/scenarios.ts'
import type { Rounds } from '../../bench/suite/tally.ts'
import { isNamed, judgeTarget, TARGETS, type Target } from '../../bench/suite/targets.ts'

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

/** Finds figures by work and contender: `a octets`. Each round has its slices, or one. */
function finder(
  figures: Record<string, readonly (number | readonly number[])[]>,
): (work: string, name: string) => Rounds | undefined {
  return (work, name) =>
    figures[`${work} ${name}`]?.map((round) => [round].flat().map((value) => ({ value })))
}

describe('judgeTarget', () => {
  // biome-ignore format: the columns are the test
  const ROWS: readonly (readonly [ours: readonly (number | readonly number[])[], theirs: readonly (number | readonly number[])[], target: Partial<Target>, verdict: string, note: string | undefined, why: string])[] = [
    [[20, 21, 22, 20, 21],   [10, 10, 10, 10, 10],  {},      'met',       undefined,        'all of the interval reaches it'],
    [[19, 20, 22, 18, 20],   [10, 10, 10, 10, 10],  {},      'not shown', undefined,        'the interval holds the wanted value'],
    [[15, 15, 15, 15, 15],   [10, 10, 10, 10, 10],  {},      'missed',    'by 25 %',        'none of it does'],
    [[20, 2, 200, 20, 2],    [10, 1, 100, 10, 1],   {},      'met',       undefined,        'ratios are taken round by round'],
    [[[20, 2], [200, 20], [2, 20], [20, 2], [2, 2]], [[10, 1], [100, 10], [1, 10], [10, 1], [1, 1]], {}, 'met', undefined, 'and slice by slice'],
    [[20, 20, 20, 20, 20],   [10, 10, 10, 10, 10],  AT_MOST, 'met',       undefined,        'at most is reached at the value itself'],
    [[21, 19, 20, 21, 19],   [10, 10, 10, 10, 10],  AT_MOST, 'not shown', undefined,        'at most, with the value within'],
    [[30, 30, 30, 30, 30],   [10, 10, 10, 10, 10],  AT_MOST, 'missed',    'by 50 %',        'at most, and more'],
    [[15, 16, 17, 15, 16],   [10, 10, 10, 10, 10],  LESS,    'met',       undefined,        'a difference'],
    [[30, 30, 30, 30, 30],   [10, 10, 10, 10, 10],  LESS,    'missed',    'by 10 octets',   'a difference that is too large'],
    [[20, 20, 20, 20],       [1, 1, 1, 1],          {},      'not shown', 'too few rounds', 'four rounds say too little of a fifth'],
    [[[20, 20, 20, 20, 20]], [[1, 1, 1, 1, 1]],     {},      'not shown', 'too few rounds', 'and slices are no rounds'],
  ]
  for (const [ours, theirs, target, verdict, note, why] of ROWS) {
    it(`${verdict}: ${why}`, () => {
      const find = finder({ 'a octets': ours, 'a nginx': theirs })
      const judged = judgeTarget({ ...TARGET, ...target }, find, new Map())
      assert.deepEqual([judged.verdict, judged.note], [verdict, note])
    })
  }

  it('keeps what it has concluded from, by round and slice', () => {
    const find = finder({ 'a octets': [[6, 8], 9], 'a nginx': [[3, 2], 3] })
    assert.deepEqual(judgeTarget(TARGET, find, new Map()).pairs, [[2, 4], [3]])
  })

  it('gives the ratio of processor times when a server was not the limit', () => {
    const find = (_: string, name: string): Rounds => {
      const cpuMicrosecondsPerRequest = name === 'octets' ? 5 : 10
      return [[{ value: 20, bottleneck: 'client', cpuMicrosecondsPerRequest }]]
    }
    const judged = judgeTarget(TARGET, find, new Map())
    assert.match(judged.note ?? '', /by processor time 2\.00 \[2\.00, 2\.00\]$/)
  })

  it('says who is missing, and why', () => {
    const absent = new Map([['nginx', 'not installed']])
    const judged = judgeTarget(TARGET, finder({ 'a octets': [1, 1, 1] }), absent)
    assert.equal(judged.verdict, 'not measured')
    assert.equal(judged.note, 'nginx: not installed')
    assert.equal(judged.estimate, undefined)
  })

  it('compares with another scenario', () => {
    const find = finder({ 'a octets': [9, 9, 9], 'b octets': [3, 3, 3] })
    const target: Target = { ...TARGET, than: 'octets', thanWork: 'b' }
    const judged = judgeTarget(target, find, new Map())
    assert.deepEqual([judged.than, judged.estimate?.median], ['octets, b', 3])
  })
})

describe('ceilingOf', () => {
  const figures = { octets: [9, 9], null: [4, 6, 5], sirv: [2, 2], nginx: [9, 10, 11] }
  const scenarios = [scenario('a', figures)]
  const target: TargetResult = { ...TARGET, verdict: 'missed' }

  // biome-ignore format: the columns are the test
  const ROWS: readonly (readonly [target: Partial<TargetResult>, ceiling: number | undefined, why: string])[] = [
    [{},                    0.5,       'of the medians'],
    [{ than: 'sirv' },      undefined, 'that one runs in Node itself'],
    [{ than: 'h2o' },       undefined, 'that one was not measured'],
    [{ work: 'b' },         undefined, 'that work was not measured'],
    [{ sense: 'at-most' },  undefined, 'less is better'],
  ]
  for (const [part, ceiling, why] of ROWS) {
    it(`${ceiling}: ${why}`, () =>
      assert.equal(ceilingOf({ ...target, ...part }, scenarios), ceiling))
  }

  it('is told with a target that was not met', () => {
    const estimate = { median: 1, low: 0.9, high: 1.1 }
    const render = (verdict: 'met' | 'missed'): string =>
      renderTarget({ ...TARGET, estimate, note: 'by 50 %', verdict }, scenarios)
    assert.match(render('missed'), /missed \(by 50 %; the null server: 0\.50\)$/)
    assert.match(render('met'), /met \(by 50 %\)$/)
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

describe('isNamed', () => {
  // biome-ignore format: the columns are the test
  const ROWS: readonly (readonly [scenario: string, name: string, isNamed: boolean, why: string])[] = [
    ['10 KiB', 'octets',    true,  'ours in work with a target'],
    ['10 KiB', 'nginx',     true,  'who it is compared with'],
    ['10 KiB', 'sirv',      false, 'who it is not compared with'],
    ['1 KiB',  'octets',    true,  'ours in other work, for the 304'],
    ['404',    'octets',    false, 'ours in work without a target'],
    ['start',  'node -e 0', true,  'who is no server'],
  ]
  for (const [scenario, name, expected, why] of ROWS) {
    it(`${scenario}, ${name}: ${expected}, ${why}`, () =>
      assert.equal(isNamed(scenario, name), expected))
  }
})

describe('renderResult', () => {
  it('has few digits, and lists of figures in one line', () => {
    const run = { date: '', commit: '', node: '', processor: '', cores: 2 }
    const figures = { pairs: [[1.23456789, 2], [3]], wanted: 1, sense: 'at-least' } as const
    const targets = [{ work: 'a', than: '[1, 2]', verdict: 'met', ...figures } as const]
    const result: ServerResult = {
      kind: 'server',
      run,
      seconds: 1,
      rounds: 2,
      scenarios: [],
      targets,
    }
    const text = renderResult(result)
    assert.match(text, /\n {8}\[1\.2346,2\],\n/)
    const rounded = [{ ...targets[0], pairs: [[1.2346, 2], [3]] }]
    assert.deepEqual(JSON.parse(text), { ...result, targets: rounded })
  })
})

describe('findMalformed', () => {
  const run = { date: '', commit: '', node: '', processor: '', cores: 2 }
  const result = (rounds: number, results: readonly ContenderResult[]): ServerResult => {
    const scenarios = [{ ...scenario('a', {}), results }]
    return { kind: 'server', run, seconds: 1, rounds, roundsOfAll: 2, scenarios, targets: [] }
  }
  const octets = { contender: 'octets', version: '1', values: [1, 2] }

  // biome-ignore format: the columns are the test
  const ROWS: readonly (readonly [what: string, rounds: number, results: readonly ContenderResult[], objection: string | undefined])[] = [
    ['whole',                   2, [octets],                                            undefined],
    ['in the rounds of all',    6, [octets],                                            undefined],
    ['a round is missing',      3, [{ ...octets, values: [1] }],                        'a, octets: 1'],
    ['nothing was done',        2, [{ ...octets, values: [1, 0] }],                     'a, octets: nothing done'],
    ['no number',               2, [{ ...octets, values: [1, Number.NaN] }],            'a, octets: 1 NaN'],
    ['no number in the CPU',    1, [{ ...octets, values: [1], cpuMicrosecondsPerRequest: [Infinity] }], 'a, octets: Infinity'],
    ['octets itself is missing', 2, [{ ...octets, contender: 'sirv' }],                 'a: no octets'],
  ]
  for (const [what, rounds, results, objection] of ROWS) {
    it(what, () => assert.equal(findMalformed(result(rounds, results)), objection))
  }

  it('misses rounds in the pairs of a target', () => {
    const verdict = { wanted: 1, sense: 'at-least', verdict: 'met' } as const
    const targets = [{ work: 'a', than: 'b', ...verdict, pairs: [[1, 2]] }]
    assert.equal(findMalformed({ ...result(2, [octets]), targets }), 'a, b: 1,2')
  })
})
