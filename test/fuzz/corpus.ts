/**
 * Which messages are worth breaking?
 *
 * What clients really send, what the RFCs allow and nobody sends, and what the literature on request
 * smuggling sends. The mutators start from these, so a shape that is missing here is a shape that the
 * fuzzer has to find by luck.
 */

const H = 'HTTP/1.1\r\nHost: a'
const POST = `POST /p ${H}`
const CHUNKED = `${POST}\r\nTransfer-Encoding: chunked`
const GET = `GET /g ${H}\r\n\r\n`
const FIVE = `${POST}\r\nContent-Length: 5\r\n\r\nabcde`
const SMUGGLED = `GET /smuggled ${H}\r\n\r\n`

type Row = readonly [message: string, why: string]

// biome-ignore format: one message a line
const PLAIN: readonly Row[] = [
  [GET,                                                   'the plainest request'],
  ['GET / HTTP/1.0\r\n\r\n',                              'HTTP/1.0 needs no Host'],
  [`HEAD /index.html?q=1&r=%20 ${H}:8080\r\n\r\n`,        'a query, a port'],
  ['GET / HTTP/1.1\r\nHost: localhost:8080\r\nUser-Agent: Mozilla/5.0 (X11)\r\nAccept: text/html,*/*;q=0.8\r\nAccept-Encoding: gzip, br\r\nConnection: keep-alive\r\nIf-None-Match: "x"\r\n\r\n', 'what a browser sends'],
  [`GET / ${H}\r\nRange: bytes=0-1,-5\r\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n`, 'conditions and ranges'],
  ['GET http://b:80/x?y HTTP/1.1\r\nHost: a\r\n\r\n',     'absolute-form overrides Host'],
  ['GET http://b HTTP/1.0\r\n\r\n',                       'absolute-form without path or Host'],
  [`OPTIONS * ${H}\r\n\r\n`,                              'asterisk-form'],
  [`OPTIONS http://b ${H}\r\n\r\n`,                       'asterisk-form through a proxy'],
  [`CONNECT b:443 ${H}\r\n\r\n`,                          'authority-form'],
  [`CONNECT b:443 ${H}\r\n\r\n${SMUGGLED}`,               'octets behind CONNECT: a tunnel to some'],
  [`CONNECT b:443 ${H}\r\nContent-Length: 5\r\n\r\nabcde`, 'content of CONNECT'],
  [`M-SEARCH /x ${H}\r\n\r\n`,                            'a method with a dash'],
  [`BREW /pot ${H}\r\n\r\n`,                              'a method nobody registered'],
  ['GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n',            'an address literal'],
  ['GET / HTTP/1.1\r\nHost:\r\n\r\n',                     'an empty Host'],
  ['GET / HTTP/1.2\r\nHost: a\r\n\r\n',                   'a minor version from the future'],
  [`GET / ${H}\r\nConnection: close\r\n\r\n${SMUGGLED}`,  'octets behind close'],
  [`GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n${GET}`, 'HTTP/1.0 that persists'],
  [`GET / HTTP/1.0\r\n\r\n${SMUGGLED}`,                   'HTTP/1.0 that does not'],
  [`GET / ${H}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQ\r\n\r\n${GET}`, 'an upgrade nobody takes'],
  [`POST / ${H}\r\nConnection: Upgrade\r\nUpgrade: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${GET}`, 'the same, with content'],
  [`\r\n\r\n${GET}`,                                      'empty lines before the request line'],
  [`\r\n\r\n\r\n\r\n\r\n\r\n${GET}`,                      'too many of them'],
  [`GET / ${H}\r\nX: \xe9\xa0\xff caf\xc3\xa9\r\nEmpty:\r\nTabs:\t a\tb \t\r\n\r\n`, 'obs-text, empty values, tabs'],
  [`GET / ${H}\r\n${'X: y\r\n'.repeat(140)}\r\n`,         'more field lines than the limit'],
  [`GET / ${H}\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`,      'a long field section'],
  [`GET /${'y'.repeat(15_000)} ${H}\r\n\r\n`,             'a long target'],
  [`GET /${'y'.repeat(17_000)} ${H}\r\n\r\n`,             'a target past the limit'],
  [`${'M'.repeat(40)} / ${H}\r\n\r\n`,                    'a method past the limit'],
]

// biome-ignore format: one message a line
const BODIES: readonly Row[] = [
  [FIVE,                                                  'counted content'],
  [`${POST}\r\nContent-Length: 0\r\n\r\n${GET}`,          'no content'],
  [`${POST}\r\nContent-Length: 0005\r\n\r\nabcde${GET}`,  'leading zeros'],
  [`GET / ${H}\r\nContent-Length: 5\r\n\r\nabcde${GET}`,  'GET with content'],
  [`${FIVE}${GET}${FIVE}${GET}`,                          'pipelined'],
  [`${FIVE}\r\n${GET}`,                                   'the line end that old clients add'],
  [`${POST}\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nabcde`, 'a client that waits, not long'],
  [`${POST}\r\nExpect: fireworks\r\nContent-Length: 5\r\n\r\nabcde${GET}`, 'an expectation nobody knows'],
  [`${POST}\r\nExpect: 100-continue, fireworks\r\nContent-Length: 5\r\n\r\nabcde${GET}`, 'two expectations'],
  [`${POST}\r\nContent-Length: 20000000\r\n\r\nabc`,      'content past the limit'],
  [`${CHUNKED}\r\n\r\n5\r\nabcde\r\n0\r\n\r\n`,           'a chunk'],
  [`${CHUNKED}\r\n\r\n0\r\n\r\n${GET}`,                   'no chunk'],
  [`${CHUNKED}\r\n\r\n2\r\nab\r\n00A;a=b;c="d;\\"e"\r\n0123456789\r\n0;last\r\n\r\n${GET}`, 'chunk extensions'],
  [`${CHUNKED}\r\nTrailer: X\r\n\r\n1\r\na\r\n0\r\nX: y\r\nZ:\r\n\r\n${GET}`, 'trailers'],
  [`${CHUNKED}\r\n\r\n1\r\na\r\n0\r\nContent-Length: 5\r\n\r\nabcde`, 'a trailer that frames'],
  [`${CHUNKED}\r\n\r\n4\r\n0\r\n\r\r\n0\r\n\r\n${SMUGGLED}`, 'a last chunk inside the data'],
  [`${CHUNKED}\r\n\r\n1;${'e'.repeat(5000)}\r\na\r\n0\r\n\r\n`, 'extensions past the limit'],
  [`${CHUNKED}\r\n\r\n0\r\nX: ${'y'.repeat(9000)}\r\n\r\n`, 'trailers past the limit'],
]

// biome-ignore format: one message a line
const SMUGGLING: readonly Row[] = [
  [`${CHUNKED}\r\nContent-Length: 4\r\n\r\n27\r\n${SMUGGLED}\r\n0\r\n\r\n`, 'TE and CL'],
  [`${POST}\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG`, 'CL and TE'],
  [`${POST}\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nabcde${GET}`, 'the same length twice'],
  [`${POST}\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\nabcde${GET}`, 'two lengths'],
  [`${POST}\r\nContent-Length: 5, 5\r\n\r\nabcde${GET}`,  'a list of lengths'],
  [`${POST}\r\nContent-Length: +5\r\n\r\nabcde${GET}`,    'a sign'],
  [`${POST}\r\nContent-Length: 5 \x0b\r\n\r\nabcde${GET}`, 'a vertical tab'],
  [`${POST}\r\nContent-Length : 5\r\n\r\nabcde${GET}`,    'a space before the colon'],
  [`${POST}\r\nContent-Length\r\n : 5\r\n\r\nabcde${GET}`, 'a fold before the colon'],
  [`${POST}\r\nContent_Length: 5\r\n\r\n${GET}`,          'an underscore, which CGI takes for a dash'],
  [`${POST}\r\nContent-Length: 18446744073709551621\r\n\r\nabcde`, '5 in 64 bits'],
  [`${POST}\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${GET}`, 'TE.TE: another name'],
  [`${POST}\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n${GET}`, 'TE.TE: a space'],
  [`${POST}\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n${GET}`, 'TE.TE: twice'],
  [`${POST}\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n${GET}`, 'a coding under chunked'],
  [`${POST}\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${GET}`, 'the same, on two lines'],
  [`${POST}\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n${GET}`, 'chunked twice'],
  [`${POST}\r\nTransfer-Encoding: , chunked\r\n\r\n0\r\n\r\n${GET}`, 'an empty list member'],
  [`${POST}\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n${GET}`, 'folded'],
  [`${POST}\r\nX: y\r\n Transfer-Encoding: chunked\r\n\r\n${GET}`, 'hidden in a fold'],
  [`${POST}\r\nX: y\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${GET}`, 'hidden behind a bare LF'],
  [`${POST}\r\nX: y\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${GET}`, 'hidden behind a bare CR'],
  [`POST /p HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${GET}`, 'chunked in HTTP/1.0'],
  [`${CHUNKED}\r\n\r\n5;a\nabcde\r\n0\r\n\r\n${GET}`,     'a bare LF ends the extension'],
  [`${CHUNKED}\r\n\r\n5\nabcde\r\n0\r\n\r\n${GET}`,       'a bare LF ends the size'],
  [`${CHUNKED}\r\n\r\n5\r\nabcde\n0\r\n\r\n${GET}`,       'a bare LF ends the data'],
  [`${CHUNKED}\r\n\r\n5\r\nabcdeXX0\r\n\r\n${GET}`,       'any two octets end the data'],
  [`${CHUNKED}\r\n\r\n5 \r\nabcde\r\n0\r\n\r\n${GET}`,    'a space behind the size'],
  [`${CHUNKED}\r\n\r\n5;\r\nabcde\r\n0\r\n\r\n${GET}`,    'an extension without a name'],
  [`${CHUNKED}\r\n\r\n5;a="\x01"\r\nabcde\r\n0\r\n\r\n${GET}`, 'a control octet in an extension'],
  [`${CHUNKED}\r\n\r\n0x5\r\nabcde\r\n0\r\n\r\n${GET}`,   'a size with a prefix'],
  [`${CHUNKED}\r\n\r\n00000000000000000005\r\nabcde\r\n0\r\n\r\n${GET}`, 'a size of twenty digits'],
  [`${CHUNKED}\r\n\r\n10000000000000005\r\nabcde\r\n0\r\n\r\n${GET}`, '5 in 64 bits, as a size'],
  [`${CHUNKED}\r\n\r\n1000001\r\n`,                       'a chunk past the limit'],
]

// biome-ignore format: one message a line
const BROKEN: readonly Row[] = [
  ['GET / HTTP/1.1\r\n\r\n',                              'no Host'],
  [`GET / ${H}\r\nHost: b\r\n\r\n`,                       'two Hosts'],
  ['GET / HTTP/1.1\r\nHost: a, b\r\n\r\n',                'Host with a list'],
  ['GET / HTTP/1.1\r\nHost: a/b@c\r\n\r\n',               'Host that is none'],
  ['GET / HTTP/1.1\r\n Host: a\r\n\r\n',                  'an indented field line'],
  ['GET / HTTP/1.1\nHost: a\n\n',                         'bare LF throughout'],
  [`GET  /  ${H}\r\n\r\n`,                                'two spaces'],
  [`GET\t/\t${H}\r\n\r\n`,                                'tabs'],
  [`get / ${H}\r\n\r\n`,                                  'a method in lower case'],
  ['GET /\r\n',                                           'HTTP/0.9'],
  ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',                    'the preface of HTTP/2'],
  ['GET / HTTP/2.0\r\nHost: a\r\n\r\n',                   'another major version'],
  ['SOURCE /s ICE/1.0\r\nHost: a\r\n\r\n',                'another protocol'],
  [`GET x ${H}\r\n\r\n`,                                  'a relative target'],
  [`GET * ${H}\r\n\r\n`,                                  'an asterisk for GET'],
  [`GET /a#b ${H}\r\n\r\n`,                               'a fragment'],
  [`GET http://u@b/ ${H}\r\n\r\n`,                        'userinfo'],
  [`GET /caf\xc3\xa9 ${H}\r\n\r\n`,                       'raw UTF-8 in the target'],
  [`GET /\0 ${H}\r\nX: \0\r\n\r\n`,                       'NUL'],
  [`GET / ${H}\r\nX: \0\r\n\r\n`,                         'NUL in a value'],
  [`GET / ${H}\r\nX: \x7f\x01\r\n\r\n`,                   'control octets in a value'],
  [`GET / ${H}\r\n: x\r\n\r\n`,                           'an empty name'],
  [`GET / ${H}\r\nX(): y\r\n\r\n`,                        'delimiters in a name'],
  [`${GET}\r`,                                            'a CR at the end'],
  [`POST / ${H}\r\nContent-Length: x\r\nX`,               'a fault in a field section that does not end'],
  [`${POST}\r\nTransfer-Encoding:\r\nContent-Length: 5\r\n\r\nabcde`, 'an empty transfer coding and a length'],
  [`${CHUNKED},\r\n\r\n0\r\n\r\n${GET}`,                'an empty list member behind the coding'],
  [`${CHUNKED}\r\n\r\n5 ; a = b\r\nabcde\r\n0\r\n\r\n${GET}`, 'bad whitespace in an extension'],
  [`${CHUNKED}\r\n\r\n5;a= b\r\nabcde\r\n0\r\n\r\n${GET}`, 'bad whitespace before a value'],
  [`${CHUNKED}\r\n\r\n5;a =b\r\nabcde\r\n0\r\n\r\n${GET}`, 'bad whitespace behind a name'],
  [`${CHUNKED}\r\n\r\n5; a\r\nabcde\r\n0\r\n\r\n${GET}`, 'bad whitespace before a name'],
  [`GET / ${H}\r\nConnection: close\t\r\n\r\n${GET}`,  'a tab behind close'],
  [`${CHUNKED}\t\r\n\r\n0\r\n\r\n${GET}`,               'a tab behind the coding'],
  [`${CHUNKED}\r\n\r\n5;;a\r\nabcde\r\n0\r\n\r\n${GET}`, 'two semicolons'],
  [`POST / ${H}\r\nTransfer-Encoding:\r\n\r\n${GET}`,     'an empty transfer coding'],
  [`${CHUNKED}\r\n\r\n0\r\nHost: b\r\n\r\n${GET}`,       'a trailer that routes'],
  [`GET / ${H}\r\nno colon\r\n\r\n`,                      'no colon'],
  [`GET / ${H}\r\nX: y\r\r\n\r\n`,                        'CR CR LF'],
  ['\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03',            'a TLS hello'],
]

function messagesOf(...tables: readonly (readonly Row[])[]): readonly string[] {
  return tables.flat().map(([message]) => message)
}

/** Whole messages, one char an octet. */
export const CORPUS: readonly string[] = messagesOf(PLAIN, BODIES, SMUGGLING, BROKEN)

/** Those without malice: small changes to them reach deeper than changes to what is broken already. */
export const WELL_FORMED: readonly string[] = messagesOf(PLAIN, BODIES)
