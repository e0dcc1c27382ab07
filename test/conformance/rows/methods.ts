/** What each method does to a file (RFC 9110 §9), and how a method is refused (§15.5.6, §15.6.2). */

import { closes, HOST, has, head, lacks, persists, type Row, text } from '../row.ts'

const H = `${HOST}\r\n`
const ALLOW = 'GET, HEAD, OPTIONS'
const REFUSED = has(405, { allow: /^(?=.*\bGET\b)(?=.*\bHEAD\b)(?=.*\bOPTIONS\b)[A-Z, ]+$/ })

// biome-ignore format: one row a line, columns aligned
export const METHODS: readonly Row[] = [
  ['RFC 9110 §9.1',    'MUST',       `GET /ten.txt${H}`,                                persists(text('0123456789')),                               'GET must be supported'],
  ['RFC 9110 §9.1',    'MUST',       `HEAD /ten.txt${H}`,                               persists(head(200)),                                        'and so must HEAD'],
  ['RFC 9110 §9.2.1',  'SHOULD NOT', `GET /ten.txt?delete=1${H}GET /ten.txt${H}`,       persists(text('0123456789'), text('0123456789')),           'a safe method changes nothing, whatever its query says'],
  ['RFC 9110 §9.3.1',  'ours',       `GET /ten.txt${HOST}Content-Length: 3\r\n\r\nabc`, persists(text('0123456789')),                               'content in a GET has no meaning, but keeps its framing'],
  ['RFC 9110 §9.3.2',  'MUST NOT',   `HEAD /ten.txt${H}GET /ten.txt${H}`,               persists(head(200), text('0123456789')),                    'no content in the answer to HEAD, of a file in memory'],
  ['RFC 9110 §9.3.2',  'MUST NOT',   `HEAD /large.txt${H}GET /ten.txt${H}`,             persists(head(200), text('0123456789')),                    'of one that is not'],
  ['RFC 9110 §9.3.2',  'MUST NOT',   `HEAD /absent${H}GET /ten.txt${H}`,                persists(head(404), text('0123456789')),                    'of one that is not there'],
  ['RFC 9110 §9.3.2',  'MUST NOT',   `HEAD /stream${H}GET /ten.txt${H}`,                persists(head(200), text('0123456789')),                    'of content of unknown length'],
  ['RFC 9110 §9.3.2',  'MUST NOT',   `HEAD /listed/${H}GET /ten.txt${H}`,               persists(head(200), text('0123456789')),                    'of a listing'],
  ['RFC 9110 §9.3.2',  'MUST NOT',   `HEAD /fails${H}GET /ten.txt${H}`,                 persists(head(500), text('0123456789')),                    'of a failure'],
  ['RFC 9110 §9.3.2',  'MUST NOT',   'HEAD / HTTP/1.0\r\nHost: a\r\n\r\n',              closes(head(200, { fields: { 'content-length': '5' } })),   'in HTTP/1.0'],
  ['RFC 9110 §9.3.2',  'SHOULD',     `HEAD /ten.txt${H}`,                               persists(head(200, { fields: { 'content-length': '10', 'content-type': /^text\/plain/, etag: '<etag>', 'last-modified': 'Sat, 01 Jan 2022 00:00:00 GMT', 'accept-ranges': 'bytes' } })), 'the fields of GET'],
  ['RFC 9110 §9.3.2',  'SHOULD',     `HEAD /large.txt${H}`,                             persists(head(200, { fields: { 'content-length': '70000' } })), 'the length too'],
  ['RFC 9110 §9.3.2',  'SHOULD',     `HEAD /empty.txt${H}`,                             persists(head(200, { fields: { 'content-length': '0' } })), 'even of nothing'],
  ['RFC 9110 §9.3.2',  'SHOULD',     `HEAD /folder${H}`,                                persists(head(308, { fields: { location: '/folder/' } })),  'of a redirect'],
  ['RFC 9110 §9.3.7',  'SHOULD',     `OPTIONS /ten.txt${H}`,                            persists(has(204, { allow: ALLOW }, { lacks: ['content-length', 'transfer-encoding'] })), 'OPTIONS of a file: what it allows; 204 needs no Content-Length: 0'],
  ['RFC 9110 §9.3.7',  'SHOULD',     `OPTIONS *${H}`,                                   persists(has(204, { allow: ALLOW })),                       'of the server'],
  ['RFC 9110 §9.3.7',  'SHOULD',     `OPTIONS /ten.txt${HOST}Content-Type: text/plain\r\nContent-Length: 3\r\n\r\nabc`, persists(has(204, { allow: ALLOW })),                       'with a content, which means nothing'],
  ['RFC 9110 §9.3.3',  'ours',       `POST /ten.txt${H}`,                               persists(REFUSED),                                          'a file processes no content: 405'],
  ['RFC 9110 §9.3.4',  'ours',       `PUT /ten.txt${HOST}Content-Length: 1\r\n\r\nx`,   persists(REFUSED),                                          'and is not replaced'],
  ['RFC 9110 §9.3.4',  'ours',       `PUT /ten.txt${HOST}Content-Range: bytes 0-0/10\r\nContent-Length: 1\r\n\r\nx`, persists(REFUSED),                                          'not even in part (§14.5)'],
  ['RFC 9110 §9.3.5',  'ours',       `DELETE /ten.txt${H}GET /ten.txt${H}`,             persists(REFUSED, 200),                                     'nor deleted'],
  ['RFC 9110 §9.1',    'SHOULD',     `PATCH /ten.txt${H}`,                              persists(REFUSED),                                          'nor changed (RFC 5789)'],
  ['RFC 9110 §9.3.6',  'ours',       `CONNECT a:80${H}`,                                closes(501),                                                'this is no proxy, and what follows may not be for us'],
  ['RFC 9110 §9.3.6',  'ours',       `CONNECT a:80${HOST}Content-Length: 3\r\n\r\nabc`, closes(501),                                                'nor is what its fields call content read'],
  ['RFC 9110 §9.3.8',  'ours',       `TRACE /${H}`,                                     persists(REFUSED),                                          'an echo would hand cookies to scripts'],
  ['RFC 9110 §9.3.8',  'ours',       `TRACE /${HOST}Max-Forwards: 0\r\n\r\n`,           persists(REFUSED),                                          'also as the final recipient'],
  ['RFC 9110 §10.2.1', 'MUST',       `POST /${H}`,                                      persists(REFUSED),                                          '405 must have Allow: GET, HEAD and OPTIONS'],
  ['RFC 9110 §10.2.1', 'MUST',       `TRACE /absent${H}`,                               persists(REFUSED),                                          'on every path'],
  ['RFC 9110 §15.5.6', 'MUST',       `DELETE /${HOST}Accept: text/html\r\n\r\n`,        persists(REFUSED),                                          'for a browser too'],
  ['RFC 9110 §15.6.2', 'SHOULD',     `BREW /${H}`,                                      persists(lacks(501, 'allow')),                              'a method that is known nowhere: 501 and not 405'],
  ['RFC 9110 §7.6.2',  'ours',       `OPTIONS *${HOST}Max-Forwards: 0\r\n\r\n`,         persists(204),                                              'with Max-Forwards at zero we are the final recipient, as always'],
  ['RFC 9110 §7.6.2',  'ours',       `GET /ten.txt${HOST}Max-Forwards: x\r\n\r\n`,      persists(200),                                              'for other methods it is ignored'],
]
