import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { isPlainPath, isServedName, parseTargetPath } from '../../src/site/target-path.ts'

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
  ['/%0d%0aX:%20y',           ['\r\nX: y'],           '/%0D%0AX:%20y',          '',       'control octets may be in names, and stay encoded'],
  ['/%7f%1b',                 ['\x7f\x1b'],           '/%7F%1B',                '',       'these too'],
  ['/~user',                  ['~user'],              '/~user',                 '',       'and so is a home directory'],
]

// biome-ignore format: the columns are the test
const REFUSED: readonly (readonly [target: string, refusal: 'malformed' | 'unnameable' | 'hidden', why: string])[] = [
  ['',                        'malformed',  'nothing'],
  ['*',                       'malformed',  'no path'],
  ['a',                       'malformed',  'not absolute'],
  ['http://host/a',           'malformed',  'the absolute-form is taken apart before'],
  ['host:443',                'malformed',  'nor is an authority a path'],
  ['/a#b',                    'malformed',  'a fragment is never sent'],
  ['/a b',                    'malformed',  'a raw space'],
  ['/a\r\nX: y',              'malformed',  'a raw line end, which a redirect would repeat'],
  ['/a?\r\nX: y',             'malformed',  'the same in the query'],
  ['/a\0b',                   'malformed',  'a raw NUL'],
  ['/für',                    'malformed',  'not ASCII'],
  ['/%',                      'malformed',  'an escape without digits'],
  ['/%4',                     'malformed',  'an escape with one digit'],
  ['/%zz',                    'malformed',  'an escape with other digits'],
  ['/%u002e',                 'malformed',  'an escape that was never standard'],
  ['/%00',                    'malformed',  'NUL ends names for the system'],
  ['/a.txt%00.png',           'malformed',  'NUL behind a name'],
  ['/%ff',                    'malformed',  'not UTF-8'],
  ['/%c3',                    'malformed',  'UTF-8 cut short'],
  ['/%c0%ae%c0%ae/x',         'malformed',  'dots in overlong UTF-8'],
  ['/%c0%af',                 'malformed',  'a slash in overlong UTF-8'],
  ['/%e0%80%ae',              'malformed',  'longer still'],
  ['/%ed%a0%80',              'malformed',  'a surrogate'],
  ['/%f4%90%80%80',           'malformed',  'past the last code point'],
  ['/..',                     'unnameable', 'the parent'],
  ['/../etc/passwd',          'unnameable', 'the oldest trick'],
  ['/a/../b',                 'unnameable', 'refused even where it stays inside: clients resolve it'],
  ['/a/..',                   'unnameable', 'at the end'],
  ['/a/../',                  'unnameable', 'at the end, with a slash'],
  ['/.',                      'unnameable', 'the directory itself'],
  ['/a/./b',                  'unnameable', 'the same, in the middle'],
  ['/%2e%2e/x',               'unnameable', 'encoded'],
  ['/%2E%2e/x',               'unnameable', 'encoded in mixed case'],
  ['/.%2e/x',                 'unnameable', 'half encoded'],
  ['/%2e',                    'unnameable', 'one dot, encoded'],
  ['/..%2fx',                 'unnameable', 'with an encoded slash'],
  ['/a%2fb',                  'unnameable', 'an encoded slash makes no segment'],
  ['/%2f',                    'unnameable', 'nor does it name the root'],
  ['/%2f%2fevil.example',     'unnameable', 'nor another host'],
  ['/..\\x',                  'unnameable', 'a backslash'],
  ['/a\\b',                   'unnameable', 'a backslash inside the root'],
  ['/\\evil.example',         'unnameable', 'what browsers read as another host'],
  ['/..%5cx',                 'unnameable', 'a backslash, encoded'],
  ['/%5c%5chost%5cshare',     'unnameable', 'a path of another system'],
  ['/C:%5cWindows',           'unnameable', 'and another'],
  ['/..;/x',                  'hidden',     'parameters on dots: the name begins with a dot'],
  ['/.../x',                  'hidden',     'three dots do too'],
  ['//',                      'unnameable', 'empty segments have no names'],
  ['//a',                     'unnameable', 'at the start'],
  ['/a//b',                   'unnameable', 'in the middle'],
  ['/a//',                    'unnameable', 'at the end'],
  ['//evil.example/..',       'unnameable', 'what a careless redirect makes of it'],
  ['/.git/config',            'hidden',     'hidden'],
  ['/a/.env',                 'hidden',     'hidden deeper down'],
  ['/%2egit/config',          'hidden',     'hidden, encoded'],
  ['/.well-known/.secret',    'hidden',     'hidden in a directory that is not'],
  ['/a/.well-known/x',        'hidden',     '.well-known counts at the top only'],
  ['/.well-knownx',           'hidden',     'and by its whole name'],
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
  for (const [target, refusal, why] of REFUSED) {
    it(`refuses ${JSON.stringify(target)} as ${refusal}: ${why}`, () => {
      const status = refusal === 'malformed' ? 400 : 404
      assert.deepEqual(parseTargetPath(target), { kind: 'refused', status, why: refusal })
    })
  }

  for (const [target, refusal, why] of REFUSED) {
    it(`with dotfiles served, ${JSON.stringify(target)} is as before unless hidden: ${why}`, () => {
      const parsed = parseTargetPath(target, 'served')
      if (refusal === 'hidden') assert.equal(parsed.kind, 'path')
      else assert.deepEqual(parsed, parseTargetPath(target))
    })
  }
})

// biome-ignore format: the columns are the test
const NAMES: readonly (readonly [name: string, depth: number, served: boolean, withDotfiles: boolean, why: string])[] = [
  ['a',           0, true,  true,  'a name'],
  ['.a',          0, false, true,  'hidden'],
  ['.well-known', 0, true,  true,  'at the top'],
  ['.well-known', 1, false, true,  'elsewhere'],
  ['a\\b',        0, false, false, 'no target names it'],
  ['a\nb',        0, true,  true,  'odd, but a name'],
  ['.',           0, false, false, 'the directory itself'],
  ['..',          0, false, false, 'its parent'],
]

describe('isServedName', () => {
  for (const [name, depth, served, withDotfiles, why] of NAMES) {
    it(`${JSON.stringify(name)} at depth ${depth}: ${why}`, () => {
      assert.equal(isServedName(name, depth), served)
      assert.equal(isServedName(name, depth, 'served'), withDotfiles)
    })
  }
})

describe('isPlainPath', () => {
  // biome-ignore format: the columns are the test
  const PATHS: readonly (readonly [target: string, plain: boolean, why: string])[] = [
    ['/',             true,  'the root'],
    ['/a/b-c/d.e.f',  true,  'names'],
    ['/a/',           true,  'a directory'],
    ['//a',           false, 'an empty segment'],
    ['/a//',          false, 'at the end too'],
    ['/..',           false, 'a dot segment'],
    ['/a/.b',         false, 'a hidden name'],
    ['/a?b',          false, 'a query'],
    ['/%61',          false, 'an escape'],
    ['*',             false, 'no path'],
    ['/a\n',          false, 'nor is a line end at the end one of a path'],
  ]
  for (const [target, plain, why] of PATHS) {
    it(`${JSON.stringify(target)}: ${why}`, () => assert.equal(isPlainPath(target), plain))
  }

  it('says so of nothing that would be refused, rewritten or read otherwise with a query', () => {
    const pieces = fc.constantFrom('/', '/a', '.', '..', '~', '-', '_', '%2e', '?', '\\', ':', 'é')
    const targets = fc.array(pieces, { maxLength: 8 }).map((list) => `/${list.join('')}`)
    fc.assert(
      fc.property(targets, (target) => {
        if (!isPlainPath(target)) return
        const parsed = parseTargetPath(target)
        assert.deepEqual([parsed.kind, parsed.kind === 'path' && parsed.path], ['path', target])
        assert.deepEqual({ ...parsed, query: '?' }, parseTargetPath(`${target}?`))
      }),
      { numRuns: 2000 },
    )
  })
})
