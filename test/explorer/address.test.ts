import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { readAddress, type Scene, writeAddress } from '../../src/explorer/address.ts'
import { SAMPLES, sceneOf } from '../../src/explorer/samples.ts'
import { tidyCuts } from '../../src/explorer/segments.ts'

const scenes: fc.Arbitrary<Scene> = fc
  .tuple(fc.uint8Array({ maxLength: 80 }), fc.array(fc.nat(80)), fc.nat(80), fc.option(fc.nat(99)))
  .map(([octets, cuts, step, fieldLines]) => ({
    octets,
    cuts: tidyCuts(cuts, octets.length),
    step: Math.min(step, octets.length),
    limits: fieldLines === null ? {} : { fieldLines },
  }))

// biome-ignore format: the columns are the test
const UNREADABLE: readonly (readonly [hash: string, why: string])[] = [
  ['#cuts=1',                           'no octets'],
  ['#octets=%zz',                       'a broken escape'],
  ['#octets=a%',                        'half an escape'],
  ['#octets=é',                         'a character that is no octet'],
  ['#octets=abc&cuts=x',                'cuts that are no numbers'],
  ['#octets=abc&cuts=2,1',              'not in order'],
  ['#octets=abc&cuts=1,1',              'twice the same'],
  ['#octets=abc&cuts=3',                'behind the last octet'],
  ['#octets=abc&step=4',                'more octets than there are'],
  ['#octets=abc&step=-1',               'fewer than none'],
  ['#octets=abc&step=1,2',              'two steps'],
  ['#octets=abc&limits=none:1',         'a limit that is not there'],
  ['#octets=abc&limits=fieldLines:many','no number'],
  ['#octets=abc&octets=abc',            'said twice'],
  ['#octets=abc&colour=red',            'something else'],
  ['#main',                             'no link of ours'],
  [`#octets=${'a'.repeat(65_537)}`,     'too many octets'],
]

describe('The address', () => {
  it('holds any scene, in ASCII', () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        const address = writeAddress(scene)
        assert.match(address, /^#[!$-~]+$/)
        const read = readAddress(address)
        assert.deepEqual(read, { ...scene, octets: Uint8Array.from(scene.octets) })
      }),
    )
  })

  it('survives a URL parser', () => {
    for (const sample of SAMPLES) {
      const address = writeAddress(sceneOf(sample))
      assert.equal(new URL(`http://localhost/~octets/${address}`).hash, address)
    }
  })

  it('can be read by people', () => {
    const scene = { octets: Buffer.from('GET / HTTP/1.1\r\n'), cuts: [5], step: 3, limits: {} }
    assert.equal(writeAddress(scene), '#octets=GET%20/%20HTTP/1.1%0D%0A&cuts=5&step=3')
  })

  for (const [hash, why] of UNREADABLE) {
    it(`${hash.slice(0, 40)} is not half-read: ${why}`, () => {
      assert.equal(readAddress(hash), undefined)
    })
  }
})
