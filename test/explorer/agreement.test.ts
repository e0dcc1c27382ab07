/** What each reader makes of samples: the table of the smuggling lesson. */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { limitsOf } from '../../src/explorer/address.ts'
import {
  compareReadings,
  cuttingsOf,
  isSameReading,
  READERS,
  readWith,
} from '../../src/explorer/agreement.ts'
import { SAMPLES, sceneOf } from '../../src/explorer/samples.ts'

function sceneNamed(name: string) {
  const sample = SAMPLES.find((one) => one.name === name)
  assert.ok(sample, name)
  return sceneOf(sample)
}

/** `method target content` of each request, and what became of the rest. */
function summaries(name: string, cuts?: readonly number[]): readonly string[] {
  const scene = sceneNamed(name)
  return READERS.map((row) => {
    const { requests, rest } = readWith(row, scene.octets, cuts ?? scene.cuts, limitsOf(scene))
    const seen = requests.map(({ method, target, content }) =>
      `${method} ${target} ${content}`.trimEnd(),
    )
    return [...seen, rest].join(' | ')
  })
}

describe('Readers', () => {
  it('agree on a plain request in one piece', () => {
    const all = summaries('A plain GET')
    assert.deepEqual(all, Array(4).fill('GET /index.html | done'))
  })

  it('that take a read for a request, fail as soon as it is cut', () => {
    const [ours, oneRead] = summaries('A plain GET', [7])
    assert.equal(ours, 'GET /index.html | done')
    assert.equal(oneRead, 'GET /in | dex.html HTTP/1.1 | done')
  })

  it('that do not wait for the content, lose it to the next request', () => {
    const [ours, , oneRegexp, lenient] = summaries('Content by length')
    assert.equal(ours, 'POST /notes Hello octets | done')
    assert.equal(lenient, ours)
    assert.equal(oneRegexp, 'POST /notes Hello | waiting')
  })

  it('see a request that was smuggled, or do not, by whom they believe', () => {
    const [ours, , oneRegexp, lenient] = summaries('CL + TE')
    assert.equal(ours, 'refused: 400 length-conflict')
    assert.match(oneRegexp ?? '', /^POST \/notes 0\r\n\r\nGET \/admin[^|]*\| done$/)
    assert.equal(lenient, 'POST /notes | GET /admin | done')
  })

  it('find chunked where it is not', () => {
    for (const name of ['xchunked', 'A space before the colon']) {
      const [ours, , , lenient] = summaries(name)
      assert.match(ours ?? '', /^refused: (?:400|501)/)
      assert.equal(lenient, 'POST /notes | GET /admin | done')
    }
  })

  it('take the last of two lengths, or the first', () => {
    const [ours, , oneRegexp, lenient] = summaries('Two Content-Lengths')
    assert.match(ours ?? '', /^refused: 400/)
    assert.match(oneRegexp ?? '', /^POST \/notes Hello \| GET \/admin/)
    assert.match(lenient ?? '', /^POST \/notes HelloGET \/admin/)
  })

  it('read a size as 32 bits', () => {
    const [ours, , , lenient] = summaries('Chunk size overflow')
    assert.equal(ours, 'refused: 413 content-too-large')
    assert.equal(lenient, 'POST /notes Hello | done')
  })

  it('are compared place by place, with ours', () => {
    const scene = sceneNamed('CL + TE')
    const readings = READERS.map((row) => readWith(row, scene.octets, [], limitsOf(scene)))
    const rows = compareReadings(readings)
    assert.deepEqual(
      rows.map(({ cells }) => cells.map(({ agrees }) => agrees)),
      [
        [true, true],
        [false, true],
        [false, true],
        [false, false],
      ],
    )
    assert.deepEqual(
      rows.map(({ restAgrees }) => restAgrees),
      [true, false, false, false],
    )
  })
})

describe('Cuttings', () => {
  it('change nothing for ours, on any sample, and something for one read', () => {
    const [ours, oneRead] = READERS
    for (const sample of SAMPLES) {
      const scene = sceneOf(sample)
      const read = (row: typeof ours, cuts: readonly number[]) =>
        readWith(row!, scene.octets, cuts, limitsOf(scene))
      const cuttings = cuttingsOf(scene.octets)
      assert.equal(cuttings.length, 52)
      for (const cuts of cuttings)
        assert.ok(isSameReading(read(ours, cuts), read(ours, [])), sample.name)
      assert.ok(cuttings.some((cuts) => !isSameReading(read(oneRead, cuts), read(oneRead, []))))
    }
  })
})
