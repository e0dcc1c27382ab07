/**
 * What a head is for and what it asks for, without text made of it (RFC 9110 §7.2, RFC 9112 §3.2).
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { RequestHead } from '../../src/message/request-head.ts'
import { RequestParser } from '../../src/message/request-parser.ts'
import { everySplit } from '../support/every-split.ts'

function headOf(pieces: Iterable<Uint8Array>): RequestHead {
  const parser = new RequestParser()
  for (const piece of pieces) {
    parser.push(piece)
    const event = parser.next()
    if (event.kind === 'head') return event.head
  }
  return assert.fail('no head')
}

const GET = 'GET / HTTP/1.1\r\nHost:'

// biome-ignore format: the columns are the test
const CASES: readonly (readonly [lines: string, host: string, isFor: boolean, why: string])[] = [
  [`${GET} a.example`,                  'a.example', true,  'the name'],
  [`${GET} a.example:8080`,             'a.example', true,  'and a port'],
  [`${GET} a.example:`,                 'a.example', true,  'and an empty one'],
  [`${GET} A.Example:1`,                'a.example', true,  'names have no case'],
  [`${GET}a.example`,                   'a.example', true,  'no space before it'],
  [`${GET} \ta.example \t`,             'a.example', true,  'white space around it is not part of it'],
  [`${GET} a.example\r\nAccept: b`,     'a.example', true,  'another line behind it'],
  [`${GET} [::1]:80`,                   '[::1]',     true,  'an address in brackets'],
  [`${GET} [::1]`,                      '[',         false, 'a colon inside them begins no port'],
  [`${GET} a.example.evil`,             'a.example', false, 'goes on'],
  [`${GET} a.example.`,                 'a.example', false, 'a dot is one octet more: whoever asks decides what it is'],
  [`${GET} a.exampl`,                   'a.example', false, 'is not all there, the line end stands where the rest would'],
  [`${GET} b.example`,                  'a.example', false, 'another name'],
  [`${GET} :80`,                        '',          true,  'no name and a port'],
  [`${GET}`,                            '',          true,  'an empty Host'],
  ['GET / HTTP/1.0',                    '',          true,  'no Host'],
  ['GET / HTTP/1.0',                    'a.example', false, 'no Host is no name'],
  ['GET http://b:1/ HTTP/1.1\r\nHost: a.example', 'b', true,  'the absolute-form overrides Host (RFC 9112 §3.2.2)'],
  ['GET http://B/ HTTP/1.1\r\nHost: a.example',   'b', true,  'and has no case either'],
  ['GET http://b:1/ HTTP/1.1\r\nHost: a.example', 'a.example', false, 'Host does not count then'],
  ['CONNECT b:1 HTTP/1.1\r\nHost: a.example',     'b', true,  'so does the authority-form'],
]

describe('RequestHead.isFor', () => {
  for (const [lines, host, isFor, why] of CASES) {
    it(`${lines.replaceAll('\r\n', ' ')} for ${host || '(none)'}: ${why}`, () => {
      for (const pieces of everySplit(`${lines}\r\n\r\n`))
        assert.equal(headOf(pieces).isFor(host), isFor)
    })
  }

  it('says what the text of the authority says', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'B', '.', '-', '1'), maxLength: 4 })
    const port = fc.constantFrom('', ':', ':80')
    fc.assert(
      fc.property(name, port, name, fc.boolean(), (host, digits, asked, isSame) => {
        const head = headOf([Buffer.from(`${GET} ${host}${digits}\r\n\r\n`)])
        const wanted = (isSame ? host : asked).toLowerCase()
        const named = head.authority().toLowerCase().replace(/:\d*$/, '')
        assert.equal(head.isFor(wanted), named === wanted)
      }),
    )
  })
})

// biome-ignore format: the columns are the test
const TARGET_CASES: readonly (readonly [line: string, asked: string | undefined, why: string])[] = [
  ['GET /a/b HTTP/1.1',        '/a/b',    'origin-form'],
  ['HEAD /a HTTP/1.1',         '/a',      'another method'],
  ['GET / HTTP/1.1',           '/',       'the shortest'],
  ['GET /a?b HTTP/1.1',        '/a?b',    'the query belongs to it'],
  ['GET http://x/a HTTP/1.1',  undefined, 'absolute-form: its path did not arrive as it stands in the target'],
  ['OPTIONS * HTTP/1.1',       undefined, 'asterisk-form'],
  ['CONNECT x:1 HTTP/1.1',     undefined, 'authority-form'],
]

describe('RequestHead.targetAmong', () => {
  for (const [line, asked, why] of TARGET_CASES) {
    it(`${line}: ${why}`, () => {
      const seen: string[] = []
      const find = (octets: Uint8Array, start: number, end: number): string => {
        seen.push(Buffer.from(octets.subarray(start, end)).toString('latin1'))
        return 'found'
      }
      let splits = 0
      for (const pieces of everySplit(`${line}\r\nHost: x\r\n\r\n`)) {
        assert.equal(headOf(pieces).targetAmong({ find }), asked && 'found')
        splits += 1
      }
      assert.deepEqual(seen, asked === undefined ? [] : Array.from({ length: splits }, () => asked))
    })
  }
})
