/**
 * Valid requests made at random, each with the events it must cause.
 *
 * The octets are put together here from the grammar of RFC 9112 and not by the code under test, so
 * that what goes in is known before it is parsed.
 */

import fc from 'fast-check'
import type { ParsedEvent, ParsedHead } from './parse-all.ts'

export interface GeneratedMessage {
  readonly text: string
  readonly events: readonly ParsedEvent[]
}

type Line = readonly [name: string, value: string]

interface GeneratedBody {
  readonly fields: readonly Line[]
  readonly framing: ParsedHead['framing']
  readonly text: string
  readonly content: string
  readonly trailers: readonly Line[]
}

const TCHARS = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
const ACTED_ON = /^(?:host|content-length|transfer-encoding|connection|expect)$/i

function textOver(chars: readonly string[], minLength: number, maxLength: number) {
  return fc.string({ unit: fc.constantFrom(...chars), minLength, maxLength })
}

function charRange(first: number, last: number): readonly string[] {
  return Array.from({ length: last - first + 1 }, (_, at) => String.fromCharCode(first + at))
}

const VISIBLE = charRange(0x21, 0x7e)
const OBS_TEXT = charRange(0x80, 0xff)

const token = textOver([...TCHARS], 1, 8)
const anyText = textOver(charRange(0, 0xff), 0, 12)
const method = fc.oneof(fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE'), token)
const path = textOver(
  VISIBLE.filter((char) => char !== '#'),
  0,
  12,
).map((rest) => `/${rest}`)
const value = textOver([' ', '\t', ...VISIBLE, ...OBS_TEXT], 0, 12).map((text) =>
  text.replace(/^[ \t]+|[ \t]+$/g, ''),
)
const ows = textOver([' ', '\t'], 0, 2)
const line: fc.Arbitrary<Line> = fc.tuple(
  token.filter((name) => !ACTED_ON.test(name)),
  value,
)
const lines = fc.array(line, { maxLength: 4 })

function renderLines(section: readonly Line[], space: string): string {
  return section.map(([name, text]) => `${name}:${space}${text}${space}\r\n`).join('')
}

const counted: fc.Arbitrary<GeneratedBody> = anyText.map((content) => ({
  fields: [['Content-Length', String(content.length)]],
  framing: { kind: 'content-length', octets: content.length },
  text: content,
  content,
  trailers: [],
}))

const bodyless: fc.Arbitrary<GeneratedBody> = fc.constant({
  fields: [],
  framing: { kind: 'none' },
  text: '',
  content: '',
  trailers: [],
})

const quoted = textOver(['\t', ' ', ...VISIBLE, ...OBS_TEXT], 0, 5).map(
  (text) => `"${text.replace(/["\\]/g, '\\$&')}"`,
)
const extension = fc
  .tuple(ows, ows, token, fc.option(fc.oneof(token, quoted)))
  .map(([before, behind, name, text]) => {
    const start = `${before};${behind}${name}`
    return text === null ? start : `${start}${before}=${behind}${text}`
  })
const extensions = fc.array(extension, { maxLength: 2 }).map((all) => all.join(''))
const size = fc.record({
  zeros: textOver(['0'], 0, 3),
  upper: fc.boolean(),
  extensions,
})

function renderSize(octets: number, how: { zeros: string; upper: boolean; extensions: string }) {
  const digits = octets.toString(16)
  return `${how.zeros}${how.upper ? digits.toUpperCase() : digits}${how.extensions}\r\n`
}

const chunk = fc
  .tuple(textOver(charRange(0, 0xff), 1, 20), size)
  .map(([content, how]) => ({ content, text: `${renderSize(content.length, how)}${content}\r\n` }))

const chunked: fc.Arbitrary<GeneratedBody> = fc
  .tuple(fc.array(chunk, { maxLength: 4 }), size, lines, ows)
  .map(([chunks, how, trailers, space]) => ({
    fields: [['Transfer-Encoding', 'chunked']],
    framing: { kind: 'chunked' },
    text: [
      ...chunks.map(({ text }) => text),
      renderSize(0, how),
      renderLines(trailers, space),
      '\r\n',
    ].join(''),
    content: chunks.map(({ content }) => content).join(''),
    trailers,
  }))

/** One request in origin-form, and what the parser must say about it. */
const message: fc.Arbitrary<GeneratedMessage> = fc
  .record({
    empty: fc.nat({ max: 2 }),
    method: method.filter((name) => name !== 'CONNECT'),
    path,
    lines,
    space: ows,
    body: fc.oneof(bodyless, counted, chunked),
  })
  .map((made) => {
    const { body } = made
    const fields: readonly Line[] = [['Host', 'a.example:80'], ...made.lines, ...body.fields]
    const head: ParsedHead = {
      kind: 'head',
      method: made.method,
      form: 'origin-form',
      isForHttps: false,
      target: made.path,
      authority: 'a.example:80',
      version: '1.1',
      fields,
      framing: body.framing,
      persistent: true,
      expectation: 'none',
    }
    return {
      text: [
        '\r\n'.repeat(made.empty),
        `${made.method} ${made.path} HTTP/1.1\r\n`,
        renderLines(fields, made.space),
        '\r\n',
        body.text,
      ].join(''),
      events: [
        head,
        ...(body.content === '' ? [] : [{ kind: 'content', text: body.content } as const]),
        ...(body.trailers.length === 0
          ? []
          : [{ kind: 'trailers', fields: body.trailers } as const]),
        { kind: 'end' },
      ],
    }
  })

/** One to four requests on one connection. */
export const messages: fc.Arbitrary<GeneratedMessage> = fc
  .array(message, { minLength: 1, maxLength: 4 })
  .map((all) => ({
    text: all.map(({ text }) => text).join(''),
    events: all.flatMap(({ events }) => events),
  }))

/** Where to cut, as fractions of the length. */
export const cuts: fc.Arbitrary<readonly number[]> = fc.array(fc.integer({ min: 0, max: 999 }), {
  maxLength: 6,
})

/** `octets` in pieces that end at those fractions, in thousandths, of their length. */
export function cutAt(octets: Buffer, thousandths: readonly number[]): readonly Buffer[] {
  const ends = thousandths.map((at) => Math.floor((at * octets.length) / 1000))
  const places = [0, ...ends.toSorted((a, b) => a - b), octets.length]
  return places.slice(1).map((end, index) => octets.subarray(places[index], end))
}
