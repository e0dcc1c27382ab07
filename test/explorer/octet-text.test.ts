import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  glyphOf,
  MAX_OCTETS,
  nameOf,
  readOctets,
  writeOctets,
} from '../../src/explorer/octet-text.ts'

// biome-ignore format: the columns are the test
const CASES: readonly (readonly [text: string, octets: string, remarks: number, why: string])[] = [
  ['GET /',           'GET /',            0, 'ASCII is itself'],
  ['a\\r\\n\\t\\0',   'a\r\n\t\0',        0, 'the usual escapes'],
  ['\\x00\\xfF',      '\x00\xff',         0, 'any octet, in either case'],
  ['a\\\\r',          'a\\r',             0, 'an escaped backslash begins no escape'],
  ['a\\r\\n\nb\r\nc', 'a\r\nbc',          0, 'line ends of the box stand for nothing'],
  ['é',               '\xc3\xa9',         0, 'UTF-8'],
  ['😀',              '\xf0\x9f\x98\x80', 0, 'past the first plane'],
  ['a\\qb',           'a\\qb',            1, 'no escape: taken as it is, and said'],
  ['a\\x1',           'a\\x1',            1, 'half an escape'],
  ['a\\',             'a\\',              1, 'a backslash at the end'],
  ['',                '',                 0, 'nothing'],
]

describe('Octets in a box for text', () => {
  for (const [text, expected, remarks, why] of CASES) {
    it(`${JSON.stringify(text)}: ${why}`, () => {
      const read = readOctets(text)
      assert.equal(Buffer.from(read.octets).toString('latin1'), expected)
      assert.equal(read.remarks.length, remarks)
    })
  }

  it('are read as they were written, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (octets) => {
        const read = readOctets(writeOctets(octets))
        assert.deepEqual([...read.octets], [...octets])
        assert.deepEqual(read.remarks, [])
      }),
    )
  })

  it('are cut off at the most that the page takes, and that is said', () => {
    const { octets, remarks } = readOctets('é'.repeat(MAX_OCTETS))
    assert.equal(octets.length, MAX_OCTETS)
    assert.match(remarks.join(), /Only the first 65536 octets/)
    assert.deepEqual(readOctets('a'.repeat(MAX_OCTETS)).remarks, [])
  })

  it('have a sign and a name each', () => {
    for (let octet = 0; octet < 256; octet += 1) {
      assert.equal([...glyphOf(octet)].length, 1)
      assert.notEqual(nameOf(octet), '')
    }
    assert.equal(glyphOf(13) + glyphOf(10) + glyphOf(32) + glyphOf(65) + glyphOf(200), '␍␊␠A·')
  })
})
