/** Expect: 100 (Continue) and what else is expected (RFC 9110 §10.1.1). */

import { closes, HOST, has, persists, type Row, text } from '../row.ts'

const POST = `POST /echo${HOST}`
const WAITS = `${POST}Content-Length: 3\r\nExpect: 100-continue\r\n\r\n`
const CHUNKED = `${POST}Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n`
const NEXT = `GET /told${HOST}\r\n`
const TOLD = text('GET /told a 1.1')

// biome-ignore format: one row a line, columns aligned
export const EXPECTATIONS: readonly Row[] = [
  ['RFC 9110 §10.1.1', 'MUST',     [WAITS, `abc${NEXT}`],                                                       persists(100, text('abc'), TOLD),             'a client that waits is sent 100, then the final answer'],
  ['RFC 9110 §10.1.1', 'MUST',     [CHUNKED, '3\r\nabc\r\n0\r\n\r\n'],                                          persists(100, text('abc')),                   'for a chunked content as well'],
  ['RFC 9110 §10.1.1', 'MUST',     [WAITS.replace('100-c', '100-C'), 'abc'],                                    persists(100, text('abc')),                   'the expectation has no case'],
  ['RFC 9110 §10.1.1', 'MUST',     [WAITS, 'abc', WAITS, 'abc'],                                                persists(100, text('abc'), 100, text('abc')), 'each request waits for its own'],
  ['RFC 9110 §10.1.1', 'MUST',     `POST /${HOST}Content-Length: 3\r\nExpect: 100-continue\r\n\r\n`,            closes(405),                                  'a final status at once, when that is already known'],
  ['RFC 9110 §10.1.1', 'MUST',     `POST /absent${HOST}Content-Length: 3\r\nExpect: 100-continue\r\n\r\n`,      closes(405),                                  'and no 100 behind it; then close, since the content may follow or not'],
  ['RFC 9110 §10.1.1', 'MUST',     `POST /echo${HOST}Content-Length: 99999999\r\nExpect: 100-continue\r\n\r\n`, closes(413),                                  'a content that is too large is never asked for'],
  ['RFC 9110 §10.1.1', 'MUST NOT', 'POST /echo HTTP/1.0\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc', closes(text('abc')),                          'an HTTP/1.0 client is sent no 100'],
  ['RFC 9110 §10.1.1', 'MUST',     'POST /echo HTTP/1.0\r\nHost: a\r\nContent-Length: 3\r\nExpect: x\r\n\r\nabc', closes(text('abc')),                          'whatever it expects'],
  ['RFC 9110 §10.1.1', 'ours',     `GET /told${HOST}Expect: 100-continue\r\n\r\n`,                              persists(TOLD),                               'without content there is nothing to continue with'],
  ['RFC 9110 §10.1.1', 'ours',     `GET /echo${HOST}Expect: 100-continue\r\n\r\n`,                              persists(text('')),                              'even when its handler asks for it'],
  ['RFC 9110 §10.1.1', 'ours',     `POST /echo${HOST}Expect: 100-continue\r\nContent-Length: 0\r\n\r\n`,        persists(text('')),                           'nor with an empty one'],
  ['RFC 9110 §10.1.1', 'ours',     `GET /told${HOST}Expect: x\r\n\r\n`,                                         persists(417),                                'what we cannot meet: 417, a MAY'],
  ['RFC 9110 §10.1.1', 'ours',     `GET /told${HOST}Expect: 100-continue, x\r\n\r\n`,                           persists(417),                                'in a list'],
  ['RFC 9110 §10.1.1', 'ours',     `GET /told${HOST}Expect: 100-continue;x\r\n\r\n`,                            persists(417),                                'with a parameter'],
  ['RFC 9110 §10.1.1', 'ours',     `${POST}Content-Length: 3\r\nExpect: x\r\n\r\n`,                             closes(417),                                  'the content may follow or not, so the connection ends'],
  ['RFC 9110 §15.2',   'MUST NOT', 'POST /echo HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc', persists(has(200, { connection: 'keep-alive' }, { content: 'abc' })), 'no 1xx to an HTTP/1.0 client'],
]
