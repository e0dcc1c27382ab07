/**
 * No octet is scanned twice, however slowly a client sends.
 *
 * What is counted is reads of octets, not time: the readers are given octets that count them.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ChunkedDecoder } from '../../src/message/chunked-decoder.ts'
import { FieldSectionReader } from '../../src/message/field-section.ts'
import { DEFAULT_LIMITS } from '../../src/message/limits.ts'
import { OctetBuffer } from '../../src/message/octet-buffer.ts'

const KIBI = 1024

/** A buffer that holds `text`, of which nothing has arrived yet, and how many octets were read. */
function countingBuffer(text: string): { buffer: OctetBuffer; reads: () => number } {
  let reads = 0
  const octets = Uint8Array.from(Buffer.from(text, 'latin1'))
  const buffer = new OctetBuffer()
  buffer.octets = new Proxy(octets, {
    get(target, key) {
      if (typeof key === 'string' && /^\d+$/.test(key)) reads += 1
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return { buffer, reads: () => reads }
}

/** Lets the octets arrive one at a time; gives what `read` said last. */
function drip<T>(buffer: OctetBuffer, length: number, read: (buffer: OctetBuffer) => T): T {
  let last = read(buffer)
  while (buffer.end < length) {
    buffer.end += 1
    last = read(buffer)
  }
  return last
}

// biome-ignore format: the columns are the test
const SECTIONS: readonly (readonly [name: string, text: string])[] = [
  ['one long value',       `a: ${'b'.repeat(16 * KIBI)}\r\n\r\n`],
  ['a value of obs-text',  `a: ${'\xe9'.repeat(16 * KIBI)}\r\n\r\n`],
  ['one long name',        `${'a'.repeat(16 * KIBI)}:\r\n\r\n`],
  ['a hundred field lines', `${`some-name: ${'v'.repeat(140)}\r\n`.repeat(100)}\r\n`],
]

describe('a field section that arrives octet by octet', () => {
  for (const [name, text] of SECTIONS) {
    it(`of ${name} is read a few times per octet`, () => {
      const reader = new FieldSectionReader({
        sectionOctets: DEFAULT_LIMITS.fieldSectionOctets,
        fieldLines: DEFAULT_LIMITS.fieldLines,
        tooLarge: 'field-section-too-large',
      })
      const { buffer, reads } = countingBuffer(text)
      reader.begin(buffer)
      assert.equal(
        drip(buffer, text.length, () => reader.read(buffer)),
        true,
      )
      assert.ok(reads() >= text.length, 'the octets count their reads')
      assert.ok(reads() <= 4 * text.length, `${reads()} reads of ${text.length} octets`)
    })
  }
})

describe('a chunked body that arrives octet by octet', () => {
  it('with a long extension and trailers is read a few times per octet', () => {
    const text = `1;a="${'b'.repeat(4000)}"\r\nx\r\n0\r\na: ${'b'.repeat(4000)}\r\n\r\n`
    const decoder = new ChunkedDecoder(DEFAULT_LIMITS)
    const { buffer, reads } = countingBuffer(text)
    decoder.begin()
    assert.equal(
      drip(buffer, text.length, () => decoder.read(buffer)),
      'complete',
    )
    assert.ok(reads() >= text.length, 'the octets count their reads')
    assert.ok(reads() <= 4 * text.length, `${reads()} reads of ${text.length} octets`)
  })
})
