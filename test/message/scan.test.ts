/**
 * The scanning loops agree with the plainest loop that says the same (RFC 9110 §5.5, §5.6.2).
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  octetsOf,
  scanFieldContent,
  scanTarget,
  scanToken,
  spells,
  spellsText,
  textOf,
} from '../../src/message/scan.ts'

const TCHARS = /[!#$%&'*+\-.^_`|~0-9A-Za-z]/
const RUNS = { seed: 9112, numRuns: 1000 }

/** The three classes, said once more in other words than the tables of grammar.ts. */
const CLASSES = {
  token: (octet: number): boolean => TCHARS.test(String.fromCharCode(octet)),
  target: (octet: number): boolean => octet > 0x20 && octet < 0x7f && octet !== 0x23,
  'field content': (octet: number): boolean => octet === 0x09 || (octet >= 0x20 && octet !== 0x7f),
}

function scanNaively(
  octets: Uint8Array,
  at: number,
  end: number,
  belongs: (octet: number) => boolean,
): number {
  for (let here = at; here < end; here += 1) if (!belongs(octets[here]!)) return here
  return end
}

function scan(kind: keyof typeof CLASSES, octets: Uint8Array, at: number, end: number): number {
  if (kind === 'token') return scanToken(octets, at, end)
  if (kind === 'target') return scanTarget(octets, at, end)
  return scanFieldContent(octets, at, end)
}

/** Octets of which most belong to a run: else each run would end at its first octet. */
const runs = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: 0x21, max: 0x7e }) },
    { weight: 2, arbitrary: fc.integer({ min: 0x80, max: 0xff }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xff }) },
  ),
  { maxLength: 40 },
)

describe('the end of a long run of field content', () => {
  it('is found at every place, behind every octet there is', () => {
    const length = 300
    const backing = new Uint8Array(length + 3).fill(0x61)
    const octets = backing.subarray(3)
    for (let octet = 0; octet <= 0xff; octet += 1) {
      for (let place = 0; place < length; place += octet % 7 === 2 ? 1 : 13) {
        octets[place] = octet
        const expected = CLASSES['field content'](octet) ? length : place
        assert.equal(scanFieldContent(octets, 0, length), expected, `octet ${octet} at ${place}`)
        octets[place] = 0x61
      }
    }
  })

  it('is where the caller says, whatever lies behind', () => {
    const octets = new Uint8Array(400).fill(0x61)
    octets[350] = 0x0d
    for (let end = 290; end < 350; end += 1) assert.equal(scanFieldContent(octets, 5, end), end)
  })
})

for (const kind of ['token', 'target', 'field content'] as const) {
  describe(`the end of a run of ${kind}`, () => {
    it('is found behind every octet there is, at every place', () => {
      for (let octet = 0; octet <= 0xff; octet += 1) {
        for (let place = 0; place < 9; place += 1) {
          const octets = new Uint8Array(9).fill(0x61)
          octets[place] = octet
          const expected = CLASSES[kind](octet) ? 9 : place
          assert.equal(scan(kind, octets, 0, 9), expected, `octet ${octet} at ${place}`)
        }
      }
    })

    it('is where a plain loop finds it, from any place to any other', () => {
      const property = fc.property(runs, fc.nat(40), fc.nat(40), fc.nat(3), (run, a, b, shift) => {
        const backing = new Uint8Array(run.length + shift)
        backing.set(run, shift)
        const octets = backing.subarray(shift)
        const [at = 0, end = 0] = [a, b].map((n) => Math.min(n, run.length)).sort((x, y) => x - y)
        const expected = scanNaively(octets, at, end, CLASSES[kind])
        assert.equal(scan(kind, octets, at, end), expected)
      })
      fc.assert(property, RUNS)
    })
  })
}

// biome-ignore format: the columns are the test
const SPELLINGS: readonly (readonly [octets: string, text: string, expected: boolean, why: string])[] = [
  ['host',       'host',  true,  'as it is'],
  ['HoSt',       'host',  true,  'in any case'],
  ['hosts',      'host',  true,  'how far the octets go on is for the caller to know'],
  ['hos',        'host',  false, 'too short'],
  ['hast',       'host',  false, 'another word'],
  ['te-x',       'te-x',  true,  'signs are themselves'],
  ['\x48\x4f\x53\x54', 'host', true, 'upper case'],
  ['AZ',         'az',    true,  'the first and the last letter'],
]

// biome-ignore format: the columns are the test
const TEXT_SPELLINGS: typeof SPELLINGS = [
  ...SPELLINGS,
  ['te\rx',      'te-x',  false, 'no sign is the upper case of another'],
  ['@',          '`',     false, 'the octet before A is not the upper case of the one before a'],
  ['^',          '~',     false, 'nor an octet after Z of one after z'],
]

type Spells = (octets: Uint8Array, at: number, text: string) => boolean
const BOTH: readonly (readonly [name: string, run: Spells, rows: typeof SPELLINGS])[] = [
  ['spells', (octets, at, text) => spells(octets, at, octetsOf(text)), SPELLINGS],
  ['spellsText', spellsText, TEXT_SPELLINGS],
]
for (const [name, run, rows] of BOTH) {
  describe(name, () => {
    for (const [octets, text, expected, why] of rows) {
      it(`${JSON.stringify(octets)} as ${JSON.stringify(text)}: ${why}`, () => {
        assert.equal(run(Buffer.from(octets, 'latin1'), 0, text), expected)
        assert.equal(run(Buffer.from(`x${octets}`, 'latin1'), 1, text), expected)
      })
    }
  })
}

describe('textOf', () => {
  const all = Uint8Array.from({ length: 256 }, (_, octet) => octet)
  const text = String.fromCharCode(...all)

  for (const [name, octets] of [
    ['a Buffer', Buffer.from(all)],
    ['an array', all],
  ] as const) {
    it(`gives one char an octet of ${name}`, () => {
      assert.equal(textOf(octets, 0, 256), text)
      assert.equal(textOf(octets, 65, 70), 'ABCDE')
      assert.equal(textOf(octets, 7, 7), '')
    })
  }
})
