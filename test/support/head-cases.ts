/**
 * What a complete field section decides: Host, Connection, Expect
 * (RFC 9112 §3.2, §9.3; RFC 9110 §7.2, §7.6.1, §10.1.1).
 */

import { DEFAULT_LIMITS } from '../../src/message/limits.ts'
import type { ParsedHead } from './parse-all.ts'
import { describeHead, type ParserCase } from './parser-case.ts'

type Row = readonly [lines: string, expected: string, why: string]

/** After `GET / HTTP/1.1`, 16 octets with its line end. */
// biome-ignore format: the columns are the test
const HOST: readonly Row[] = [
  ['Host: a',                      'a',                       'a name'],
  ['host: a',                      'a',                       'field names are case-insensitive'],
  ['HOST: A.Example',              'A.Example',               'the value is kept as it was sent'],
  ['Host: a:8080',                 'a:8080',                  'with a port'],
  ['Host: a:',                     'a:',                      'a port may be empty'],
  ['Host: a:0',                    'a:0',                     'the grammar knows no smallest port'],
  ['Host: a:65535',                'a:65535',                 'the largest port'],
  ['Host: 127.0.0.1:80',           '127.0.0.1:80',            'an IPv4 address'],
  ['Host:',                        '',                        'empty, for a URI without an authority'],
  ['Host: a%20b',                  'a%20b',                   'an escape in a registered name'],
  ["Host: -._~!$&'()*+,;=",        "-._~!$&'()*+,;=",         'every sign a registered name may have'],
  ['Host: [::1]',                  '[::1]',                   'an IPv6 literal'],
  ['Host: [::1]:80',               '[::1]:80',                'with a port'],
  ['Host: [2001:db8::ff00:42:8329]', '[2001:db8::ff00:42:8329]', 'the usual kind'],
  ['X: y\r\nHost: a\r\nZ: w',      'a',                       'Host need not be the first line'],

  ['X: y',                         '400 host-missing @22',    'HTTP/1.1 wants a Host'],
  ['Hosts: a',                     '400 host-missing @26',    'another name is another field'],
  ['Hos: a',                       '400 host-missing @24',    'also a shorter one'],
  ['Hast: a',                      '400 host-missing @25',    'also one as long'],
  ['Host: a\r\nHost: b',           '400 host-repeated @25',   'two: recipients would choose differently'],
  ['Host: a\r\nhost: a',           '400 host-repeated @25',   'even when they agree'],
  ['Host: a\r\nHost:',             '400 host-repeated @25',   'or the second is empty'],
  ['Host: a/b',                    '400 host-malformed @22',  'a path'],
  ['Host: a b',                    '400 host-malformed @22',  'a space'],
  ['Host: u@a',                    '400 host-malformed @22',  'userinfo'],
  ['Host: http://a',               '400 host-malformed @22',  'a URI'],
  ['Host: a?b',                    '400 host-malformed @22',  'a query'],
  ['Host: a#b',                    '400 host-malformed @22',  'a fragment'],
  ['Host: a\\b',                   '400 host-malformed @22',  'a backslash'],
  ['Host: a, b:1',                 '400 host-malformed @22',  'a list: the space gives it away'],
  ['Host: caf\xe9',                '400 host-malformed @22',  'obs-text'],
  ['Host: a%2',                    '400 host-malformed @22',  'half an escape'],
  ['Host: a%',                     '400 host-malformed @22',  'less than half'],
  ['Host: a%g0',                   '400 host-malformed @22',  'no hexadecimal digit'],
  ['Host: a:x',                    '400 host-malformed @22',  'a port is digits'],
  ['Host: a:-1',                   '400 host-malformed @22',  'without a sign'],
  ['Host: a:80:80',                '400 host-malformed @22',  'one port'],
  ['Host: a:65536',                '400 host-malformed @22',  'in sixteen bits'],
  ['Host: a:000080',               '400 host-malformed @22',  'in five digits'],
  ['Host: ::1',                    '400 host-malformed @22',  'an IPv6 address wants brackets'],
  ['Host: [::1',                   '400 host-malformed @22',  'both of them'],
  ['Host: [::1]a',                 '400 host-malformed @22',  'with nothing but a port behind'],
  ['Host: [::1]]',                 '400 host-malformed @22',  'not a third one either'],
  ['Host: [a]',                    '400 host-malformed @22',  'and an address inside'],
  ['Host: []',                     '400 host-malformed @22',  'which is not empty'],
]

/** Lines between a request line of that version with a Host, and the empty line. */
// biome-ignore format: the columns are the test
const CONNECTION: readonly (readonly [version: string, ...Row])[] = [
  ['1.1', '',                                           'persists', 'HTTP/1.1 persists by default'],
  ['1.0', '',                                           'closes',   'HTTP/1.0 does not'],
  ['1.1', 'Connection: close\r\n',                      'closes',   'close says so'],
  ['1.1', 'Connection: CLOSE\r\n',                      'closes',   'options are case-insensitive'],
  ['1.1', 'connection: keep-alive\r\n',                 'persists', 'keep-alive adds nothing to 1.1'],
  ['1.0', 'Connection: keep-alive\r\n',                 'persists', 'keep-alive is what makes a 1.0 connection persist'],
  ['1.0', 'Connection: Keep-Alive\r\n',                 'persists', 'as old clients write it'],
  ['1.0', 'Connection: close\r\n',                      'closes',   'as it would anyway'],
  ['1.1', 'Connection: keep-alive, close\r\n',          'closes',   'close wins'],
  ['1.0', 'Connection: close, keep-alive\r\n',          'closes',   'wherever it stands'],
  ['1.1', 'Connection: keep-alive\r\nConnection: close\r\n', 'closes', 'on whichever line'],
  ['1.0', 'Connection: TE\r\nConnection: keep-alive\r\n', 'persists', 'lines are one list'],
  ['1.0', 'Connection: keep-alive, TE\r\n',             'persists', 'other options do not matter'],
  ['1.1', 'Connection: closed\r\n',                     'persists', 'another option is another option'],
  ['1.1', 'Connection:\r\n',                            'persists', 'an empty list decides nothing'],
  ['1.0', 'Connection:\r\n',                            'closes',   'in neither version'],
  ['1.0', 'Connection: keep-alives\r\n',                'closes',   'a longer option is another one'],
  ['1.0', 'Connectiom: keep-alive\r\n',                 'closes',   'a name as long is another field'],
]

// biome-ignore format: the columns are the test
const EXPECT: readonly (readonly [version: string, ...Row])[] = [
  ['1.1', '',                                           'none',         'nothing expected'],
  ['1.1', 'Expect: 100-continue\r\n',                   '100-continue', 'the one expectation there is'],
  ['1.1', 'expect: 100-Continue\r\n',                   '100-continue', 'it is case-insensitive'],
  ['1.1', 'Expect: 200-ok\r\n',                         'unknown',      'another one, to be answered 417'],
  ['1.1', 'Expect: 100-continues\r\n',                  'unknown',      'a longer one'],
  ['1.1', 'Expect:\r\n',                                'unknown',      'an empty one'],
  ['1.1', 'Expect: 100-continue, a=b\r\n',              'unknown',      'one more than we can meet'],
  ['1.1', 'Expect: 100-continue\r\nExpect: 100-continue\r\n', 'unknown', 'twice is not once'],
  ['1.0', 'Expect: 100-continue\r\n',                   'none',         'an HTTP/1.0 client cannot wait for a 100'],
  ['1.0', 'Expect: 200-ok\r\n',                         'none',         'whatever it expects is ignored'],
  ['1.1', 'Expekt: 100-continue\r\n',                   'none',         'a name as long is another field'],
]

function headCase(text: string, row: Row, render: (head: ParsedHead) => string): ParserCase {
  const [, expected, why] = row
  return { text, expected, why, limits: DEFAULT_LIMITS, describe: describeHead(render) }
}

export const HEAD_CASES: readonly ParserCase[] = [
  ...HOST.map((row) =>
    headCase(`GET / HTTP/1.1\r\n${row[0]}\r\n\r\n`, row, ({ authority }) => authority),
  ),
  headCase('GET / HTTP/1.1\r\n\r\n', ['', '400 host-missing @16', 'no field at all'], String),
  headCase(
    'GET / HTTP/1.0\r\n\r\n',
    ['', '', 'HTTP/1.0 had no Host'],
    ({ authority }) => authority,
  ),
  headCase(
    'GET / HTTP/1.0\r\nHost: a b\r\n\r\n',
    ['', '400 host-malformed @22', 'but if it sends one, a valid one'],
    String,
  ),
  headCase(
    'GET http://b/ HTTP/1.1\r\n\r\n',
    ['', '400 host-missing @24', 'absolute-form does not excuse it'],
    String,
  ),
  headCase(
    'GET http://b/ HTTP/1.1\r\nHost: a/\r\n\r\n',
    ['', '400 host-malformed @30', 'nor a broken one'],
    String,
  ),
  ...CONNECTION.map(([version, ...row]) =>
    headCase(`GET / HTTP/${version}\r\nHost: a\r\n${row[0]}\r\n`, row, ({ persistent }) =>
      persistent ? 'persists' : 'closes',
    ),
  ),
  ...EXPECT.map(([version, ...row]) =>
    headCase(
      `PUT / HTTP/${version}\r\nHost: a\r\n${row[0]}\r\n`,
      row,
      ({ expectation }) => expectation,
    ),
  ),
]
