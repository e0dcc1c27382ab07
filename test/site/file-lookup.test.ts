import assert from 'node:assert/strict'
import { readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { serveFiles } from '../../src/site/file-handler.ts'
import type { FileOptions } from '../../src/site/file-options.ts'
import { countDescriptors, fieldOf, makeDirectory, makeRequest, readContent } from './fixture.ts'

/** é as one code point, and as e with an accent behind it. */
const NFC = 'caf\u00e9'
const NFD = 'cafe\u0301'
const NFC_SENT = 'caf%C3%A9'
const NFD_SENT = 'cafe%CC%81'

const PAGE = 'text/html'

function makeSite(): string {
  const around = makeDirectory({
    'outside.txt': 'outside',
    'site/index.html': 'home',
    'site/home.htm': 'other home',
    'site/about.html': 'about page',
    'site/both': 'file both',
    'site/both.html': 'page both',
    'site/docs.html': 'page docs',
    'site/docs/x.txt': 'x',
    'site/team.html': 'page team',
    'site/team/index.html': 'index team',
    'site/odd.html/x': 'odd.html is a directory',
    'site/v1.2.html': 'version',
    'site/bare/x.txt': 'x',
    'site/named/home.htm': 'named home',
    'site/README.md': 'readme',
    'site/app.html': 'application',
    'site/.hidden': 'hidden',
    'site/.git/config': 'secret',
    'site/.well-known/security.txt': 'contact',
    'site/.well-known/.deeper': 'deeper',
    [`site/${NFD}.txt`]: 'decomposed',
    [`site/${NFD}-page.html`]: 'decomposed page',
    [`site/${NFD}-dir/index.html`]: 'decomposed index',
    [`site/${NFC}-c.txt`]: 'composed',
    'site/100%.txt': 'percent',
    'site/%41.txt': 'escape in a name',
    'site/a+b&c;d.txt': 'reserved',
    'site/a?b#c.txt': 'delimiters',
    'site/deep/real/f.txt': 'real',
  })
  const root = join(around, 'site')
  symlinkSync('about.html', join(root, 'link.txt'))
  symlinkSync('real', join(root, 'deep/link'))
  symlinkSync('../outside.txt', join(root, 'out.txt'))
  symlinkSync('..', join(root, 'up'))
  return root
}

const root = makeSite()

interface Case {
  readonly options: Partial<FileOptions>
  readonly target: string
  /** The content of a 200, the Location of a 308, or else the status. */
  readonly expected: string | number
  readonly why: string
  readonly accept?: string
}

const row = (
  options: Partial<FileOptions>,
  target: string,
  expected: string | number,
  why: string,
  accept?: string,
): Case => ({ options, target, expected, why, ...(accept === undefined ? {} : { accept }) })

const SPA = { fallback: 'app.html' }

// biome-ignore format: the columns are the test
const CASES: readonly Case[] = [
  row({},                            '/about',              'about page',      'a clean URL'),
  row({},                            '/about.html',         'about page',      'the name still answers, without a redirect'),
  row({},                            '/about?x=1',          'about page',      'the query is no part of it'),
  row({},                            '/%61bout',            'about page',      'however it is spelled'),
  row({},                            '/about/',             '/about',          'a page has one path: the slash is taken off'),
  row({},                            '/about/?x=1',         '/about?x=1',      'and the query goes along'),
  row({},                            '/both',               'file both',       'a file by its name goes before a page'),
  row({},                            '/docs',               'page docs',       'a page wins over a directory of its name'),
  row({},                            '/docs/',              '/docs',           'and over its listing'),
  row({},                            '/docs/x.txt',         'x',               'what is in the directory is reached as ever'),
  row({},                            '/team',               'page team',       'the page without the slash'),
  row({},                            '/team/',              'index team',      'the index of the directory with it'),
  row({},                            '/odd',                404,               'a directory that is named like a page is none'),
  row({},                            '/v1.2',               'version',         'a dot in the name is not the end of it'),
  row({},                            '/about.htm',          404,               'only .html is left out'),
  row({},                            '/about.html.html',    404,               'once'),
  row({},                            '/index',              'home',            'an index is a page too'),
  row({},                            '/bare',               '/bare/',          'a directory without a page beside it'),
  row({ cleanUrls: false },          '/about',              404,               'unless they are turned off'),
  row({ cleanUrls: false },          '/docs',               '/docs/',          'then the directory counts'),
  row({ cleanUrls: false },          '/about/',             404,               'and there is nothing to redirect to'),

  row({},                            '/named/',             200,               'a listing: home.htm is no index by itself'),
  row({ index: ['home.htm'] },       '/named/',             'named home',      'the names of the owner'),
  row({ index: ['none', 'home.htm'] }, '/',                 'other home',      'the first that is there'),
  row({ index: ['home.htm'] },       '/team/',              '/team',           'the built-in names are replaced, not added to'),
  row({ listing: 'off' },            '/bare/',              404,               'no listing, nothing to send'),
  row({ listing: 'off' },            '/bare/x.txt',         'x',               'but files'),

  row(SPA,                           '/users/7',            'application',     'a page only the application knows',             PAGE),
  row(SPA,                           '/users/7/',           'application',     'with a slash too',                              PAGE),
  row(SPA,                           '/users/7?tab=a.b',    'application',     'a dot in the query is no extension',            PAGE),
  row(SPA,                           '/v1.0/users',         'application',     'nor one further up',                            PAGE),
  row(SPA,                           '/about',              'about page',      'what exists goes first',                        PAGE),
  row(SPA,                           '/bare/',              200,               'directories too',                               PAGE),
  row(SPA,                           '/app.js',             404,               'a missing asset stays missing',                 PAGE),
  row(SPA,                           '/users/7',            404,               'a script that fetches data says */*',           '*/*'),
  row(SPA,                           '/users/7',            404,               'HTML that is refused is not wanted',            'text/html;q=0'),
  row(SPA,                           '/users/7',            404,               'nothing said'),
  row(SPA,                           '/.git/config',        404,               'hidden is refused, not an page of the application',  PAGE),
  row(SPA,                           '/%2e%2e/etc/passwd',  404,               'nor what could lead out',                       PAGE),
  row(SPA,                           '/up/outside',         404,               'behind a link out there is a 404 or the page, never what is there'),
  row({ fallback: 'none.html' },     '/users/7',            404,               'a fallback that is missing',                    PAGE),
  row({ ...SPA, listing: 'off' },    '/bare/',              'application',     'a directory with nothing to send',              PAGE),

  row({},                            '/.hidden',            404,               'hidden'),
  row({},                            '/.git/config',        404,               'hidden'),
  row({},                            '/.well-known/security.txt', 'contact',   'always open'),
  row({},                            '/.well-known/.deeper', 404,              'but not what is hidden in it'),
  row({ dotfiles: 'served' },        '/.hidden',            'hidden',          'when the owner says so'),
  row({ dotfiles: 'served' },        '/.git/config',        'secret',          'all of them'),
  row({ dotfiles: 'served' },        '/../outside.txt',     404,               'the parent is not a hidden name'),
  row({ dotfiles: 'served' },        '/./about',            404,               'nor is the directory itself'),

  row({},                            '/link.txt',           'about page',      'a link inside'),
  row({},                            '/deep/link/f.txt',    'real',            'an intermediate one'),
  row({},                            '/out.txt',            404,               'one that leads out'),
  row({},                            '/up/outside.txt',     404,               'on the way'),
  row({ symlinks: 'all' },           '/out.txt',            'outside',         'when the owner says so'),
  row({ symlinks: 'all' },           '/up/outside.txt',     'outside',         'on the way too'),
  row({ symlinks: 'none' },          '/link.txt',           404,               'none at all'),
  row({ symlinks: 'none' },          '/deep/link/f.txt',    404,               'not on the way either'),
  row({ symlinks: 'none' },          '/deep/link/',         404,               'nor for a listing'),
  row({ symlinks: 'none' },          '/deep/real/f.txt',    'real',            'a path without links'),
  row({ symlinks: 'none' },          '/out.txt',            404,               'nor out'),

  row({},                            `/${NFD_SENT}.txt`,    'decomposed',      'as the name is'),
  row({},                            `/${NFC_SENT}.txt`,    'decomposed',      'NFC finds NFD'),
  row({},                            `/${NFC_SENT}-c.txt`,  'composed',        'as the name is'),
  row({},                            `/${NFD_SENT}-c.txt`,  'composed',        'NFD finds NFC'),
  row({},                            `/${NFC_SENT}-page`,   'decomposed page', 'a clean URL in the other form'),
  row({},                            `/${NFC_SENT}-dir/`,   'decomposed index', 'a directory in the other form'),
  row({},                            `/${NFC_SENT}-dir`,    `/${NFC_SENT}-dir/`, 'redirected in the form that was asked for'),
  row({},                            `/${NFC_SENT}-none`,   404,               'no form of it is there'),

  row({},                            '/readme.md',          404,               'names have case, where the file system has it'),
  row({},                            '/100%25.txt',         'percent',         'decoded once'),
  row({},                            '/%2541.txt',          'escape in a name', 'once: %41 is a name here, not an A'),
  row({},                            '/%41.txt',            404,               'and A is another'),
  row({},                            '/a+b&c;d.txt',        'reserved',        'reserved chars stand for themselves; + is no space'),
  row({},                            '/a%3Fb%23c.txt',      'delimiters',      'delimiters when they are escaped'),
  row({},                            `/${'n'.repeat(300)}`, 404,               'longer than names may be'),
  row({},                            `/${'n'.repeat(252)}`, 404,               'too long only as a page'),
  row(SPA,                           `/${'n'.repeat(300)}`, 'application',     'which an application may know',                 PAGE),
]

describe('which file answers', () => {
  for (const { options, target, expected, why, accept } of CASES) {
    it(`${target.slice(0, 40)} with ${JSON.stringify(options)}: ${why}`, async () => {
      const handle = serveFiles(root, options)
      // A listing keeps nothing open but while it is read.
      const before = countDescriptors()
      const asked: Record<string, string> = accept === undefined ? {} : { Accept: accept }
      const response = await handle(makeRequest(target, asked))
      const text = await readContent(response)
      assert.equal(countDescriptors(), before, 'a descriptor was left open')
      if (typeof expected === 'number') assert.equal(response.status, expected)
      else if (expected.startsWith('/')) {
        assert.deepEqual([response.status, fieldOf(response, 'Location')], [308, expected])
      } else assert.deepEqual([response.status, text], [200, expected])
      assert.ok(!text.includes('secret') || options.dotfiles === 'served')
    })
  }
})

describe('names on the disk', () => {
  it('are in the forms that these tests believe', () => {
    const names = readdirSync(root)
    assert.ok(names.includes(`${NFD}.txt`) && names.includes(`${NFC}-c.txt`))
  })
})

describe('a second choice', () => {
  it('loses its place at once when the first appears', async () => {
    const site = makeDirectory({ 'a.html': 'page', 'd/index.htm': 'second' })
    const handle = serveFiles(site)
    const get = async (target: string): Promise<string> =>
      readContent(await handle(makeRequest(target)))
    assert.deepEqual([await get('/a'), await get('/d/')], ['page', 'second'])
    writeFileSync(join(site, 'a'), 'file')
    writeFileSync(join(site, 'd/index.html'), 'first')
    assert.deepEqual([await get('/a'), await get('/d/')], ['file', 'first'])
    rmSync(join(site, 'a'))
    renameSync(join(site, 'd/index.html'), join(site, 'd/else'))
    await new Promise((resolve) => setTimeout(resolve, 80))
    assert.deepEqual([await get('/a'), await get('/d/')], ['page', 'second'])
  })

  it('is the same object as the answer to the path of its own', async () => {
    const handle = serveFiles(makeDirectory({ 'a.html': 'page' }))
    const response = await handle(makeRequest('/a'))
    assert.equal(await handle(makeRequest('/a')), response)
    assert.equal(await handle(makeRequest('/a.html')), response)
  })
})

describe('a fallback', () => {
  const handle = serveFiles(root, { ...SPA, cacheControl: 'max-age=60' })
  const navigate = (target: string, fields: Record<string, string> = {}) =>
    handle(makeRequest(target, { Accept: PAGE, ...fields }))

  it('is not to be kept by caches, which cannot know what comes to be there', async () => {
    const response = await navigate('/users/7')
    assert.equal(fieldOf(response, 'Cache-Control'), 'no-cache')
    assert.match(fieldOf(response, 'Vary') ?? '', /\bAccept$/)
    assert.equal(fieldOf(await navigate('/app.html'), 'Cache-Control'), 'max-age=60')
  })

  it('has the validators of its file, and weighs conditions by them', async () => {
    const tag = fieldOf(await navigate('/app.html'), 'ETag') ?? 'none'
    assert.equal(fieldOf(await navigate('/users/7'), 'ETag'), tag)
    const again = await navigate('/users/7', { 'If-None-Match': tag })
    assert.deepEqual([again.status, again.content.kind], [304, 'none'])
    assert.equal(fieldOf(again, 'Cache-Control'), 'no-cache')
  })
})

describe('one file as the root', () => {
  it('is found in either normal form of its name', async () => {
    const handle = serveFiles(join(root, `${NFD}.txt`))
    for (const target of ['/', `/${NFC_SENT}.txt`, `/${NFD_SENT}.txt`]) {
      assert.equal(await readContent(await handle(makeRequest(target))), 'decomposed')
    }
  })
})
