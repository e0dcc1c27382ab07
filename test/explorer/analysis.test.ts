import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Scene } from '../../src/explorer/address.ts'
import { analyse, eventsOf, traceAt, verdictAt } from '../../src/explorer/analysis.ts'
import { maskOf, rulesAt, rulesOf } from '../../src/explorer/links.ts'
import { SAMPLES, sceneOf } from '../../src/explorer/samples.ts'
import { presetCuts, tidyCuts } from '../../src/explorer/segments.ts'
import { STATES } from '../../src/trace/states.ts'

function sceneNamed(name: string): Scene {
  const sample = SAMPLES.find((one) => one.name === name)
  assert.ok(sample, name)
  return sceneOf(sample)
}

// biome-ignore format: the columns are the test
const VERDICTS: readonly (readonly [sample: string, verdict: string])[] = [
  ['A plain GET',                'accepted 1'],
  ['Content by length',          'accepted 1'],
  ['A pipelined pair',           'accepted 2'],
  ['Chunks and trailers',        'accepted 1'],
  ['Not all has arrived',        'waiting 0 field-value'],
  ['Close after this',           'accepted 1, 43 unread'],
  ['Wait for 100 (Continue)',    'waiting 0 content'],
  ['Empty lines first',          'accepted 1'],
  ['OPTIONS *',                  'accepted 1'],
  ['A whole URI as target',      'accepted 1'],
  ['HTTP/1.0',                   'accepted 1'],
  ['HTTP/0.9',                   'rejected 0 version-malformed'],
  ['A strange method',           'accepted 1'],
  ['Tabs and empty values',      'accepted 1'],
  ['A TLS hello',                'rejected 0 method-malformed'],
  ['CL + TE',                    'rejected 0 length-conflict'],
  ['Two Content-Lengths',        'rejected 0 content-length-repeated'],
  ['xchunked',                   'rejected 0 transfer-coding-malformed'],
  ['A space before the colon',   'rejected 0 space-before-colon'],
  ['Chunk size overflow',        'rejected 0 content-too-large'],
  ['A bare LF',                  'rejected 0 line-end-malformed'],
  ['A folded line',              'rejected 0 field-line-folded'],
  ['NUL in a value',             'rejected 0 field-value-malformed'],
  ['Length with a sign',         'rejected 0 content-length-malformed'],
  ['Two Hosts',                  'rejected 0 host-repeated'],
  ['Content-Length in trailers', 'rejected 0 trailer-field-forbidden'],
  ['An endless head',            'rejected 0 field-section-too-large'],
]

describe('The samples', () => {
  it('all have their verdict below', () => {
    assert.deepEqual(
      VERDICTS.map(([name]) => name),
      SAMPLES.map(({ name }) => name),
    )
  })

  for (const [name, expected] of VERDICTS) {
    it(`${name}: ${expected}`, () => {
      const scene = sceneNamed(name)
      const verdict = verdictAt(analyse(scene), scene.step)
      const { kind, requests } = verdict
      const rest = {
        accepted: () =>
          verdict.kind === 'accepted' && verdict.unread > 0 ? `, ${verdict.unread} unread` : '',
        waiting: () => (verdict.kind === 'waiting' ? ` ${verdict.state}` : ''),
        rejected: () => (verdict.kind === 'rejected' ? ` ${verdict.fault.code}` : ''),
      }
      assert.equal(`${kind} ${requests}${rest[kind]()}`, expected)
    })
  }
})

describe('An analysis', () => {
  it('says the same at each step as a reader that begins again', () => {
    for (const sample of SAMPLES) {
      const scene = sceneOf(sample)
      const { states } = analyse(scene)
      for (let step = 0; step <= scene.octets.length; step += 1) {
        assert.equal(traceAt({ ...scene, step }).state, states[step], `${sample.name} at ${step}`)
      }
    }
  })

  it('knows every record by the last step, and none of the octets behind it', () => {
    for (const sample of SAMPLES) {
      const { records, knownAt, scene } = analyse(sceneOf(sample))
      for (const [index, record] of records.entries()) {
        const known = knownAt[index]!
        assert.ok(known >= 0 && known <= scene.octets.length, `${sample.name} ${record.kind}`)
      }
    }
  })

  it('has the same events for any octets and any cuts', () => {
    const octets = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.constantFrom(...SAMPLES).map((sample) => sceneOf(sample).octets),
    )
    fc.assert(
      fc.property(octets, fc.array(fc.nat(400)), (some, places) => {
        const scene = { octets: some, cuts: [], step: some.length, limits: {} }
        assert.equal(eventsOf(scene, tidyCuts(places, some.length)), eventsOf(scene, []))
      }),
    )
  })
})

describe('Links', () => {
  it('lead both ways: an octet of a state or a rule has that state or rule', () => {
    for (const sample of SAMPLES) {
      const scene = { ...sceneOf(sample), cuts: [] }
      const analysis = analyse(scene)
      for (const { name } of STATES) {
        for (const [at, is] of maskOf({ kind: 'state', name }, analysis).entries())
          assert.equal(is === 1, analysis.states[at] === name)
      }
      for (const rule of rulesOf(analysis)) {
        const mask = maskOf({ kind: 'rule', rule }, analysis)
        assert.ok(mask.includes(1), `${sample.name}: ${rule}`)
        for (const [at, is] of mask.entries())
          assert.equal(is === 1, rulesAt(at, analysis).includes(rule))
      }
    }
  })

  it('give a decision the octets of its head, and an event its own', () => {
    const scene = {
      ...sceneNamed('A pipelined pair'),
      cuts: presetCuts('one piece', new Uint8Array(), 0),
    }
    const analysis = analyse(scene)
    const decided = analysis.records.findLastIndex(({ kind }) => kind === 'decision')
    const mask = maskOf({ kind: 'record', index: decided }, analysis)
    assert.equal(mask.indexOf(1), Buffer.from(scene.octets).indexOf('GET /second'))
    assert.equal(mask.lastIndexOf(1), scene.octets.length - 1)
  })
})
