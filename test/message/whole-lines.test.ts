/**
 * Lines that are here whole: what is told of them by words is what their octets say one by one.
 *
 * That whole lines and lines in pieces give the same events is for the parser's own tests to show,
 * which cut everything everywhere.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { FieldTable } from '../../src/message/field-table.ts'
import { KNOWN_NAMES, NOTED_NAMES } from '../../src/message/known-names.ts'
import { DEFAULT_LIMITS } from '../../src/message/limits.ts'
import { OctetBuffer } from '../../src/message/octet-buffer.ts'
import { HeadRecord } from '../../src/message/request-head.ts'
import {
  areUsual,
  endOfContent,
  endOfTarget,
  hasCopy,
  knownName,
  readFieldLines,
  readUsualLine,
} from '../../src/message/whole-lines.ts'

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

describe('a known name', () => {
  const names = KNOWN_NAMES.slice(1)

  it('is told in any case of letters, whatever follows its colon', () => {
    for (const [index, name] of names.entries()) {
      for (const spelled of [
        name,
        name.toUpperCase(),
        name.replace(/\b./g, (c) => c.toUpperCase()),
      ])
        for (let octet = 0; octet <= 0xff; octet += 1) {
          // An octet that tells names apart may look like that of a longer one: it is then not known.
          show(`${spelled}:${String.fromCharCode(octet)}`)
          const number = knownName(0)
          if (index < NOTED_NAMES.length || octet === 0x20) assert.equal(number, index + 1, spelled)
          else assert.ok(number === index + 1 || number === 0, spelled)
        }
    }
  })

  it('is told by every one of its octets', () => {
    for (const name of names) {
      const octets = Buffer.from(`${name}: x`)
      for (let at = 0; at <= name.length; at += 1) {
        for (let octet = 0; octet <= 0xff; octet += 1) {
          const changed = Buffer.from(octets)
          changed[at] = octet
          show(changed)
          const isSame = changed.toString('latin1').toLowerCase() === octets.toString('latin1')
          const said = KNOWN_NAMES[knownName(0)]!
          assert.equal(said === name, isSame, `${octet} at ${at} of ${name}`)
          if (said !== '')
            assert.ok(changed.toString('latin1').toLowerCase().startsWith(`${said}:`))
        }
      }
    }
  })

  it('is not told beyond the last octet, whatever was there before', () => {
    show('Content-Length: 1')
    show('Content-Len')
    assert.equal(knownName(0), 0)
  })
})

describe('a usual request line', () => {
  const TOO_LONG = { ...DEFAULT_LIMITS, requestLineOctets: 15 }
  const NO_GET = { ...DEFAULT_LIMITS, methodOctets: 2 }
  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [line: string, target: string | undefined, why: string, limits?: typeof DEFAULT_LIMITS])[] = [
    ['GET /a HTTP/1.1\r\n',          '/a',      'as nearly all are'],
    ['GET /a HTTP/1.1\r\n',          '/a',      'just as long as it may be', TOO_LONG],
    ['GET /ab HTTP/1.1\r\n',         undefined, 'too long',                  TOO_LONG],
    ['GET /a HTTP/1.1\r\n',          undefined, 'too long a method',         NO_GET],
    ['POST /a HTTP/1.1\r\n',         undefined, 'another method'],
    ['GET  /a HTTP/1.1\r\n',         undefined, 'two spaces'],
    ['GET http://a/ HTTP/1.1\r\n',   undefined, 'another form'],
    ['GET /a HTTP/1.0\r\n',          undefined, 'another version'],
    ['GET /a http/1.1\r\n',          undefined, 'no version'],
    ['GET /a#b HTTP/1.1\r\n',        undefined, 'a fragment'],
    ['GET /a\r\n',                   undefined, 'HTTP/0.9'],
    ['GET /a HTTP/1.1\n',            undefined, 'a bare LF'],
    ['GET /a HTTP/1.1\r',            undefined, 'not all of it'],
    ['GET /a',                       undefined, 'less'],
    ['G',                            undefined, 'nearly nothing'],
  ]
  for (const [line, target, why, limits = DEFAULT_LIMITS] of CASES) {
    it(`${JSON.stringify(line)} ${target === undefined ? 'is none' : 'is one'}: ${why}`, () => {
      const buffer = new OctetBuffer()
      buffer.push(Buffer.from(line))
      const head = new HeadRecord(new FieldTable())
      assert.equal(readUsualLine(buffer, head, limits), target !== undefined)
      assert.equal(buffer.at, target === undefined ? 0 : line.length)
      head.fields.bind(buffer.octets, 0)
      if (target !== undefined) assert.equal(head.target(), target)
    })
  }
})

describe('field lines', () => {
  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [text: string, lines: number, read: number, why: string])[] = [
    ['Host: a\r\nX-A: b\r\n\r\n', 2, 17, 'known or not, up to the empty line'],
    ['Host: a\r\nX-A: b\r',       1, 9,  'only whole ones'],
    ['Host: a\r\nX-A : b\r\n',    1, 9,  'none with a fault'],
    ['Host: a\r\n: b\r\n',        1, 9,  'none without a name'],
    ['Host: a\nX-A: b\r\n',       0, 0,  'a bare LF ends none'],
    ['a:\r\nb:\r\nc:\r\nd:\r\n',  3, 12, 'no more than there may be'],
  ]
  for (const [text, lines, read, why] of CASES) {
    it(`${JSON.stringify(text)}: ${why}`, () => {
      show(text)
      const fields = new FieldTable()
      const notes = NOTED_NAMES.map(() => ({ lines: 0, last: 0 }))
      assert.equal(readFieldLines(0, 0, fields, 3, notes), read)
      assert.equal(fields.count, lines)
    })
  }

  it('are noted when the parser acts on their field', () => {
    const lines = NOTED_NAMES.flatMap((name) => [`${name}: 1`, 'x: y', `${name.toUpperCase()}:2`])
    show(`${lines.join('\r\n')}\r\n`)
    const notes = NOTED_NAMES.map(() => ({ lines: 0, last: 0 }))
    readFieldLines(0, 0, new FieldTable(), 100, notes)
    assert.deepEqual(
      notes,
      NOTED_NAMES.map((_, index) => ({ lines: 2, last: index * 3 + 2 })),
    )
  })
})

describe('lines that need not be looked at again', () => {
  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [lines: string, expected: boolean, why: string])[] = [
    ['Host: example.com',                            true,  'a name'],
    ['HOST: localhost:8080',                         true,  'with a port'],
    ['Host: [::1]:8080',                             true,  'an address'],
    ['Host: a/b',                                    false, 'no authority'],
    ['Host: localhost:99999',                        false, 'no port'],
    ['Host:a',                                       false, 'no space before it: rare enough'],
    ['Host: a ',                                     false, 'space behind it: likewise'],
    ['Accept: a',                                    false, 'no Host'],
    ['Host: a\r\nhost: a',                           false, 'two'],
    ['Host: a\r\nConnection: keep-alive',            true,  'what browsers send'],
    ['connection: Keep-Alive\r\nAccept: a\r\nHost: a', true,  'in any case and order'],
    ['Host: a\r\nConnection:keep-alive ',            false, 'no space before it'],
    ['Host: a\r\nConnection: keep-alife',            false, 'another word'],
    ['Host: a\r\nConnection: close',                 false, 'another option'],
    ['Host: a\r\nConnection: keep-alive\r\nConnection: keep-alive', false, 'twice'],
    ['Host: a\r\nExpect: keep-alive',                false, 'something is expected'],
    ['Host: a\r\nContent-Length: 0',                 false, 'a body, if an empty one'],
    ['Host: a\r\nTransfer-Encoding: chunked',        false, 'a body'],
  ]
  for (const [lines, expected, why] of CASES) {
    it(`${JSON.stringify(lines)} ${expected ? 'are so' : 'are not'}: ${why}`, () => {
      show(`${lines}\r\n`)
      const notes = NOTED_NAMES.map(() => ({ lines: 0, last: 0 }))
      const fields = new FieldTable()
      assert.equal(readFieldLines(0, 0, fields, 9, notes), lines.length + 2)
      assert.equal(areUsual(0, fields, notes), expected)
    })
  }
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
