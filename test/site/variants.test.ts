/**
 * Files in content codings: which one is chosen, what is said of it, and that none is ever stale.
 */

import assert from 'node:assert/strict'
import { rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { Handler, Response } from '../../src/semantics/exchange.ts'
import { serveFiles } from '../../src/site/file-handler.ts'
import type { FileOptions } from '../../src/site/file-options.ts'
import { age, countDescriptors, fieldOf, makeDirectory, makeRequest, stopClock } from './fixture.ts'

const BROWSER = 'gzip, deflate, br, zstd'
const STALE_MILLISECONDS = 100
const SMALL = 'a line of a small text\n'.repeat(100)
const LARGE = 'a line of a large text\n'.repeat(50_000)

const FILES = {
  'small.txt': SMALL,
  'large.txt': LARGE,
  'tiny.txt': 'tiny',
  'noise.txt': Array.from({ length: 300 }, () => Math.random().toString(36))
    .join('')
    .slice(0, 1100),
  'image.png': SMALL,
  'image.png.br': 'not looked at',
  'icon.svg': SMALL,
  'data.json': SMALL,
  'code.wasm': SMALL,
  'both.css': SMALL,
  'both.css.br': 'prepared br',
  'both.css.gz': 'prepared gz',
  'all.js': SMALL,
  'all.js.br': 'prepared br',
  'all.js.zst': 'prepared zst',
  'all.js.gz': 'prepared gz',
  'gz.css': SMALL,
  'gz.css.gz': 'prepared gz',
  'big.css': LARGE,
  'big.css.gz': `prepared ${LARGE}`,
  'old.css': SMALL,
  'old.css.br': 'from an older version',
  'index.html': SMALL,
  'index.html.gz': 'prepared index',
  'odd.css': SMALL,
  'odd.css.br/file': 'a directory in its place',
}

function makeSite(): string {
  const root = makeDirectory(FILES)
  const old = new Date(Date.now() - 3_600_000)
  utimesSync(join(root, 'old.css.br'), old, old)
  return root
}

type Asked = Readonly<Record<string, string>>
type Answer = Response & { readonly octets: Buffer; readonly text: string }

/** Reads content as the writer would, closes what is to be closed, and undoes the coding if it can. */
async function exchange(
  handle: Handler,
  target: string,
  asked: Asked = {},
  method = 'GET',
): Promise<Answer> {
  const before = countDescriptors()
  const response = await handle(makeRequest(target, asked, method))
  const octets = method === 'HEAD' ? await giveUp(response) : await readOctets(response)
  assert.equal(countDescriptors(), before, 'a descriptor was left open')
  const coding = response.status === 206 ? undefined : fieldOf(response, 'Content-Encoding')
  return { ...response, octets, text: decode(octets, coding) }
}

async function giveUp({ content }: Response): Promise<Buffer> {
  if (content.kind === 'source') content.source.close()
  if (content.kind === 'stream') await content.stream[Symbol.asyncIterator]().return?.()
  return Buffer.alloc(0)
}

async function readOctets({ content }: Response): Promise<Buffer> {
  switch (content.kind) {
    case 'none':
      return Buffer.alloc(0)
    case 'octets':
      return Buffer.from(content.octets)
    case 'stream': {
      const pieces: Uint8Array[] = []
      for await (const piece of content.stream) pieces.push(Uint8Array.from(piece))
      return Buffer.concat(pieces)
    }
    case 'source': {
      const octets = Buffer.alloc(content.length)
      for (let at = 0; at < octets.length; ) {
        at += await content.source.read(octets.subarray(at), content.position + at)
      }
      content.source.close()
      return octets
    }
  }
}

function decode(octets: Buffer, coding: string | undefined): string {
  const text = octets.toString()
  if (octets.length === 0 || text.startsWith('prepared') || text.startsWith('from an')) return text
  if (coding === 'br') return brotliDecompressSync(octets).toString()
  if (coding === 'gzip') return gunzipSync(octets).toString()
  return text
}

stopClock()
const handle = serveFiles(makeSite())

// biome-ignore format: the columns are the test
const CASES: readonly (readonly [target: string, accepts: string | undefined, coding: string | undefined, expected: string, why: string])[] = [
  ['/small.txt',     undefined,       undefined, SMALL,           'nothing is asked for'],
  ['/small.txt',     BROWSER,         'br',      SMALL,           'compressed now, as the browser likes it best'],
  ['/small.txt',     'gzip',          'gzip',    SMALL,           'the one it takes'],
  ['/small.txt',     'br;q=0.1,gzip', 'gzip',    SMALL,           'the one it prefers'],
  ['/small.txt',     'deflate',       undefined, SMALL,           'none that we make'],
  ['/small.txt',     'identity',      undefined, SMALL,           'as it is'],
  ['/small.txt',     'gzip;q=0.5, identity', undefined, SMALL,    'rather as it is'],
  ['/small.txt',     'identity;q=0',  undefined, SMALL,           'nothing acceptable: as it is (§12.5.3)'],
  ['/small.txt',     '*',             'br',      SMALL,           'whatever we like'],
  ['/large.txt',     BROWSER,         'br',      LARGE,           'compressed while it is sent'],
  ['/large.txt',     'gzip',          'gzip',    LARGE,           'in either coding'],
  ['/large.txt',     undefined,       undefined, LARGE,           'from its descriptor'],
  ['/tiny.txt',      BROWSER,         undefined, 'tiny',          'too small to gain'],
  ['/noise.txt',     'gzip',          'gzip',    FILES['noise.txt'], 'base 36 is not noise enough not to'],
  ['/image.png',     BROWSER,         undefined, SMALL,           'compressed already, says its type; nothing is looked for'],
  ['/icon.svg',      BROWSER,         'br',      SMALL,           'an image that is text'],
  ['/data.json',     BROWSER,         'br',      SMALL,           'text by another name'],
  ['/code.wasm',     BROWSER,         'br',      SMALL,           'code that gains'],
  ['/both.css',      BROWSER,         'br',      'prepared br',   'prepared'],
  ['/both.css',      'gzip',          'gzip',    'prepared gz',   'prepared in the coding it takes'],
  ['/both.css',      'zstd, br;q=0.5', 'br',     'prepared br',   'prepared in a coding it takes, before compressing now'],
  ['/both.css',      undefined,       undefined, SMALL,           'not to who does not ask'],
  ['/both.css',      'br;q=0',        undefined, SMALL,           'nor to who refuses'],
  ['/all.js',        BROWSER,         'br',      'prepared br',   'br before zstd before gzip'],
  ['/all.js',        'zstd, gzip',    'zstd',    'prepared zst',  'zstd before gzip; this Node need not know it'],
  ['/all.js',        'zstd;q=0.1, gzip', 'gzip', 'prepared gz',   'but the weights come first'],
  ['/gz.css',        BROWSER,         'gzip',    'prepared gz',   'prepared goes before better'],
  ['/gz.css',        'br',            'br',      SMALL,           'unless it is not taken'],
  ['/big.css',       BROWSER,         'gzip',    FILES['big.css.gz'], 'prepared, and not held'],
  ['/old.css',       BROWSER,         'br',      SMALL,           'older than its original: not used'],
  ['/odd.css',       BROWSER,         'br',      SMALL,           'a directory is no prepared file'],
  ['/',              BROWSER,         'gzip',    'prepared index', 'beside the index that answers'],
  ['/both.css.gz',   BROWSER,         undefined, 'prepared gz',   'asked for by its own name it is itself'],
  ['/both.css.br',   BROWSER,         undefined, 'prepared br',   'whatever the name'],
]

describe('a coding', () => {
  for (const [target, accepts, coding, expected, why] of CASES) {
    it(`${target} for ${accepts} is ${coding ?? 'none'}: ${why}`, async () => {
      const asked = accepts === undefined ? {} : { 'Accept-Encoding': accepts }
      for (const method of ['GET', 'HEAD', 'GET']) {
        const answer = await exchange(handle, target, asked, method)
        assert.equal(answer.status, 200)
        assert.equal(fieldOf(answer, 'Content-Encoding'), coding)
        if (method === 'GET') assert.equal(answer.text, expected)
      }
    })
  }
})

// biome-ignore format: the columns are the test
const MODES: readonly (readonly [mode: FileOptions['compression'], target: string, coding: string | undefined, vary: string | undefined, why: string])[] = [
  ['auto',   '/both.css',  'br',      'Accept-Encoding', 'prepared'],
  ['auto',   '/small.txt', 'br',      'Accept-Encoding', 'and now'],
  ['static', '/both.css',  'br',      'Accept-Encoding', 'prepared'],
  ['static', '/small.txt', undefined, 'Accept-Encoding', 'not now; but it may be prepared tomorrow'],
  ['off',    '/both.css',  undefined, undefined,         'not even prepared'],
  ['off',    '/small.txt', undefined, undefined,         'and nothing varies'],
  ['auto',   '/image.png', undefined, undefined,         'nor does what is never compressed'],
]

describe('the option', () => {
  const root = makeSite()
  for (const [compression, target, coding, vary, why] of MODES) {
    it(`${compression}: ${target} is ${coding ?? 'plain'}: ${why}`, async () => {
      const site = serveFiles(root, { compression })
      const answer = await exchange(site, target, { 'Accept-Encoding': BROWSER })
      assert.equal(fieldOf(answer, 'Content-Encoding'), coding)
      assert.equal(fieldOf(answer, 'Vary'), vary)
    })
  }
})

describe('Vary', () => {
  // biome-ignore format: the columns are the test
  const STATUSES: readonly (readonly [asked: Asked, status: number, vary: string, why: string])[] = [
    [{},                                                  200, 'Accept-Encoding', 'the plain one'],
    [{ 'Accept-Encoding': 'gzip' },                       200, 'Accept-Encoding', 'another one'],
    [{ 'Accept-Encoding': 'identity' },                   200, 'Accept-Encoding', 'the plain one, as asked'],
    [{ 'If-None-Match': '*' },                            304, 'Accept-Encoding', 'as it would be in the 200'],
    [{ 'If-None-Match': '*', 'Accept-Encoding': 'gzip' }, 304, 'Accept-Encoding', 'of either'],
    [{ Range: 'bytes=0-9' },                              206, 'Accept-Encoding', 'a part'],
    [{ Range: 'bytes=0-9,90-99' },                        206, 'Accept-Encoding', 'parts'],
    [{ Range: 'bytes=9999999-' },                         416, 'Accept, Accept-Encoding', 'a page that depends on Accept as well'],
    [{ 'If-Match': '"x"' },                               412, 'Accept, Accept-Encoding', 'and another one'],
  ]
  for (const target of ['/small.txt', '/large.txt']) {
    for (const [asked, status, vary, why] of STATUSES) {
      it(`${target} ${JSON.stringify(asked)} ${status}: ${why}`, async () => {
        const answer = await exchange(handle, target, asked)
        assert.equal(answer.status, status)
        assert.equal(fieldOf(answer, 'Vary'), vary)
      })
    }
  }
})

describe('what is said of a coding', () => {
  it('compressed now: a weak tag of its own, no Accept-Ranges, the type of the original', async () => {
    for (const target of ['/small.txt', '/large.txt']) {
      const plain = await exchange(handle, target)
      const answer = await exchange(handle, target, { 'Accept-Encoding': BROWSER })
      assert.equal(fieldOf(answer, 'Content-Type'), 'text/plain; charset=utf-8')
      assert.equal(fieldOf(answer, 'Accept-Ranges'), undefined)
      assert.equal(fieldOf(answer, 'ETag'), `W/${fieldOf(plain, 'ETag')?.slice(0, -1)}-br"`)
      assert.equal(fieldOf(answer, 'Last-Modified'), fieldOf(plain, 'Last-Modified'))
    }
  })

  it('prepared: a strong tag of its own file, parts, the type of the original', async () => {
    const plain = await exchange(handle, '/both.css')
    const answer = await exchange(handle, '/both.css', { 'Accept-Encoding': BROWSER })
    assert.equal(fieldOf(answer, 'Content-Type'), 'text/css; charset=utf-8')
    assert.equal(fieldOf(answer, 'Accept-Ranges'), 'bytes')
    assert.match(fieldOf(answer, 'ETag') ?? '', /^"[^"]+-br"$/)
    assert.notEqual(fieldOf(answer, 'ETag'), `${fieldOf(plain, 'ETag')?.slice(0, -1)}-br"`)
  })

  it('a small file is held: the same frozen object, synchronously', async () => {
    const asked = { 'Accept-Encoding': BROWSER }
    for (const target of ['/small.txt', '/both.css']) {
      await exchange(handle, target, asked)
      const response = handle(makeRequest(target, asked))
      assert.ok(!(response instanceof Promise))
      assert.equal(handle(makeRequest(target, asked)), response)
      assert.ok(Object.isFrozen(response))
      assert.equal(response.content.kind, 'octets')
    }
  })

  it('compressed once for all who ask at the same time', async () => {
    const site = serveFiles(makeSite())
    const asked = { 'Accept-Encoding': BROWSER }
    const all = await Promise.all([1, 2, 3].map(() => site(makeRequest('/small.txt', asked))))
    assert.equal(new Set(all).size, 1)
  })

  it('304 to who has it, and to no one else', async () => {
    const asked = { 'Accept-Encoding': 'gzip' }
    const plain = fieldOf(await exchange(handle, '/small.txt'), 'ETag') ?? ''
    const coded = fieldOf(await exchange(handle, '/small.txt', asked), 'ETag') ?? ''
    const answer = await exchange(handle, '/small.txt', { ...asked, 'If-None-Match': coded })
    assert.equal(answer.status, 304)
    assert.deepEqual(Object.fromEntries(answer.fields), {
      ETag: coded,
      'Cache-Control': 'no-cache',
      Vary: 'Accept-Encoding',
    })
    const other = await exchange(handle, '/small.txt', { ...asked, 'If-None-Match': plain })
    assert.equal(other.status, 200)
  })
})

// biome-ignore format: the columns are the test
const PARTS: readonly (readonly [target: string, range: string, status: number, coding: string | undefined, contentRange: string | undefined, why: string])[] = [
  ['/both.css',  'bytes=0-3',      206, 'br',      'bytes 0-3/11',    'of a prepared file: its own octets'],
  ['/both.css',  'bytes=-3',       206, 'br',      'bytes 8-10/11',   'counted in its own length'],
  ['/both.css',  'bytes=11-',      416, undefined, 'bytes */11',      'and no further'],
  ['/big.css',   'bytes=0-9,100-109', 200, 'gzip', undefined,         'several parts with a coding: the whole'],
  ['/small.txt', 'bytes=0-3',      206, undefined, 'bytes 0-3/2300',  'never of what is compressed now: of the file'],
  ['/large.txt', 'bytes=0-3',      206, undefined, 'bytes 0-3/1150000', 'however large'],
  ['/small.txt', 'lines=0-3',      200, undefined, undefined,         'a Range that is ignored gets the file, too'],
]

describe('a part of a coding', () => {
  for (const [target, range, status, coding, contentRange, why] of PARTS) {
    it(`${target} ${range} gets ${status}: ${why}`, async () => {
      const answer = await exchange(handle, target, { Range: range, 'Accept-Encoding': BROWSER })
      assert.equal(answer.status, status)
      assert.equal(fieldOf(answer, 'Content-Encoding'), coding)
      assert.equal(fieldOf(answer, 'Content-Range'), contentRange)
    })
  }

  it('goes with If-Range to the tag of that coding, and not to the weak one of another', async () => {
    const asked = { 'Accept-Encoding': 'br', Range: 'bytes=0-3' }
    const prepared =
      fieldOf(await exchange(handle, '/both.css', { 'Accept-Encoding': 'br' }), 'ETag') ?? ''
    const made =
      fieldOf(await exchange(handle, '/small.txt', { 'Accept-Encoding': 'br' }), 'ETag') ?? ''
    const one = await exchange(handle, '/both.css', { ...asked, 'If-Range': prepared })
    const other = await exchange(handle, '/small.txt', { ...asked, 'If-Range': made })
    assert.equal(one.status, 206)
    assert.equal(other.status, 200)
  })
})

type Change = (path: (name: string) => string) => void

// biome-ignore format: the columns are the test
const CHANGES: readonly (readonly [name: string, change: Change, coding: string | undefined, expected: string, why: string])[] = [
  ['the original is rewritten', (path) => rewrite(path('small.txt'), 'new '.repeat(999)), 'br',   'new '.repeat(999), 'what was compressed is of the old'],
  ['it is removed',             (path) => rmSync(path('both.css')),                   undefined, '404 Not Found\n', 'what was prepared stands for nothing'],
  ['a prepared file appears',   (path) => rewrite(path('small.txt.br'), 'prepared now'), 'br',      'prepared now',  'it was not there before'],
  ['a prepared file changes',   (path) => rewrite(path('both.css.br'), 'prepared again'), 'br',     'prepared again', 'it is a file like any other'],
  ['a prepared file goes',      (path) => rmSync(path('both.css.br')),                'gzip',      'prepared gz',   'the next one'],
  ['the original is newer',     (path) => { writeFileSync(path('both.css'), 'newer '.repeat(999)) }, 'br', 'newer '.repeat(999), 'none that is prepared stands for it'],
]

function rewrite(path: string, text: string): void {
  writeFileSync(path, text)
  age(path)
}

describe('a coding is never stale', () => {
  for (const [name, change, coding, expected, why] of CHANGES) {
    it(`when ${name}: ${why}`, async () => {
      const root = makeSite()
      const site = serveFiles(root)
      const asked = { 'Accept-Encoding': BROWSER }
      const target = /small/.test(String(change)) ? '/small.txt' : '/both.css'
      await exchange(site, target, asked)
      await exchange(site, target, asked)
      change((file) => join(root, file))
      await delay(STALE_MILLISECONDS)
      const answer = await exchange(site, target, asked)
      assert.equal(answer.text, expected)
      assert.equal(fieldOf(answer, 'Content-Encoding'), coding)
    })
  }
})

describe('a compressed stream', () => {
  it('ends early when the file changes, and gives its descriptor back', async () => {
    const root = makeDirectory({ 'a.txt': LARGE })
    const before = countDescriptors()
    const response = await serveFiles(root)(makeRequest('/a.txt', { 'Accept-Encoding': 'gzip' }))
    writeFileSync(join(root, 'a.txt'), LARGE.toUpperCase())
    await assert.rejects(readOctets(response), { name: 'FileChanged' })
    assert.equal(countDescriptors(), before)
  })

  it('may be left in the middle', async () => {
    const before = countDescriptors()
    const response = await handle(makeRequest('/large.txt', { 'Accept-Encoding': 'gzip' }))
    assert.equal(response.content.kind, 'stream')
    if (response.content.kind !== 'stream') return
    for await (const piece of response.content.stream) if (piece.length > 0) break
    await delay(20)
    assert.equal(countDescriptors(), before)
  })
})
