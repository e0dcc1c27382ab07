/**
 * Request lines and what stands before them (RFC 9112 §2.2, §2.3, §3).
 */

import { DEFAULT_LIMITS } from '../../src/message/limits.ts'
import { describeHead, type ParserCase, SMALL_LIMITS } from './parser-case.ts'

const LONG = 'x'.repeat(29)

type Row = readonly [line: string, expected: string, why: string]

/** The line is followed by a sound Host line. Offsets count from the first octet of the line. */
// biome-ignore format: the columns are the test
const LINES: readonly Row[] = [
  ['GET / HTTP/1.1',       'GET origin-form / 1.1',       'the plain request'],
  ['HEAD / HTTP/1.1',      'HEAD origin-form / 1.1',      'a registered method'],
  ['POST / HTTP/1.1',      'POST origin-form / 1.1',      'a registered method'],
  ['PUT / HTTP/1.1',       'PUT origin-form / 1.1',       'a registered method'],
  ['OPTIONS / HTTP/1.1',   'OPTIONS origin-form / 1.1',   'a registered method'],
  ['DELETE / HTTP/1.1',    'DELETE origin-form / 1.1',    'a registered method'],
  ['PATCH / HTTP/1.1',     'PATCH origin-form / 1.1',     'a registered method'],
  ['TRACE / HTTP/1.1',     'TRACE origin-form / 1.1',     'a registered method'],
  ['BREW / HTTP/1.1',      'BREW origin-form / 1.1',      'any token is a method; refusing it is not for the parser'],
  ['PUR / HTTP/1.1',       'PUR origin-form / 1.1',       'as long as a registered one, and another'],
  ["!#$%&'*+ / HTTP/1.1",  "!#$%&'*+ origin-form / 1.1",  'half of the signs a token may have'],
  ['-.^_`|~9 / HTTP/1.1',  '-.^_`|~9 origin-form / 1.1',  'and the others'],
  ['get / HTTP/1.1',       'get origin-form / 1.1',       'methods are case-sensitive: get is another one than GET'],
  ['ABCDEFGH / HTTP/1.1',  'ABCDEFGH origin-form / 1.1',  'a method exactly at the limit'],
  ['ABCDEFGHI / HTTP/1.1', '501 method-too-long @8',      'a method one octet past it'],
  ['ABCDEFGH',             '400 method-malformed @8',     'at the limit the line ends: a fault of form, not of length'],

  [' GET / HTTP/1.1',      '400 method-malformed @0',     'a space before the method'],
  ['\tGET / HTTP/1.1',     '400 method-malformed @0',     'a tab before the method'],
  ['G(T / HTTP/1.1',       '400 method-malformed @1',     'a delimiter is no tchar'],
  ['GET: / HTTP/1.1',      '400 method-malformed @3',     'nor is a colon'],
  ['G\xc9T / HTTP/1.1',    '400 method-malformed @1',     'nor is obs-text'],
  ['\x16\x03\x01 / HTTP/1.1', '400 method-malformed @0',  'a TLS hello on a port without TLS'],
  ['GET',                  '400 method-malformed @3',     'a line with nothing but a method'],
  ['GET\t/ HTTP/1.1',      '400 method-malformed @3',     'a tab is no SP'],
  ['GET  / HTTP/1.1',      '400 target-malformed @4',     'two spaces after the method: an empty target'],
  ['GET /  HTTP/1.1',      '400 version-malformed @6',    'two spaces after the target'],
  ['GET / x HTTP/1.1',     '400 version-malformed @6',    'a space in the target'],
  ['GET /\tHTTP/1.1',      '400 target-malformed @5',     'a tab after the target'],
  ['GET /a\tb HTTP/1.1',   '400 target-malformed @6',     'a tab in the target'],
  ['GET / HTTP/1.1 ',      '400 version-malformed @14',   'a space behind the version'],
  ['GET / HTTP/1.1\t',     '400 version-malformed @14',   'a tab behind the version'],
  ['GET HTTP/1.1',         '400 version-malformed @12',   'no target: the version stands in its place'],
  ['GET ',                 '400 version-malformed @4',    'neither target nor version'],

  ['GET /',                '400 version-malformed @5',    'an HTTP/0.9 request'],
  ['GET / ',               '400 version-malformed @6',    'an empty version'],
  ['GET / HTTP/0.9',       '505 version-unsupported @11', 'HTTP/0.9 never said so, but its major version is not 1'],
  ['GET / HTTP/1.0',       'GET origin-form / 1.0',       'HTTP/1.0'],
  ['GET / HTTP/1.2',       'GET origin-form / 1.1',       'a higher minor version is processed as the highest known'],
  ['GET / HTTP/1.9',       'GET origin-form / 1.1',       'whichever it is'],
  ['GET / HTTP/2.0',       '505 version-unsupported @11', 'another major version'],
  ['GET / HTTP/3.0',       '505 version-unsupported @11', 'another major version'],
  ['GET / HTTP/9.9',       '505 version-unsupported @11', 'another major version'],
  ['GET / HTTP/2',         '400 version-malformed @12',   'the grammar wants a minor version'],
  ['PRI * HTTP/2.0',       '505 version-unsupported @11', 'the connection preface of HTTP/2'],
  ['GET / http/1.1',       '400 version-malformed @6',    'the name of the protocol is case-sensitive'],
  ['GET / HTTp/1.1',       '400 version-malformed @9',    'to the last letter'],
  ['GET / HTTP/1.10',      '400 version-malformed @14',   'a minor version is one digit'],
  ['GET / HTTP/11',        '400 version-malformed @12',   'the dot is missing'],
  ['GET / HTTP/1,1',       '400 version-malformed @12',   'a comma is no dot'],
  ['GET / HTTP/a.1',       '400 version-malformed @11',   'a letter is no digit'],
  ['GET / HTTP/1.:',       '400 version-malformed @13',   'nor is the octet after 9'],
  ['GET / HTTP 1.1',       '400 version-malformed @10',   'a space is no slash'],
  ['GET / ICY/1.1',        '400 version-malformed @6',    'another protocol'],

  [`GET /${LONG.slice(9)} HTTP/1.1`,  `GET origin-form /${LONG.slice(9)} 1.1`, 'a short enough line'],
  [`GET /${LONG.slice(3)} HTTP/1.1`,  `GET origin-form /${LONG.slice(3)} 1.1`, 'a request line exactly at the limit'],
  [`GET /${LONG.slice(2)} HTTP/1.1`,  '414 request-line-too-long @40', 'one octet past it'],
  [`GET /${LONG}${LONG} HTTP/1.1`,    '414 request-line-too-long @40', 'past it inside the target'],
  [`GET /${LONG}xxxxxx HTTP/1.1`,     '414 request-line-too-long @40', 'past it with the space behind the target'],
  [`GET /${LONG}xxxxx HTTP/1.1`,      '414 request-line-too-long @40', 'past it with the first octet of the version'],
  [`GET /${LONG}xxxxx`,               '400 version-malformed @39',     'HTTP/0.9, one octet short of the limit'],
  [`GET /${LONG}xxxxx  TTP/1.1`,      '414 request-line-too-long @40', 'the limit is met before the broken version'],
]

/** Sent as it is, to the last octet. */
// biome-ignore format: the columns are the test
const RAW: readonly Row[] = [
  ['GET / HTTP/1.1\nHost: a\r\n\r\n',         '400 line-end-malformed @14',  'a bare LF ends no line'],
  ['GET / HTTP/1.1\rHost: a\r\n\r\n',         '400 line-end-malformed @14',  'nor does a bare CR'],
  ['GET / HTTP/1.1\r\r\nHost: a\r\n\r\n',     '400 line-end-malformed @14',  'nor CR CR LF'],
  ['GET /\nHost: a\r\n\r\n',                  '400 line-end-malformed @5',   'a bare LF behind the target'],
  ['GET\n',                                   '400 method-malformed @3',     'a bare LF behind the method'],
  ['GET / HTTP/1.\n',                         '400 version-malformed @13',   'a bare LF inside the version'],
  ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',        '505 version-unsupported @11', 'the whole preface: refused before its fields are asked for'],
  ['\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n',   'GET origin-form / 1.1',       'one empty line before the request line is skipped'],
  ['\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n', 'GET origin-form / 1.1',     'as many as the limit'],
  ['\r\n\r\n\r\nGET / HTTP/1.1\r\n',          '400 empty-lines-too-many @4', 'one more'],
  ['\r\n\r\n\r\n',                            '400 empty-lines-too-many @4', 'and it need not wait for a request line'],
  ['\nGET / HTTP/1.1\r\nHost: a\r\n\r\n',     '400 line-end-malformed @0',   'a bare LF is no empty line'],
  ['\rGET / HTTP/1.1\r\nHost: a\r\n\r\n',     '400 line-end-malformed @0',   'nor is a bare CR'],
  ['\r\n\nGET / HTTP/1.1\r\n',                '400 line-end-malformed @2',   'nor after a good one'],
  ['\r\n GET / HTTP/1.1\r\n',                 '400 method-malformed @2',     'a space after an empty line'],
  ['',                                        'need-octets',                 'nothing'],
  ['\r',                                      'need-octets',                 'half an empty line'],
  ['\r\n',                                    'need-octets',                 'an empty line'],
  ['GE',                                      'need-octets',                 'half a method'],
  ['GET /a',                                  'need-octets',                 'half a target'],
  ['GET /a HTT',                              'need-octets',                 'half a version'],
  ['GET /a HTTP/1.1',                         'need-octets',                 'no line end yet'],
  ['GET /a HTTP/1.1\r',                       'need-octets',                 'half a line end'],
  ['GET /a HTTP/1.1\r\n',                     'need-octets',                 'a request line alone'],
]

const DEFAULT_LINE = DEFAULT_LIMITS.requestLineOctets - 'GET  HTTP/1.1'.length

/** At the default limits. Too long to be cut at every place; request-parser.test.ts says how. */
export const LONG_LINE_CASES: readonly ParserCase[] = [
  lineCase(
    [`GET /${'x'.repeat(DEFAULT_LINE - 1)} HTTP/1.1`, 'GET 16371 octets', 'the longest line'],
    describeHead(({ method, target }) => `${method} ${target.length} octets`),
    DEFAULT_LIMITS,
  ),
  lineCase(
    [`GET /${'x'.repeat(DEFAULT_LINE)} HTTP/1.1`, '414 request-line-too-long @16384', 'one more'],
    describeHead(({ method, target }) => `${method} ${target.length} octets`),
    DEFAULT_LIMITS,
  ),
  lineCase(
    [`${'M'.repeat(33)} / HTTP/1.1`, '501 method-too-long @32', 'a method of 33 octets'],
    describeHead(({ method }) => method),
    DEFAULT_LIMITS,
  ),
]

const describeLine = describeHead(
  ({ method, form, target, version }) => `${method} ${form} ${target} ${version}`,
)

function lineCase(
  [line, expected, why]: Row,
  describe: ParserCase['describe'],
  limits = SMALL_LIMITS,
): ParserCase {
  return { text: `${line}\r\nHost: a\r\n\r\n`, expected, why, limits, describe }
}

export const REQUEST_LINE_CASES: readonly ParserCase[] = [
  ...LINES.map((row) => lineCase(row, describeLine)),
  ...RAW.map(([text, expected, why]) => ({
    text,
    expected,
    why,
    limits: SMALL_LIMITS,
    describe: describeLine,
  })),
]
