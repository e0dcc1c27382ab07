/**
 * Request targets taken apart, and authorities told from other text (RFC 9112 §3.2; RFC 3986 §3.2).
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isAuthority, isAuthorityAt, parseTarget } from '../../src/message/request-target.ts'

// biome-ignore format: the columns are the test
const TARGETS: readonly (readonly [method: string, target: string, expected: string, why: string])[] = [
  ['GET',     'http://a/b?c',    'absolute-form /b?c a http',   'the URI without scheme and authority'],
  ['GET',     'https://a:1/',    'absolute-form / a:1 https',   'the port belongs to the authority'],
  ['GET',     'hTTp://a',        'absolute-form / a http',      'an empty path becomes /'],
  ['GET',     'http://a?b/c',    'absolute-form /?b/c a http',  'a query ends the authority'],
  ['OPTIONS', 'http://a',        'absolute-form * a http',      'OPTIONS about the server (RFC 9112 §3.2.4)'],
  ['CONNECT', 'http://a/',       'mismatch',               'CONNECT names an authority'],
  ['CONNECT', 'a:1',             'authority-form a:1 a:1', 'like this'],
  ['GET',     'a:1',             'mismatch',               'which is for CONNECT only'],
  ['OPTIONS', '*',               'asterisk-form *',        'the server as a whole'],
  ['GET',     '*',               'mismatch',               'which is for OPTIONS only'],
  ['CONNECT', 'a',               'no form',                'no port'],
  ['CONNECT', '',                'no form',                'nothing'],
  ['GET',     '',                'no form',                'nothing'],
  ['GET',     'http://',         'no form',                'no host'],
  ['GET',     'http://:1/',      'no form',                'no host before the port'],
  ['GET',     'http://a@b/',     'no form',                'userinfo (RFC 9110 §4.2.4)'],
  ['GET',     'http://[::1/',    'no form',                'an open bracket'],
  ['GET',     'gopher://a/',     'no form',                'another scheme'],
  ['GET',     'a/b:1',           'no form',                'a slash is in no authority'],
]

describe('parseTarget', () => {
  for (const [method, target, expected, why] of TARGETS) {
    it(`${method} ${target}: ${why}`, () => {
      const parsed = parseTarget(target, method)
      if (parsed === undefined || parsed === 'mismatch') {
        assert.equal(parsed ?? 'no form', expected)
        return
      }
      const { form, pathAndQuery, authority, scheme = '' } = parsed
      assert.equal(`${form} ${pathAndQuery} ${authority} ${scheme}`.trimEnd(), expected)
    })
  }
})

type Verdict = 'authority' | 'other'

// biome-ignore format: the columns are the test
const AUTHORITIES: readonly (readonly [text: string, verdict: Verdict, why: string])[] = [
  ['',                        'authority', 'an empty name'],
  ['a',                       'authority', 'a name'],
  ['a.b-c_d~e',               'authority', 'unreserved signs'],
  ['1.2.3.4',                 'authority', 'an IPv4 address'],
  ['999.1.1.1',               'authority', 'no IPv4 address, so a name of the same look'],
  ['%41',                     'authority', 'an escape'],
  ['a:',                      'authority', 'an empty port'],
  ['a:00080',                 'authority', 'a port with leading zeros'],
  [':80',                     'authority', 'an empty name and a port'],
  ['[::]',                    'authority', 'the address that is all zeros'],
  ['[::1]',                   'authority', 'zeros, then one group'],
  ['[1::]',                   'authority', 'one group, then zeros'],
  ['[1:2:3:4:5:6:7:8]',       'authority', 'eight groups'],
  ['[ABCD:ef01:2345:6789:abcd:EF01:2345:6789]', 'authority', 'eight groups of four digits, in either case'],
  ['[1:2:3:4:5:6:7::]',       'authority', ':: for the last group alone'],
  ['[::2:3:4:5:6:7:8]',       'authority', ':: for the first group alone'],
  ['[1:2::7:8]',              'authority', ':: in the middle'],
  ['[::1.2.3.4]',             'authority', 'an IPv4 address as the last two groups'],
  ['[::ffff:255.249.100.10]', 'authority', 'with every length of number'],
  ['[1:2:3:4:5:6:1.2.3.4]',   'authority', 'six groups and an IPv4 address'],
  ['[::0.0.0.0]',             'authority', 'zeros'],
  ['[v1.a:b]',                'authority', 'an address of a future version'],
  ['[VF.~]',                  'authority', 'in upper case'],

  ['a b',                     'other', 'a space'],
  ['a/b',                     'other', 'a path'],
  ['a@b',                     'other', 'userinfo'],
  ['a"b',                     'other', 'a quote'],
  ['\u0161',                  'other', 'a char that is no octet'],
  ['%4',                      'other', 'half an escape'],
  ['%4g',                     'other', 'an escape that is none'],
  ['%g4',                     'other', 'in its first digit'],
  ['a:b',                     'other', 'a port of letters'],
  ['a:1:2',                   'other', 'two ports'],
  ['a:65536',                 'other', 'a port past sixteen bits'],
  ['a:+1',                    'other', 'a sign'],
  ['a: 1',                    'other', 'a space before the port'],
  ['[',                       'other', 'half a bracket'],
  ['[]',                      'other', 'no address'],
  ['[:]',                     'other', 'one colon'],
  ['[:::]',                   'other', 'three'],
  ['[::::]',                  'other', 'four'],
  ['[1::2::3]',               'other', ':: twice'],
  ['[1:2:3:4:5:6:7]',         'other', 'seven groups'],
  ['[1:2:3:4:5:6:7:8:9]',     'other', 'nine groups'],
  ['[1:2:3:4::5:6:7:8]',      'other', ':: for no group'],
  [':1:2:3:4:5:6:7:8]',       'other', 'a closing bracket alone'],
  ['[:1:2:3:4:5:6:7]',        'other', 'an empty group'],
  ['[1:2:3:4:5:6:7:]',        'other', 'an empty group at the end'],
  ['[::12345]',               'other', 'five digits'],
  ['[::g]',                   'other', 'no hexadecimal digit'],
  ['[1.2.3.4]',               'other', 'an IPv4 address alone needs no brackets'],
  ['[::1.2.3]',               'other', 'three numbers'],
  ['[::1.2.3.4.5]',           'other', 'five numbers'],
  ['[::1.2.3.]',              'other', 'an empty number'],
  ['[::1.2.3.256]',           'other', 'a number past eight bits'],
  ['[::1.2.3.04]',            'other', 'a leading zero, which some read as octal'],
  ['[::1.2.3.4:5]',           'other', 'an IPv4 address before the last group'],
  ['[1.2.3.4::]',             'other', 'or at the start'],
  ['[1:2:3:4:5:6:7:1.2.3.4]', 'other', 'seven groups and an IPv4 address'],
  ['[::1%eth0]',              'other', 'a zone is nothing to send'],
  ['[::1]x',                  'other', 'text behind the bracket'],
  ['[::1]:x',                 'other', 'a port of letters'],
  ['x[::1]',                  'other', 'text before the bracket'],
  ['[v.a]',                   'other', 'a future version without a number'],
  ['[v1.]',                   'other', 'without an address'],
  ['[v1.a/b]',                'other', 'with a slash'],
]

describe('isAuthority', () => {
  for (const [text, verdict, why] of AUTHORITIES) {
    it(`${JSON.stringify(text)}: ${why}`, () => {
      assert.equal(isAuthority(text), verdict === 'authority')
    })
  }

  for (const [text, verdict, why] of AUTHORITIES) {
    if (text === '\u0161') continue
    it(`${JSON.stringify(text)} as octets amid others: ${why}`, () => {
      const octets = Buffer.from(`/${text}/`, 'latin1')
      assert.equal(isAuthorityAt(octets, 1, octets.length - 1), verdict === 'authority')
    })
  }
})
