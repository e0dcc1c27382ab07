/**
 * Field lines: their grammar, their ends and their bounds (RFC 9112 §2.2, §5; RFC 9110 §5.5).
 */

import { describeFields, describeHead, type ParserCase, SMALL_LIMITS } from './parser-case.ts'

const REQUEST_LINE = 'GET / HTTP/1.0\r\n'

/** Put between an HTTP/1.0 request line of 16 octets, which needs no Host, and an empty line. */
// biome-ignore format: the columns are the test
const ROWS: readonly (readonly [lines: string, expected: string, why: string])[] = [
  ['',                          '',                               'a field section may be empty'],
  ['a: b\r\n',                  '[a|b]',                          'the plain field line'],
  ['a: b\r\nA: c\r\nd: e\r\n',  '[a|b][A|c][d|e]',                'lines keep their order and their case'],
  ['a:b\r\n',                   '[a|b]',                          'the space behind the colon is optional'],
  ['a: \t b\t \r\n',            '[a|b]',                          'whitespace around a value is not part of it'],
  ['a: b  c\td\r\n',            '[a|b  c\td]',                    'whitespace inside is'],
  ['a:\r\n',                    '[a|]',                           'a value may be empty'],
  ['a: \t \r\n',                '[a|]',                           'or nothing but whitespace'],
  ['a: b:c\r\n',                '[a|b:c]',                        'the first colon ends the name'],
  ['a::b\r\n',                  '[a|:b]',                         'and only that one'],
  ["!#$%&'*+-.^_`|~0aZ: b\r\n", "[!#$%&'*+-.^_`|~0aZ|b]",         'every sign a name may have'],
  ['a: caf\xe9 \xa0\xff\r\n',   '[a|caf\xe9 \xa0\xff]',           'obs-text is opaque, and 0xa0 is no whitespace'],
  ['a: !"(),/:;<=>?@[\\]{}~\r\n', '[a|!"(),/:;<=>?@[\\]{}~]',     'every delimiter may stand in a value'],

  ['a: b\n',                    '400 line-end-malformed @20',     'a bare LF ends no line'],
  ['a: b\nc: d\r\n',            '400 line-end-malformed @20',     'not even before a good one'],
  ['a: b\rc: d\r\n',            '400 line-end-malformed @20',     'a bare CR ends no line'],
  ['a: b\r\r\n',                '400 line-end-malformed @20',     'nor does CR CR LF'],
  ['a:\n',                      '400 line-end-malformed @18',     'a bare LF after an empty value'],
  ['a\n',                       '400 line-end-malformed @17',     'a bare LF inside a name'],
  ['a: b\r\n\n',                '400 line-end-malformed @22',     'a bare LF ends no field section'],
  ['a: b\r\n\ra',               '400 line-end-malformed @22',     'nor does a bare CR'],
  ['\n',                        '400 line-end-malformed @16',     'nor at its start'],

  ['a: b\0c\r\n',               '400 field-value-malformed @20',  'NUL'],
  ['a: \0\r\n',                 '400 field-value-malformed @19',  'NUL alone'],
  ['a: b\x01\r\n',              '400 field-value-malformed @20',  'a control octet'],
  ['a: b\x0bc\r\n',             '400 field-value-malformed @20',  'a vertical tab'],
  ['a: b\x1f\r\n',              '400 field-value-malformed @20',  'the last control octet below SP'],
  ['a: b\x7fc\r\n',             '400 field-value-malformed @20',  'DEL'],
  ['a: bcdefgh\x7f\r\n',        '400 field-value-malformed @26',  'DEL past the first word of four octets'],
  ['a: \xe9\xe9\xe9\xe9\x08\r\n', '400 field-value-malformed @23', 'a control octet behind obs-text'],

  ['a: b\r\n c\r\n',            '400 field-line-folded @22',      'obs-fold with a space'],
  ['a: b\r\n\tc\r\n',           '400 field-line-folded @22',      'obs-fold with a tab'],
  ['a: b\r\n \r\n',             '400 field-line-folded @22',      'obs-fold that adds nothing'],
  [' a: b\r\n',                 '400 field-line-indented @16',    'whitespace before the first field line'],
  ['\ta: b\r\n',                '400 field-line-indented @16',    'a tab too'],
  [' \r\n',                     '400 field-line-indented @16',    'even when the line is empty but for it'],
  ['a : b\r\n',                 '400 space-before-colon @17',     'a space before the colon'],
  ['a\t: b\r\n',                '400 space-before-colon @17',     'a tab before the colon'],
  ['a b: c\r\n',                '400 space-before-colon @17',     'a space in the name'],
  [': b\r\n',                   '400 field-name-malformed @16',   'an empty name'],
  ['a\r\n',                     '400 field-name-malformed @17',   'no colon'],
  ['a: b\r\nc\r\n',             '400 field-name-malformed @23',   'no colon, later'],
  ['a\xe9: b\r\n',              '400 field-name-malformed @17',   'obs-text in a name'],
  ['a\0: b\r\n',                '400 field-name-malformed @17',   'NUL in a name'],
  ['a(: b\r\n',                 '400 field-name-malformed @17',   'a delimiter in a name'],
  ['"a": b\r\n',                '400 field-name-malformed @16',   'a quote is no tchar'],
  ['GET / HTTP/1.1\r\n',        '400 space-before-colon @19',     'a second request line'],

  [`a: ${'b'.repeat(57)}\r\n`,  `[a|${'b'.repeat(57)}]`,          'a section exactly at the limit of 64 octets'],
  [`a: ${'b'.repeat(58)}\r\n`,  '431 field-section-too-large @80', 'one octet past it: the last LF'],
  [`a: ${'b'.repeat(59)}\r\n`,  '431 field-section-too-large @80', 'two past it: the last CR'],
  [`a: ${'b'.repeat(60)}\r\n`,  '431 field-section-too-large @80', 'past it with the end of the field line'],
  [`a: ${'b'.repeat(61)}\r\n`,  '431 field-section-too-large @80', 'past it with the whole line end'],
  [`a: ${'b'.repeat(80)}\r\n`,  '431 field-section-too-large @80', 'past it inside a value'],
  [`${'a'.repeat(80)}: b\r\n`,  '431 field-section-too-large @80', 'past it inside a name'],
  [`${'a'.repeat(63)}: b\r\n`,  '431 field-section-too-large @80', 'past it right behind a colon'],
  [`a: ${'b'.repeat(60)}\n`,    '400 line-end-malformed @79',      'a fault on the last octet inside is seen first'],
  [`a: ${'b'.repeat(61)}\n`,    '431 field-section-too-large @80', 'one on the first octet outside is not'],
  ['a:1\r\nb:2\r\nc:3\r\nd:4\r\n', '[a|1][b|2][c|3][d|4]',         'as many lines as the limit'],
  ['a:1\r\nb:2\r\nc:3\r\nd:4\r\ne:5\r\n', '431 field-lines-too-many @36', 'one more'],
]

/** The same without the empty line. */
// biome-ignore format: the columns are the test
const UNFINISHED: typeof ROWS = [
  ['a',                         'need-octets',                     'half a name'],
  ['a:',                        'need-octets',                     'half a field line'],
  ['a: b\r',                    'need-octets',                     'half a line end'],
  ['a: b\r\n\r',                'need-octets',                     'half an empty line'],
  [`a: ${'b'.repeat(61)}`,      'need-octets',                     'as much as the limit allows: no more can be good, and none has come'],
  [`a: ${'b'.repeat(62)}`,      '431 field-section-too-large @80', 'one octet past it'],
]

export const FIELD_LINE_CASES: readonly ParserCase[] = [
  ...ROWS.map(([lines, expected, why]) => [`${lines}\r\n`, expected, why] as const),
  ...UNFINISHED,
].map(([lines, expected, why]) => ({
  text: `${REQUEST_LINE}${lines}`,
  expected,
  why,
  limits: SMALL_LIMITS,
  describe: describeHead(({ fields }) => describeFields(fields)),
}))
