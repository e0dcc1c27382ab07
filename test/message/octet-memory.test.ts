/**
 * The memory that whole heads are read in: what is told of it by words is what its octets say one by one.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { OctetBuffer } from '../../src/message/octet-buffer.ts'
import {
  endOfAuthority,
  endOfContent,
  endOfTarget,
  hasCopy,
} from '../../src/message/octet-memory.ts'
import { isAuthority } from '../../src/message/request-target.ts'

const RUNS = { seed: 9112, numRuns: 1000 }

/** Copies `octets`, to be read from now on. */
function show(octets: Uint8Array | string): void {
  const buffer = new OctetBuffer()
  buffer.push(typeof octets === 'string' ? Buffer.from(octets, 'latin1') : octets)
  assert.ok(hasCopy(buffer))
}

const KINDS = [
  ['target', endOfTarget, (octet: number) => octet > 0x20 && octet < 0x7f && octet !== 0x23],
  [
    'field content',
    endOfContent,
    (octet: number) => octet === 0x09 || (octet >= 0x20 && octet !== 0x7f),
  ],
] as const

for (const [kind, endOf, belongs] of KINDS) {
  const plainEnd = (octets: Uint8Array, at: number): number => {
    const end = octets.findIndex((octet, index) => index >= at && !belongs(octet))
    return end === -1 ? octets.length : end
  }

  describe(`the end of a run of ${kind}`, () => {
    it('is found behind every octet there is, at every place in a step', () => {
      for (let octet = 0; octet <= 0xff; octet += 1) {
        for (let place = 0; place < 9; place += 1) {
          const octets = new Uint8Array(9).fill(0x61)
          octets[place] = octet
          show(octets)
          assert.equal(endOf(0), plainEnd(octets, 0), `octet ${octet} at ${place}`)
        }
      }
    })

    it('is where a plain loop finds it, from any place on', () => {
      const usual = fc.integer({ min: 0x21, max: 0x7e })
      const any = fc.integer({ min: 0, max: 0xff })
      const octet = fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: any })
      const property = fc.property(
        fc.uint8Array({ maxLength: 3 }),
        fc.array(octet, { minLength: 1 }),
        (a, b) => {
          const octets = Uint8Array.of(...a, ...b)
          show(octets)
          for (let at = 0; at <= octets.length; at += 1) {
            assert.equal(endOf(at), plainEnd(octets, at))
          }
        },
      )
      fc.assert(property, RUNS)
    })

    it('is not hidden by a borrow or carry from one octet into the next', () => {
      const edges = [0x00, 0x09, 0x1f, 0x20, 0x22, 0x23, 0x24, 0x7e, 0x7f, 0x80, 0x9f, 0xa0, 0xff]
      for (const a of edges)
        for (const b of edges)
          for (const c of edges)
            for (const d of edges) {
              for (const before of ['', 'aaaa']) {
                const octets = Uint8Array.of(...Buffer.from(before), a, b, c, d, a)
                show(octets)
                assert.equal(endOf(0), plainEnd(octets, 0), String(octets))
              }
            }
    })
  })
}

describe('the end of an authority', () => {
  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [text: string, end: number, why: string])[] = [
    ['example.com',      11, 'a name'],
    ['localhost:8080',   14, 'with a port'],
    ['localhost:',       10, 'with an empty one'],
    ['a:59999',          7,  'with a high one'],
    ['a:60000',          2,  'past that it is for others to count'],
    ['a:65536',          2,  'as here, where there is no such port'],
    ['a:123456',         2,  'and here'],
    ['a:8o',             3,  'a port is digits'],
    ['',                 0,  'Host may be empty'],
    ['[::1]:80',         0,  'an address is for others to read'],
    ['a%41',             1,  'so is what is encoded'],
    ['a/b',              1,  'a path is none of it'],
    ['a b',              1,  'nor is a space'],
    ['user@a',           4,  'nor is a user'],
  ]
  for (const [text, end, why] of CASES) {
    it(`${JSON.stringify(text)}: ${why}`, () => {
      show(`${text}\r\n`)
      assert.equal(endOfAuthority(0), end)
    })
  }

  it('comes behind nothing that is no authority', () => {
    const piece = fc.constantFrom(
      'a',
      'Z',
      '-',
      '.',
      '9',
      ':',
      '80',
      '65535',
      '65536',
      '[',
      ']',
      '%',
    )
    const any = fc.integer({ min: 0, max: 0xff }).map((octet) => String.fromCharCode(octet))
    const pieces = fc.array(
      fc.oneof({ weight: 5, arbitrary: piece }, { weight: 1, arbitrary: any }),
    )
    const property = fc.property(pieces, (parts) => {
      const text = parts.join('')
      show(`${text}\r\n`)
      const end = endOfAuthority(0)
      assert.ok(end <= text.length)
      if (end === text.length) assert.ok(isAuthority(text), JSON.stringify(text))
    })
    fc.assert(property, RUNS)
  })
})

describe('the copy', () => {
  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [length: number, at: number, end: number, expected: boolean, why: string])[] = [
    [16_384, 0,      16_384, true,  'of as much as there is room for'],
    [16_385, 0,      16_385, false, 'of more is not made'],
    [2048,   1000,   1064,   true,  'of few octets in a small array'],
    [2048,   1000,   1063,   false, 'of fewer is too much work'],
  ]
  for (const [length, at, end, expected, why] of CASES) {
    it(why, () => {
      const buffer = new OctetBuffer()
      buffer.push(new Uint8Array(length))
      buffer.at = at
      buffer.end = end
      assert.equal(hasCopy(buffer), expected)
    })
  }

  it('is made once, and again after more has arrived or another was made', () => {
    const octets = Buffer.from('GET / HTTP/1.1')
    const [buffer, other] = [new OctetBuffer(), new OctetBuffer()]
    buffer.push(octets)
    assert.ok(hasCopy(buffer))
    octets[4] = 0x20
    assert.ok(hasCopy(buffer))
    assert.equal(endOfTarget(4), 5)
    other.push(Buffer.from('GET /other'))
    assert.ok(hasCopy(other))
    assert.equal(endOfTarget(4), 10)
    assert.ok(hasCopy(buffer))
    assert.equal(endOfTarget(4), 4)
    buffer.push(Buffer.from('/more'.padEnd(100, '.')))
    assert.ok(hasCopy(buffer))
    assert.equal(endOfTarget(14), 114)
  })
})
