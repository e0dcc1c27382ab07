/** Range requests (RFC 9110 §14). /ten.txt holds 0123456789. */

import { type Answer, HOST, has, head, persists, type Row, text } from '../row.ts'

const GET = `GET /ten.txt${HOST}`
const THEN = 'Sat, 01 Jan 2022 00:00:00 GMT'
const WHOLE = text('0123456789')
const UNSATISFIABLE = has(416, { 'content-range': 'bytes */10' })
const part = (content: string, range: string): Answer =>
  has(
    206,
    { 'content-range': `bytes ${range}/10`, 'content-length': String(content.length) },
    { content },
  )

// biome-ignore format: one row a line, columns aligned
export const RANGES: readonly Row[] = [
  ['RFC 9110 §14.1.2',   'MUST',       `${GET}Range: bytes=0-3\r\n\r\n`,                                            persists(part('0123', '0-3')),                               'both ends are inclusive'],
  ['RFC 9110 §14.1.2',   'MUST',       `${GET}Range: bytes=0-0\r\n\r\n`,                                            persists(part('0', '0-0')),                                  'one octet'],
  ['RFC 9110 §14.1.2',   'MUST',       `${GET}Range: bytes=9-9\r\n\r\n`,                                            persists(part('9', '9-9')),                                  'the last one'],
  ['RFC 9110 §14.1.2',   'MUST',       `${GET}Range: bytes=4-\r\n\r\n`,                                             persists(part('456789', '4-9')),                             'to the end'],
  ['RFC 9110 §14.1.2',   'MUST',       `${GET}Range: bytes=0-\r\n\r\n`,                                             persists(part('0123456789', '0-9')),                         'all of it is a range too'],
  ['RFC 9110 §14.1.2',   'MUST',       `${GET}Range: bytes=4-99\r\n\r\n`,                                           persists(part('456789', '4-9')),                             'a last-pos past the end is the end'],
  ['RFC 9110 §14.1.2',   'MUST',       `${GET}Range: bytes=4-99999999999999999999\r\n\r\n`,                         persists(part('456789', '4-9')),                             'however far past it'],
  ['RFC 9110 §14.1.2',   'MUST',       `${GET}Range: bytes=-3\r\n\r\n`,                                             persists(part('789', '7-9')),                                'the last three'],
  ['RFC 9110 §14.1.2',   'MUST',       `${GET}Range: bytes=-99\r\n\r\n`,                                            persists(part('0123456789', '0-9')),                         'a suffix longer than all is all'],
  ['RFC 9110 §14.1.2',   'MUST',       `${GET}Range: bytes=004-006\r\n\r\n`,                                        persists(part('456', '4-6')),                                'positions are digits, zeros among them'],
  ['RFC 9110 §14.1',     'MUST',       `${GET}Range: BYTES=0-3\r\n\r\n`,                                            persists(part('0123', '0-3')),                               'a range unit has no case'],
  ['RFC 9110 §14.2',     'MUST',       `${GET}Range: bytes= 0-3\r\n\r\n`,                                           persists(part('0123', '0-3')),                               'a range-set is a list, with its whitespace'],
  ['RFC 9110 §14.2',     'MUST',       `${GET}Range: bytes=,0-3,\r\n\r\n`,                                          persists(part('0123', '0-3')),                               'and its empty members'],
  ['RFC 9110 §14.2',     'MUST',       `${GET}Range: pages=1-2\r\n\r\n`,                                            persists(WHOLE),                                             'an unknown unit is ignored'],
  ['RFC 9110 §14.2',     'MUST',       `HEAD /ten.txt${HOST}Range: bytes=0-3\r\n\r\n`,                              persists(head(200, { fields: { 'content-length': '10' } })), 'Range is ignored for every method but GET'],
  ['RFC 9110 §14.2',     'MUST',       `POST /ten.txt${HOST}Range: bytes=0-3\r\n\r\n`,                              persists(405),                                               'for POST'],
  ['RFC 9110 §14.2',     'ours',       `GET /absent${HOST}Range: bytes=0-3\r\n\r\n`,                                persists(404),                                               'it is weighed only when the answer would be 200'],
  ['RFC 9110 §14.2',     'ours',       `GET /listed/${HOST}Range: bytes=0-3\r\n\r\n`,                               persists(200),                                               'a listing has no ranges'],
  ['RFC 9110 §14.1.1',   'ours',       `${GET}Range: bytes=3-1\r\n\r\n`,                                            persists(WHOLE),                                             'the last before the first is invalid, and ignored'],
  ['RFC 9110 §14.1.1',   'ours',       `${GET}Range: bytes=\r\n\r\n`,                                               persists(WHOLE),                                             'an empty set'],
  ['RFC 9110 §14.1.1',   'ours',       `${GET}Range: bytes=-\r\n\r\n`,                                              persists(WHOLE),                                             'neither end'],
  ['RFC 9110 §14.1.1',   'ours',       `${GET}Range: bytes=0\r\n\r\n`,                                              persists(WHOLE),                                             'no hyphen'],
  ['RFC 9110 §14.1.1',   'ours',       `${GET}Range: bytes=a-b\r\n\r\n`,                                            persists(WHOLE),                                             'letters'],
  ['RFC 9110 §14.1.1',   'ours',       `${GET}Range: bytes=0x0-3\r\n\r\n`,                                          persists(WHOLE),                                             'hexadecimal'],
  ['RFC 9110 §14.1.1',   'ours',       `${GET}Range: bytes=--3\r\n\r\n`,                                            persists(WHOLE),                                             'two hyphens'],
  ['RFC 9110 §14.1.1',   'ours',       `${GET}Range: bytes=0 - 3\r\n\r\n`,                                          persists(WHOLE),                                             'spaces around one'],
  ['RFC 9110 §14.1.1',   'ours',       `${GET}Range: bytes 0-3\r\n\r\n`,                                            persists(WHOLE),                                             'no sign'],
  ['RFC 9110 §14.1.1',   'ours',       `${GET}Range: 0-3\r\n\r\n`,                                                  persists(WHOLE),                                             'no unit'],
  ['RFC 9110 §14.1.1',   'ours',       `${GET}Range:\r\n\r\n`,                                                      persists(WHOLE),                                             'nothing'],
  ['RFC 9110 §14.1.1',   'ours',       `${GET}Range: bytes=0-1,x\r\n\r\n`,                                          persists(WHOLE),                                             'one member that is invalid makes the set so'],
  ['RFC 9110 §14.2',     'ours',       `${GET}Range: bytes=0-1,4-5\r\n\r\n`,                                        persists(WHOLE),                                             'several ranges: a server may ignore Range, and we send no multipart'],
  ['RFC 9110 §14.2',     'ours',       `${GET}Range: bytes=0-1\r\nRange: bytes=4-5\r\n\r\n`,                        persists(WHOLE),                                             'two lines make no range-set'],
  ['RFC 9110 §17.15',    'ours',       `${GET}Range: bytes=${'0-,'.repeat(1000)}0-\r\n\r\n`,                        persists(WHOLE),                                             'a set of a thousand overlapping ranges is ignored'],
  ['RFC 9110 §15.5.17',  'SHOULD',     `${GET}Range: bytes=10-\r\n\r\n`,                                            persists(UNSATISFIABLE),                                     '416 says the length: one past the end'],
  ['RFC 9110 §15.5.17',  'SHOULD',     `${GET}Range: bytes=99-100\r\n\r\n`,                                         persists(UNSATISFIABLE),                                     'far past it'],
  ['RFC 9110 §15.5.17',  'SHOULD',     `${GET}Range: bytes=99999999999999999999-\r\n\r\n`,                          persists(UNSATISFIABLE),                                     'past what numbers count'],
  ['RFC 9110 §15.5.17',  'SHOULD',     `${GET}Range: bytes=-0\r\n\r\n`,                                             persists(UNSATISFIABLE),                                     'the last none'],
  ['RFC 9110 §14.1.2',   'ours',       `GET /empty.txt${HOST}Range: bytes=0-0\r\n\r\n`,                             persists(text('')),                                          'nothing has no range, and 200 serves better than 416'],
  ['RFC 9110 §14.1.2',   'MUST',       `GET /large.txt${HOST}Range: bytes=69990-\r\n\r\n`,                          persists(has(206, { 'content-range': 'bytes 69990-69999/70000' }, { content: 'x'.repeat(10) })), 'of a file that is not in memory'],
  ['RFC 9110 §14.1.2',   'MUST',       `GET /large.txt${HOST}Range: bytes=1-69998\r\n\r\n`,                         persists(has(206, { 'content-length': '69998' })),           'nearly all of one'],
  ['RFC 9110 §14.3',     'ours',       `${GET}\r\n`,                                                                persists(has(200, { 'accept-ranges': 'bytes' })),            'Accept-Ranges on what has ranges: a MAY'],
  ['RFC 9110 §14.4',     'MUST',       `${GET}Range: bytes=2-4\r\n\r\n`,                                            persists(has(206, { 'content-range': 'bytes 2-4/10' })),     'a single part is sent with Content-Range'],
  ['RFC 9110 §14.4',     'MUST',       `${GET}\r\n`,                                                                persists({ status: 200, lacks: ['content-range'] }),         'which means nothing elsewhere'],
  ['RFC 9110 §14.4',     'ours',       `${GET}Content-Range: bytes 0-3/10\r\n\r\n`,                                 persists(WHOLE),                                             'and nothing in a GET'],
  ['RFC 9110 §15.3.7',   'MUST',       `${GET}Range: bytes=0-3\r\n\r\n`,                                            persists(has(206, { date: /GMT$/, etag: '<etag>', 'cache-control': 'no-cache', 'content-type': /^text\/plain/, 'last-modified': THEN })), '206 has Date, ETag, Cache-Control and all metadata of the 200'],
  ['RFC 9110 §15.3.7',   'SHOULD NOT', `${GET}Range: bytes=0-3\r\nIf-Range: <etag>\r\n\r\n`,                        persists({ status: 206, fields: { etag: '<etag>' }, lacks: ['content-type', 'last-modified'], content: '0123' }), 'with it, no more than is required: the client has the rest'],
  ['RFC 9110 §15.3.7.1', 'MUST',       `${GET}Range: bytes=0-3\r\n\r\n`,                                            persists(has(206, { 'content-length': '4' })),               'the length is of the part'],
  ['RFC 9110 §13.1.5',   'MUST',       `${GET}Range: bytes=0-3\r\nIf-Range: <etag>\r\n\r\n`,                        persists(part('0123', '0-3')),                               'If-Range: the tag it has'],
  ['RFC 9110 §13.1.5',   'MUST',       `${GET}Range: bytes=0-3\r\nIf-Range: "x"\r\n\r\n`,                           persists(WHOLE),                                             'another: the whole'],
  ['RFC 9110 §13.1.5',   'MUST',       `${GET}Range: bytes=0-3\r\nIf-Range: W/<etag>\r\n\r\n`,                      persists(WHOLE),                                             'compared strongly'],
  ['RFC 9110 §13.1.5',   'MUST',       `${GET}Range: bytes=0-3\r\nIf-Range: ${THEN}\r\n\r\n`,                       persists(part('0123', '0-3')),                               'the very date, a strong validator by now (§8.8.2.2)'],
  ['RFC 9110 §13.1.5',   'MUST',       `${GET}Range: bytes=0-3\r\nIf-Range: Sun, 02 Jan 2022 00:00:00 GMT\r\n\r\n`, persists(WHOLE),                                             'a later date is not the very date'],
  ['RFC 9110 §13.1.5',   'MUST',       `${GET}Range: bytes=0-3\r\nIf-Range: Fri, 31 Dec 2021 00:00:00 GMT\r\n\r\n`, persists(WHOLE),                                             'nor an earlier one'],
  ['RFC 9110 §13.1.5',   'MUST',       `${GET}Range: bytes=0-3\r\nIf-Range: x\r\n\r\n`,                             persists(WHOLE),                                             'what is neither holds never'],
  ['RFC 9110 §13.1.5',   'MUST',       `${GET}Range: bytes=0-3\r\nIf-Range: *\r\n\r\n`,                             persists(WHOLE),                                             'a star is neither'],
  ['RFC 9110 §13.1.5',   'MUST',       `${GET}Range: bytes=0-3\r\nIf-Range: <etag>, "x"\r\n\r\n`,                   persists(WHOLE),                                             'nor is a list'],
  ['RFC 9110 §13.1.5',   'MUST',       `${GET}Range: bytes=99-\r\nIf-Range: "x"\r\n\r\n`,                           persists(WHOLE),                                             'a range that is ignored cannot be unsatisfiable'],
  ['RFC 9110 §13.1.5',   'MUST',       `${GET}If-Range: <etag>\r\n\r\n`,                                            persists(WHOLE),                                             'ignored without Range'],
]
