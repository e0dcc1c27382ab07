/** Conditional requests of GET and HEAD (RFC 9110 §13). /ten.txt is of 1 January 2022. */

import { type Answer, HOST, has, head, persists, type Row, text } from '../row.ts'

const GET = `GET /ten.txt${HOST}`
const HEAD = `HEAD /ten.txt${HOST}`
const THEN = 'Sat, 01 Jan 2022 00:00:00 GMT'
const LATER = 'Sun, 02 Jan 2022 00:00:00 GMT'
const BEFORE = 'Fri, 31 Dec 2021 23:59:59 GMT'
const WHOLE = text('0123456789')
const NOT_MODIFIED: Answer = {
  status: 304,
  fields: { etag: '<etag>', 'cache-control': 'no-cache' },
  lacks: ['content-type', 'content-length', 'transfer-encoding'],
}

// biome-ignore format: one row a line, columns aligned
export const CONDITIONS: readonly Row[] = [
  ['RFC 9110 §13.1.1', 'MUST', `${GET}If-Match: <etag>\r\n\r\n`,                  persists(WHOLE),     'If-Match: the tag it has'],
  ['RFC 9110 §13.1.1', 'MUST', `${GET}If-Match: *\r\n\r\n`,                       persists(WHOLE),     'any, while there is one'],
  ['RFC 9110 §13.1.1', 'MUST', `${GET}If-Match: "x"\r\n\r\n`,                     persists(412),       'another: 412, and the method is not performed'],
  ['RFC 9110 §13.1.1', 'MUST', `${GET}If-Match: "x", <etag>, "y"\r\n\r\n`,        persists(WHOLE),     'one of a list'],
  ['RFC 9110 §13.1.1', 'MUST', `${GET}If-Match: "x"\r\nIf-Match: <etag>\r\n\r\n`, persists(WHOLE),     'in two lines'],
  ['RFC 9110 §13.1.1', 'MUST', `${GET}If-Match: "a,b", <etag>\r\n\r\n`,           persists(WHOLE),     'a comma inside a tag'],
  ['RFC 9110 §13.1.1', 'MUST', `${GET}If-Match: W/<etag>\r\n\r\n`,                persists(412),       'compared strongly: a weak tag matches nothing'],
  ['RFC 9110 §13.1.1', 'ours', `${GET}If-Match: x\r\n\r\n`,                       persists(412),       'what is no tag names no version of ours'],
  ['RFC 9110 §13.1.1', 'MUST', `${HEAD}If-Match: "x"\r\n\r\n`,                    persists(head(412)), 'for HEAD'],

  ['RFC 9110 §13.1.2',  'MUST', `${GET}If-None-Match: <etag>\r\n\r\n`,                       persists(NOT_MODIFIED),                    'If-None-Match: the tag it has'],
  ['RFC 9110 §13.1.2',  'MUST', `${HEAD}If-None-Match: <etag>\r\n\r\n`,                      persists({ ...NOT_MODIFIED, to: 'HEAD' }), 'for HEAD'],
  ['RFC 9110 §13.1.2',  'MUST', `${GET}If-None-Match: W/<etag>\r\n\r\n`,                     persists(NOT_MODIFIED),                    'compared weakly'],
  ['RFC 9110 §13.1.2',  'MUST', `${GET}If-None-Match: *\r\n\r\n`,                            persists(NOT_MODIFIED),                    'any'],
  ['RFC 9110 §13.1.2',  'MUST', `${GET}If-None-Match: "x"\r\n\r\n`,                          persists(WHOLE),                           'another: it is modified'],
  ['RFC 9110 §13.1.2',  'MUST', `${GET}If-None-Match: "x", W/"y", <etag>\r\n\r\n`,           persists(NOT_MODIFIED),                    'one of a list'],
  ['RFC 9110 §13.1.2',  'MUST', `${GET}If-None-Match: "x"\r\nIf-None-Match: <etag>\r\n\r\n`, persists(NOT_MODIFIED),                    'in two lines'],
  ['RFC 9110 §13.1.2',  'MUST', `${GET}If-None-Match: , <etag> ,,\r\n\r\n`,                  persists(NOT_MODIFIED),                    'with empty members'],
  ['RFC 9110 §8.8.3',   'MUST', `${GET}If-None-Match: w/<etag>\r\n\r\n`,                     persists(WHOLE),                           'W is case-sensitive'],
  ['RFC 9110 §8.8.3',   'MUST', `${GET}If-None-Match: W/ <etag>\r\n\r\n`,                    persists(WHOLE),                           'and no space follows it'],
  ['RFC 9110 §8.8.3',   'MUST', `${GET}If-None-Match: '<etag>'\r\n\r\n`,                     persists(WHOLE),                           'a tag is in double quotes'],
  ['RFC 9110 §8.8.3.2', 'MUST', `${GET}If-None-Match: "*"\r\n\r\n`,                          persists(WHOLE),                           'a quoted star is a tag of one star'],

  ['RFC 9110 §13.1.3', 'SHOULD', `${GET}If-Modified-Since: ${THEN}\r\n\r\n`,                          persists(NOT_MODIFIED),                    'If-Modified-Since: the very date'],
  ['RFC 9110 §13.1.3', 'SHOULD', `${HEAD}If-Modified-Since: ${THEN}\r\n\r\n`,                         persists({ ...NOT_MODIFIED, to: 'HEAD' }), 'for HEAD'],
  ['RFC 9110 §13.1.3', 'SHOULD', `${GET}If-Modified-Since: ${LATER}\r\n\r\n`,                         persists(NOT_MODIFIED),                    'a later one'],
  ['RFC 9110 §13.1.3', 'SHOULD', `${GET}If-Modified-Since: ${BEFORE}\r\n\r\n`,                        persists(WHOLE),                           'an earlier one'],
  ['RFC 9110 §13.1.3', 'MUST',   `${GET}If-Modified-Since: yesterday\r\n\r\n`,                        persists(WHOLE),                           'ignored when it is no date'],
  ['RFC 9110 §13.1.3', 'MUST',   `${GET}If-Modified-Since: 2022-01-02\r\n\r\n`,                       persists(WHOLE),                           'nor one of HTTP'],
  ['RFC 9110 §13.1.3', 'MUST',   `${GET}If-Modified-Since: Sun, 31 Feb 2022 00:00:00 GMT\r\n\r\n`,    persists(WHOLE),                           'nor a day there is'],
  ['RFC 9110 §13.1.3', 'MUST',   `${GET}If-Modified-Since: ${LATER}, ${LATER}\r\n\r\n`,               persists(WHOLE),                           'nor one date alone'],
  ['RFC 9110 §13.1.3', 'MUST',   `${GET}If-Modified-Since: ${THEN}\r\nIf-None-Match: "x"\r\n\r\n`,    persists(WHOLE),                           'ignored beside If-None-Match'],
  ['RFC 9110 §13.1.3', 'MUST',   `POST /ten.txt${HOST}If-Modified-Since: ${THEN}\r\n\r\n`,            persists(405),                             'ignored for other methods'],
  ['RFC 9110 §5.6.7',  'MUST',   `${GET}If-Modified-Since: Saturday, 01-Jan-22 00:00:00 GMT\r\n\r\n`, persists(NOT_MODIFIED),                    'the form of RFC 850'],
  ['RFC 9110 §5.6.7',  'MUST',   `${GET}If-Modified-Since: Sat Jan  1 00:00:00 2022\r\n\r\n`,         persists(NOT_MODIFIED),                    'the form of asctime'],
  ['RFC 9110 §5.6.7',  'MUST',   `${GET}If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT\r\n\r\n`,   persists(WHOLE),                           'two digits more than 50 years ahead are of the past'],
  ['RFC 9110 §5.6.7',  'MUST',   `${GET}If-Modified-Since: sat, 01 jan 2022 00:00:00 gmt\r\n\r\n`,    persists(WHOLE),                           'dates are case-sensitive'],
  ['RFC 9110 §5.6.7',  'MUST',   `${GET}If-Modified-Since: Sat, 01 Jan 2022 00:00:00 CET\r\n\r\n`,    persists(WHOLE),                           'and in GMT'],

  ['RFC 9110 §13.1.4', 'MUST', `${GET}If-Unmodified-Since: ${THEN}\r\n\r\n`,                       persists(WHOLE), 'If-Unmodified-Since: the very date'],
  ['RFC 9110 §13.1.4', 'MUST', `${GET}If-Unmodified-Since: ${LATER}\r\n\r\n`,                      persists(WHOLE), 'a later one'],
  ['RFC 9110 §13.1.4', 'MUST', `${GET}If-Unmodified-Since: ${BEFORE}\r\n\r\n`,                     persists(412),   'an earlier one: 412'],
  ['RFC 9110 §13.1.4', 'MUST', `${GET}If-Unmodified-Since: once\r\n\r\n`,                          persists(WHOLE), 'ignored when it is no date'],
  ['RFC 9110 §13.1.4', 'MUST', `${GET}If-Unmodified-Since: ${BEFORE}\r\nIf-Match: <etag>\r\n\r\n`, persists(WHOLE), 'ignored beside If-Match'],

  ['RFC 9110 §13.2.1', 'MUST',       `GET /absent${HOST}If-Match: *\r\n\r\n`,                                 persists(404),                            'ignored when the answer would be no 2xx'],
  ['RFC 9110 §13.2.1', 'MUST',       `GET /absent${HOST}If-None-Match: *\r\n\r\n`,                            persists(404),                            'in either sense'],
  ['RFC 9110 §13.2.1', 'MUST',       `GET /folder${HOST}If-Match: "x"\r\n\r\n`,                               persists(308),                            'before a redirect'],
  ['RFC 9110 §13.2.1', 'MUST',       `DELETE /ten.txt${HOST}If-Match: "x"\r\n\r\n`,                           persists(405),                            'before a method that is not allowed'],
  ['RFC 9110 §13.2.1', 'MUST',       `OPTIONS /ten.txt${HOST}If-Match: "x"\r\n\r\n`,                          persists(204),                            'ignored by methods that select no representation'],
  ['RFC 9110 §13.2.2', 'MUST',       `${GET}If-Match: "x"\r\nIf-None-Match: <etag>\r\n\r\n`,                  persists(412),                            'If-Match is weighed first'],
  ['RFC 9110 §13.2.2', 'MUST',       `${GET}If-Match: <etag>\r\nIf-None-Match: <etag>\r\n\r\n`,               persists(NOT_MODIFIED),                   'then If-None-Match'],
  ['RFC 9110 §13.2.2', 'MUST',       `${GET}If-Unmodified-Since: ${BEFORE}\r\nIf-None-Match: <etag>\r\n\r\n`, persists(412),                            'If-Unmodified-Since stands in for If-Match'],
  ['RFC 9110 §13.2.2', 'MUST',       `${GET}If-Match: <etag>\r\nIf-Modified-Since: ${THEN}\r\n\r\n`,          persists(NOT_MODIFIED),                   'If-Modified-Since for If-None-Match'],
  ['RFC 9110 §13.2.2', 'MUST',       `${GET}If-None-Match: <etag>\r\nIf-Modified-Since: ${BEFORE}\r\n\r\n`,   persists(NOT_MODIFIED),                   'a tag that matches silences a date that does not'],
  ['RFC 9110 §13.2.2', 'MUST',       `${GET}If-None-Match: <etag>\r\nRange: bytes=0-1\r\n\r\n`,               persists(NOT_MODIFIED),                   'before Range'],
  ['RFC 9110 §13.2.2', 'MUST',       `${GET}If-Match: "x"\r\nRange: bytes=0-1\r\n\r\n`,                       persists(412),                            'also when it fails'],
  ['RFC 9110 §13.2.2', 'MUST',       `${GET}If-None-Match: "x"\r\nRange: bytes=0-1\r\n\r\n`,                  persists({ status: 206, content: '01' }), 'and Range when it holds'],
  ['RFC 9110 §15.4.5', 'MUST',       `${GET}If-None-Match: <etag>\r\n\r\n`,                                   persists(has(304, { date: /GMT$/, etag: '<etag>', 'cache-control': 'no-cache' })), '304 has Date, ETag and Cache-Control of the 200'],
  ['RFC 9110 §15.4.5', 'SHOULD NOT', `${GET}If-None-Match: <etag>\r\n\r\n`,                                   persists({ status: 304, lacks: ['last-modified', 'content-type', 'accept-ranges'] }), 'and no other metadata'],
  ['RFC 9110 §15.4.5', 'MUST',       `${GET}If-None-Match: <etag>\r\n\r\n${GET}\r\n`,                         persists(304, WHOLE),                     'it ends with its field section'],
]
