/**
 * Parts of files, as clients get them: which range-sets are answered with one part, with several, with
 * the whole, or refused. Range cases of nginx, Go, Apache, send and sirv are among the rows, restated.
 */

import assert from 'node:assert/strict'
import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { Response } from '../../src/semantics/exchange.ts'
import { formatHttpDate } from '../../src/semantics/http-date.ts'
import { serveFiles } from '../../src/site/file-handler.ts'
import {
  countDescriptors,
  fieldOf,
  makeDirectory,
  makeRequest,
  readContent,
  stopClock,
} from './fixture.ts'

/** Each octet tells where it is, as far as 26 letters and 10 digits go. */
function pattern(octets: number): string {
  let text = ''
  for (let at = 0; text.length < octets; at += 1) text += `${at.toString(36)}.`
  return text.slice(0, octets)
}

const SIZES = { 'small.bin': 1000, 'large.bin': 2_000_000, 'empty.bin': 0, 'one.bin': 1 } as const
const root = makeDirectory(
  Object.fromEntries(Object.entries(SIZES).map(([name, octets]) => [name, pattern(octets)])),
)
const MODIFIED = '2024-02-29T12:00:00Z'
for (const name of Object.keys(SIZES))
  utimesSync(join(root, name), new Date(MODIFIED), new Date(MODIFIED))
stopClock()
const handle = serveFiles(root)

async function exchange(
  name: string,
  fields: Readonly<Record<string, string>>,
  method = 'GET',
): Promise<Response & { readonly text: string }> {
  const before = countDescriptors()
  const response = await handle(makeRequest(`/${name}`, fields, method))
  const text = await readContent(response)
  assert.equal(countDescriptors(), before, 'a descriptor was left open')
  return { ...response, text }
}

interface Part {
  readonly contentRange: string
  readonly type: string
  readonly text: string
}

/** Takes a multipart apart as a strict reader would: nothing before, between or after the parts. */
function readParts(contentType: string, text: string): readonly Part[] {
  const boundary = /^multipart\/byteranges; boundary=([\w-]{1,70})$/.exec(contentType)?.[1]
  assert.ok(boundary !== undefined, contentType)
  const delimiter = `\r\n--${boundary}`
  const [before, ...pieces] = `\r\n${text}`.split(delimiter)
  assert.equal(before, '', 'no preamble')
  assert.equal(pieces.pop(), '--\r\n', 'no epilogue')
  return pieces.map((piece) => {
    const [, type = '', contentRange = '', octets = ''] =
      /^\r\nContent-Type: ([^\r]+)\r\nContent-Range: ([^\r]+)\r\n\r\n(.*)$/s.exec(piece) ?? []
    assert.notEqual(type, '', `not a part: ${JSON.stringify(piece)}`)
    return { contentRange, type, text: octets }
  })
}

const WHOLE = 'whole'
const NONE = 'none inside'
const every = (count: number, octets: number, step: number): string =>
  Array.from({ length: count }, (_, at) => `${at * step}-${at * step + octets - 1}`).join()

// biome-ignore format: the columns are the test
const CASES: readonly (readonly [file: keyof typeof SIZES, range: string, expected: string, why: string])[] = [
  ['small.bin', 'bytes=0-0',              '0-0',             'one part: nothing is labelled but by Content-Range'],
  ['small.bin', 'bytes=0-0,-1',           '0-0 999-999',     'RFC 9110 §14.1.2: the first and the last octet'],
  ['small.bin', 'bytes=0-9,20-29',        '0-9 20-29',       'two parts'],
  ['small.bin', 'bytes=20-29,0-9',        '20-29 0-9',       'in the order asked for'],
  ['small.bin', 'bytes=-5,0-4',           '995-999 0-4',     'Go: the suffix first'],
  ['small.bin', 'bytes=0-9,10-19',        '0-19',            'touching ranges become one, which needs no multipart'],
  ['small.bin', 'bytes=0-9,5-19',         '0-19',            'so do overlapping ones'],
  ['small.bin', 'bytes=0-9,5000-',        '0-9',             'Go: what is not inside is left out; one part remains'],
  ['small.bin', 'bytes=0-9,2000-,50-59',  '0-9 50-59',       'and two remain of three'],
  ['small.bin', 'bytes=0-,0-,0-,0-',      '0-999',           'Apache: the same thing often is the same thing once'],
  ['small.bin', 'bytes=0-499,501-999',    WHOLE,             'two labels are longer than the one octet saved'],
  ['small.bin', `bytes=${every(10, 1, 2)}`, WHOLE,            'ten labels are longer than the file'],
  ['small.bin', 'bytes=1000-,2000-3000',  NONE,              'none of several is inside'],
  ['small.bin', 'bytes=1000-',            NONE,              'nginx: at the end there is nothing'],
  ['small.bin', 'bytes=-0',               NONE,              'the last no octets'],
  ['small.bin', 'bytes=0-9,9-0',          WHOLE,             'sirv: one that is backwards spoils the set'],
  ['small.bin', 'bytes=abc',              WHOLE,             'send: invalid is ignored'],
  ['small.bin', 'lines=0-9',              WHOLE,             'unknown unit'],
  ['small.bin', 'bytes = 0-9',            WHOLE,             'space where there is none'],
  ['small.bin', 'bytes=0-9;20-29',        WHOLE,             'members are separated by commas'],
  ['large.bin', 'bytes=0-1999999',        '0-1999999',       'the whole as a part is a part'],
  ['large.bin', 'bytes=0-9,1999990-',     '0-9 1999990-1999999', 'from both ends of a file that is not held'],
  ['large.bin', 'bytes=70000-99999,0-59999', '70000-99999 0-59999', 'more than one piece each, backwards'],
  ['large.bin', 'bytes=0-65535,65537-99000', '0-65535 65537-99000', 'a gap of one octet'],
  ['large.bin', `bytes=${every(50, 100, 1000)}`, every(50, 100, 1000).replaceAll(',', ' '), 'as many parts as we send'],
  ['large.bin', `bytes=${every(51, 100, 1000)}`, WHOLE,      'one more is ignored'],
  ['large.bin', `bytes=${every(40, 1, 1000)}`, WHOLE,        'many and tiny (§17.15)'],
  ['large.bin', 'bytes=0-999999,1000001-', WHOLE,            'the labels take what is saved'],
  ['empty.bin', 'bytes=0-',               WHOLE,             'an empty file has no parts, and refusing helps nobody'],
  ['empty.bin', 'bytes=-1',               WHOLE,             'not even its end'],
  ['empty.bin', 'bytes=0-0,1-1',          WHOLE,             'let alone several'],
  ['one.bin',   'bytes=0-0',              '0-0',             'all there is'],
  ['one.bin',   'bytes=0-1',              '0-0',             'Safari asks this of a file of one octet, too'],
  ['one.bin',   'bytes=1-1',              NONE,              'there is no second'],
]

describe('a range-set (RFC 9110 §14.2)', () => {
  for (const [file, range, expected, why] of CASES) {
    it(`${file} ${range.slice(0, 40)} → ${expected.slice(0, 30)}: ${why}`, async () => {
      const length = SIZES[file]
      const whole = pattern(length)
      const answer = await exchange(file, { Range: range })
      const ranges = expected.split(' ')
      const texts = ranges.map((each) => {
        const [first = 0, last = 0] = each.split('-').map(Number)
        return whole.slice(first, last + 1)
      })
      if (expected === WHOLE) {
        assert.equal(answer.status, 200)
        assert.equal(answer.text, whole)
        assert.equal(fieldOf(answer, 'Content-Range'), undefined)
      } else if (expected === NONE) {
        assert.equal(answer.status, 416)
        assert.equal(fieldOf(answer, 'Content-Range'), `bytes */${length}`)
      } else if (ranges.length === 1) {
        assert.equal(answer.status, 206)
        assert.equal(fieldOf(answer, 'Content-Range'), `bytes ${expected}/${length}`)
        assert.equal(fieldOf(answer, 'Content-Type'), 'application/octet-stream')
        assert.deepEqual([answer.text], texts)
      } else {
        assert.equal(answer.status, 206)
        assert.equal(fieldOf(answer, 'Content-Range'), undefined, '§15.3.7.2: not in the head')
        assert.deepEqual(
          readParts(fieldOf(answer, 'Content-Type') ?? '', answer.text),
          ranges.map((each, at) => ({
            contentRange: `bytes ${each}/${length}`,
            type: 'application/octet-stream',
            text: texts[at],
          })),
        )
      }
    })
  }
})

describe('several parts', () => {
  const asked = { Range: 'bytes=0-9,500-509' }

  it('have a known length, held or not', async () => {
    for (const name of ['small.bin', 'large.bin']) {
      const { content } = await handle(makeRequest(`/${name}`, asked))
      const length = content.kind === 'source' ? content.length : 0
      if (content.kind === 'source') content.source.close()
      assert.equal(content.kind, name === 'small.bin' ? 'octets' : 'source')
      if (content.kind === 'source') assert.equal(length, (await exchange(name, asked)).text.length)
    }
  })

  it('say about the file what the whole would say', async () => {
    const whole = await exchange('small.bin', {})
    const { fields } = await exchange('small.bin', asked)
    const others = (lines: Response['fields']) =>
      lines.filter(([name]) => name !== 'Content-Type').sort()
    assert.deepEqual(others(fields), others(whole.fields))
  })

  it('are always of one version, or end early', async () => {
    const changing = makeDirectory({ 'a.bin': pattern(2_000_000) })
    const before = countDescriptors()
    const response = await serveFiles(changing)(
      makeRequest('/a.bin', { Range: 'bytes=0-9,1999990-' }),
    )
    writeFileSync(join(changing, 'a.bin'), pattern(2_000_000).toUpperCase())
    await assert.rejects(readContent(response), { name: 'FileChanged' })
    assert.equal(countDescriptors(), before)
  })
})

/** `TAG` stands for the entity-tag of the file. */
// biome-ignore format: the columns are the test
const CONDITIONS: readonly (readonly [asked: Readonly<Record<string, string>>, method: string, status: number, why: string])[] = [
  [{},                                                      'HEAD', 200, 'Range is defined for GET alone'],
  [{ 'If-Range': 'TAG' },                                   'GET',  206, 'the version it has a part of'],
  [{ 'If-Range': 'W/TAG' },                                 'GET',  200, 'a weak tag never matches'],
  [{ 'If-Range': '"other"' },                               'GET',  200, 'another version'],
  [{ 'If-Range': formatHttpDate(Date.parse(MODIFIED)) },    'GET',  206, 'the date of Last-Modified'],
  [{ 'If-Range': formatHttpDate(Date.parse(MODIFIED) + 1000) }, 'GET', 200, 'Go: a later date is another version'],
  [{ 'If-Range': 'TAG, "other"' },                          'GET',  200, 'one validator, not a list'],
  [{ 'If-Range': '*' },                                     'GET',  200, 'nor a star'],
  [{ 'If-None-Match': 'TAG' },                              'GET',  304, 'the condition is weighed before the range'],
  [{ 'If-None-Match': '"other"' },                          'GET',  206, 'which comes next'],
  [{ 'If-Match': '"other"', 'If-Range': 'TAG' },            'GET',  412, '§13.2.2: If-Match first, If-Range last'],
  [{ 'If-Match': 'TAG', 'If-Range': '"other"' },            'GET',  200, 'and last it is weighed'],
]

describe('a range with a condition', () => {
  for (const range of ['bytes=0-9', 'bytes=0-9,500-509']) {
    for (const name of ['small.bin', 'large.bin']) {
      for (const [asked, method, status, why] of CONDITIONS) {
        it(`${name} ${range} ${JSON.stringify(asked)} gets ${status}: ${why}`, async () => {
          const tag = fieldOf(await exchange(name, {}), 'ETag') ?? ''
          const fields = Object.entries(asked).map(([field, value]) => [
            field,
            value.replace('TAG', tag),
          ])
          const answer = await exchange(
            name,
            { Range: range, ...Object.fromEntries(fields) },
            method,
          )
          assert.equal(answer.status, status)
        })
      }
    }
  }
})
