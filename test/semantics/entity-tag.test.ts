/**
 * Entity-tags: syntax, lists and the two comparisons (RFC 9110 §8.8.3).
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { EntityTag } from '../../src/semantics/entity-tag.ts'
import {
  matchesStrongly,
  matchesWeakly,
  parseEntityTag,
  parseEntityTagList,
  renderEntityTag,
} from '../../src/semantics/entity-tag.ts'

const strong = (opaque: string): EntityTag => ({ weak: false, opaque })
const weak = (opaque: string): EntityTag => ({ weak: true, opaque })

// biome-ignore format: the columns are the test
const TAGS: readonly (readonly [text: string, expected: EntityTag | undefined, why: string])[] = [
  ['"xyzzy"',     strong('xyzzy'), 'strong'],
  ['W/"xyzzy"',   weak('xyzzy'),   'weak'],
  ['""',          strong(''),      'an empty opaque-tag is one'],
  ['"a,b"',       strong('a,b'),   'a comma may stand inside'],
  ['"a\\"',       strong('a\\'),   'a backslash escapes nothing'],
  ['"W/"',        strong('W/'),    'W/ inside the quotes is opaque'],
  ['"\u00e9\u00ff"', strong('\u00e9\u00ff'), 'obs-text'],
  ['w/"xyzzy"',   undefined,       'W is case-sensitive'],
  ['W/ "xyzzy"',  undefined,       'no space after W/'],
  ['xyzzy',       undefined,       'quotes are part of it'],
  ['"xyzzy',      undefined,       'not closed'],
  ['"a"b"',       undefined,       'a quote cannot stand inside'],
  ['"a b"',       undefined,       'nor can a space'],
  ['"a\u007f"',   undefined,       'nor can DEL'],
  ['"\u0100"',    undefined,       'nor can what is no octet'],
  ['"a" ',        undefined,       'text after it'],
  ['"a"\n',       undefined,       'a line end after it'],
  ['*',           undefined,       'not a tag, though If-Match takes it'],
  ['',            undefined,       'nothing'],
]

describe('parseEntityTag', () => {
  for (const [text, expected, why] of TAGS) {
    it(`${JSON.stringify(text)}: ${why}`, () => {
      assert.deepEqual(parseEntityTag(text), expected)
    })
  }
})

type TagList = '*' | readonly EntityTag[] | undefined

// biome-ignore format: the columns are the test
const LISTS: readonly (readonly [text: string, expected: TagList, why: string])[] = [
  ['*',                   '*',                                   'any current representation'],
  ['"a"',                 [strong('a')],                         'a list of one'],
  ['"a", W/"b","c"',      [strong('a'), weak('b'), strong('c')], 'space around commas is optional'],
  ['"a"\t ,\t"b"',        [strong('a'), strong('b')],            'tabs are space too'],
  ['"a,b", "c\\", "d"',   [strong('a,b'), strong('c\\'), strong('d')], 'quotes cut the list, not commas or backslashes'],
  [', "a",, "b" ,',       [strong('a'), strong('b')],            'empty members are left out'],
  [',',                   [],                                    'nothing but empty members'],
  ['',                    [],                                    'the grammar allows an empty list'],
  ['"a" "b"',             undefined,                             'a comma is missing'],
  ['"a", b',              undefined,                             'one bad member spoils the list'],
  ['"a", "b',             undefined,                             'the last tag is not closed'],
  ['"a", *',              undefined,                             '* stands alone'],
  ['**',                  undefined,                             '* stands alone, even beside itself'],
  ['w/"a"',               undefined,                             'W is case-sensitive here too'],
]

describe('parseEntityTagList', () => {
  for (const [text, expected, why] of LISTS) {
    it(`${JSON.stringify(text)}: ${why}`, () => {
      assert.deepEqual(parseEntityTagList(text), expected)
    })
  }

  it('a list that could not be read leaves nothing behind for the next', () => {
    assert.equal(parseEntityTagList('"a", b'), undefined)
    assert.deepEqual(parseEntityTagList('"a"'), [strong('a')])
  })
})

// RFC 9110 §8.8.3.2, the example table.
// biome-ignore format: the columns are the test
const PAIRS: readonly (readonly [a: EntityTag, b: EntityTag, strongly: boolean, weakly: boolean])[] = [
  [weak('1'),   weak('1'),   false, true],
  [weak('1'),   weak('2'),   false, false],
  [weak('1'),   strong('1'), false, true],
  [strong('1'), weak('1'),   false, true],
  [strong('1'), strong('1'), true,  true],
  [strong('1'), strong('2'), false, false],
]

describe('comparison', () => {
  for (const [a, b, strongly, weakly] of PAIRS) {
    it(`${renderEntityTag(a)} and ${renderEntityTag(b)}`, () => {
      assert.equal(matchesStrongly(a, b), strongly)
      assert.equal(matchesWeakly(a, b), weakly)
    })
  }
})

describe('renderEntityTag', () => {
  const octets = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code))
  const etagc = octets.filter((octet) => /[\x21\x23-\x7e\x80-\xff]/.test(octet))
  const opaques = fc.string({ unit: fc.constantFrom(...etagc) })
  const tags = fc.record({ weak: fc.boolean(), opaque: opaques }, { noNullPrototype: true })

  it('writes what parseEntityTag reads back', () => {
    const check = (tag: EntityTag): void => {
      assert.deepEqual(parseEntityTag(renderEntityTag(tag)), tag)
    }
    fc.assert(fc.property(tags, check), { seed: 9110 })
  })

  it('writes what parseEntityTagList reads back, joined', () => {
    const check = (list: readonly EntityTag[]): void => {
      assert.deepEqual(parseEntityTagList(list.map(renderEntityTag).join(', ')), list)
    }
    fc.assert(fc.property(fc.array(tags), check), { seed: 9110 })
  })
})
