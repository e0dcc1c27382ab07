/**
 * The field table answers as a plain list of lines would (RFC 9110 §5).
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { FieldTable } from '../../src/message/field-table.ts'
import { octetsOf } from '../../src/message/scan.ts'
import { FieldSection } from '../../src/semantics/fields.ts'

type Line = readonly [name: string, value: string]

/** A table over `lines`, which lie behind `before` octets of something else. */
function tableOf(lines: readonly Line[], before = 3): FieldTable {
  const text = lines.map(([name, value]) => `${name}: ${value}\t\r\n`).join('')
  const table = new FieldTable()
  fill(table, text)
  table.bind(Buffer.from('#'.repeat(before) + text, 'latin1'), before)
  return table
}

/** What a reader finds in `text`. */
function fill(table: FieldTable, text: string): void {
  table.begin(0)
  let start = 0
  for (const line of text.split('\r\n').slice(0, -1)) {
    if (table.count * 2 === table.positions.length) table.grow()
    table.positions[table.count * 2] = start + line.indexOf(':')
    table.positions[table.count * 2 + 1] = start + line.length
    table.count += 1
    start += line.length + 2
  }
}

const LINES: readonly Line[] = [
  ['Host', 'a'],
  ['Accept', 'b'],
  ['X-Empty', ''],
  ['ACCEPT', 'c, d'],
  ['accept', ''],
  ['Acceptance', 'e'],
]

type Answer = readonly [name: string, get: string | undefined, all: readonly string[], why: string]

// biome-ignore format: the columns are the test
const ANSWERS: readonly Answer[] = [
  ['host',       'a',           ['a'],             'one line'],
  ['accept',     'b, c, d, ',   ['b', 'c, d', ''], 'lines of one name in any case, in order, joined by a comma'],
  ['x-empty',    '',            [''],              'an empty value is a value'],
  ['acceptance', 'e',           ['e'],             'a name that begins like another'],
  ['accepts',    undefined,     [],                'a name that is not there'],
  ['accep',      undefined,     [],                'nor the beginning of one that is'],
  ['hist',       undefined,     [],                'nor one as long'],
  ['',           undefined,     [],                'nor none'],
]

describe('a field table', () => {
  for (const [name, get, all, why] of ANSWERS) {
    it(`asked for ${JSON.stringify(name)}: ${why}`, () => {
      const table = tableOf(LINES)
      assert.equal(table.get(name), get)
      assert.deepEqual(table.all(name), all)
      assert.equal(table.has(name), all.length > 0)
    })
  }

  it('gives the lines in order, names in the case they were sent in', () => {
    assert.deepEqual([...tableOf(LINES)], LINES)
    assert.equal(tableOf(LINES).count, LINES.length)
  })

  it('finds the next line of a name', () => {
    const table = tableOf(LINES)
    assert.deepEqual(
      [0, 2, 4, 5].map((from) => table.find('accept', from)),
      [1, 3, 4, -1],
    )
  })

  it('compares a value without regard to case', () => {
    const table = tableOf([['Connection', 'Keep-Alive']])
    assert.equal(table.valueSpells(0, octetsOf('keep-alive')), true)
    assert.equal(table.valueSpells(0, octetsOf('keep-alives')), false)
    assert.equal(table.valueSpells(0, octetsOf('keep-alivf')), false)
  })

  it('says where names and values lie', () => {
    const table = tableOf([
      ['A', 'b'],
      ['Cd', 'ef'],
    ])
    assert.deepEqual([table.nameStart(1), table.valueStart(1), table.valueEnd(1)], [7, 11, 13])
  })

  it('can be emptied and filled again', () => {
    const table = tableOf(LINES)
    table.begin(0)
    assert.deepEqual([...table], [])
    assert.equal(table.get('host'), undefined)
    fill(table, 'a:b\r\n')
    table.bind(Buffer.from('a:b\r\n'), 0)
    assert.deepEqual([...table], [['a', 'b']])
  })

  it('leaves out the whitespace around a value, and nothing within it', () => {
    const [, line] = [
      ...tableOf([
        ['a', '\t x \t y\t '],
        ['b', ' \t '],
      ]),
    ]
    assert.deepEqual([...tableOf([['a', '\t x \t y\t ']])], [['a', 'x \t y']])
    assert.deepEqual(line, ['b', ''])
  })

  it('grows with the lines', () => {
    const lines = Array.from({ length: 100 }, (_, at): Line => [`n${at}`, `v${at}`])
    assert.deepEqual([...tableOf(lines)], lines)
  })

  it('answers like a field section made from the same strings', () => {
    const name = fc.constantFrom('a', 'A', 'ab', 'aB', 'b')
    const value = fc.constantFrom('', 'x', 'y, z')
    const lines = fc.array(fc.tuple(name, value), { maxLength: 6 })
    const property = fc.property(lines, fc.nat(5), (made, before) => {
      const [table, section] = [tableOf(made, before), new FieldSection(made)]
      for (const asked of ['a', 'ab', 'b', 'c']) {
        assert.equal(table.get(asked), section.get(asked))
        assert.deepEqual(table.all(asked), section.all(asked))
        assert.equal(table.has(asked), section.has(asked))
      }
      assert.deepEqual([...table], [...section])
    })
    fc.assert(property, { seed: 9112, numRuns: 300 })
  })
})
