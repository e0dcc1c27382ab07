/**
 * The golden pairs, at every split; and that together they show everything there is to show.
 */

import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { describe, it } from 'node:test'
import type { ParserElement } from '../../src/message/parser-state.ts'
import { FAULTS } from '../../src/message/protocol-error.ts'
import { RequestParser } from '../../src/message/request-parser.ts'
import type { Role } from '../../src/trace/records.ts'
import { STATES } from '../../src/trace/states.ts'
import { everySplit } from '../support/every-split.ts'
import { FIXTURES, replay } from './fixtures.ts'

describe('wire', () => {
  for (const { name, octets, limits, trace } of FIXTURES) {
    it(name, () => {
      assert.notEqual(trace, undefined, 'not recorded: see record.ts')
      for (const pieces of everySplit(octets.toString('latin1'))) {
        assert.equal(replay(pieces, limits).trace, trace)
      }
    })
  }

  it('has no trace without its octets', () => {
    const traces = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.trace'))
      .map((path) => path.slice(0, -'.trace'.length))
    const names = new Set(FIXTURES.map(({ name }) => name))
    assert.deepEqual(
      traces.filter((name) => !names.has(name)),
      [],
    )
  })
})

/** Roles that only answers have. */
const OF_ANSWERS: readonly Role[] = ['status', 'reason']
const ROLES: Readonly<Record<Role, true>> = {
  method: true,
  SP: true,
  target: true,
  version: true,
  status: true,
  reason: true,
  'field-name': true,
  colon: true,
  OWS: true,
  'field-value': true,
  CR: true,
  LF: true,
  'section-end': true,
  'empty-line': true,
  'chunk-size': true,
  'chunk-extension': true,
  'chunk-data': true,
  'last-chunk': true,
  'trailer-name': true,
  'trailer-value': true,
  content: true,
  fault: true,
  'after-fault': true,
  unread: true,
}

describe('the golden pairs together', () => {
  const replays = FIXTURES.map(({ octets, limits }) => replay([octets], limits))

  it('are eighty at least', () => {
    assert.ok(FIXTURES.length >= 80, String(FIXTURES.length))
  })

  it('have every role', () => {
    const seen = new Set(replays.flatMap(({ spans }) => spans.map(({ role }) => role)))
    const wanted = Object.keys(ROLES).filter((role) => !OF_ANSWERS.includes(role as Role))
    assert.deepEqual([...seen].sort(), wanted.sort())
  })

  it('have every fault', () => {
    const records = replays.flatMap(({ records }) => records)
    const seen = new Set(
      records.flatMap((record) => (record.kind === 'fault' ? [record.code] : [])),
    )
    assert.deepEqual([...seen].sort(), Object.keys(FAULTS).sort())
  })

  it('stop in every state', () => {
    const seen = new Set(
      FIXTURES.flatMap(({ octets, limits }) => {
        const single = Array.from(octets, (octet) => Uint8Array.of(octet))
        const { records } = replay(single, limits)
        return records.flatMap((record) => (record.kind === 'need-octets' ? [record.state] : []))
      }),
    )
    // The parser passes through the end of a message, and does not wait there or behind a fault.
    const wanted = STATES.map(({ name }) => name).filter(
      (name) => name !== 'message-end' && name !== 'failed',
    )
    assert.deepEqual([...seen].sort(), wanted.sort())
  })

  it('go along every edge of STATES, and along no other', () => {
    const drawn = STATES.flatMap(({ name, edges }) => edges.map(({ to }) => `${name} → ${to}`))
    const seen = new Set(
      FIXTURES.flatMap(({ octets, limits }) => walk(new RequestParser(limits), octets)),
    )
    assert.deepEqual([...seen].sort(), [...drawn].sort())
  })
})

/** The steps of the parser itself, octet by octet; what leads to `failed` is left out. */
function walk(parser: RequestParser, octets: Uint8Array): readonly string[] {
  const steps: string[] = []
  for (const octet of octets) {
    const passed: ParserElement[] = [parser.element]
    parser.push(Uint8Array.of(octet))
    try {
      for (let kind = ''; kind !== 'need-octets'; ) {
        ;({ kind } = parser.next())
        // The end of a message comes from one state only, wherever the parser was before.
        if (kind === 'end') passed.push('message-end')
        passed.push(parser.element)
      }
    } catch {
      return steps
    }
    const moves = passed.filter((element, at) => at === 0 || element !== passed[at - 1])
    if (moves.length === 1) steps.push(`${moves[0]} → ${moves[0]}`)
    for (let at = 1; at < moves.length; at += 1) steps.push(`${moves[at - 1]} → ${moves[at]}`)
  }
  return steps
}
