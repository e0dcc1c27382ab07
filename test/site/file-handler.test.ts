import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Handler, Response } from '../../src/semantics/exchange.ts'
import { serveFiles } from '../../src/site/file-handler.ts'
import { FileChanged } from '../../src/site/open-file.ts'
import {
  countDescriptors,
  fieldOf,
  makeDirectory,
  makeFifo,
  makeRequest,
  readContent,
  stopClock,
} from './fixture.ts'

const MODIFIED = 'Sat, 15 Jun 2024 10:20:30 GMT'
const BEFORE = 'Sat, 15 Jun 2024 10:20:29 GMT'
const LATER = 'Sat, 15 Jun 2024 10:20:31 GMT'

const CHARS = 'abcdefghij'
/** Too large to be held: sent from a source. */
const BIG = CHARS.repeat(200_000)

function makeSite(): string {
  const root = makeDirectory({
    'index.html': '<h1>home</h1>',
    'ten.txt': CHARS,
    'big.txt': BIG,
    'empty.txt': '',
    'page.html': '<p>page</p>',
    'no-type': '?',
    'a b/index.htm': 'spaced',
    'both/index.html': 'html',
    'both/index.htm': 'htm',
    'bare/file.txt': 'file',
    'odd/index.html/x': 'index.html is a directory here',
    '100%': 'percent',
    'für.txt': 'umlaut',
    '.env': 'SECRET=1',
    '.git/config': 'secret',
    '.well-known/security.txt': 'Contact: us',
  })
  const modified = new Date(Date.parse(MODIFIED) + 700)
  for (const name of ['ten.txt', 'big.txt', 'empty.txt']) {
    utimesSync(join(root, name), modified, modified)
  }
  makeFifo(join(root, 'fifo'))
  symlinkSync('../', join(root, 'up'))
  symlinkSync('a b', join(root, 'link'))
  return root
}

stopClock()
const root = makeSite()
const handle = serveFiles(root)

/** Answers, reads the content to its end as the writer would, and looks for open descriptors. */
async function exchange(
  target: string,
  fields: Readonly<Record<string, string>> = {},
  method = 'GET',
  handler: Handler = handle,
): Promise<Response & { readonly text: string }> {
  const before = countDescriptors()
  const response = await handler(makeRequest(target, fields, method))
  const text = await readContent(response)
  assert.equal(countDescriptors(), before, 'a descriptor was left open')
  return { ...response, text }
}

// biome-ignore format: the columns are the test
const TARGETS: readonly (readonly [target: string, status: number, expected: string, why: string])[] = [
  ['/',                           200, '<h1>home</h1>',    'the index of the root'],
  ['/index.html',                 200, '<h1>home</h1>',    'by its own name'],
  ['/?x=/../',                    200, '<h1>home</h1>',    'the query names no file'],
  ['/ten.txt',                    200, CHARS,              'a small file'],
  ['/ten.txt?v=1',                200, CHARS,              'with a query'],
  ['/big.txt',                    200, BIG,                'a large file'],
  ['/empty.txt',                  200, '',                 'a file without octets'],
  ['/100%25',                     200, 'percent',          'a name that needs encoding'],
  ['/f%C3%BCr.txt',               200, 'umlaut',           'a name in UTF-8'],
  ['/a%20b/',                     200, 'spaced',           'index.htm, when there is no index.html'],
  ['/both/',                      200, 'html',             'index.html, when there are both'],
  ['/link/',                      200, 'spaced',           'through a link'],
  ['/.well-known/security.txt',   200, 'Contact: us',      'exists to be asked for'],
  ['/bare/file.txt',              200, 'file',             'a directory without index has files'],
  ['/bare',                       308, '/bare/',           'a directory is asked for with its slash'],
  ['/a%20b?q=1&r=%2F',            308, '/a%20b/?q=1&r=%2F', 'the query goes along as sent'],
  ['/%62are',                     308, '/bare/',           'in its canonical spelling'],
  ['/link',                       308, '/link/',           'under the name it was asked by'],
  ['/bare?',                      308, '/bare/?',          'an empty query too'],
  ['/ten.txt/',                   404, '',                 'a file is no directory'],
  ['/index.html/',                404, '',                 'not even an index'],
  ['/none',                       404, '',                 'nothing there'],
  ['/none/',                      404, '',                 'nor there'],
  ['/ten.txt/none',               404, '',                 'nor below a file'],
  ['/TEN.TXT',                    404, '',                 'names have case'],
  ['/fifo',                       404, '',                 'a FIFO is not served, nor waited for'],
  ['/up',                         404, '',                 'a link out of the root is no redirect'],
  ['/up/',                        404, '',                 'and no listing'],
  ['/.env',                       404, '',                 'hidden'],
  ['/.git/config',                404, '',                 'hidden'],
  ['/../etc/passwd',              404, '',                 'out of the root'],
  ['/..%2f..%2fetc%2fpasswd',     404, '',                 'out of the root'],
  ['/%2e%2e/%2e%2e/etc/passwd',   404, '',                 'out of the root'],
  ['//etc/passwd',                404, '',                 'empty segments'],
  ['//bare',                      404, '',                 'and no redirect to the host "bare"'],
  ['/\\bare',                     404, '',                 'nor by a backslash'],
  ['/bare//',                     404, '',                 'nor behind a name'],
  ['/ten.txt%00',                 400, '',                 'NUL'],
  ['/%c0%ae%c0%ae/',              400, '',                 'overlong UTF-8'],
  [`/${'x'.repeat(300)}`,         404, '',                 'longer than names may be'],
  [`/${'x/'.repeat(4000)}`,       404, '',                 'longer than paths may be'],
]

describe('a target', () => {
  for (const [target, status, expected, why] of TARGETS) {
    it(`${target.slice(0, 40)} gets ${status}: ${why}`, async () => {
      const answer = await exchange(target)
      assert.equal(answer.status, status)
      if (status === 200) assert.equal(answer.text, expected)
      else if (status === 308) assert.equal(fieldOf(answer, 'Location'), expected)
      else assert.doesNotMatch(answer.text, /etc|bare|ten|secret|ENOENT|octets/i)
    })
  }
})

// biome-ignore format: the columns are the test
const METHODS: readonly (readonly [method: string, status: number, why: string])[] = [
  ['HEAD',    200, 'as GET; the writer leaves the content out'],
  ['OPTIONS', 204, 'what can be done here'],
  ['POST',    405, 'files take nothing'],
  ['PUT',     405, 'not even files'],
  ['DELETE',  405, 'nor do they go'],
  ['TRACE',   405, 'no echo'],
  ['CONNECT', 405, 'no proxy'],
  ['BREW',    501, 'unknown'],
]

describe('a method', () => {
  for (const [method, status, why] of METHODS) {
    it(`${method} gets ${status}: ${why}`, async () => {
      const answer = await exchange('/ten.txt', {}, method)
      assert.equal(answer.status, status)
      const allow = status === 405 || status === 204 ? 'GET, HEAD, OPTIONS' : undefined
      assert.equal(fieldOf(answer, 'Allow'), allow)
    })
  }

  it('OPTIONS * is answered too', async () => {
    assert.equal((await exchange('*', {}, 'OPTIONS')).status, 204)
  })

  it('HEAD gets the fields of GET, for held files and for large ones', async () => {
    for (const target of ['/ten.txt', '/big.txt', '/none', '/bare', '/bare/']) {
      const [get, head] = [await exchange(target), await exchange(target, {}, 'HEAD')]
      assert.deepEqual(head, get, target)
    }
  })
})

describe('the fields of a 200', () => {
  it('are these', async () => {
    const { mtimeNs, ino } = statSync(join(root, 'ten.txt'), { bigint: true })
    const answer = await exchange('/ten.txt')
    assert.deepEqual(Object.fromEntries(answer.fields), {
      'Content-Type': 'text/plain; charset=utf-8',
      'Last-Modified': MODIFIED,
      ETag: `"${ino.toString(36)}-a-${mtimeNs.toString(36)}"`,
      'Accept-Ranges': 'bytes',
      'Cache-Control': 'no-cache',
      Vary: 'Accept-Encoding',
      'X-Content-Type-Options': 'nosniff',
    })
  })

  it('say no time to come', async () => {
    const future = makeDirectory({ 'a.txt': 'a' })
    utimesSync(join(future, 'a.txt'), new Date('2100-01-01'), new Date('2100-01-01'))
    const answer = await exchange('/a.txt', {}, 'GET', serveFiles(future))
    assert.ok(Date.parse(fieldOf(answer, 'Last-Modified') ?? '') <= Date.now())
  })

  it('name the type by the name', async () => {
    assert.equal(fieldOf(await exchange('/page.html'), 'Content-Type'), 'text/html; charset=utf-8')
    assert.equal(fieldOf(await exchange('/no-type'), 'Content-Type'), 'application/octet-stream')
  })
})

/** `TAG` in a field value stands for the entity-tag of the file. */
type Asked = Readonly<Record<string, string>>

// biome-ignore format: the columns are the test
const PRECONDITIONS: readonly (readonly [asked: Asked, status: number, why: string])[] = [
  [{ 'If-None-Match': 'TAG' },                                   304, 'the client has it'],
  [{ 'If-None-Match': 'W/TAG' },                                 304, 'compared weakly'],
  [{ 'If-None-Match': '"x", TAG' },                              304, 'one of several'],
  [{ 'If-None-Match': '*' },                                     304, 'any version'],
  [{ 'If-None-Match': '"x"' },                                   200, 'the client has another'],
  [{ 'If-Modified-Since': MODIFIED },                            304, 'not since; fractions of the second do not count'],
  [{ 'If-Modified-Since': LATER },                               304, 'nor since later'],
  [{ 'If-Modified-Since': BEFORE },                              200, 'since the second before'],
  [{ 'If-Modified-Since': 'yesterday' },                         200, 'a date that is none is ignored'],
  [{ 'If-None-Match': '"x"', 'If-Modified-Since': LATER },       200, 'the tag silences the date'],
  [{ 'If-None-Match': 'TAG', 'If-Modified-Since': BEFORE },      304, 'both ways'],
  [{ 'If-Match': 'TAG' },                                        200, 'the version insisted on'],
  [{ 'If-Match': '*' },                                          200, 'any version'],
  [{ 'If-Match': '"x"' },                                        412, 'another version'],
  [{ 'If-Match': 'W/TAG' },                                      412, 'compared strongly'],
  [{ 'If-Unmodified-Since': MODIFIED },                          200, 'unmodified since'],
  [{ 'If-Unmodified-Since': BEFORE },                            412, 'modified since'],
  [{ 'If-Match': 'TAG', 'If-Unmodified-Since': BEFORE },         200, 'the tag silences the date'],
  [{ 'If-Match': '"x"', 'If-None-Match': 'TAG' },                412, 'If-Match comes first'],
  [{ 'If-None-Match': 'TAG', Range: 'bytes=0-0' },               304, 'preconditions come before the range'],
  [{ 'If-Match': '"x"', Range: 'bytes=99-' },                    412, 'even before one that cannot be had'],
  [{ 'If-Range': 'TAG' },                                        200, 'If-Range without Range means nothing'],
]

describe('preconditions', () => {
  for (const target of ['/ten.txt', '/big.txt']) {
    for (const [asked, status, why] of PRECONDITIONS) {
      it(`${target} ${JSON.stringify(asked)} gets ${status}: ${why}`, async () => {
        const answer = await exchange(target, await withTag(asked, target))
        assert.equal(answer.status, status)
      })
    }
  }

  it('say in a 304 what its cache needs, and no more', async () => {
    const whole = await exchange('/ten.txt')
    const answer = await exchange('/ten.txt', { 'If-None-Match': '*' })
    assert.deepEqual(Object.fromEntries(answer.fields), {
      ETag: fieldOf(whole, 'ETag'),
      'Cache-Control': 'no-cache',
      Vary: 'Accept-Encoding',
    })
    assert.deepEqual(answer.content, { kind: 'none' })
  })

  it('do not count where there is nothing', async () => {
    assert.equal((await exchange('/none', { 'If-None-Match': '*' })).status, 404)
    assert.equal((await exchange('/none', { 'If-Match': '*' })).status, 404)
  })
})

async function withTag(asked: Asked, target: string): Promise<Asked> {
  const tag = fieldOf(await exchange(target), 'ETag') ?? ''
  return Object.fromEntries(
    Object.entries(asked).map(([name, value]) => [name, value.replace('TAG', tag)]),
  )
}

// biome-ignore format: the columns are the test
const RANGES: readonly (readonly [range: string, status: number, contentRange: string | undefined, expected: string, why: string])[] = [
  ['bytes=0-0',        206, 'bytes 0-0/10', 'a',          'one octet: both ends are inside'],
  ['bytes=0-1',        206, 'bytes 0-1/10', 'ab',         'how Safari finds out whether ranges work'],
  ['bytes=3-5',        206, 'bytes 3-5/10', 'def',        'in the middle'],
  ['bytes=9-9',        206, 'bytes 9-9/10', 'j',          'the last octet'],
  ['bytes=4-',         206, 'bytes 4-9/10', 'efghij',     'to the end'],
  ['bytes=0-',         206, 'bytes 0-9/10', CHARS,        'all of it, as a part'],
  ['bytes=5-99',       206, 'bytes 5-9/10', 'fghij',      'clamped'],
  ['bytes=-3',         206, 'bytes 7-9/10', 'hij',        'the last three'],
  ['bytes=-99',        206, 'bytes 0-9/10', CHARS,        'more than there is'],
  ['bytes=10-',        416, 'bytes */10',   '',           'past the end'],
  ['bytes=99-100',     416, 'bytes */10',   '',           'far past it'],
  ['bytes=-0',         416, 'bytes */10',   '',           'the last none'],
  ['bytes=5-2',        200, undefined,      CHARS,        'backwards is no range'],
  ['bytes=',           200, undefined,      CHARS,        'nor is nothing'],
  ['bytes=a-b',        200, undefined,      CHARS,        'nor are letters'],
  ['lines=0-1',        200, undefined,      CHARS,        'another unit'],
  ['bytes=0-0, 2-2',   200, undefined,      CHARS,        'labels for two parts are longer than the whole'],
]

describe('Range', () => {
  for (const [range, status, contentRange, expected, why] of RANGES) {
    it(`${range} gets ${status}: ${why}`, async () => {
      const answer = await exchange('/ten.txt', { Range: range })
      assert.equal(answer.status, status)
      assert.equal(fieldOf(answer, 'Content-Range'), contentRange)
      if (status !== 416) assert.equal(answer.text, expected)
    })
  }

  it('of a large file is read from there', async () => {
    const answer = await exchange('/big.txt', { Range: 'bytes=1500003-1500012' })
    assert.equal(answer.status, 206)
    assert.equal(fieldOf(answer, 'Content-Range'), 'bytes 1500003-1500012/2000000')
    assert.equal(answer.text, 'defghijabc')
    assert.equal((await exchange('/big.txt', { Range: 'bytes=-70001' })).text.length, 70_001)
    assert.equal((await exchange('/big.txt', { Range: 'bytes=2000000-' })).status, 416)
  })

  it('of an empty file is the empty file', async () => {
    assert.equal((await exchange('/empty.txt', { Range: 'bytes=0-' })).status, 200)
  })

  it('says about the file what the whole would say', async () => {
    const whole = await exchange('/ten.txt')
    const part = await exchange('/ten.txt', { Range: 'bytes=0-0' })
    assert.deepEqual(part.fields, [...whole.fields, ['Content-Range', 'bytes 0-0/10']])
  })

  it('counts for GET alone', async () => {
    const answer = await exchange('/ten.txt', { Range: 'bytes=0-0' }, 'HEAD')
    assert.equal(answer.status, 200)
    assert.equal(fieldOf(answer, 'Content-Range'), undefined)
  })
})

// biome-ignore format: the columns are the test
const IF_RANGES: readonly (readonly [ifRange: string, status: number, why: string])[] = [
  ['TAG',    206, 'the version it has a part of'],
  ['W/TAG',  200, 'a weak tag joins nothing'],
  ['"x"',    200, 'another version'],
  [MODIFIED, 206, 'the very date'],
  [LATER,    200, 'a later date is not the version'],
  [BEFORE,   200, 'nor is an earlier one'],
  ['x',      200, 'neither tag nor date'],
]

describe('If-Range', () => {
  for (const [ifRange, status, why] of IF_RANGES) {
    it(`${ifRange} gets ${status}: ${why}`, async () => {
      const asked = await withTag({ 'If-Range': ifRange, Range: 'bytes=0-0' }, '/ten.txt')
      assert.equal((await exchange('/ten.txt', asked)).status, status)
    })
  }

  it('that fails sends the whole in place of a 416', async () => {
    const answer = await exchange('/ten.txt', { 'If-Range': '"x"', Range: 'bytes=99-' })
    assert.equal(answer.status, 200)
  })
})

describe('a large file', () => {
  it('that shrinks while it is sent is not read any further', async () => {
    const shrinking = makeDirectory({ 'big.txt': BIG })
    const before = countDescriptors()
    const response = await serveFiles(shrinking)(makeRequest('/big.txt'))
    truncateSync(join(shrinking, 'big.txt'), 10)
    await assert.rejects(readContent(response), FileChanged)
    assert.equal(countDescriptors(), before)
  })

  it('has a descriptor of its own for each response', async () => {
    const before = countDescriptors()
    const one = await handle(makeRequest('/big.txt'))
    const other = await handle(makeRequest('/big.txt'))
    assert.equal(countDescriptors(), before + 2)
    assert.equal(await readContent(one), BIG)
    assert.equal(countDescriptors(), before + 1)
    assert.equal(await readContent(other), BIG)
    assert.equal(countDescriptors(), before)
  })
})

describe('a redirect', () => {
  it('is followed for as long as it is true', async () => {
    const answer = await exchange('/bare')
    assert.equal(fieldOf(answer, 'Cache-Control'), 'no-cache')
    assert.deepEqual(answer.content, { kind: 'none' })
  })
})

describe('a 404', () => {
  const page = '<h1>nowhere</h1>'

  for (const [size, content] of [
    ['small', page],
    ['large', page + BIG],
  ] as const) {
    it(`has the content of a ${size} 404.html at the top`, async () => {
      const handler = serveFiles(makeDirectory({ '404.html': content, 'sub/404.html': 'no' }))
      const asked = { Accept: 'text/html', Range: 'bytes=0-1', 'If-None-Match': '*' }
      for (const target of ['/none', '/sub/none', '/.env', '/a//b', '/none']) {
        const answer = await exchange(target, asked, 'GET', handler)
        assert.equal(answer.status, 404)
        assert.equal(answer.text, content)
        assert.deepEqual(Object.fromEntries(answer.fields), {
          'Content-Type': 'text/html; charset=utf-8',
          'Cache-Control': 'no-cache',
          Vary: 'Accept',
          'X-Content-Type-Options': 'nosniff',
        })
      }
      assert.equal((await exchange('/none', {}, 'GET', handler)).text, '404 Not Found\n')
      assert.equal((await exchange('/404.html', {}, 'GET', handler)).status, 200)
      assert.equal((await exchange('/%zz', asked, 'GET', handler)).status, 400)
    })
  }

  it('is not made of a 404.html that is no file', async () => {
    const odd = serveFiles(makeDirectory({ '404.html/x': '' }))
    const answer = await exchange('/none', { Accept: 'text/html' }, 'GET', odd)
    assert.equal(answer.status, 404)
    assert.match(answer.text, /<h1>404 Not Found<\/h1>/)
  })

  it('is a page for browsers', async () => {
    const answer = await exchange('/none', { Accept: 'text/html' })
    assert.match(answer.text, /^<!doctype html>/)
  })
})

describe('a root that is one file', () => {
  const around = makeDirectory({
    'page.html': 'page',
    'other.html': 'other',
    '404.html': 'not this',
  })
  symlinkSync(join(root, 'ten.txt'), join(around, 'link.txt'))
  const handler = serveFiles(join(around, 'page.html'))

  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [target: string, status: number, text: string, why: string])[] = [
    ['/',             200, 'page',            'the file'],
    ['/?x',           200, 'page',            'with a query'],
    ['/page.html',    200, 'page',            'by its name, for links that use it'],
    ['/page.html/',   404, '404 Not Found\n', 'it is no directory'],
    ['/other.html',   404, '404 Not Found\n', 'its neighbours are not served'],
    ['/404.html',     404, '404 Not Found\n', 'none of them'],
    ['/x/page.html',  404, '404 Not Found\n', 'nor is it anywhere else'],
    ['/../page.html', 404, '404 Not Found\n', 'nor can it be walked to'],
  ]
  for (const [target, status, text, why] of CASES) {
    it(`${target} gets ${status}: ${why}`, async () => {
      const answer = await exchange(target, {}, 'GET', handler)
      assert.equal(answer.status, status)
      assert.equal(answer.text, text)
    })
  }

  it('may be a link to anywhere: its owner named it', async () => {
    const linked = serveFiles(join(around, 'link.txt'))
    assert.equal((await exchange('/link.txt', {}, 'GET', linked)).text, CHARS)
  })

  it('is absent once it is gone, and when a directory takes its place', async () => {
    const directory = makeDirectory({ 'x.txt': BIG })
    const replaced = serveFiles(join(directory, 'x.txt'))
    assert.equal((await exchange('/', {}, 'GET', replaced)).text, BIG)
    rmSync(join(directory, 'x.txt'))
    assert.equal((await exchange('/', {}, 'GET', replaced)).status, 404)
    mkdirSync(join(directory, 'x.txt'))
    assert.equal((await exchange('/', {}, 'GET', replaced)).status, 404)
  })
})

describe('a root that cannot be served', () => {
  it('is refused at once, in a sentence', () => {
    const wrong =
      (name: string): (() => void) =>
      () =>
        serveFiles(join(root, name))
    assert.throws(wrong('none'), { message: /^Cannot serve ".*none": it does not exist$/ })
    assert.throws(wrong('fifo'), {
      message: /^Cannot serve ".*fifo": it is neither a file nor a directory$/,
    })
  })
})

interface ChildAnswer {
  readonly status: number
  readonly fields: readonly (readonly [string, string])[]
  readonly text: string
}

/** Answers of a handler under a condition; see handler-in-child.ts. */
function askInChild(
  directory: string,
  condition: string,
  targets: readonly string[],
): ChildAnswer[] {
  const program = fileURLToPath(new URL('handler-in-child.ts', import.meta.url))
  const limit = condition === 'exhausted' ? 'ulimit -n 100; ' : ''
  const { stdout, stderr } = spawnSync(
    'sh',
    ['-c', `${limit}exec "$0" "$@"`, process.execPath, '--import', 'tsx', program].concat(
      directory,
      condition,
      targets,
    ),
    { encoding: 'utf8' },
  )
  assert.notEqual(stdout, '', stderr)
  return JSON.parse(stdout)
}

describe('permissions', () => {
  const around = makeDirectory({
    'outside/secret': 'secret',
    'site/mine.txt': 'mine',
    'site/yours.txt': 'yours',
    'site/shut/file.txt': 'file',
    'site/unlisted/file.txt': 'file',
    'site/no-index/index.html': 'index',
    'site/no-index/index.htm': 'not this one',
  })
  chmodSync(around, 0o755)
  chmodSync(join(around, 'site/mine.txt'), 0)
  chmodSync(join(around, 'site/no-index/index.html'), 0)
  chmodSync(join(around, 'site/unlisted'), 0o311)
  symlinkSync('../outside', join(around, 'site/out'))
  symlinkSync('../outside/secret', join(around, 'site/out-file'))
  mkdirSync(join(around, 'site/behind'))
  symlinkSync('../../outside/shut', join(around, 'site/behind/out'))
  mkdirSync(join(around, 'outside/shut'))
  chmodSync(join(around, 'outside/secret'), 0)
  chmodSync(join(around, 'outside/shut'), 0)
  chmodSync(join(around, 'site/shut'), 0)

  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [target: string, status: number, why: string])[] = [
    ['/yours.txt',         200, 'readable'],
    ['/mine.txt',          403, 'unreadable'],
    ['/shut/file.txt',     403, 'behind a directory that may not be entered'],
    ['/shut/none',         403, 'where nobody can tell what there is'],
    ['/shut/',             403, 'nor list it'],
    ['/unlisted/file.txt', 200, 'in a directory that may be entered, not read'],
    ['/unlisted/',         403, 'and therefore not listed'],
    ['/no-index/',         403, 'an unreadable index is not passed over'],
    ['/out-file',          404, 'an unreadable file outside is as absent as any'],
    ['/out/secret',        404, 'by way of a directory too'],
    ['/out/none',          404, 'as absent as one that is not there'],
    ['/behind/out/x',      404, 'and behind a directory outside that may not be entered'],
  ]
  const answers = askInChild(
    join(around, 'site'),
    'unprivileged',
    CASES.map(([target]) => target),
  )
  // Else a user without privileges could not remove the directory.
  for (const path of ['site/shut', 'outside/shut', 'site/unlisted']) {
    chmodSync(join(around, path), 0o755)
  }

  for (const [at, [target, status, why]] of CASES.entries()) {
    it(`${target} gets ${status}: ${why}`, () => {
      assert.equal(answers[at]?.status, status)
      assert.doesNotMatch(answers[at]?.text ?? '', /EACCES|permission/i)
    })
  }
})

describe('a process without descriptors', () => {
  it('asks to be asked again', () => {
    const answers = askInChild(root, 'exhausted', ['/ten.txt', '/bare', '/bare/', '/big.txt'])
    for (const { status, fields } of answers) {
      assert.equal(status, 503)
      assert.equal(Object.fromEntries(fields)['Retry-After'], '1')
    }
    assert.equal(answers.length, 4)
  })
})

describe('descriptors', () => {
  it('are all given back after many requests of all kinds', async () => {
    const before = countDescriptors()
    for (let round = 0; round < 5; round += 1) {
      const asked = [
        {},
        { Range: 'bytes=1-2' },
        { Range: 'bytes=999999-' },
        { 'If-None-Match': '*' },
        { 'If-Match': '"x"' },
      ]
      const pending = TARGETS.flatMap(([target]) =>
        asked.map(async (fields) => readContent(await handle(makeRequest(target, fields)))),
      )
      await Promise.all(pending)
    }
    assert.equal(countDescriptors(), before)
  })
})
