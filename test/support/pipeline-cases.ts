/**
 * Several requests on one connection: where one ends, the next begins (RFC 9112 §9.3.2).
 */

import type { ParsedEvent } from './parse-all.ts'
import { describeAll, type ParserCase, SMALL_LIMITS } from './parser-case.ts'

const H = ' HTTP/1.1\r\nHost:a\r\n'
const GET = `GET /g${H}\r\n`
const FIVE = `PUT /5${H}Content-Length: 5\r\n\r\nabcde`
const EMPTY = `PUT /0${H}Content-Length: 0\r\n\r\n`
const CHUNKED = `PUT /c${H}Transfer-Encoding: chunked\r\n\r\n3\r\nxyz\r\n0\r\n\r\n`
const X32 = 'x'.repeat(32)
const FULL = `PUT /c${H}Transfer-Encoding: chunked\r\n\r\n20\r\n${X32}\r\n0\r\n\r\n`
const EXTENDED = `PUT /c${H}Transfer-Encoding: chunked\r\n\r\n0;abcdefghijk\r\n\r\n`
const TRAILED = `PUT /t${H}Transfer-Encoding: chunked\r\n\r\n3\r\nxyz\r\n0\r\nq: r\r\n\r\n`

// biome-ignore format: the columns are the test
const ROWS: readonly (readonly [text: string, expected: string, why: string])[] = [
  [GET,                        'GET:/g end',                           'one request'],
  [GET + GET + GET,            'GET:/g end GET:/g end GET:/g end',     'three without bodies'],
  [FIVE + GET,                 'PUT:/5 "abcde" end GET:/g end',        'counted content, then none'],
  [EMPTY + FIVE,               'PUT:/0 end PUT:/5 "abcde" end',        'no content is no content event'],
  [CHUNKED + GET,              'PUT:/c "xyz" end GET:/g end',          'chunked content, then none'],
  [FIVE + CHUNKED + FIVE,      'PUT:/5 "abcde" end PUT:/c "xyz" end PUT:/5 "abcde" end', 'framings take turns'],
  [TRAILED + CHUNKED + GET,    'PUT:/t "xyz" [q|r] end PUT:/c "xyz" end GET:/g end', 'trailers do not outlive their message'],
  [`${FIVE}\r\n${GET}`,        'PUT:/5 "abcde" end GET:/g end',        'the line end old clients add to content'],
  [`${GET}\r\n\r\n${GET}\r\n\r\n${GET}`, 'GET:/g end GET:/g end GET:/g end', 'empty lines are counted for each request anew'],
  [`${GET}\r\n\r\n\r\n`,       'GET:/g end 400 empty-lines-too-many @31', 'and bounded between requests too'],
  [FIVE.slice(0, -2),          'PUT:/5 "abc"',                         'content that has not all come'],
  [`${FIVE}GET`,               'PUT:/5 "abcde" end',                   'the next request has begun'],
  [`${FIVE}x${GET}`,           'PUT:/5 "abcde" end xGET:/g end',       'an octet too many is part of the next method'],
  [`${FIVE.slice(0, -1)}${GET}`, 'PUT:/5 "abcdG" end ET:/g end',       'an octet too few is taken from it'],
  [`${GET}G T${GET}`,          'GET:/g end 400 version-malformed @34', 'a fault after a good request has its own offset'],
  [`${CHUNKED}${GET.replace('Host:a\r\n', '')}`, 'PUT:/c "xyz" end 400 host-missing @85', 'each request needs its Host'],
  [`${CHUNKED}PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
                               'PUT:/c "xyz" end 400 length-conflict @112', 'what is refused alone is refused in a row'],
  [FULL + FULL,                `PUT:/c "${X32}" end PUT:/c "${X32}" end`, 'the bound on content is for each request anew'],
  [EXTENDED + EXTENDED,        'PUT:/c end PUT:/c end',                'and so is the one on extensions'],
  [`${CHUNKED}PUT /n${H}A:b\r\nContent-Length: x\r\n\r\n`, 'PUT:/c "xyz" end 400 content-length-malformed @98', 'a fault is found at its own line, not where the last request had one'],
  [`GET http://b/p${H}\r\nGET /q${H}\r\n`, 'GET:/p end GET:/q end',    'the form of one target does not stick to the next'],
]

/** What one request decided is decided anew for the next: `persists` or `closes`, and what it expects. */
// biome-ignore format: the columns are the test
const DECISIONS: readonly (readonly [first: string, second: string, expected: string, why: string])[] = [
  ['1.1\r\nHost:\r\nConnection: close', '1.0\r\nHost:\r\nX: keep-alive', 'closes none, closes none',           'a field that stands where Connection stood'],
  ['1.1\r\nHost:\r\nConnection: close', '1.1\r\nHost:',                   'closes none, persists none',         'Connection'],
  ['1.0\r\nConnection: keep-alive',     '1.0',                            'persists none, closes none',         'Connection, and the version'],
  ['1.1\r\nHost:\r\nExpect: 100-continue', '1.1\r\nHost:',                'persists 100-continue, persists none', 'Expect'],
  ['1.1\r\nHost:\r\nExpect: x',         '1.1\r\nHost:\r\nExpect: 100-continue', 'persists unknown, persists 100-continue', 'Expect, from one value to another'],
]

function describeDecisions(events: readonly ParsedEvent[]): string {
  return events
    .flatMap((event) => (event.kind === 'head' ? [event] : []))
    .map((head) => `${head.persistent ? 'persists' : 'closes'} ${head.expectation}`)
    .join(', ')
}

export const PIPELINE_CASES: readonly ParserCase[] = [
  ...ROWS.map(([text, expected, why]) => ({
    text,
    expected,
    why,
    limits: SMALL_LIMITS,
    describe: describeAll,
  })),
  ...DECISIONS.map(([first, second, expected, why]) => ({
    text: `GET / HTTP/${first}\r\n\r\nGET / HTTP/${second}\r\n\r\n`,
    expected,
    why,
    limits: SMALL_LIMITS,
    describe: describeDecisions,
  })),
]
