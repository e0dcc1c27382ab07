/**
 * The octet buffer: what is kept, what is borrowed, what is copied, and how often.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { OctetBuffer } from '../../src/message/octet-buffer.ts'

function octetsOf(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'))
}

/** What lies from the mark to the end. */
function kept(buffer: OctetBuffer): string {
  return Buffer.from(buffer.octets.subarray(buffer.mark, buffer.end)).toString('latin1')
}

/** Reads on by `count` octets; done with them too when `then` says so. */
function advance(buffer: OctetBuffer, count: number, then: 'release' | 'keep'): void {
  buffer.at += count
  if (then === 'release') buffer.release()
}

describe('a piece that arrives', () => {
  it('is used where it lies when nothing is left over', () => {
    const buffer = new OctetBuffer()
    const [first, second] = [octetsOf('abc'), octetsOf('def')]
    buffer.push(first)
    assert.equal(buffer.octets, first)
    advance(buffer, 3, 'release')
    buffer.push(second)
    assert.equal(buffer.octets, second)
    assert.equal(kept(buffer), 'def')
    assert.equal(buffer.offsetOf(buffer.at), 3)
  })

  it('is put behind what is left over, without a change to either piece', () => {
    const buffer = new OctetBuffer()
    const [first, second] = [octetsOf('abc'), octetsOf('def')]
    buffer.push(first)
    advance(buffer, 1, 'release')
    advance(buffer, 1, 'keep')
    buffer.push(second)
    assert.equal(kept(buffer), 'bcdef')
    assert.equal(buffer.at - buffer.mark, 1, 'a position counted from the mark survives')
    assert.equal(buffer.offsetOf(buffer.at), 2)
    assert.deepEqual([first, second], [octetsOf('abc'), octetsOf('def')])
  })

  it('never moves or changes octets that were handed out', () => {
    const buffer = new OctetBuffer()
    buffer.push(octetsOf('ab'))
    buffer.push(octetsOf('cd'))
    const handedOut = buffer.octets.subarray(0, 4)
    advance(buffer, 2, 'release')
    for (let pushed = 0; pushed < 3000; pushed += 1) buffer.push(octetsOf('x'))
    assert.equal(Buffer.from(handedOut).toString('latin1'), 'abcd')
    advance(buffer, 3002, 'release')
    buffer.push(octetsOf('yyyy'))
    assert.equal(Buffer.from(handedOut).toString('latin1'), 'abcd')
  })

  it('may be empty', () => {
    const buffer = new OctetBuffer()
    buffer.push(octetsOf(''))
    assert.equal(kept(buffer), '')
    buffer.push(octetsOf('a'))
    buffer.push(octetsOf(''))
    assert.equal(kept(buffer), 'a')
  })

  it('can be a view into larger memory', () => {
    const memory = octetsOf('..abcd..')
    const buffer = new OctetBuffer()
    buffer.push(memory.subarray(2, 6))
    assert.equal(kept(buffer), 'abcd')
  })
})

describe('forget', () => {
  it('lets go of octets that have all been read', () => {
    const buffer = new OctetBuffer()
    buffer.push(octetsOf('abc'))
    advance(buffer, 3, 'release')
    buffer.forget()
    assert.equal(buffer.octets.length, 0)
    assert.equal(buffer.offsetOf(buffer.at), 3)
    buffer.push(octetsOf('d'))
    assert.equal(kept(buffer), 'd')
    assert.equal(buffer.offsetOf(buffer.at), 3)
  })

  it('keeps octets that have not', () => {
    const buffer = new OctetBuffer()
    buffer.push(octetsOf('abc'))
    advance(buffer, 2, 'release')
    buffer.forget()
    assert.equal(kept(buffer), 'c')
  })
})

describe('memory of its own', () => {
  /** A buffer that holds `octets` after they have come in two pieces. */
  function split(octets: string, buffer = new OctetBuffer()): OctetBuffer {
    buffer.push(octetsOf(octets.slice(0, 2)))
    buffer.push(octetsOf(octets.slice(2)))
    return buffer
  }

  it('takes what comes in pieces, for one message after the other', () => {
    const buffer = split('first')
    const { octets } = buffer
    assert.equal(kept(buffer), 'first')
    advance(buffer, 5, 'release')
    buffer.forget()
    split('second', buffer)
    assert.equal(buffer.octets, octets)
    assert.equal(kept(buffer), 'second')
    assert.equal(buffer.offsetOf(buffer.at), 5)
  })

  it('does not take more than it has room for', () => {
    const buffer = split('x'.repeat(2049))
    assert.ok(buffer.octets.length > 2048)
    assert.equal(kept(buffer).length, 2049)
  })

  it('is not written to while octets in it may be looked at', () => {
    const buffer = split('a head that is being answered')
    const head = buffer.octets
    const before = Buffer.from(head).toString('latin1')
    advance(buffer, 29, 'release')
    for (const text of ['the next', 'and one more']) buffer.push(octetsOf(text))
    assert.equal(Buffer.from(head).toString('latin1'), before)
    assert.equal(kept(buffer), 'the nextand one more')
  })

  it('gives content away as a copy, and content that was borrowed as it is', () => {
    const buffer = split('content')
    const content = buffer.take(7)
    buffer.forget()
    split('another', buffer)
    assert.deepEqual(content, octetsOf('content'))
    const large = new Uint8Array(4096)
    advance(buffer, 7, 'release')
    buffer.push(large)
    assert.equal(buffer.take(4096).buffer, large.buffer)
  })
})

describe('an excerpt', () => {
  const stream = Array.from({ length: 100 }, (_, at) => String.fromCharCode(at)).join('')

  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [offset: number, first: number, last: number, why: string])[] = [
    [50, 18, 81, 'thirty-two octets before, as many from there on'],
    [ 0,  0, 31, 'none before the first'],
    [ 5,  0, 36, 'few before one of the first'],
    [99, 67, 99, 'none behind the last'],
  ]
  for (const [offset, first, last, why] of CASES) {
    it(`around ${offset}: ${why}`, () => {
      for (const piece of [octetsOf(stream), Buffer.from(stream, 'latin1')]) {
        const buffer = new OctetBuffer()
        buffer.push(piece)
        const excerpt = buffer.excerpt(offset)
        assert.deepEqual([...excerpt.octets], [...piece.subarray(first, last + 1)])
        assert.equal(excerpt.octets[excerpt.at], offset)
        piece.fill(0)
        assert.equal(excerpt.octets[excerpt.at], offset, 'it is a copy')
      }
    })
  }

  it('counts from the first octet of the connection', () => {
    const buffer = new OctetBuffer()
    buffer.push(octetsOf('abc'))
    advance(buffer, 3, 'release')
    buffer.push(octetsOf('def'))
    const { octets, at } = buffer.excerpt(4)
    assert.deepEqual([octets, at], [octetsOf('def'), 1])
  })
})

describe('any pushes and reads', () => {
  const step = fc.record({
    size: fc.nat({ max: 700 }),
    read: fc.nat({ max: 900 }),
    keep: fc.boolean(),
  })

  it('keep the stream, its positions and its offsets', () => {
    const property = fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const buffer = new OctetBuffer()
      let [arrived, read, marked] = [0, 0, 0]
      for (const { size, read: wanted, keep } of steps) {
        buffer.push(Uint8Array.from({ length: size }, (_, at) => (arrived + at) % 251))
        arrived += size
        const count = Math.min(wanted, arrived - read)
        advance(buffer, count, keep ? 'keep' : 'release')
        read += count
        if (!keep) marked = read
        if (!keep && read === arrived) buffer.forget()
        assert.equal(buffer.offsetOf(buffer.mark), marked)
        assert.equal(buffer.offsetOf(buffer.at), read)
        assert.equal(buffer.offsetOf(buffer.end), arrived)
        for (let at = buffer.mark; at < buffer.end; at += 1) {
          if (buffer.octets[at] !== buffer.offsetOf(at) % 251) assert.fail(`octet ${at} changed`)
        }
      }
    })
    fc.assert(property, { seed: 9112, numRuns: 300 })
  })
})

describe('a drip feed', () => {
  it('of 16 KiB costs less than two more copies of each octet, in a few moves', () => {
    const total = 16_384
    const buffer = new OctetBuffer()
    let [moves, copied] = [0, 0]
    for (let arrived = 0; arrived < total; arrived += 1) {
      const before = buffer.octets
      buffer.push(Uint8Array.of(arrived & 0xff))
      if (buffer.octets !== before) {
        moves += 1
        copied += arrived
      }
    }
    assert.equal(buffer.end - buffer.mark, total)
    assert.ok(moves <= 2 + Math.log2(total), `${moves} moves`)
    assert.ok(copied < 2 * total, `${copied} octets copied`)
  })

  it('never holds more than about twice what is kept', () => {
    const buffer = new OctetBuffer()
    for (let arrived = 1; arrived <= 20_000; arrived += 1) {
      buffer.push(Uint8Array.of(0))
      assert.ok(buffer.octets.length <= Math.max(2048, 2 * arrived))
    }
  })

  it('of content that is released as it comes is not copied at all', () => {
    const buffer = new OctetBuffer()
    for (let arrived = 0; arrived < 1000; arrived += 1) {
      const piece = Uint8Array.of(arrived & 0xff)
      buffer.push(piece)
      assert.equal(buffer.octets, piece)
      advance(buffer, 1, 'release')
    }
  })
})
