/**
 * Answers, told apart by their framing alone (RFC 9112 §6.3).
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AnswerTrace } from '../../src/trace/answer-trace.ts'
import { renderRecord } from '../../src/trace/render-records.ts'
import { everySplit } from '../support/every-split.ts'

const OK = 'HTTP/1.1 200 OK\r\n'
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`

/** What is expected: how the answers were framed, their content, and how they ended. */
// biome-ignore format: the columns are the test
const CASES: readonly (readonly [text: string, methods: string, expected: readonly string[], why: string])[] = [
  [`${OK}Content-Length: 5\r\n\r\nhello`, 'GET', ['5 octets of content: Content-Length (RFC 9112 §6.3 (6))', 'stays open (RFC 9112 §9.3)', 'hello 5 octets', 'answer 1 is complete'], 'content by its length'],
  [`${OK}Content-Length: 0\r\n\r\n`, 'GET', ['0 octets of content: Content-Length (RFC 9112 §6.3 (6))', 'stays open (RFC 9112 §9.3)', 'answer 1 is complete'], 'none of it'],
  [`${OK}Content-Length: 5\r\n\r\n`, 'HEAD', ['no body: it answers HEAD (RFC 9112 §6.3 (1))', 'stays open (RFC 9112 §9.3)', 'answer 1 is complete'], 'an answer to HEAD says a length and has no content'],
  ['HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n', 'GET', ['no body: 304 never has one (RFC 9112 §6.3 (1))', 'closes: Connection says close (RFC 9112 §9.3)', 'answer 1 is complete'], 'nor has a 304'],
  ['HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n', 'PUT', ['no body: 100 never has one (RFC 9112 §6.3 (1))', 'answer 1 is complete', 'no body: 204 never has one (RFC 9112 §6.3 (1))', 'stays open (RFC 9112 §9.3)', 'answer 2 is complete'], 'an interim response answers nothing yet'],
  [`${CHUNKED}2\r\nok\r\n0\r\nA: b\r\n\r\n`, 'GET', ['content in chunks, until the one of size 0 (RFC 9112 §6.3 (4))', 'stays open (RFC 9112 §9.3)', '2␍␊ok␍␊ 2 octets', 'A: b␍␊', 'answer 1 is complete'], 'chunks and a trailer'],
  [`${OK}Connection: close\r\n\r\nhello`, 'GET', ['content until the connection closes (RFC 9112 §6.3 (8))', 'closes: Connection says close (RFC 9112 §9.3)', 'hello 5 octets, until the connection closed', 'answer 1 is complete'], 'neither field: until the end'],
  [`${OK}Content-Length: 5\r\n\r\nhe`, 'GET', ['5 octets of content: Content-Length (RFC 9112 §6.3 (6))', 'stays open (RFC 9112 §9.3)', 'ended: answer 1 is incomplete'], 'cut off'],
  [`${CHUNKED}0\r\n\r\n${OK}Content-Length: 1\r\n\r\nx`, 'GET GET', ['content in chunks, until the one of size 0 (RFC 9112 §6.3 (4))', 'stays open (RFC 9112 §9.3)', 'answer 1 is complete', '1 octet of content: Content-Length (RFC 9112 §6.3 (6))', 'stays open (RFC 9112 §9.3)', 'x 1 octet', 'answer 2 is complete'], 'one after the other'],
]

function trace(pieces: readonly Uint8Array[], methods: string) {
  const answers = new AnswerTrace()
  for (const method of methods.split(' ')) answers.asked(method)
  for (const piece of pieces) answers.push(piece)
  answers.end()
  const { spans, records } = answers.take()
  return { spans, records: records.filter(({ kind }) => kind !== 'segment') }
}

const SHOWN = /^(?:content|chunk|trailer-line|message-end|framing|persistence|end)$/

/** The lines that tell framing, without offset and name. */
function summary(records: ReturnType<typeof trace>['records']): readonly string[] {
  return records.flatMap((record) => {
    const [, name = '', rest = ''] = /^ *\d+ {2}(\S+) +(.*)$/.exec(renderRecord(record)) ?? []
    return SHOWN.test(name) ? [rest.replace(/ {2,}/g, ' ')] : []
  })
}

describe('AnswerTrace (RFC 9112 §6.3)', () => {
  for (const [text, methods, expected, why] of CASES) {
    it(`${why}, at every split`, () => {
      for (const pieces of everySplit(text)) {
        const { spans, records } = trace(pieces, methods)
        assert.deepEqual(summary(records), expected)
        assert.equal(spans[0]?.start, 0)
        assert.equal(spans.at(-1)?.end, text.length)
        for (const [at, { start }] of spans.entries()) {
          if (at > 0) assert.equal(start, spans[at - 1]?.end)
        }
      }
    })
  }

  it('names the parts of a status line', () => {
    const { spans } = trace([Buffer.from(`${OK}\r\n`)], 'HEAD')
    assert.deepEqual(
      spans.map(({ role, start }) => `${start} ${role}`),
      ['0 version', '8 SP', '9 status', '12 SP', '13 reason', '15 CR', '16 LF', '17 section-end'],
    )
  })

  it('masks Set-Cookie', () => {
    const octets = Buffer.from(`${OK}Set-Cookie: id=1\r\nContent-Length: 0\r\n\r\n`)
    const { spans, records } = trace([octets], 'GET')
    assert.equal(spans.find(({ isSecret }) => isSecret)?.role, 'field-value')
    assert.doesNotMatch(JSON.stringify(records), /id=1/)
  })
})
