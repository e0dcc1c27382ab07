/** What curl makes of the program: a client that was written by somebody else, and by the book. */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { type OctetsProcess, startOctets } from '../support/octets-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const DIGITS = '0123456789'
/** Too large to be held in memory: it is sent from its descriptor. */
const LARGE = randomBytes(3_000_001)
const CHANGED = new Date('2024-02-29T12:00:00Z')
const SECRET = 'outside of the root'

const ALWAYS = ['--silent', '--show-error', '--noproxy', '*', '--max-time', '20']

/** Runs curl without the user's configuration and gives what it printed; rejects when it fails. */
function curl(...words: readonly string[]): Promise<string> {
  return curlFrom('', ...words)
}

/** The same, with something on its standard input. */
async function curlFrom(input: string | Uint8Array, ...words: readonly string[]): Promise<string> {
  const all = ['--disable', ...ALWAYS, ...words]
  const ran = promisify(execFile)('curl', all, { encoding: 'latin1' })
  // curl stops reading once it has been told that nobody wants to hear it.
  ran.child.stdin?.on('error', () => {}).end(input)
  const { stdout } = await ran
  return stdout
}

/** For `--write-out`: what a transfer came to, one word each. */
function writeOut(...names: readonly string[]): readonly string[] {
  return ['--write-out', `${names.map((name) => `%{${name}}`).join(' ')}\n`]
}

function hash(octets: Uint8Array): string {
  return createHash('sha256').update(octets).digest('hex')
}

let running: OctetsProcess
let site: string
/** Where curl keeps what it received. */
let kept: string
const teardowns: (() => void)[] = []

before(async () => {
  const test = { after: (teardown: () => void) => teardowns.push(teardown) }
  const parent = temporaryFolder(test, {
    'secret.txt': SECRET,
    'site/index.html': '<!doctype html>\n',
    'site/digits.txt': DIGITS,
    'site/large.bin': LARGE,
    'site/folder/index.html': 'in the folder',
  })
  site = join(parent, 'site')
  utimesSync(join(site, 'digits.txt'), CHANGED, CHANGED)
  kept = temporaryFolder(test)
  running = await startOctets(test, ['--port', '0', site])
})
after(() => {
  for (const teardown of teardowns.reverse()) teardown()
})

describe('curl', () => {
  it('gets a file', async () => {
    assert.equal(await curl(`${running.url}digits.txt`), DIGITS)
  })

  it('gets a large file whole', async () => {
    const file = join(kept, 'whole.bin')
    const told = await curl('-o', file, ...writeOut('size_download'), `${running.url}large.bin`)
    assert.equal(told, `${LARGE.length}\n`)
    assert.equal(hash(readFileSync(file)), hash(LARGE))
  })

  it('-I is told the length and sent no content', async () => {
    const head = await curl('-I', `${running.url}digits.txt`)
    assert.match(head, /^HTTP\/1\.1 200 OK\r\n/)
    assert.match(head, /\r\nContent-Length: 10\r\n/)
    assert.match(head, /\r\n\r\n$/)
  })

  it('speaks HTTP/1.0', async () => {
    const answer = await curl('--http1.0', '-i', `${running.url}digits.txt`)
    assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/)
    assert.match(answer, /\r\nContent-Length: 10\r\n/)
    assert.match(answer, /\r\nConnection: close\r\n/)
    assert.match(answer, /\r\n\r\n0123456789$/)
  })

  it('uses one connection for two URLs', async () => {
    const told = await curl(
      ...['-o', join(kept, 'a'), `${running.url}digits.txt`],
      ...['-o', join(kept, 'b'), `${running.url}large.bin`],
      ...writeOut('http_code', 'num_connects'),
    )
    assert.equal(told, '200 1\n200 0\n')
  })
})

// biome-ignore format: the columns are the test
const RANGES: readonly (readonly [range: string, status: string, content: string, contentRange: string, why: string])[] = [
  ['0-3',    '206', '0123',     'bytes 0-3/10', 'the first octets; both ends belong to it'],
  ['4-6',    '206', '456',      'bytes 4-6/10', 'in the middle'],
  ['7-',     '206', '789',      'bytes 7-9/10', 'to the end'],
  ['-2',     '206', '89',       'bytes 8-9/10', 'a suffix'],
  ['0-0',    '206', '0',        'bytes 0-0/10', 'one octet'],
  ['8-99',   '206', '89',       'bytes 8-9/10', 'clipped'],
  ['10-',    '416', '416 Range Not Satisfiable\n', 'bytes */10', 'past the end'],
]

describe('curl -r', () => {
  for (const [range, status, content, contentRange, why] of RANGES) {
    it(`${range}: ${why}`, async () => {
      const told = await curl('-i', '-r', range, `${running.url}digits.txt`)
      const [head = '', ...body] = told.split('\r\n\r\n')
      assert.match(head, new RegExp(`^HTTP/1\\.1 ${status} `))
      assert.ok(head.includes(`\r\nContent-Range: ${contentRange}\r\n`), head)
      assert.equal(body.join('\r\n\r\n'), content)
    })
  }

  it('2500000-2999999: a large file, from a position far into it', async () => {
    const file = join(kept, 'part.bin')
    await curl('-r', '2500000-2999999', '-o', file, `${running.url}large.bin`)
    assert.equal(hash(readFileSync(file)), hash(LARGE.subarray(2_500_000, 3_000_000)))
  })

  it('-C - goes on with half a download', async () => {
    const file = join(kept, 'resumed.bin')
    writeFileSync(file, LARGE.subarray(0, 1_500_000))
    const told = await curl(
      ...['-C', '-', '-o', file, `${running.url}large.bin`],
      ...writeOut('http_code', 'size_download'),
    )
    assert.equal(told, '206 1500001\n')
    assert.equal(hash(readFileSync(file)), hash(LARGE))
  })
})

describe('curl with a condition', () => {
  it('--etag-compare is told 304 with the entity-tag it saved, and 200 with another', async () => {
    const [entityTag, content] = [join(kept, 'entity-tag'), join(kept, 'content')]
    await curl('--etag-save', entityTag, '-o', content, `${running.url}digits.txt`)
    assert.match(readFileSync(entityTag, 'latin1'), /^"[^"]+"\n$/)
    const again = ['--etag-compare', entityTag, '-o', content, ...writeOut('http_code')]
    assert.equal(await curl(...again, `${running.url}digits.txt`), '304\n')
    assert.equal(await curl(...again, `${running.url}large.bin`), '200\n')
  })

  // biome-ignore format: the columns are the test
  const DATES: readonly (readonly [date: string, status: string, why: string])[] = [
    ['29 Feb 2024 12:00:00 GMT',  '304 Not Modified',        'not modified since then'],
    ['29 Feb 2024 11:59:59 GMT',  '200 OK',                  'modified a second later'],
    ['-29 Feb 2024 12:00:01 GMT', '200 OK',                  'If-Unmodified-Since holds'],
    ['-29 Feb 2024 11:59:59 GMT', '412 Precondition Failed', 'If-Unmodified-Since does not'],
  ]
  for (const [date, status, why] of DATES) {
    it(`-z '${date}': ${why}`, async () => {
      // Not %{http_code}: curl compares the dates too, and says 304 of its own accord.
      const words = ['-z', date, '-D', '-', '-o', join(kept, 'content')]
      const head = await curl(...words, `${running.url}digits.txt`)
      assert.equal(head.split('\r\n')[0], `HTTP/1.1 ${status}`)
    })
  }
})

describe('curl that sends content', () => {
  // biome-ignore format: the columns are the test
  const UPLOADS: readonly (readonly [words: readonly string[], octets: number, why: string])[] = [
    [['-T', '-'],                                          5,         'chunked, since curl cannot know the length'],
    [['-T', '-'],                                          2_000_000, 'chunked, and more than anyone would discard'],
    [['-H', 'Expect:', '--data-binary', '@-'],             5,         'with its length'],
    [['-H', 'Expect:', '--data-binary', '@-'],             2_000_000, 'with its length, and sent at once'],
    [['-H', 'Expect: 100-continue', '--data-binary', '@-'], 5,        'after asking'],
    [['-H', 'Expect: 100-continue', '--data-binary', '@-'], 2_000_000, 'after asking, as it is long'],
  ]
  for (const [words, octets, why] of UPLOADS) {
    it(`${words.join(' ')} ${octets} octets, ${why}: 405, and the next request is understood`, async () => {
      const url = `${running.url}digits.txt`
      const next = ['--next', ...ALWAYS, '-i', url]
      const told = await curlFrom(randomBytes(octets), '-i', ...words, url, ...next)
      const [refusal = '', reason = '', head = '', ...content] = told
        .replaceAll('HTTP/1.1 100 Continue\r\n\r\n', '')
        .split(/\r\n\r\n|(?<=\n)(?=HTTP)/)
      assert.match(refusal, /^HTTP\/1\.1 405 Method Not Allowed\r\n/)
      assert.match(refusal, /\r\nAllow: GET, HEAD, OPTIONS(\r\n|$)/)
      assert.equal(reason, '405 Method Not Allowed\n')
      assert.match(head, /^HTTP\/1\.1 200 OK\r\n/)
      assert.deepEqual(content, [DIGITS])
    })
  }

  // Content that leaves in one piece with its head; of a -T, curl itself drops the connection.
  for (const fields of [[], ['-H', 'Transfer-Encoding: chunked']]) {
    it(`keeps its connection when the content is short ${fields.join(' ')}`, async () => {
      const told = writeOut('http_code', 'num_connects')
      const upload = ['--data-binary', 'short', ...fields, '-o', join(kept, 'refusal'), ...told]
      const next = ['--next', ...ALWAYS, '-o', join(kept, 'content'), ...told]
      const url = `${running.url}digits.txt`
      assert.equal(await curl(...upload, url, ...next, url), '405 1\n200 0\n')
    })
  }
})

// biome-ignore format: the columns are the test
const ESCAPES: readonly (readonly [path: string, why: string])[] = [
  ['../secret.txt',                    'up from the root'],
  ['./../secret.txt',                  'by way of here'],
  ['folder/../../secret.txt',          'down and up'],
  ['%2e%2e/secret.txt',                'encoded dots'],
  ['.%2E/secret.txt',                  'one of them'],
  ['..%2fsecret.txt',                  'an encoded slash'],
  ['folder%2f..%2f..%2fsecret.txt',    'nothing but encoded slashes'],
  ['..%5csecret.txt',                  'the separator of another system'],
  ['..\\secret.txt',                   'the same, as it is'],
  ['%252e%252e/secret.txt',            'encoded twice'],
  ['/../secret.txt',                   'behind an empty segment'],
  ['%c0%ae%c0%ae/secret.txt',          'overlong dots'],
  ['..%00/secret.txt',                 'a NUL'],
  ['..;/secret.txt',                   'a parameter'],
]

describe('curl --path-as-is', () => {
  for (const [path, why] of ESCAPES) {
    it(`/${path}: ${why}, and not out of the root`, async () => {
      const told = await curl('--path-as-is', ...writeOut('http_code'), `${running.url}${path}`)
      assert.match(told, /^(400|404) [^\n]+\n\1\n$/)
    })
  }
})

describe('curl -L', () => {
  it('follows a directory to its slash, with the query', async () => {
    const told = writeOut('http_code', 'num_redirects', 'url_effective')
    const answer = await curl('-L', ...told, `${running.url}folder?a=b&c=%2F`)
    assert.equal(answer, `in the folder200 1 ${running.url}folder/?a=b&c=%2F\n`)
  })
})
