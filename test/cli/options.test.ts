import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type CommandLine, parseCommandLine } from '../../src/cli/command-line.ts'
import { FOREIGN, OPTIONS } from '../../src/cli/options.ts'
import { DEFAULT_LIMITS } from '../../src/message/limits.ts'
import { DEFAULT_FILE_OPTIONS, type FileOptions } from '../../src/site/file-options.ts'

function parse(
  words: readonly string[],
  environment: Record<string, string> = {},
): Promise<CommandLine> {
  return parseCommandLine(words, environment, () => '1.2.3')
}

const { explains: _explains, remark: _remark, cacheTally: _tally, ...FILES } = DEFAULT_FILE_OPTIONS

/** What a command line that says these about files is read as. */
function filesWith(said: Partial<FileOptions>): { readonly files: object } {
  return { files: { ...FILES, ...said } }
}

const DEFAULTS = {
  root: '.',
  port: 8080,
  isPortStrict: false,
  host: undefined,
  listen: undefined,
  tls: undefined,
  workers: 1,
  proxies: undefined,
  trustedProxies: [],
  allowedHosts: undefined,
  log: 'dev',
  isQuiet: false,
  logFile: undefined,
  health: undefined,
  metrics: undefined,
  explains: false,
  trace: undefined,
  explores: false,
  opens: undefined,
  files: FILES,
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
  ['-p 81',               { PORT: 'http' },      { port: 81 },             'whatever it says'],
  ['',                    { PORT: '' },          {},                       'an empty variable says nothing'],
  ['--strict-port',       {},                    { isPortStrict: true },   'a taken port is an error'],
  ['-w 2',                {},                    { workers: 2 },           'a count'],
  ['--workers 0',         {},                    { workers: 0 },           'one per core'],
  ['--host ::',           {},                    { host: '::' },           'an address'],
  ['',                    { HOST: '0.0.0.0' },   { host: '0.0.0.0' },      'the environment is read'],
  ['--log off',           {},                    { log: 'off' },           'a choice'],
  ['--log combined',      {},                    { log: 'combined' },      'another'],
  ['--log-file a.log',    {},                    { logFile: 'a.log' },     'where the log goes'],
  ['--health /healthz',   {},                    { health: '/healthz' },   'a path'],
  ['--metrics /-/all',    {},                    { metrics: '/-/all' },    'another'],
  ['--explain',           {},                    { explains: true },       'for learning'],
  ['--trace',             {},                    { trace: 'text' },        'what is framed how, in sentences'],
  ['--trace json www',    {},                    { trace: 'json', root: 'www' }, 'a word that is a mode is one'],
  ['--trace www',         {},                    { trace: 'text', root: 'www' }, 'another is what to serve'],
  ['--explore',           {},                    { explores: true },       'for learning'],
  ['--allow-host a --allow-host b', {},          { allowedHosts: ['a', 'b'] }, 'repeatable'],
  ['--max-connections 5', {},                    { limits: { ...DEFAULT_LIMITS, connections: 5, connectionsPerAddress: 5 } }, 'a count'],
  ['--max-requests 6',    {},                    { limits: { ...DEFAULT_LIMITS, requestsPerConnection: 6 } }, 'a count'],
  ['--max-head 9000',     {},                    { limits: { ...DEFAULT_LIMITS, fieldSectionOctets: 9000 } }, 'octets'],
  ['--max-body 10',       {},                    { limits: { ...DEFAULT_LIMITS, contentOctets: 10 } },        'octets'],
  ['--timeout-head 1.5',  {},                    { limits: { ...DEFAULT_LIMITS, headMilliseconds: 1500 } },   'seconds, and parts of them'],
  ['--timeout-idle 2',    {},                    { limits: { ...DEFAULT_LIMITS, idleMilliseconds: 2000 } },   'seconds'],
  ['--timeout-stall 3',   {},                    { limits: { ...DEFAULT_LIMITS, stallMilliseconds: 3000 } },  'seconds'],
  ['--open',              {},                    { opens: '/' },           'the first page'],
  ['-o site',             {},                    { opens: '/', root: 'site' }, 'a word that is no path is what to serve'],
  ['-o /a?b site',        {},                    { opens: '/a?b', root: 'site' }, 'a path is one'],
  ['-q',                  {},                    { log: 'off', isQuiet: true }, 'quiet means no log'],
  ['-q --log dev',        {},                    { log: 'off', isQuiet: true }, 'and wins'],
  ['-qp81',               {},                    { port: 81, log: 'off', isQuiet: true }, 'short flags in one word'],
  ['--host -s',           {},                    { host: '-s' },           'a value that must be said is the next word'],
  ['-5',                  {},                    { root: '-5' },           'a number is no flag'],
  ['-p 81 site -q',       {},                    { port: 81, root: 'site', log: 'off', isQuiet: true }, 'in any order'],
  ['./completion',        {},                    { root: './completion' }, 'a path is never a command'],
]

// biome-ignore format: the columns are the test
const REFUSED: readonly (readonly [words: string, environment: Record<string, string>, sentence: RegExp, why: string])[] = [
  ['--prot 1',       {},               /unknown option '--prot'.*--port/, 'a slip is named, and what was meant'],
  ['--prot=1',       {},               /unknown option '--prot=1'.*--port/, 'with a value'],
  ['--timeout-idal 1', {},             /--timeout-idle\?\)$/,         'a flag with two dashes inside'],
  ['--xyz',          {},               /unknown option '--xyz'$/,      'nothing near'],
  ['--quiet=x',      {},               /unknown option '--quiet=x'/,   'a value where there is none'],
  ['-qx',            {},               /unknown option '-x'/,          'one of several in a word'],
  ['-p x',           {},               /port number/,                     'no number'],
  ['-p 65536',       {},               /port number/,                     'past the last port'],
  ['-p -1',          {},               /port number/,                     'before the first'],
  ['-p 1.5',         {},               /port number/,                     'not whole'],
  ['-p',             {},               /argument missing/,                'nothing behind the flag'],
  ['-w 8080',        {},               /number from 0 to 256/,            'a port is no number of processes'],
  ['-w -1',          {},               /number from 0 to 256/,            'fewer than none'],
  ['--log-file a -q', {},            /no log for --log-file/,          'a log that is off has no file'],
  ['--health ok',    {},             /the path of a URL/,              'a path begins with a slash'],
  ['--metrics /a?b', {},             /the path of a URL/,              'and has no query'],
  ['--health /a --metrics /a', {},   /cannot have one path/,           'one page a path'],
  ['--log loud',     {},               /dev, combined, json, off/,               'the choices are named'],
  ['--max-body 0',   {},               /whole number from 1/,             'nothing would be allowed'],
  ['--max-head 1e9', {},               /whole number from 1/,             'digits only'],
  ['--timeout-idle 0', {},             /seconds above 0/,                 'no time at all'],
  ['--timeout-head -1', {},            /seconds above 0/,                 'before it began'],
  ['--open=guide',   {},               /path as it stands in a URL/,      'no path'],
  ['--open=//host',  {},               /path as it stands in a URL/,      'nor the name of another host'],
  ['completion',     {},               /bash, zsh, fish/,                 'the shells are named'],
  ['a b',            {},               /too many arguments/,              'one root'],
  ['',               { PORT: 'http' }, /\$PORT/,                          'the variable is named'],
]

const YEAR = 'public, max-age=31536000, immutable'
const FALLBACK = { fallback: 'index.html' }
const ANYONE = { corsOrigin: '*' }

const FILES_OF_TLS = { kind: 'files', certificate: 'c', key: 'k', passphrase: undefined } as const

// biome-ignore format: the columns are the test
const DOOR_FLAGS: readonly (readonly [words: readonly string[], environment: Record<string, string>, expected: object, why: string])[] = [
  [['-l', 'unix:a', '--listen=fd:3'],       {}, { listen: [{ kind: 'unix', path: 'a', mode: undefined }, { kind: 'fd', fd: 3 }] }, 'several places'],
  [['--tls-cert', 'c', '--tls-key', 'k'],   {}, { tls: FILES_OF_TLS },                          'a certificate and its key'],
  [['--cert', 'c', '--key', 'k'],           {}, { tls: FILES_OF_TLS },                          'spelled as by http-server'],
  [['--ssl-cert', 'c', '--ssl-key', 'k'],   {}, { tls: FILES_OF_TLS },                          'spelled as by serve'],
  [['--cert', 'c', '--key', 'k'],           { OCTETS_TLS_PASSPHRASE: 'p' }, { tls: { ...FILES_OF_TLS, passphrase: 'p' } }, 'no secret on a command line'],
  [['--tls-self-signed'],                   {}, { tls: { kind: 'self-signed' } },               'made here'],
  [['--proxy-protocol', '10.0.0.0/8', '--proxy-protocol', 'unix'], {}, { proxies: ['10.0.0.0/8', 'unix'] }, 'several proxies'],
  [['--trust-proxy', '::1'],                {}, { trustedProxies: ['::1'] },                   'a proxy'],
]

// biome-ignore format: the columns are the test
const DOOR_FLAGS_REFUSED: readonly (readonly [words: readonly string[], sentence: RegExp, why: string])[] = [
  [['-l', 'http://a'],                      /'http:\/\/a' is invalid\. It is none of tcp/,  'no place'],
  [['--tls-cert', 'c'],                     /^--tls-cert and --tls-key belong together$/,   'half'],
  [['--key', 'k'],                          /^--tls-cert and --tls-key belong together$/,   'the other half'],
  [['--cert', 'c', '--key', 'k', '--tls-self-signed'], /^There is one certificate: either/, 'two certificates'],
  [['--proxy-protocol', 'proxy.example'],   /no address, no range/,                         'a name'],
  [['--trust-proxy', '*'],                  /no address, no range/,                         'anybody'],
]

describe('The flags about places and proxies', () => {
  for (const [words, environment, expected, why] of DOOR_FLAGS) {
    it(`octets ${words.join(' ')}: ${why}`, async () => {
      const options = { ...DEFAULTS, ...expected }
      assert.deepEqual(await parse(words, environment), { kind: 'serve', options })
    })
  }

  for (const [words, sentence, why] of DOOR_FLAGS_REFUSED) {
    it(`octets ${words.join(' ')} is refused: ${why}`, async () => {
      const line = await parse(words)
      assert.equal(line.kind, 'bad')
      assert.match(line.kind === 'bad' ? line.sentence : '', sentence)
    })
  }
})

// biome-ignore format: the columns are the test
const FILE_FLAGS: readonly (readonly [words: readonly string[], expected: object, why: string])[] = [
  [['--spa'],                         filesWith(FALLBACK),                        'the page is index.html'],
  [['-s'],                            filesWith(FALLBACK),                        'as for serve'],
  [['-s', 'build'],                   { root: 'build', ...filesWith(FALLBACK) },  'a word that is no page is what to serve'],
  [['-qs', 'build'],                  { root: 'build', isQuiet: true, log: 'off', ...filesWith(FALLBACK) }, 'at the end of a word, too'],
  [['build', '-s'],                   { root: 'build', ...filesWith(FALLBACK) },  'in either order'],
  [['-s', '-p', '81'],                { port: 81, ...filesWith(FALLBACK) },       'another flag is no page'],
  [['-s', 'app.html', 'build'],       { root: 'build', ...filesWith({ fallback: 'app.html' }) }, 'a page is one'],
  [['--spa=a/b.HTM'],                 filesWith({ fallback: 'a/b.HTM' }),         'anywhere below the root'],
  [['--', '-s'],                      { root: '-s' },                             'behind -- nothing is a flag'],
  [['--index', 'a.html, b'],          filesWith({ index: ['a.html', 'b'] }),      'names, the preferred one first'],
  [['--no-clean-urls'],               filesWith({ cleanUrls: false }),            'paths as files are named'],
  [['--listing', 'off'],              filesWith({ listing: 'off' }),              'a choice'],
  [['--dotfiles'],                    filesWith({ dotfiles: 'served' }),          'a switch'],
  [['--symlinks', 'none'],            filesWith({ symlinks: 'none' }),            'a choice'],
  [['--symlinks', 'all'],             filesWith({ symlinks: 'all' }),             'a choice'],
  [['--cache', '3600'],               filesWith({ cacheControl: 'max-age=3600' }), 'seconds'],
  [['--cache', '0'],                  filesWith({ cacheControl: 'max-age=0' }),   'none of them'],
  [['--cache', '007'],                filesWith({ cacheControl: 'max-age=7' }),   'a number is sent as one'],
  [['--cache', 'immutable'],          filesWith({ cacheControl: YEAR }),          'a year, and not asked for again'],
  [['--cache', 'no-store'],           filesWith({ cacheControl: 'no-store' }),    'as the field says it'],
  [['--etag', 'content'],             filesWith({ entityTag: 'content' }),        'a choice'],
  [['--compress', 'static'],          filesWith({ compression: 'static' }),       'a choice'],
  [['--cors'],                        filesWith(ANYONE),                          'any origin'],
  [['-C', 'site'],                    { root: 'site', ...filesWith(ANYONE) },     'a word that is no origin is what to serve'],
  [['-C', '*', 'site'],               { root: 'site', ...filesWith(ANYONE) },     'any origin, said'],
  [['-C', 'https://a.example:8443'],  filesWith({ corsOrigin: 'https://a.example:8443' }), 'one'],
  [['--cors=http://[::1]:80'],        filesWith({ corsOrigin: 'http://[::1]:80' }), 'an address'],
  [['--isolate'],                     filesWith({ isolated: true }),              'a switch'],
  [['-H', 'X-A: b', '-H', 'X-A:c'],   filesWith({ fields: [['X-A', 'b'], ['X-A', 'c']] }), 'in order, also of one name'],
  [['--header', 'X-A: http://b'],     filesWith({ fields: [['X-A', 'http://b']] }), 'the first colon ends the name'],
  [['-H', 'X-A:'],                    filesWith({ fields: [['X-A', '']] }),       'an empty value'],
  [['-H', 'X-A: \u00fc'],             filesWith({ fields: [['X-A', '\u00c3\u00bc']] }), 'UTF-8, a char an octet'],
  [['--mime', '.GLSL=text/plain', '--mime', 'x=a/b; c="d"'], filesWith({ mediaTypes: new Map([['glsl', 'text/plain'], ['x', 'a/b; c="d"']]) }), 'with its dot or not'],
  [['--mime', 'x=a/b', '--mime', 'X=c/d'], filesWith({ mediaTypes: new Map([['x', 'c/d']]) }), 'the last counts'],
  [['--single'],                      filesWith(FALLBACK),                        'spelled as by serve and sirv'],
  [['--single', 'build'],             { root: 'build', ...filesWith(FALLBACK) },  'which takes no value'],
  [['--single', '--spa=a.html'],      filesWith({ fallback: 'a.html' }),          'a page that is named counts'],
  [['-d', 'site'],                    { root: 'site' },                           'spelled as by python'],
  [['--directory', 'site'],           { root: 'site' },                           'spelled as by python'],
  [['--root=site'],                   { root: 'site' },                           'spelled as by caddy'],
  [['-a', '::'],                      { host: '::' },                             'spelled as by http-server'],
  [['--addr', '::'],                  { host: '::' },                             'spelled out'],
  [['-b', '::1', '--bind', '::'],     { host: '::' },                             'spelled as by python; the last counts'],
  [['--strictPort'],                  { isPortStrict: true },                     'spelled as by vite'],
  [['--no-port-switching'],           { isPortStrict: true },                     'spelled as by serve'],
  [['--gzip', '--brotli'],            {},                                         'spelled as by http-server, and so anyway'],
  [['-c-1'],                          filesWith({ cacheControl: 'no-store' }),    'spelled as by http-server'],
  [['-c', '10'],                      filesWith({ cacheControl: 'max-age=10' }),  'seconds'],
]

// biome-ignore format: the columns are the test
const FILE_FLAGS_REFUSED: readonly (readonly [words: readonly string[], sentence: RegExp, why: string])[] = [
  [['--spa=build'],                  /'build' is invalid.*\.html/,   'a value that is written as one must be a page'],
  [['--spa=../a.html'],              /below the root/,               'out of the root'],
  [['--spa=.a.html'],                /below the root/,               'hidden'],
  [['--index', ''],                  /file names/,                   'no name'],
  [['--index', 'a,'],                /file names/,                   'an empty one'],
  [['--index', 'a/b'],               /file names/,                   'a path'],
  [['--index', '..'],                /file names/,                   'the parent'],
  [['--listing', 'on'],              /auto, off/,                    'the choices are named'],
  [['--symlinks', 'follow'],         /inside, all, none/,            'the choices are named'],
  [['--etag', 'weak'],               /stat, content, off/,           'the choices are named'],
  [['--compress', 'br'],             /auto, static, off/,            'the choices are named'],
  [['--cache', '1h'],                /number of seconds/,            'no unit'],
  [['--cache', '-1'],                /number of seconds/,            'before now'],
  [['--cache', '2147483649'],        /number of seconds/,            'more than caches count to'],
  [['--cache', 'public, max-age=1'], /number of seconds/,            'not any value'],
  [['-c', 'serve.json'],             /number of seconds/,            'no file of settings'],
  [['--cors=example.com'],           /origin/,                       'an origin has a scheme'],
  [['--cors=https://a.example/'],    /origin/,                       'and no path, or it would match nothing'],
  [['--cors=https://A.example'],     /origin/,                       'browsers send it in lower case'],
  [['-C', 'https://a/\r\nX: y'],     /origin/,                       'a line end'],
  [['-H', 'X-A'],                    /Name: value/,                  'no colon'],
  [['-H', 'X A: b'],                 /not a field name/,             'no token'],
  [['-H', ': b'],                    /not a field name/,             'no name'],
  [['-H', 'X-A: b\r\nX-B: c'],       /control/,                      'two lines in one'],
  [['-H', 'Content-Length: 1'],      /frames the message/,           'not for the owner to say'],
  [['-H', 'transfer-encoding: x'],   /frames the message/,           'in any case'],
  [['-H', 'Cache-Control: x'],       /--cache/,                      'another flag says it'],
  [['--mime', 'glsl'],               /EXT=TYPE/,                     'no type'],
  [['--mime', '=text/plain'],        /EXT=TYPE/,                     'no extension'],
  [['--mime', 'glsl=text'],          /EXT=TYPE/,                     'half a type'],
  [['--mime', 'a.b=text/plain'],     /EXT=TYPE/,                     'what follows the last dot is the extension'],
  [['--mime', 'a=text/plain\r\nX:y'], /EXT=TYPE/,                   'a line end'],
  [['--mime', 'a=text/plain;\r\nX:y'], /EXT=TYPE/,                  'a line end in a parameter'],
  [['-d', 'a', 'b'],                 /said twice: 'b' and 'a'/,      'two roots'],
  [['-s', 'a', 'b'],                 /too many arguments/,           'two roots'],
]

describe('The flags about files', () => {
  for (const [words, expected, why] of FILE_FLAGS) {
    it(`octets ${words.join(' ')}: ${why}`, async () => {
      assert.deepEqual(await parse(words), { kind: 'serve', options: { ...DEFAULTS, ...expected } })
    })
  }

  for (const [words, sentence, why] of FILE_FLAGS_REFUSED) {
    it(`octets ${JSON.stringify(words)} is refused: ${why}`, async () => {
      const line = await parse(words)
      assert.equal(line.kind, 'bad')
      assert.match(line.kind === 'bad' ? line.sentence : '', sentence)
    })
  }
})

describe('The command line', () => {
  for (const [words, environment, expected, why] of UNDERSTOOD) {
    it(`octets ${words} ${JSON.stringify(environment)}: ${why}`, async () => {
      const line = await parse(words.split(' ').filter(Boolean), environment)
      assert.deepEqual(line, { kind: 'serve', options: { ...DEFAULTS, ...expected } })
    })
  }

  for (const [words, environment, sentence, why] of REFUSED) {
    it(`octets ${words} is refused: ${why}`, async () => {
      const line = await parse(words.split(' ').filter(Boolean), environment)
      assert.equal(line.kind, 'bad')
      assert.match(line.kind === 'bad' ? line.sentence : '', sentence)
      assert.doesNotMatch(line.kind === 'bad' ? line.sentence : '', /\n|^error/)
    })
  }

  it('prints its version', async () => {
    assert.deepEqual(await parse(['-V']), { kind: 'print', text: '1.2.3\n' })
  })

  it('prints help, whatever else is said that it does not know', async () => {
    assert.equal((await parse(['--xyz', 'a', 'b', '-h'], { PORT: 'http' })).kind, 'print')
  })

  it('prints help that names every flag, and no foreign spelling', async () => {
    const line = await parse(['--help'])
    const text = line.kind === 'print' ? line.text : ''
    for (const { flags } of OPTIONS) assert.ok(text.includes(flags), flags)
    for (const { flags } of FOREIGN) assert.ok(!text.includes(`  ${flags} `), flags)
  })

  it('has no spelling that means two things', () => {
    const spellings = [...OPTIONS, ...FOREIGN].flatMap(({ flags }) => flags.match(/-[\w-]+/g) ?? [])
    assert.deepEqual(spellings, [...new Set(spellings)])
  })
})
