import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isServedName, parseTargetPath } from '../../src/site/target-path.ts'

// biome-ignore format: the columns are the test
const SERVED: readonly (readonly [target: string, segments: readonly string[], path: string, query: string, why: string])[] = [
  ['/',                       [],                     '/',                      '',       'the root has no segments'],
  ['/a',                      ['a'],                  '/a',                     '',       'a name'],
  ['/a/',                     ['a'],                  '/a/',                    '',       'a directory keeps its slash'],
  ['/a/b/c.txt',              ['a', 'b', 'c.txt'],    '/a/b/c.txt',             '',       'names between slashes'],
  ['/a?x=1&y=%zz',            ['a'],                  '/a',                     '?x=1&y=%zz', 'the query is kept as sent, even a broken one'],
  ['/a?',                     ['a'],                  '/a',                     '?',      'an empty query is still a query'],
  ['/a?b?c/../d',             ['a'],                  '/a',                     '?b?c/../d', 'the first ? ends the path, and dots behind it mean nothing'],
  ['/%61%2e%74xt',            ['a.txt'],              '/a.txt',                 '',       'escapes of plain octets vanish from the canonical path'],
  ['/a%20b',                  ['a b'],                '/a%20b',                 '',       'a space stays encoded'],
  ['/100%25',                 ['100%'],               '/100%25',                '',       'a percent sign'],
  ['/%252e%252e/x',           ['%2e%2e', 'x'],        '/%252e%252e/x',          '',       'decoded once: the second layer is part of the name'],
  ['/%252f',                  ['%2f'],                '/%252f',                 '',       'the same for a slash'],
  ['/%3Fq',                   ['?q'],                 '/%3Fq',                  '',       'an encoded question mark belongs to the name'],
  ['/%23',                    ['#'],                  '/%23',                   '',       'and an encoded number sign'],
  ['/f%C3%BCr',               ['für'],                '/f%C3%BCr',              '',       'UTF-8'],
  ['/%f0%9f%98%80',           ['😀'],                 '/%F0%9F%98%80',          '',       'four octets, in upper case from here on'],
  ['/@scope/a+b;v=1,2:3',     ['@scope', 'a+b;v=1,2:3'], '/@scope/a+b;v=1,2:3', '',       'what a segment may hold as it is stays so'],
  ['/a+b',                    ['a+b'],                '/a+b',                   '',       'a plus sign is no space in a path'],
  ['/a|b^{c}"<d>',            ['a|b^{c}"<d>'],        '/a%7Cb%5E%7Bc%7D%22%3Cd%3E', '',   'sent raw by careless clients, encoded by us'],
  ['/a..b/c..',               ['a..b', 'c..'],        '/a..b/c..',              '',       'dots inside a name are dots'],
  ['/.well-known/x',          ['.well-known', 'x'],   '/.well-known/x',         '',       'exists to be asked for (RFC 8615)'],
  ['/C:/x',                   ['C:', 'x'],            '/C:/x',                  '',       'a drive letter is a name like another'],
  ['/~user',                  ['~user'],              '/~user',                 '',       'and so is a home directory'],
]

// biome-ignore format: the columns are the test
const REFUSED: readonly (readonly [target: string, status: 400 | 404, why: string])[] = [
  ['',                        400, 'nothing'],
  ['*',                       400, 'no path'],
  ['a',                       400, 'not absolute'],
  ['http://host/a',           400, 'the absolute-form is taken apart before'],
  ['host:443',                400, 'nor is an authority a path'],
  ['/a#b',                    400, 'a fragment is never sent'],
  ['/a b',                    400, 'a raw space'],
  ['/a\r\nX: y',              400, 'a raw line end, which a redirect would repeat'],
  ['/a?\r\nX: y',             400, 'the same in the query'],
  ['/a\0b',                   400, 'a raw NUL'],
  ['/für',                    400, 'not ASCII'],
  ['/%',                      400, 'an escape without digits'],
  ['/%4',                     400, 'an escape with one digit'],
  ['/%zz',                    400, 'an escape with other digits'],
  ['/%u002e',                 400, 'an escape that was never standard'],
  ['/%00',                    400, 'NUL ends names for the system'],
  ['/a.txt%00.png',           400, 'NUL behind a name'],
  ['/%0d%0aX:%20y',           400, 'CR and LF'],
  ['/%1b',                    400, 'another control octet'],
  ['/%7f',                    400, 'DEL'],
  ['/%ff',                    400, 'not UTF-8'],
  ['/%c3',                    400, 'UTF-8 cut short'],
  ['/%c0%ae%c0%ae/x',         400, 'dots in overlong UTF-8'],
  ['/%c0%af',                 400, 'a slash in overlong UTF-8'],
  ['/%e0%80%ae',              400, 'longer still'],
  ['/%ed%a0%80',              400, 'a surrogate'],
  ['/%f4%90%80%80',           400, 'past the last code point'],
  ['/..',                     404, 'the parent'],
  ['/../etc/passwd',          404, 'the oldest trick'],
  ['/a/../b',                 404, 'refused even where it stays inside: clients resolve it'],
  ['/a/..',                   404, 'at the end'],
  ['/a/../',                  404, 'at the end, with a slash'],
  ['/.',                      404, 'the directory itself'],
  ['/a/./b',                  404, 'the same, in the middle'],
  ['/%2e%2e/x',               404, 'encoded'],
  ['/%2E%2e/x',               404, 'encoded in mixed case'],
  ['/.%2e/x',                 404, 'half encoded'],
  ['/%2e',                    404, 'one dot, encoded'],
  ['/..%2fx',                 404, 'with an encoded slash'],
  ['/a%2fb',                  404, 'an encoded slash makes no segment'],
  ['/%2f',                    404, 'nor does it name the root'],
  ['/%2f%2fevil.example',     404, 'nor another host'],
  ['/..\\x',                  404, 'a backslash'],
  ['/a\\b',                   404, 'a backslash inside the root'],
  ['/\\evil.example',         404, 'what browsers read as another host'],
  ['/..%5cx',                 404, 'a backslash, encoded'],
  ['/%5c%5chost%5cshare',     404, 'a path of another system'],
  ['/C:%5cWindows',           404, 'and another'],
  ['/..;/x',                  404, 'parameters on dots: the name begins with a dot'],
  ['/.../x',                  404, 'three dots do too'],
  ['//',                      404, 'empty segments have no names'],
  ['//a',                     404, 'at the start'],
  ['/a//b',                   404, 'in the middle'],
  ['/a//',                    404, 'at the end'],
  ['//evil.example/..',       404, 'what a careless redirect makes of it'],
  ['/.git/config',            404, 'hidden'],
  ['/a/.env',                 404, 'hidden deeper down'],
  ['/%2egit/config',          404, 'hidden, encoded'],
  ['/.well-known/.secret',    404, 'hidden in a directory that is not'],
  ['/a/.well-known/x',        404, '.well-known counts at the top only'],
  ['/.well-knownx',           404, 'and by its whole name'],
]

describe('parseTargetPath', () => {
  for (const [target, segments, path, query, why] of SERVED) {
    it(`${JSON.stringify(target)}: ${why}`, () => {
      const endsWithSlash = path.endsWith('/')
      const expected = { kind: 'path', segments, path, query, endsWithSlash }
      assert.deepEqual(parseTargetPath(target), expected)
      assert.deepEqual(
        parseTargetPath(path + query),
        expected,
        'the canonical path is a fixed point',
      )
    })
  }
  for (const [target, status, why] of REFUSED) {
    it(`refuses ${JSON.stringify(target)} with ${status}: ${why}`, () => {
      assert.deepEqual(parseTargetPath(target), { kind: 'refused', status })
    })
  }
})

// biome-ignore format: the columns are the test
const NAMES: readonly (readonly [name: string, depth: number, served: boolean, why: string])[] = [
  ['a',           0, true,  'a name'],
  ['.a',          0, false, 'hidden'],
  ['.well-known', 0, true,  'at the top'],
  ['.well-known', 1, false, 'elsewhere'],
  ['a\\b',        0, false, 'no target names it'],
  ['a\nb',        0, false, 'no target names it'],
]

describe('isServedName', () => {
  for (const [name, depth, served, why] of NAMES) {
    it(`${JSON.stringify(name)} at depth ${depth}: ${why}`, () => {
      assert.equal(isServedName(name, depth), served)
    })
  }
})
