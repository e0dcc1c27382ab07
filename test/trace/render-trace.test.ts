/**
 * What a trace looks like, and what it never shows.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { FAULTS, type FaultCode } from '../../src/message/protocol-error.ts'
import { CONSEQUENCES } from '../../src/trace/consequences.ts'
import { FramingTrace } from '../../src/trace/framing-trace.ts'
import { ANSI, PLAIN } from '../../src/trace/palette.ts'
import { renderTrace, type TraceMode } from '../../src/trace/render-trace.ts'
import { cutAt, cuts } from '../support/generated-messages.ts'

const MODES: readonly TraceMode[] = ['text', 'hex', 'events', 'json']

function render(mode: TraceMode, pieces: readonly Uint8Array[], paint = PLAIN): string {
  const trace = new FramingTrace()
  const view = { mode, paint, origin: { direction: 'received' } } as const
  let text = ''
  for (const octets of pieces) {
    const start = trace.offset
    trace.push(octets)
    text += renderTrace(view, { octets, start }, trace.take())
  }
  trace.end()
  const nothing = { octets: new Uint8Array(0), start: trace.offset }
  return text + renderTrace(view, nothing, trace.take())
}

const HEAD = 'POST / HTTP/1.1\r\nHost: a\r\n'

describe('text', () => {
  it('stands octets above their roles, and decisions below', () => {
    const text = render('text', [Buffer.from(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`)])
    assert.deepEqual(text.split('\n'), [
      '▶ segment 1: 56 octets, from 0',
      '     0  POST   ␠  /      ␠  HTTP/1.1 ␍  ␊   origin-form',
      '        method SP target SP version  CR LF',
      '    17  Host       :     ␠   a           ␍  ␊   whom the request is for',
      '        field-name colon OWS field-value CR LF',
      '    26  Transfer-Encoding :     ␠   chunked     ␍  ␊   how the content is framed',
      '        field-name        colon OWS field-value CR LF',
      '    54  ␍␊   the field section ends',
      '        section-end',
      '        → host         for a: Host (RFC 9112 §3.2)',
      '        → framing      content in chunks, until the one of size 0: Transfer-Encoding (RFC 9112 §6.3)',
      '        → persistence  stays open: HTTP/1.1, no close (RFC 9112 §9.3)',
      '        … needs more octets: inside a chunk size',
      '■ ended inside a chunk size: request 1 is incomplete',
      '',
    ])
  })

  it('leaves out the middle of long content, and says how much', () => {
    const text = render('text', [
      Buffer.from(`${HEAD}Content-Length: 500\r\n\r\n${'x'.repeat(500)}`),
    ])
    assert.match(text, /x{41}…x{14} \(445 more\) {3}500 octets/)
  })

  it('in colour says the same', () => {
    const octets = Buffer.from(`${HEAD}\n`)
    const coloured = render('text', [octets], ANSI)
    assert.equal(coloured.replace(/\x1b\[[\d;]*m/g, ''), render('text', [octets]))
    assert.notEqual(coloured, render('text', [octets]))
  })
})

describe('hex', () => {
  it('stands sixteen octets of one role on a line', () => {
    const content = Buffer.from(Array.from({ length: 200 }, (_, at) => at))
    const lines = render('hex', [Buffer.from(`${HEAD}Content-Length: 200\r\n\r\n`), content])
      .split('\n')
      .filter((line) => line.includes('content'))
    const row = '    49  00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f'
    assert.equal(
      lines.find((line) => line.startsWith(row)),
      `${row}  ␀␁␂␃␄␅␆␇␈␉␊␋␌␍␎␏  content`,
    )
    assert.match(lines.join('\n'), /… 72 more octets of content {3}200 octets/)
  })
})

describe('whatever the mode', () => {
  const PLACES = [
    `${HEAD}Authorization: SECRET\r\n\r\n`,
    `${HEAD}COOKIE: a=SECRET; b=SECRET \r\n\r\n`,
    `${HEAD}Proxy-Authorization:SECRET\0SECRET\r\n\r\n`,
    `${HEAD}Cookie: SECRET\n; SECRET\r\n\r\n`,
    `${HEAD}Authorization : SECRET\r\n\r\n`,
    `${HEAD}Cookie: SECRET\r\n SECRET\r\n\r\n`,
    `${HEAD}A: b\nAuthorization: SECRET\r\n\r\n`,
    `${HEAD}Connection: close\r\n\r\nGET / HTTP/1.1\r\nCookie: SECRET\r\n\r\n`,
    `${HEAD}Transfer-Encoding: chunked\r\n\r\n0\r\nSet-Cookie: SECRET\r\n\r\n`,
  ]
  // Letters that stand in nothing else that is printed, so that even one of them would show.
  const SECRET = 'ZQXZQXZQ'

  for (const place of PLACES) {
    it(`credentials are masked, wherever they are cut: ${JSON.stringify(place)}`, () => {
      const octets = Buffer.from(place.replaceAll('SECRET', SECRET), 'latin1')
      const property = fc.property(cuts, fc.constantFrom(...MODES), (thousandths, mode) => {
        const text = render(mode, cutAt(octets, thousandths))
        assert.doesNotMatch(text, /[ZQX]|5a 51|51 58|58 5a/)
      })
      fc.assert(property, { seed: 9112, numRuns: 100 })
    })
  }

  it('no octet reaches the terminal as a control octet', () => {
    const property = fc.property(
      fc.uint8Array({ maxLength: 60 }),
      fc.constantFrom('', HEAD, `${HEAD}A: `, `${HEAD}Content-Length: 60\r\n\r\n`),
      (octets, start) => {
        const pieces = [Buffer.concat([Buffer.from(start), octets])]
        for (const mode of MODES) {
          assert.doesNotMatch(render(mode, pieces), /[\x00-\x09\x0b-\x1f\x7f-\x9f]/)
        }
      },
    )
    fc.assert(property, { seed: 9112, numRuns: 200 })
  })

  it('lines say which connection they are of, where there are several', () => {
    const trace = new FramingTrace()
    trace.push(Buffer.from('G'))
    const taken = trace.take()
    const segment = { octets: Buffer.from('G'), start: 0 }
    const origin = { direction: 'received', connection: 7 } as const
    const [text, , events, json] = MODES.map((mode) =>
      renderTrace({ mode, paint: PLAIN, origin }, segment, taken),
    )
    assert.match(text!, /^▶ connection 7, segment 1: 1 octet, from 0\n/)
    assert.match(events!, /^7 ▶ {6}0 {2}segment/)
    assert.match(json!, /^\{"direction":"received","connection":7,"kind":"segment"/)
  })
})

describe('each fault', () => {
  for (const code of Object.keys(FAULTS) as FaultCode[]) {
    it(`${code} says in a sentence what accepting it would cost`, () => {
      assert.match(CONSEQUENCES[code], /^[A-Z"].{60,260}\.$/)
    })
  }
})
