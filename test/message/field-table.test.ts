/**
 * The field table answers as a plain list of lines would (RFC 9110 §5).
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { FieldTable } from '../../src/message/field-table.ts'
import { FieldSection } from '../../src/semantics/fields.ts'

type Line = readonly [name: string, value: string]

/** A table over `lines`, which lie behind `before` octets of something else. */
function tableOf(lines: readonly Line[], before = 3): FieldTable {
  const table = new FieldTable()
  let text = ''
  for (const [name, value] of lines) {
    const start = text.length
    const valueStart = start + name.length + 2
    table.add(start, start + name.length, valueStart, valueStart + value.length)
    text += `${name}: ${value}\r\n`
  }
  table.bind(Buffer.from('#'.repeat(before) + text, 'latin1'), before)
  return table
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
    assert.equal(table.valueSpells(0, 'keep-alive'), true)
    assert.equal(table.valueSpells(0, 'keep-alives'), false)
    assert.equal(table.valueSpells(0, 'keep-alivf'), false)
  })

  it('says where names and values lie', () => {
    const table = tableOf([
      ['A', 'b'],
      ['Cd', 'ef'],
    ])
    assert.deepEqual([table.nameStart(1), table.valueStart(1), table.valueEnd(1)], [6, 10, 12])
  })

  it('can be emptied and filled again', () => {
    const table = tableOf(LINES)
    table.clear()
    assert.deepEqual([...table], [])
    assert.equal(table.get('host'), undefined)
    table.add(0, 1, 2, 3)
    table.bind(Buffer.from('a:b'), 0)
    assert.deepEqual([...table], [['a', 'b']])
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
