/**
 * Is what a load tool says read right, and is a wrong load noticed?
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Load, objectToLoad } from '../../bench/suite/load.ts'
import { type Answer, type Asked, objectTo } from '../../bench/suite/raw-answer.ts'
import { parseWrk } from '../../bench/suite/wrk.ts'

const OUTPUT = `Running 1s test @ http://127.0.0.1:8080/
  1 threads and 50 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   529.90us  189.60us   4.10ms   93.50%
    Req/Sec    92.76k     4.96k   99.26k    81.82%
  101398 requests in 1.10s, 127.55MB read
Requests/sec:  92201.16
Transfer/sec:    115.98MB
summary 101398 133744000 1099747 503 1250 0 0
`

describe('parseWrk', () => {
  it('reads the summary, in seconds and milliseconds', () => {
    assert.deepEqual(parseWrk(OUTPUT), {
      tool: 'wrk',
      answers: 101_398,
      octets: 133_744_000,
      seconds: 1.099747,
      p50Milliseconds: 0.503,
      p99Milliseconds: 1.25,
      refusals: 0,
      errors: 0,
    })
  })

  it('has no latency when no answer came to its end', () => {
    const load = parseWrk('summary 0 52428800 1000000 0 0 0 0\n')
    assert.deepEqual([load?.octets, load?.p50Milliseconds], [52_428_800, undefined])
  })

  // biome-ignore format: the columns are the test
  const NONE: readonly (readonly [output: string, why: string])[] = [
    ['',                                       'nothing was said'],
    ['unable to connect to 127.0.0.1:1\n',     'no summary'],
    ['summary 1 2 3\n',                        'figures are missing'],
    ['summary 1 2 3 nan 5 6 7\n',              'a figure is none'],
  ]
  for (const [output, why] of NONE) {
    it(`gives nothing: ${why}`, () => assert.equal(parseWrk(output), undefined))
  }
})

const LOAD: Load = { ...parseWrk(OUTPUT)!, answers: 1000, octets: 1_200_000 }
const FILE: Asked = { octets: Buffer.alloc(0), statuses: [200], content: Buffer.alloc(1024) }
const BIG: Asked = { ...FILE, content: Buffer.alloc(10_000_000) }
const ABSENT: Asked = { octets: Buffer.alloc(0), statuses: [404] }
const UPLOAD: Asked = { octets: Buffer.alloc(0), statuses: [200, 405] }
const UNCHANGED: Asked = { octets: Buffer.alloc(0), statuses: [304], content: Buffer.alloc(0) }

describe('objectToLoad', () => {
  // biome-ignore format: the columns are the test
  const ROWS: readonly (readonly [what: string, load: Partial<Load>, asked: Asked, objection: string | undefined])[] = [
    ['a file',                         {},                               FILE,      undefined],
    ['a failed connection',            { errors: 1 },                    FILE,      '1 errors'],
    ['nothing',                        { answers: 0, octets: 0 },        FILE,      'no answers'],
    ['much of a first answer',         { answers: 0, octets: 2000 },     FILE,      undefined],
    ['some of the first large ones',   { answers: 0, octets: 4_000_000 }, BIG,      undefined],
    ['nothing but heads of those',     { answers: 0, octets: 50_000 },   BIG,       'no answers'],
    ['one refusal',                    { refusals: 1 },                  FILE,      '1 of 1000 answers refused'],
    ['answers too short',              { octets: 999_000 },              FILE,      '999000 octets for 1000 answers'],
    ['the whole for a part',           { octets: 100_000_000 },          FILE,      '100000000 octets for 1000 answers'],
    ['refusals that are wanted',       { refusals: 1000 },               ABSENT,    undefined],
    ['one that is not refused',        { refusals: 999 },                ABSENT,    '999 of 1000 answers refused'],
    ['an upload taken',                {},                               UPLOAD,    undefined],
    ['an upload refused',              { refusals: 1000 },               UPLOAD,    undefined],
    ['an upload now taken, now not',   { refusals: 500 },                UPLOAD,    '500 of 1000 answers refused'],
    ['304 with a head',                { octets: 200_000 },              UNCHANGED, undefined],
    ['200 where 304 is wanted',        { octets: 20_000_000 },           UNCHANGED, '20000000 octets for 1000 answers'],
  ]
  for (const [what, load, asked, objection] of ROWS) {
    it(`${what}: ${objection ?? 'fine'}`, () => {
      const work = { port: 1, asked: [asked], connections: 50, pipelined: 1, seconds: 1 }
      assert.equal(objectToLoad({ ...LOAD, ...load }, work), objection)
    })
  }
})

const PART: Asked = {
  octets: Buffer.alloc(0),
  statuses: [206],
  contentRange: 'bytes 0-3/10',
  content: Buffer.from('abcd'),
}
const ANSWER: Answer = {
  status: 206,
  fields: new Map([['content-range', 'bytes 0-3/10']]),
  content: Buffer.from('abcd'),
}

describe('objectTo', () => {
  // biome-ignore format: the columns are the test
  const ROWS: readonly (readonly [what: string, answer: Partial<Answer>, asked: Partial<Asked>, objection: string | undefined])[] = [
    ['the part',            {},                                       {},                          undefined],
    ['another status',      { status: 200 },                          {},                          'status 200'],
    ['another range',       { fields: new Map([['content-range', 'bytes 1-4/10']]) }, {},          'Content-Range bytes 1-4/10'],
    ['no range',            { fields: new Map() },                    {},                          'Content-Range undefined'],
    ['other octets',        { content: Buffer.from('abce') },         {},                          '4 octets of content that are not the 4 asked for'],
    ['too few octets',      { content: Buffer.from('abc') },          {},                          '3 octets of content that are not the 4 asked for'],
    ['a name mentioned',    {},                                       { mentions: ['bc'] },        undefined],
    ['a name left out',     {},                                       { mentions: ['bc', 'x'] },   'no mention of x'],
  ]
  for (const [what, answer, asked, objection] of ROWS) {
    it(`${what}: ${objection ?? 'fine'}`, () =>
      assert.equal(objectTo({ ...PART, ...asked }, { ...ANSWER, ...answer }), objection))
  }
})
