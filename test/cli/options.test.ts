import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type CommandLine, parseCommandLine } from '../../src/cli/options.ts'
import { DEFAULT_LIMITS } from '../../src/message/limits.ts'

function parse(words: readonly string[], environment: Record<string, string> = {}): CommandLine {
  return parseCommandLine(words, environment, '1.2.3')
}

const DEFAULTS = {
  root: '.',
  port: 8080,
  isPortStrict: false,
  host: undefined,
  allowedHosts: undefined,
  log: 'dev',
  explains: false,
  limits: DEFAULT_LIMITS,
}

// biome-ignore format: the columns are the test
const UNDERSTOOD: readonly (readonly [words: string, environment: Record<string, string>, expected: object, why: string])[] = [
  ['',                    {},                    {},                       'everything has a default'],
  ['site',                {},                    { root: 'site' },         'one word is what to serve'],
  ['./trace',             {},                    { root: './trace' },      'a path is never a command'],
  ['-p 81',               {},                    { port: 81 },             'short flag'],
  ['--port=0',            {},                    { port: 0 },              'any free port'],
  ['',                    { PORT: '82' },        { port: 82 },             'the environment is read'],
  ['-p 81',               { PORT: '82' },        { port: 81 },             'flags beat the environment'],
  ['-p 81',               { PORT: '' },          { port: 81 },             'an empty variable says nothing'],
  ['--strict-port',       {},                    { isPortStrict: true },   'a taken port is an error'],
  ['--host ::',           {},                    { host: '::' },           'an address'],
  ['',                    { HOST: '0.0.0.0' },   { host: '0.0.0.0' },      'the environment is read'],
  ['--log off',           {},                    { log: 'off' },           'a choice'],
  ['--explain',           {},                    { explains: true },       'for learning'],
  ['--allow-host a --allow-host b', {},          { allowedHosts: ['a', 'b'] }, 'repeatable'],
  ['--max-connections 5', {},                    { limits: { ...DEFAULT_LIMITS, connections: 5, connectionsPerAddress: 5 } }, 'a count'],
  ['--max-requests 6',    {},                    { limits: { ...DEFAULT_LIMITS, requestsPerConnection: 6 } }, 'a count'],
  ['--max-head 9000',     {},                    { limits: { ...DEFAULT_LIMITS, fieldSectionOctets: 9000 } }, 'octets'],
  ['--max-body 10',       {},                    { limits: { ...DEFAULT_LIMITS, contentOctets: 10 } },        'octets'],
  ['--timeout-head 1.5',  {},                    { limits: { ...DEFAULT_LIMITS, headMilliseconds: 1500 } },   'seconds, and parts of them'],
  ['--timeout-idle 2',    {},                    { limits: { ...DEFAULT_LIMITS, idleMilliseconds: 2000 } },   'seconds'],
  ['--timeout-stall 3',   {},                    { limits: { ...DEFAULT_LIMITS, stallMilliseconds: 3000 } },  'seconds'],
  ['-q',                  {},                    { log: 'off' },           'quiet means no log'],
  ['-q --log dev',        {},                    { log: 'off' },           'and wins'],
  ['-p 81 site -q',       {},                    { port: 81, root: 'site', log: 'off' }, 'in any order'],
]

// biome-ignore format: the columns are the test
const REFUSED: readonly (readonly [words: string, environment: Record<string, string>, sentence: RegExp, why: string])[] = [
  ['--prot 1',       {},               /unknown option '--prot'.*--port/, 'a slip is named, and what was meant'],
  ['-p x',           {},               /port number/,                     'no number'],
  ['-p 65536',       {},               /port number/,                     'past the last port'],
  ['-p -1',          {},               /port number/,                     'before the first'],
  ['-p 1.5',         {},               /port number/,                     'not whole'],
  ['-p',             {},               /argument missing/,                'nothing behind the flag'],
  ['--log loud',     {},               /dev, off/,                        'the choices are named'],
  ['--max-body 0',   {},               /whole number from 1/,             'nothing would be allowed'],
  ['--max-head 1e9', {},               /whole number from 1/,             'digits only'],
  ['--timeout-idle 0', {},             /seconds above 0/,                 'no time at all'],
  ['--timeout-head -1', {},            /seconds above 0/,                 'before it began'],
  ['a b',            {},               /too many arguments/,              'one root'],
  ['',               { PORT: 'http' }, /\$PORT/,                          'the variable is named'],
]

describe('The command line', () => {
  for (const [words, environment, expected, why] of UNDERSTOOD) {
    it(`octets ${words} ${JSON.stringify(environment)}: ${why}`, () => {
      const line = parse(words.split(' ').filter(Boolean), environment)
      assert.deepEqual(line, { kind: 'serve', options: { ...DEFAULTS, ...expected } })
    })
  }

  for (const [words, environment, sentence, why] of REFUSED) {
    it(`octets ${words} is refused: ${why}`, () => {
      const line = parse(words.split(' ').filter(Boolean), environment)
      assert.equal(line.kind, 'bad')
      assert.match(line.kind === 'bad' ? line.sentence : '', sentence)
      assert.doesNotMatch(line.kind === 'bad' ? line.sentence : '', /\n|^error/)
    })
  }

  it('prints its version', () => {
    assert.deepEqual(parse(['-V']), { kind: 'print', text: '1.2.3\n' })
  })

  it('prints help that names every flag', () => {
    const line = parse(['--help'])
    const text = line.kind === 'print' ? line.text : ''
    for (const flag of ['--port', '--strict-port', '--host', '--log', '--quiet', '--version']) {
      assert.ok(text.includes(flag), flag)
    }
  })
})
