import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { Response } from '../../src/semantics/exchange.ts'
import { LISTING_BOUNDS, type ListingBounds } from '../../src/site/directory-listing.ts'
import { directoryPage } from '../../src/site/directory-page.ts'
import { serveFiles } from '../../src/site/file-handler.ts'
import { DEFAULT_FILE_OPTIONS } from '../../src/site/file-options.ts'
import { FileRoot } from '../../src/site/file-root.ts'
import { parseTargetPath } from '../../src/site/target-path.ts'
import {
  countDescriptors,
  fieldOf,
  makeDirectory,
  makeFifo,
  makeRequest,
  readContent,
} from './fixture.ts'

const JSON_FIELDS = { Accept: 'application/json' }

async function list(root: string, target: string, fields = {}, options = {}): Promise<string> {
  const response = await serveFiles(root, options)(makeRequest(target, fields))
  assert.equal(response.status, 200)
  return readContent(response)
}

/** As the writer does with what it will not send. */
async function giveUp({ content }: Response): Promise<void> {
  assert.equal(content.kind, 'stream')
  if (content.kind === 'stream') await content.stream[Symbol.asyncIterator]().return?.()
}

interface Entry {
  readonly name: string
  readonly kind: string
  readonly size?: number
  readonly modified?: string
}

async function entriesOf(root: string, target: string, options = {}): Promise<readonly Entry[]> {
  const { path, complete, entries, ...more } = JSON.parse(
    await list(root, target, JSON_FIELDS, options),
  )
  assert.equal(path, target.split('?')[0])
  assert.equal(complete, true)
  assert.deepEqual(more, {})
  return entries
}

async function namesOf(root: string, target: string, options = {}): Promise<readonly string[]> {
  return (await entriesOf(root, target, options)).map(({ name }) => name)
}

/** The links of the rows, in order, as a browser would read the attribute. */
function linksOf(html: string): string[] {
  return [...html.matchAll(/<tr><td><a class="\w+" href="([^"]*)">/g)].map(([, href = '']) =>
    decodeEntities(href),
  )
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

function decodeEntities(text: string): string {
  return text.replace(/&[^;]*;/g, (entity) => ENTITIES[entity] ?? entity)
}

describe('a listing', () => {
  const around = makeDirectory({ 'outside.txt': 'outside', 'site/b/file10.txt': '' })
  const root = join(around, 'site')
  const directory = join(root, 'b')
  const write = (name: string, text = ''): void => writeFileSync(join(directory, name), text)
  const SERVED = [
    '"quoted" & \'more\'',
    '<img src=x onerror=alert(1)>',
    '\u202egpj.exe',
    'file10.txt',
    'file9.txt',
    'für ?#%.txt',
    'javascript:alert(1)',
    'line\nend',
    'link-inside',
  ]
  for (const name of SERVED.slice(0, -1)) write(name)
  for (const name of ['.hidden', 'back\\slash']) write(name)
  writeFileSync(Buffer.concat([Buffer.from(`${directory}/not-utf-8-`), Buffer.from([0xff])]), '')
  mkdirSync(join(directory, 'zz-directory'))
  mkdirSync(join(directory, '.git'))
  mkdirSync(join(directory, '.well-known'))
  mkdirSync(join(root, '.well-known'))
  makeFifo(join(directory, 'fifo'))
  symlinkSync('file9.txt', join(directory, 'link-inside'))
  symlinkSync('zz-directory', join(directory, 'link-directory'))
  symlinkSync('../../outside.txt', join(directory, 'link-outside'))
  symlinkSync('nowhere', join(directory, 'link-dangling'))
  symlinkSync('link-loop', join(directory, 'link-loop'))

  it('has directories first, then files, numbers in their order, and only what is served', async () => {
    const names = linksOf(await list(root, '/b/')).map(decodeURIComponent)
    assert.deepEqual(names.slice(0, 2), ['./link-directory/', './zz-directory/'])
    const files = names.slice(2).map((name) => name.replace('./', ''))
    assert.deepEqual(files.toSorted(), SERVED.toSorted())
    assert.ok(files.indexOf('file9.txt') < files.indexOf('file10.txt'))
  })

  // biome-ignore format: the columns are the test
  const RULES: readonly (readonly [options: object, more: readonly string[], fewer: readonly string[]])[] = [
    [{ symlinks: 'all' },    ['link-outside'],                 []],
    [{ symlinks: 'none' },   [],                               ['link-directory', 'link-inside']],
    [{ dotfiles: 'served' }, ['.git', '.hidden', '.well-known'], []],
  ]
  for (const [options, more, fewer] of RULES) {
    it(`follows the rule ${JSON.stringify(options)}`, async () => {
      const usual = await namesOf(root, '/b/')
      const expected = [...usual.filter((name) => !fewer.includes(name)), ...more]
      assert.deepEqual((await namesOf(root, '/b/', options)).toSorted(), expected.toSorted())
    })
  }

  it('links to what can be had', async () => {
    const handle = serveFiles(root)
    for (const link of linksOf(await list(root, '/b/'))) {
      const { pathname } = new URL(link, 'http://localhost/b/')
      assert.equal((await handle(makeRequest(pathname))).status, 200, link)
    }
  })

  it('lists .well-known at the root, where it is served', async () => {
    assert.deepEqual(linksOf(await list(root, '/')), ['./.well-known/', './b/'])
  })

  it('shows names as text, and shows what cannot be seen', async () => {
    const html = await list(root, '/b/')
    assert.doesNotMatch(html, /<img|"quoted"|href="javascript:|\u202e/)
    assert.match(html, /><bdi>&lt;img src=x onerror=alert\(1\)&gt;<\/bdi><\/a>/)
    assert.match(html, /href="\.\/%E2%80%AEgpj\.exe"><bdi><i>\\u\{202e\}<\/i>gpj\.exe<\/bdi>/)
  })

  it('escapes its own path, and links to all that is above', async () => {
    const site = makeDirectory({ '<script>/x/y': '' })
    const html = await list(site, '/%3Cscript%3E/x/')
    assert.match(html, /<title>Index of \/&lt;script&gt;\/x\/<\/title>/)
    assert.match(
      html,
      /<a href="\.\.\/\.\.\/"[^>]*>\/<\/a><li><a href="\.\.\/"><bdi>&lt;script&gt;</,
    )
    assert.equal(html.match(/<script/g)?.length, 1)
  })

  it('allows its own style and script, and is asked about before each use', async () => {
    const response = await serveFiles(root)(makeRequest('/b/'))
    const html = await readContent(response)
    const policy = fieldOf(response, 'Content-Security-Policy') ?? ''
    assert.match(policy, /^default-src 'none'; /)
    assert.doesNotMatch(policy, /unsafe/)
    for (const element of ['style', 'script']) {
      const [, text = ''] = new RegExp(`<${element}>([^]*?)</${element}>`).exec(html) ?? []
      const digest = createHash('sha256').update(text).digest('base64')
      assert.ok(policy.includes(`${element}-src 'sha256-${digest}'`), element)
    }
    assert.equal(fieldOf(response, 'Content-Type'), 'text/html; charset=utf-8')
    assert.equal(fieldOf(response, 'Cache-Control'), 'no-cache')
    assert.equal(fieldOf(response, 'Vary'), 'Accept')
    assert.equal(fieldOf(response, 'X-Content-Type-Options'), 'nosniff')
  })

  it('gives its descriptor back, read or not', async () => {
    const before = countDescriptors()
    await Promise.all([list(root, '/b/'), list(root, '/b/'), list(root, '/')])
    await giveUp(await serveFiles(root)(makeRequest('/b/', {}, 'HEAD')))
    assert.equal(countDescriptors(), before)
  })

  it('says so when there is nothing', async () => {
    assert.match(await list(root, '/.well-known/'), /Nothing here: this folder is empty/)
    assert.deepEqual(await entriesOf(root, '/.well-known/'), [])
  })
})

describe('a README', () => {
  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [name: string, isLinked: boolean, why: string])[] = [
    ['README.md',        true,  'the usual name'],
    ['readme.TXT',       true,  'in any case'],
    ['Readme',           true,  'without an extension'],
    ['README.md/x',      false, 'a directory is nothing to read'],
    ['README.md.bak',    false, 'a copy'],
    ['my-readme.md',     false, 'another name'],
  ]
  for (const [name, isLinked, why] of CASES) {
    it(`${name} is ${isLinked ? '' : 'not '}pointed out: ${why}`, async () => {
      const html = await list(makeDirectory({ [`a/${name}`]: '' }), '/a/')
      assert.equal(/<p class="readme">Read first: <a href="\.\/readme/i.test(html), isLinked)
    })
  }
})

describe('JSON', () => {
  it('has the same entries, in the order asked for', async () => {
    const root = makeDirectory({ 'a b/one': '1', 'a b/two': '22', 'a b/sub/x': '' })
    const date = new Date('2024-06-15T10:20:30.400Z')
    for (const name of ['one', 'two', 'sub']) utimesSync(join(root, 'a b', name), date, date)
    const modified = date.toISOString()
    assert.deepEqual(await entriesOf(root, '/a%20b/?sort=size&order=desc'), [
      { name: 'sub', kind: 'directory', modified },
      { name: 'two', kind: 'file', size: 2, modified },
      { name: 'one', kind: 'file', size: 1, modified },
    ])
    const response = await serveFiles(root)(makeRequest('/a%20b/', JSON_FIELDS))
    assert.equal(fieldOf(response, 'Content-Type'), 'application/json')
    assert.equal(fieldOf(response, 'Vary'), 'Accept')
    await giveUp(response)
  })
})

describe('the heads of the table', () => {
  const root = makeDirectory({ 'a.txt': '1', 'b.txt': '333', 'c.txt': '22', 'sub/x': '' })
  for (const [at, name] of ['c.txt', 'a.txt', 'b.txt', 'sub'].entries()) {
    utimesSync(join(root, name), 1e9 + at, 1e9 + at)
  }

  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [query: string, names: string, heads: string])[] = [
    ['',                      'sub a.txt b.txt c.txt', '↑name:desc size:desc date:desc'],
    ['?sort=name&order=desc', 'sub c.txt b.txt a.txt', '↓name:asc size:desc date:desc'],
    ['?sort=size&order=desc', 'sub b.txt c.txt a.txt', 'name:asc ↓size:asc date:desc'],
    ['?sort=size&order=asc',  'sub a.txt c.txt b.txt', 'name:asc ↑size:desc date:desc'],
    ['?sort=date',            'sub c.txt a.txt b.txt', 'name:asc size:desc ↑date:desc'],
  ]
  for (const [query, names, heads] of CASES) {
    it(`${query || 'without a query'}: ${names}`, async () => {
      assert.deepEqual(await namesOf(root, `/${query}`), names.split(' '))
      const html = await list(root, `/${query}`)
      const read = [...html.matchAll(/<th scope="col"([^>]*)><a href="([^"]*)">/g)].map(
        ([, sorted = '', href = '']) => {
          const asked = new URLSearchParams(decodeEntities(href))
          const arrow = sorted === '' ? '' : sorted.includes('"ascending"') ? '↑' : '↓'
          return `${arrow}${asked.get('sort')}:${asked.get('order')}`
        },
      )
      assert.equal(read.join(' '), heads)
    })
  }
})

// biome-ignore format: the columns are the test
const SIZES: readonly (readonly [octets: number, expected: string, why: string])[] = [
  [0,             '0 B',                                        'nothing'],
  [999,           '999 B',                                      'octets are counted'],
  [1000,          ' data-octets="1,000"><span>1.0 kB</span>',   'then thousands of them, and the count beside'],
  [9960,          ' data-octets="9,960"><span>10 kB</span>',    'rounded'],
  [999_499,       ' data-octets="999,499"><span>999 kB</span>', 'as far as three digits go'],
  [999_500,       ' data-octets="999,500"><span>1.0 MB</span>', 'and not to 1000 kB'],
  [3_000_000_000, '<span>3.0 GB</span>',                        'more than 32 bits hold'],
]

describe('sizes and dates', () => {
  const root = makeDirectory({ 'sub/x': '' })
  const path = join(root, 'sub/x')

  for (const [octets, expected, why] of SIZES) {
    it(`${octets} octets are ${expected}: ${why}`, async () => {
      truncateSync(path, octets)
      assert.ok((await list(root, '/sub/')).includes(`${expected}<td>`))
    })
  }

  // biome-ignore format: the columns are the test
  const DATES: readonly (readonly [date: string, expected: string])[] = [
    ['2024-06-15T10:20:30Z', '<td><time datetime="2024-06-15T10:20:30Z">2024-06-15 <span>10:20</span></time>\n'],
    ['1950-01-01T00:00:00Z', '<td><time datetime="1950-01-01T00:00:00Z">1950-01-01 <span>00:00</span></time>\n'],
  ]
  for (const [date, expected] of DATES) {
    it(`${date} is given to the minute, UTC`, async () => {
      utimesSync(path, new Date(date), new Date(date))
      assert.ok((await list(root, '/sub/')).includes(expected))
    })
  }
})

/** The page of a directory that is not there, or that something has been done to. */
async function answerOf(
  path: string,
  root: string,
  bounds: ListingBounds = LISTING_BOUNDS,
): Promise<Response> {
  const target = parseTargetPath('/sub/')
  assert.equal(target.kind, 'path')
  return directoryPage(
    makeRequest('/sub/'),
    target as Extract<typeof target, { kind: 'path' }>,
    { path, root: new FileRoot(root, 'inside') },
    DEFAULT_FILE_OPTIONS,
    bounds,
  )
}

describe('a directory that changes', () => {
  it('is absent once it is gone', async () => {
    const root = makeDirectory({ 'sub/x': '' })
    rmSync(join(root, 'sub'), { recursive: true })
    assert.equal((await answerOf(join(root, 'sub'), root)).status, 404)
  })

  it('is listed without what is gone by then', async () => {
    const root = makeDirectory({ 'sub/x': '', 'sub/y': '' })
    const response = await answerOf(join(root, 'sub'), root)
    rmSync(join(root, 'sub/x'))
    assert.deepEqual(linksOf(await readContent(response)), ['./y'])
  })
})

describe('a large directory', () => {
  it('is listed in pieces, and gives others a turn', async () => {
    const root = makeDirectory({})
    for (let at = 0; at < 5000; at += 1) writeFileSync(join(root, `${at}.txt`), '')
    const pieces: number[] = []
    let turns = 0
    let isDone = false
    const count = (): void => {
      turns += 1
      if (!isDone) setImmediate(count)
    }
    setImmediate(count)
    const response = await serveFiles(root)(makeRequest('/'))
    assert.equal(response.content.kind, 'stream')
    if (response.content.kind !== 'stream') return
    for await (const piece of response.content.stream) pieces.push(piece.length)
    isDone = true
    assert.ok(pieces.length > 8, `${pieces.length} pieces`)
    assert.ok(Math.max(...pieces) < 70_000, `${Math.max(...pieces)} octets in one`)
    assert.ok(turns > 5, `others had ${turns} turns`)
  })

  it('is listed up to a bound, and says so', async () => {
    const root = makeDirectory({ 'sub/a': '', 'sub/b': '', 'sub/c': '' })
    const path = join(root, 'sub')
    const complete = await readContent(await answerOf(path, root, { entries: 3, entriesOfAll: 3 }))
    assert.equal(linksOf(complete).length, 3)
    assert.doesNotMatch(complete, /more entries/)
    const cut = await readContent(await answerOf(path, root, { entries: 2, entriesOfAll: 3 }))
    assert.equal(linksOf(cut).length, 2)
    assert.match(cut, /more entries than are listed: only 2 names were read/)
  })

  it('waits for others when too much is held', async () => {
    const root = makeDirectory({ 'sub/a': '', 'sub/b': '', 'sub/c': '' })
    const ask = (): Promise<Response> =>
      answerOf(join(root, 'sub'), root, { entries: 3, entriesOfAll: 8 })
    const many = [await ask(), await ask()]
    const refused = await ask()
    assert.equal(refused.status, 503)
    assert.equal(fieldOf(refused, 'Retry-After'), '1')
    for (const response of many) await giveUp(response)
    assert.equal(linksOf(await readContent(await ask())).length, 3)
  })
})
