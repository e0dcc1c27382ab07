import assert from 'node:assert/strict'
import { mkdirSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { serveFiles } from '../../src/site/file-handler.ts'
import {
  countDescriptors,
  fieldOf,
  makeDirectory,
  makeFifo,
  makeRequest,
  readContent,
} from './fixture.ts'

async function list(root: string, target: string): Promise<string> {
  const response = await serveFiles(root)(makeRequest(target))
  assert.equal(response.status, 200)
  return readContent(response)
}

/** The links of a page, in order, as a browser would read the attribute. */
function linksOf(html: string): string[] {
  return [...html.matchAll(/<a href="([^"]*)">/g)].map(([, href = '']) => decodeEntities(href))
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
  write('file9.txt')
  write('.hidden')
  write('back\\slash')
  write('line\nend')
  write('<img src=x onerror=alert(1)>')
  write('"quoted" & \'more\'')
  write('javascript:alert(1)')
  write('für ?#%.txt')
  mkdirSync(join(directory, 'zz-directory'))
  mkdirSync(join(directory, '.git'))
  mkdirSync(join(directory, '.well-known'))
  mkdirSync(join(root, '.well-known'))
  makeFifo(join(directory, 'fifo'))
  symlinkSync('file9.txt', join(directory, 'link-inside'))
  symlinkSync('zz-directory', join(directory, 'link-directory'))
  symlinkSync('../../outside.txt', join(directory, 'link-outside'))
  symlinkSync('nowhere', join(directory, 'link-dangling'))

  it('has directories first, then files, numbers in their order, and only what is served', async () => {
    const names = linksOf(await list(root, '/b/')).map(decodeURIComponent)
    assert.deepEqual(names.slice(0, 3), ['../', './link-directory/', './zz-directory/'])
    assert.deepEqual(
      names
        .slice(3)
        .map((name) => name.replace('./', ''))
        .sort(),
      [
        '"quoted" & \'more\'',
        '<img src=x onerror=alert(1)>',
        'file10.txt',
        'file9.txt',
        'für ?#%.txt',
        'javascript:alert(1)',
        'link-inside',
      ],
    )
    assert.ok(names.indexOf('./file9.txt') < names.indexOf('./file10.txt'))
  })

  it('links to what can be had', async () => {
    const handle = serveFiles(root)
    for (const link of linksOf(await list(root, '/b/'))) {
      const { pathname } = new URL(link, 'http://localhost/b/')
      assert.equal((await handle(makeRequest(pathname))).status, 200, link)
    }
  })

  it('has no parent at the root, where .well-known is served', async () => {
    assert.deepEqual(linksOf(await list(root, '/')), ['./.well-known/', './b/'])
  })

  it('shows names as text', async () => {
    const html = await list(root, '/b/')
    assert.doesNotMatch(html, /<img|"quoted"|href="javascript:/)
    assert.match(html, />&lt;img src=x onerror=alert\(1\)&gt;<\/a>/)
  })

  it('escapes its own path', async () => {
    const site = makeDirectory({ '<script>/x/y': '' })
    const html = await list(site, '/%3Cscript%3E/x/')
    assert.match(html, /<title>\/&lt;script&gt;\/x\/<\/title>/)
    assert.doesNotMatch(html, /<script/)
  })

  it('forbids scripts, and is asked about before each use', async () => {
    const response = await serveFiles(root)(makeRequest('/b/'))
    assert.equal(fieldOf(response, 'Content-Type'), 'text/html; charset=utf-8')
    assert.match(
      fieldOf(response, 'Content-Security-Policy') ?? '',
      /^default-src 'none'; style-src /,
    )
    assert.equal(fieldOf(response, 'Cache-Control'), 'no-cache')
    assert.equal(fieldOf(response, 'X-Content-Type-Options'), 'nosniff')
  })

  it('gives its descriptor back', async () => {
    const before = countDescriptors()
    await Promise.all([list(root, '/b/'), list(root, '/b/'), list(root, '/')])
    assert.equal(countDescriptors(), before)
  })
})

// biome-ignore format: the columns are the test
const SIZES: readonly (readonly [octets: number, expected: string, why: string])[] = [
  [0,             '0 B',    'nothing'],
  [999,           '999 B',  'octets are counted'],
  [1000,          '1.0 kB', 'then thousands of them'],
  [9960,          '10 kB',  'rounded'],
  [999_499,       '999 kB', 'as far as three digits go'],
  [999_500,       '1.0 MB', 'and not to 1000 kB'],
  [3_000_000_000, '3.0 GB', 'more than 32 bits hold'],
]

describe('sizes and dates', () => {
  const root = makeDirectory({ 'sub/x': '' })
  const path = join(root, 'sub/x')

  for (const [octets, expected, why] of SIZES) {
    it(`${octets} octets are ${expected}: ${why}`, async () => {
      truncateSync(path, octets)
      assert.ok((await list(root, '/sub/')).includes(`<td>${expected}<td>`))
    })
  }

  it('are given to the minute, UTC', async () => {
    utimesSync(path, new Date('2024-06-15T10:20:30Z'), new Date('2024-06-15T10:20:30Z'))
    assert.match(await list(root, '/sub/'), /<td>2024-06-15 10:20 UTC\n/)
  })
})

describe('a large directory', () => {
  it('is listed up to 10 000 entries, and says so', async () => {
    const root = makeDirectory({})
    for (let at = 0; at < 10_000; at += 1) writeFileSync(join(root, `${at}`), '')
    const complete = await list(root, '/')
    assert.equal(linksOf(complete).length, 10_000)
    assert.doesNotMatch(complete, /more than/)
    writeFileSync(join(root, 'one-more'), '')
    const cut = await list(root, '/')
    assert.equal(linksOf(cut).length, 10_000)
    assert.match(cut, /There is more than the 10000 entries read/)
    rmSync(root, { recursive: true })
  })
})
