/**
 * Request targets in their four forms, and whom each addresses (RFC 9112 §3.2, §3.3).
 */

import { DEFAULT_LIMITS } from '../../src/message/limits.ts'
import { describeHead, type ParserCase } from './parser-case.ts'

/** Host is `a`. What is expected: the form, the target, the authority, and https where it is named. */
// biome-ignore format: the columns are the test
const ROWS: readonly (readonly [methodAndTarget: string, expected: string, why: string])[] = [
  ['GET /a/b?c=d',             'origin-form /a/b?c=d a',                'path and query'],
  ['GET //a/b',                'origin-form //a/b a',                   'two slashes are a path with an empty segment, not a host'],
  ['GET /?',                   'origin-form /? a',                      'an empty query is kept'],
  ['GET /http://b/',           'origin-form /http://b/ a',              'what begins with a slash is origin-form, whatever follows'],
  ['GET /%zz',                 'origin-form /%zz a',                    'a broken escape cannot move the end of the target: whoever decodes it refuses it'],
  ['GET /|^{}`"<>\\[]',        'origin-form /|^{}`"<>\\[] a',           'what browsers send unescaped'],
  ['OPTIONS /',                'origin-form / a',                       'OPTIONS for one resource'],
  ['CONNECT /',                '400 target-form-mismatch @8',           'CONNECT takes the authority-form only'],

  ['GET http://b/c?d',         'absolute-form /c?d b',                  'absolute-form overrides Host'],
  ['GET HTTP://b/c',           'absolute-form /c b',                    'a scheme is case-insensitive'],
  ['GET https://b:8/c',        'absolute-form /c b:8 https',            'https, with a port'],
  ['GET HTTPS://b',            'absolute-form / b https',               'in any case'],
  ['GET https:b',              '400 target-malformed @4',               'https alone names nobody'],
  ['GET http://[::1]:80/',     'absolute-form / [::1]:80',              'an address literal'],
  ['GET http://b',             'absolute-form / b',                     'an empty path is /'],
  ['GET http://b?c',           'absolute-form /?c b',                   'with a query as well'],
  ['GET http://b/?c/d?e',      'absolute-form /?c/d?e b',               'a query may hold both signs'],
  ['OPTIONS http://b',         'absolute-form * b',                     'OPTIONS without a path asks about the server'],
  ['OPTIONS http://b/',        'absolute-form / b',                     'with one, about a resource'],
  ['OPTIONS http://b?c',       'absolute-form /?c b',                   'a query is asked of a resource too'],
  ['CONNECT http://b/',        '400 target-form-mismatch @8',           'CONNECT takes the authority-form only'],
  ['GET http://',              '400 target-malformed @4',               'an http URI has a host'],
  ['GET http:///c',            '400 target-malformed @4',               'which is not empty'],
  ['GET http://:80/c',         '400 target-malformed @4',               'nor empty before a port'],
  ['GET http://u@b/c',         '400 target-malformed @4',               'userinfo hides the host from a reader'],
  ['GET http://u:p@b/c',       '400 target-malformed @4',               'with a password too'],
  ['GET http://b:99999/c',     '400 target-malformed @4',               'no such port'],
  ['GET http://b\\c/',         '400 target-malformed @4',               'a backslash ends no host'],
  ['GET http:/b/c',            '400 target-malformed @4',               'one slash makes no authority'],
  ['GET http:b',               '400 target-malformed @4',               'nor does none'],
  ['GET ftp://b/c',            '400 target-malformed @4',               'another scheme'],

  ['CONNECT b:443',            'authority-form b:443 b:443',            'authority-form'],
  ['CONNECT [::1]:443',        'authority-form [::1]:443 [::1]:443',    'with an address literal'],
  ['CONNECT b',                '400 target-malformed @8',               'without the port it is no authority-form'],
  ['CONNECT b:',               '400 target-malformed @8',               'and the port must be a number'],
  ['CONNECT b:x',              '400 target-malformed @8',               'of digits'],
  ['CONNECT b:65536',          '400 target-malformed @8',               'of sixteen bits'],
  ['CONNECT u@b:443',          '400 target-malformed @8',               'without userinfo'],
  ['CONNECT b:443/c',          '400 target-malformed @8',               'without a path'],
  ['GET b:443',                '400 target-form-mismatch @4',           'authority-form is for CONNECT only'],
  ['connect b:443',            '400 target-form-mismatch @8',           'and connect is another method'],

  ['OPTIONS *',                'asterisk-form * a',                     'asterisk-form'],
  ['GET *',                    '400 target-form-mismatch @4',           'asterisk-form is for OPTIONS only'],
  ['CONNECT *',                '400 target-form-mismatch @8',           'not for CONNECT either'],
  ['OPTIONS **',               '400 target-malformed @8',               'one asterisk'],
  ['OPTIONS *?c',              '400 target-malformed @8',               'without a query'],

  ['GET a',                    '400 target-malformed @4',               'a relative path'],
  ['GET ../a',                 '400 target-malformed @4',               'a relative path upwards'],
  ['GET ?a',                   '400 target-malformed @4',               'a query alone'],
  ['GET \\a',                  '400 target-malformed @4',               'a backslash is no slash'],
  ['GET /a#b',                 '400 target-malformed @6',               'a fragment is never sent'],
  ['GET #',                    '400 target-malformed @4',               'a fragment alone'],
  ['GET /caf\xe9',             '400 target-malformed @8',               'raw octets past ASCII'],
  ['GET /\x7f',                '400 target-malformed @5',               'DEL'],
  ['GET /\0',                  '400 target-malformed @5',               'NUL'],
  ['GET /a\x0bb',              '400 target-malformed @6',               'a control octet'],
]

export const TARGET_CASES: readonly ParserCase[] = ROWS.map(([start, expected, why]) => ({
  text: `${start} HTTP/1.1\r\nHost: a\r\n\r\n`,
  expected,
  why,
  limits: DEFAULT_LIMITS,
  describe: describeHead(({ form, target, authority, isForHttps }) => {
    const parts = `${form} ${target} ${authority}`
    return isForHttps ? `${parts} https` : parts
  }),
}))
