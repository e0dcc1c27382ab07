/** Where a body ends: Content-Length and Transfer-Encoding (RFC 9112 §6). */

import { DEFAULT_LIMITS } from '../../../src/message/limits.ts'
import { clientCloses, closes, has, lacks, persists, type Row, text } from '../row.ts'

const POST = 'POST /echo HTTP/1.1\r\nHost: a\r\n'
const POST10 = 'POST /echo HTTP/1.0\r\nHost: a\r\n'
const TE = 'Transfer-Encoding'
const ABC = '3\r\nabc\r\n0\r\n\r\n'
const NEXT = 'GET /told HTTP/1.1\r\nHost: a\r\n\r\n'
const TOLD = text('GET /told a 1.1')
const CUT_SHORT = has(400, { connection: 'close' })
const MAX = DEFAULT_LIMITS.contentOctets

// biome-ignore format: one row a line, columns aligned
export const BODIES: readonly Row[] = [
  ['RFC 9112 §6', 'MUST', `${POST}\r\n${NEXT}`,                                                      persists(text(''), TOLD),              'neither field: no body, and the next octet is the next request'],
  ['RFC 9112 §6', 'MUST', `GET /told HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc${NEXT}`,    persists(TOLD, TOLD),                  'a body is framed whatever the method: here of GET, unread'],
  ['RFC 9112 §6', 'MUST', `GET /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc${NEXT}`,    persists(text('abc'), TOLD),           'and read'],
  ['RFC 9112 §6', 'MUST', `HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc`,              persists({ status: 200, to: 'HEAD' }), 'of HEAD'],
  ['RFC 9112 §6', 'MUST', `GET / HTTP/1.1\r\nHost: a\r\n${TE}: chunked\r\n\r\n${ABC}${NEXT}`,        persists(200, TOLD),                   'of GET, chunked'],
  ['RFC 9112 §6', 'MUST', `HEAD / HTTP/1.1\r\nHost: a\r\n${TE}: chunked\r\n\r\n${ABC}`,              persists({ status: 200, to: 'HEAD' }), 'of HEAD, chunked'],
  ['RFC 9112 §6', 'MUST', `OPTIONS * HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc${NEXT}`,    persists(204, TOLD),                   'of OPTIONS'],
  ['RFC 9112 §6', 'MUST', `DELETE / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc${NEXT}`,     persists(405, TOLD),                   'of a method that is not allowed'],
  ['RFC 9112 §6', 'MUST', `BREW / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc${NEXT}`,       persists(501, TOLD),                   'of one that is not known'],
  ['RFC 9112 §6', 'MUST', `POST /absent HTTP/1.1\r\nHost: a\r\n${TE}: chunked\r\n\r\n${ABC}${NEXT}`, persists(405, TOLD),                   'a content nobody reads is still passed over'],
  ['RFC 9112 §6', 'MUST', `GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 30\r\n\r\n${'GET /told HTTP/1.1\r\nHost: a\r\n\r\n'.slice(0, 30)}`, persists(200),                         'a content that looks like a request is none'],
  ['RFC 9112 §6', 'MUST', `${POST}Content-Length: 3\r\n\r\nabc\r\n${NEXT}`,                          persists(text('abc'), TOLD),           'a line end behind the content, as old clients send it, is no content'],

  ['RFC 9112 §6.2',     'MUST', `${POST}Content-Length: 3\r\n\r\nabc${NEXT}`,                persists(text('abc'), TOLD),  'three octets and not one more'],
  ['RFC 9112 §6.2',     'MUST', `${POST}Content-Length: 0\r\n\r\n${NEXT}`,                   persists(text(''), TOLD),     'none'],
  ['RFC 9112 §6.2',     'MUST', `${POST}content-LENGTH:3\t\r\n\r\nabc`,                      persists(text('abc')),        'a field name has no case, and whitespace is no digit'],
  ['RFC 9112 §6.2',     'MUST', `${POST10}Content-Length: 3\r\n\r\nabc`,                     closes(text('abc')),          'in HTTP/1.0'],
  ['RFC 9110 §8.6',     'MUST', `${POST}Content-Length: 003\r\n\r\nabc${NEXT}`,              persists(text('abc'), TOLD),  '1*DIGIT: leading zeros are digits, and it is decimal'],
  ['RFC 9110 §8.6',     'MUST', `${POST}Content-Length: 010\r\n\r\n0123456789`,              persists(text('0123456789')), 'never octal'],
  ['RFC 9110 §8.6',     'MUST', `${POST}Content-Length: 00000000000000000000003\r\n\r\nabc`, persists(text('abc')),        'however many zeros'],
  ['RFC 9110 §8.6',     'MUST', `${POST}Content-Length: 99999999999999999999\r\n\r\n`,       closes(413),                  'twenty digits: a large number must not overflow into a small one'],
  ['RFC 9110 §8.6',     'MUST', `${POST}Content-Length: 18446744073709551619\r\n\r\nabc`,    closes(413),                  '2^64 + 3, which wraps to 3 where numbers wrap'],
  ['RFC 9110 §8.6',     'MUST', `${POST}Content-Length: 4294967299\r\n\r\nabc`,              closes(413),                  '2^32 + 3'],
  ['RFC 9110 §8.6',     'MUST', `${POST}Content-Length: 9007199254740993\r\n\r\nabc`,        closes(413),                  '2^53 + 1, which a double cannot tell from 2^53'],
  ['RFC 9110 §8.6',     'MUST', `${POST}Content-Length: ${'9'.repeat(400)}\r\n\r\n`,         closes(413),                  'more digits than a double has room for'],
  ['RFC 9110 §15.5.14', 'ours', `${POST}Content-Length: ${MAX + 1}\r\n\r\n`,                 closes(413),                  'more than we take is said before it is read'],

  ['RFC 9112 §6.3', 'MUST', `${POST}Content-Length:\r\n\r\n`,                                   closes(400), 'an invalid Content-Length is unrecoverable: empty'],
  ['RFC 9112 §6.3', 'MUST', `${POST}Content-Length: +3\r\n\r\nabc`,                             closes(400), 'a plus'],
  ['RFC 9112 §6.3', 'MUST', `${POST}Content-Length: -3\r\n\r\nabc`,                             closes(400), 'a minus'],
  ['RFC 9112 §6.3', 'MUST', `${POST}Content-Length: -0\r\n\r\n`,                                closes(400), 'even of nothing'],
  ['RFC 9112 §6.3', 'MUST', `${POST}Content-Length: 0x3\r\n\r\nabc`,                            closes(400), 'hexadecimal'],
  ['RFC 9112 §6.3', 'MUST', `${POST}Content-Length: a\r\n\r\n0123456789`,                       closes(400), 'a letter'],
  ['RFC 9112 §6.3', 'MUST', `${POST}Content-Length: 3.0\r\n\r\nabc`,                            closes(400), 'a fraction'],
  ['RFC 9112 §6.3', 'MUST', `${POST}Content-Length: 3e0\r\n\r\nabc`,                            closes(400), 'an exponent'],
  ['RFC 9112 §6.3', 'MUST', `${POST}Content-Length: 1 3\r\n\r\nabc`,                            closes(400), 'a space inside'],
  ['RFC 9112 §6.3', 'MUST', `${POST}Content-Length: 1\t3\r\n\r\nabc`,                           closes(400), 'a tab inside'],
  ['RFC 9112 §6.3', 'MUST', `${POST}Content-Length: 1_000\r\n\r\nabc`,                          closes(400), 'a separator'],
  ['RFC 9112 §6.3', 'MUST', `${POST}Content-Length: 3;\r\n\r\nabc`,                             closes(400), 'a semicolon'],
  ['RFC 9112 §6.3', 'MUST', `${POST}Content-Length: "3"\r\n\r\nabc`,                            closes(400), 'quotes'],
  ['RFC 9112 §6.3', 'MUST', `${POST}Content-Length: \xb3\r\n\r\nabc`,                           closes(400), 'a digit of another character set'],
  ['RFC 9112 §6.3', 'MUST', `${POST}Content-Length: Infinity\r\n\r\n`,                          closes(400), 'a word for a number'],
  ['RFC 9112 §6.3', 'MUST', `${POST}Content-Length: 3, 4\r\n\r\nabc`,                           closes(400), 'a list that disagrees'],
  ['RFC 9112 §6.3', 'ours', `${POST}Content-Length: 3, 3\r\n\r\nabc`,                           closes(400), 'one that agrees: taking it is allowed, and of no use to honest clients'],
  ['RFC 9112 §6.3', 'ours', `${POST}Content-Length: 3,\r\n\r\nabc`,                             closes(400), 'one with an empty member'],
  ['RFC 9112 §6.3', 'MUST', `${POST}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc`,         closes(400), 'two lines that disagree'],
  ['RFC 9112 §6.3', 'ours', `${POST}Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc`,         closes(400), 'two that agree'],
  ['RFC 9112 §6.3', 'MUST', `${POST}Content-Length: 3\r\nX: y\r\ncontent-length: 4\r\n\r\nabc`, closes(400), 'apart, and in another case'],
  ['RFC 9112 §6.3', 'MUST', `${POST10}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc`,       closes(400), 'in HTTP/1.0'],
  ['RFC 9112 §6.3', 'MUST', `GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n`,           closes(400), 'on a GET as well'],

  ['RFC 9112 §6.1', 'MUST',     `${POST}${TE}: chunked\r\n\r\n${ABC}${NEXT}`,                        persists(text('abc'), TOLD),             'a recipient must be able to parse chunked'],
  ['RFC 9112 §6.1', 'MUST',     `${POST}${TE}: CHUNKED\r\n\r\n${ABC}`,                               persists(text('abc')),                   'the name of a coding has no case'],
  ['RFC 9112 §6.1', 'MUST',     `${POST}transfer-encoding:\tChunked \r\n\r\n${ABC}`,                 persists(text('abc')),                   'in a field that is spelled otherwise'],
  ['RFC 9112 §6.1', 'MUST',     `${POST}${TE}: , chunked,\r\n\r\n${ABC}`,                            persists(text('abc')),                   'a list, with empty members'],
  ['RFC 9112 §6.1', 'SHOULD',   `${POST}${TE}: gzip, chunked\r\n\r\n${ABC}`,                         closes(501),                             'a coding we do not understand: 501'],
  ['RFC 9112 §6.1', 'SHOULD',   `${POST}${TE}: gzip\r\n${TE}: chunked\r\n\r\n${ABC}`,                closes(501),                             'in two lines, which are one list'],
  ['RFC 9112 §6.1', 'SHOULD',   `${POST}${TE}: cow, chunked\r\n\r\n${ABC}`,                          closes(501),                             'one that nobody understands'],
  ['RFC 9112 §6.1', 'SHOULD',   `${POST}${TE}: identity, chunked\r\n\r\n${ABC}`,                     closes(501),                             'identity is no coding any more'],
  ['RFC 9112 §6.1', 'MUST',     `${POST}${TE}: chunked, chunked\r\n\r\n${ABC}`,                      closes(400),                             'chunked is not applied twice'],
  ['RFC 9112 §6.1', 'MUST',     `${POST}${TE}: chunked\r\n${TE}: chunked\r\n\r\n${ABC}`,             closes(400),                             'nor in two lines'],
  ['RFC 9112 §6.3', 'MUST',     `${POST}${TE}: chunked, gzip\r\n\r\n${ABC}`,                         closes(400),                             'chunked is not last: the length is unknown, so 400 and close'],
  ['RFC 9112 §6.3', 'MUST',     `${POST}${TE}: gzip\r\n\r\nabc`,                                     closes(400),                             'or not there'],
  ['RFC 9112 §6.3', 'MUST',     `${POST}${TE}: identity\r\n\r\nabc`,                                 closes(400),                             'identity'],
  ['RFC 9112 §6.3', 'MUST',     `${POST}${TE}: xchunked\r\n\r\n${ABC}`,                              closes(400),                             'a name that ends alike'],
  ['RFC 9112 §6.3', 'MUST',     `${POST}${TE}: chunkedx\r\n\r\n${ABC}`,                              closes(400),                             'or begins alike'],
  ['RFC 9112 §6.3', 'MUST',     `${POST}${TE}: chunked;q=1\r\n\r\n${ABC}`,                           closes(400),                             'chunked has no parameters (§7.1): this is another coding'],
  ['RFC 9112 §6.3', 'MUST',     `${POST}${TE}: chunked;\r\n\r\n${ABC}`,                              closes(400),                             'or half a parameter'],
  ['RFC 9112 §6.3', 'MUST',     `${POST}${TE}: "chunked"\r\n\r\n${ABC}`,                             closes(400),                             'a quoted-string is no coding'],
  ['RFC 9112 §6.3', 'MUST',     `${POST}${TE}: chunked, "\\\r\n\r\n${ABC}`,                          closes(400),                             'a quote that never ends'],
  ['RFC 9112 §6.3', 'MUST',     `${POST}${TE}: chunked x\r\n\r\n${ABC}`,                             closes(400),                             'two words'],
  ['RFC 9112 §6.3', 'MUST',     `${POST}${TE}: ch\xfcnked\r\n\r\n${ABC}`,                            closes(400),                             'obs-text'],
  ['RFC 9112 §6.3', 'MUST',     `${POST}${TE}:\r\n\r\n${ABC}`,                                       closes(400),                             'empty'],
  ['RFC 9112 §6.3', 'MUST',     `${POST}${TE}: ,\r\n\r\n${ABC}`,                                     closes(400),                             'a list of nothing'],
  ['RFC 9112 §6.3', 'MUST',     `${POST}${TE}:\r\n${TE}: identity\r\n\r\nabc`,                       closes(400),                             'two lines, none of them chunked'],
  ['RFC 9112 §6.3', 'ours',     `${POST}${TE}: chunked\r\nContent-Length: 3\r\n\r\n${ABC}`,          closes(400),                             'both fields ought to be handled as an error, and here are'],
  ['RFC 9112 §6.3', 'ours',     `${POST}Content-Length: 3\r\n${TE}: chunked\r\n\r\n${ABC}`,          closes(400),                             'in either order'],
  ['RFC 9112 §6.3', 'ours',     `${POST}Content-Length: 0\r\n${TE}: chunked\r\n\r\n${ABC}`,          closes(400),                             'with a length of zero'],
  ['RFC 9112 §6.3', 'ours',     `${POST}${TE}: identity\r\nContent-Length: 3\r\n\r\nabc`,            closes(400),                             'with a coding that is none'],
  ['RFC 9112 §6.1', 'MUST',     `${POST10}${TE}: chunked\r\n\r\n${ABC}`,                             closes(400),                             'in HTTP/1.0 the framing counts as faulty, and the connection closes'],
  ['RFC 9112 §6.1', 'MUST',     `${POST10}Connection: keep-alive\r\n${TE}: chunked\r\n\r\n${ABC}`,   closes(400),                             'whatever the client asks for'],
  ['RFC 9112 §6.1', 'MUST',     `${POST10}Content-Length: 3\r\n${TE}: chunked\r\n\r\n${ABC}`,        closes(400),                             'and with a length as well'],
  ['RFC 9112 §6.1', 'MUST NOT', 'GET /stream HTTP/1.0\r\nHost: a\r\n\r\n',                           closes(lacks(200, 'transfer-encoding')), 'never answered with Transfer-Encoding, even of unknown length'],
  ['RFC 9112 §6.1', 'MUST NOT', 'GET /stream HTTP/1.0\r\nHost: a\r\nTE: chunked\r\n\r\n',            closes(lacks(200, 'transfer-encoding')), 'a 1.0 client that speaks of codings is still one'],
  ['RFC 9112 §6.3', 'MUST',     'GET /stream HTTP/1.0\r\nHost: a\r\n\r\n',                           closes(text('onetwo')),                  'there the end of the connection ends the content'],
  ['RFC 9112 §6.3', 'MUST',     'GET /stream HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n', closes(text('onetwo')),                  'so it cannot persist'],

  ['RFC 9112 §8', 'ours', `${POST}Content-Length: 5\r\n\r\nabc`,            clientCloses(CUT_SHORT), 'a request cut short is not taken for a whole one; it is the client\'s doing, so 400 and no 5xx'],
  ['RFC 9112 §8', 'ours', `${POST}${TE}: chunked\r\n\r\n3\r\nabc\r\n`,      clientCloses(CUT_SHORT), 'nor is one without its last chunk'],
  ['RFC 9112 §8', 'ours', `${POST}${TE}: chunked\r\n\r\n3\r\nabc\r\n0\r\n`, clientCloses(CUT_SHORT), 'or without the line behind it'],
  ['RFC 9112 §8', 'ours', `GET /told HTTP/1.1\r\nHost: a\r\n`,              clientCloses(),          'before the end of its field section there is nothing to answer'],
  ['RFC 9112 §8', 'ours', `${NEXT}GET /to`,                                 clientCloses(TOLD),      'what came before it is answered'],
]
