import assert from 'node:assert/strict'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { serveFiles } from '../../src/site/file-handler.ts'
import type { FileOptions } from '../../src/site/file-options.ts'
import {
  countDescriptors,
  fieldOf,
  makeDirectory,
  makeFifo,
  makeRequest,
  readContent,
} from './fixture.ts'

const LONG = 'n'.repeat(180)

function makeSite(): string {
  const root = makeDirectory({
    'index.html': 'home',
    'about.html': 'about',
    'a.txt': 'abcdef',
    'a.css': 'x'.repeat(5000),
    'big.bin': 'x'.repeat(2_000_000),
    'README.md': 'readme',
    'Docs/Guide.txt': 'guide',
    'bare/x.txt': 'x',
    'f\u00fcr "dich".txt': 'quoted',
    '.git/config': 'secret',
    'cafe\u0301.txt': 'nfd',
    [`${LONG}/${LONG}/x.txt`]: 'long',
  })
  symlinkSync('/etc/hostname', join(root, 'out'))
  symlinkSync('nowhere', join(root, 'dangling'))
  makeFifo(join(root, 'pipe'))
  return root
}

const root = makeSite()

type Fields = Readonly<Record<string, string>>

const PAST = 'Sat, 01 Jan 2000 00:00:00 GMT'
const SPA = { fallback: 'index.html' }

// biome-ignore format: the columns are the test
const CASES: readonly (readonly [target: string, fields: Fields, expected: string, why: string, options?: Partial<FileOptions>, method?: string])[] = [
  ['/a.txt',       {},                                    'file="/a.txt", by=name',                       'a file'],
  ['/big.bin',     {},                                    'file="/big.bin", by=name',                     'a file that is not held'],
  ['/',            {},                                    'file="/index.html", by=index',                 'an index'],
  ['/about',       {},                                    'file="/about.html", by=clean-url',             'a clean URL'],
  ['/caf%C3%A9.txt', {},                                  'file="/cafe%CC%81.txt", by=normal-form',       'the other normal form, in ASCII'],
  ['/f%C3%BCr%20%22dich%22.txt', {},                      'file="/f%C3%BCr%20%22dich%22.txt", by=name',   'no quote ends the string'],
  ['/a%5Cb',       {},                                    'why=unnameable',                               'a backslash separates names on other systems'],
  ['/users/7',     { Accept: 'text/html' },               'file="/index.html", by=fallback',              'the page of an application', SPA],
  ['/a.css',       { 'Accept-Encoding': 'gzip' },         'file="/a.css", by=name, coding=gzip',          'a coding'],
  ['/a.txt',       { Range: 'bytes=1-2' },                'file="/a.txt", by=name, range="bytes 1-2/6"',  'a part'],
  ['/a.txt',       { Range: 'bytes=9-' },                 'file="/a.txt", by=name, range="bytes */6"',    'no part of it'],
  ['/a.txt',       { Range: 'lines=1' },                  'file="/a.txt", by=name, range=ignored-as-malformed', 'a range that cannot be read'],
  ['/a.txt',       { Range: 'bytes=1-', 'If-Range': '"x"' }, 'file="/a.txt", by=name, range=ignored-for-if-range', 'a part of another version'],
  ['/a.txt',       { Range: 'bytes=1-' },                 'file="/a.txt", by=name, range=ignored-for-method', 'Range is for GET', {}, 'HEAD'],
  ['/a.txt',       { 'If-None-Match': '*' },              'file="/a.txt", by=name, if-none-match=not-modified', 'any version will do'],
  ['/a.txt',       { 'If-None-Match': '"x"', 'If-Modified-Since': PAST }, 'file="/a.txt", by=name, if-none-match=proceed, if-modified-since=silenced', 'in the order of the RFC'],
  ['/a.txt',       { 'If-Match': '"x"', 'If-None-Match': '*' }, 'file="/a.txt", by=name, if-match=precondition-failed', 'until it is decided'],
  ['/a.txt',       { 'If-Unmodified-Since': PAST },       'file="/a.txt", by=name, if-unmodified-since=precondition-failed', 'by date'],
  ['/a.txt',       { 'If-Modified-Since': 'yesterday' },  'file="/a.txt", by=name, if-modified-since=unreadable', 'a date that is none'],
  ['/a.css',       { 'Accept-Encoding': 'gzip', 'If-None-Match': '*' }, 'file="/a.css", by=name, if-none-match=not-modified', 'a 304 names no coding'],
  ['/bare',        {},                                    'by=slash-missing',                             'a redirect'],
  ['/about/',      {},                                    'by=slash-surplus',                             'a redirect'],
  ['/bare/',       {},                                    'listing="/bare/"',                             'a listing'],
  ['/bare/',       { Accept: 'text/html' },               'listing="/bare/"',                             'a listing, also of an application', SPA],
  ['/readme.md',   {},                                    'why=absent, near="/README.md", near-by=case',  'other case'],
  ['/docs/guide.txt', {},                                 'why=absent, near="/Docs", near-by=case',       'other case further up'],
  ['/Docs/guide.txt', {},                                 'why=absent, near="/Docs/Guide.txt", near-by=case', 'other case below'],
  ['/README',      {},                                    'why=absent, near="/README.md", near-by=extension', 'without its extension'],
  ['/Docs/Guide.md', {},                                  'why=absent, near="/Docs/Guide.txt", near-by=extension', 'with another'],
  ['/bare/none/x', {},                                    'why=absent, near="/bare/", near-by=parent',    'the nearest that there is'],
  ['/none',        {},                                    'why=absent, near="/", near-by=parent',         'which may be the root'],
  ['/a.txt/x',     {},                                    'why=absent, near="/a.txt", near-by=parent',    'nothing is below a file'],
  ['/out',         {},                                    'why=absent, near="/out", near-by=link',        'a link that leads out'],
  ['/dangling',    {},                                    'why=absent, near="/dangling", near-by=link',   'a link that leads nowhere'],
  ['/pipe',        {},                                    'why=absent, near="/pipe", near-by=special',    'a FIFO'],
  ['/.git/config', {},                                    'why=hidden',                                   'the rule is named, not what is behind it'],
  ['/GIT',         {},                                    'why=absent, near="/", near-by=parent',         'what is hidden is not near anything'],
  ['/%zz',         {},                                    'why=malformed',                                'no path at all'],
  ['/../x',        {},                                    'why=unnameable',                               'no name at all'],
  ['/a.txt',       {},                                    'by=method',                                    'before any file is looked at', {}, 'DELETE'],
]

describe('Octets-Explain', () => {
  for (const [target, fields, expected, why, options = {}, method = 'GET'] of CASES) {
    it(`${method} ${target} ${JSON.stringify(fields)}: ${why}`, async () => {
      const remarks: string[] = []
      const remark = (_request: unknown, text: string): unknown => remarks.push(text)
      const handle = serveFiles(root, { ...options, explains: true, remark })
      const plain = await serveFiles(root, options)(makeRequest(target, fields, method))
      await readContent(plain)
      const before = countDescriptors()
      const response = await handle(makeRequest(target, fields, method))
      await readContent(response)
      assert.equal(countDescriptors(), before, 'a descriptor was left open')
      const said = fieldOf(response, 'Octets-Explain')
      assert.equal(said, expected)
      assert.deepEqual(remarks, [said], 'the log hears the same')
      assert.equal(response.status, plain.status, 'and it is the same answer')
    })
  }

  it('is bounded, and cut between chars', async () => {
    const handle = serveFiles(root, { explains: true })
    const response = await handle(makeRequest(`/${LONG}/${LONG}/x.txt`))
    const said = fieldOf(response, 'Octets-Explain') ?? ''
    assert.match(said, /^file="\/n+\/n+\.\.\.", by=name$/)
    assert.ok(said.length < 400)
  })

  it('is not sent, and the response is not another, when nobody asked', () => {
    const handle = serveFiles(root)
    const response = handle(makeRequest('/a.txt'))
    assert.ok('fields' in response)
    assert.equal(fieldOf(response, 'Octets-Explain'), undefined)
    assert.equal(handle(makeRequest('/a.txt')), response)
  })
})

// biome-ignore format: the columns are the test
const HINTS: readonly (readonly [target: string, expected: readonly string[], why: string])[] = [
  ['/readme.md',    ['did you mean /README.md?'],                       'other case'],
  ['/README',       ['did you mean /README.md?'],                       'another extension'],
  ['/out',          ['/out is a symbolic link that leads out of the root, or nowhere'], 'a link'],
  ['/pipe',         ['/pipe is neither a file nor a directory'],        'a FIFO'],
  ['/.git/config',  ['names that begin with a dot are hidden'],         'hidden'],
  ['/favicon.ico',  [],                                                 'nothing near is nothing worth a line'],
  ['/../x',         [],                                                 'nor is what was written by hand'],
  ['/a.txt',        [],                                                 'nor what was found'],
]

describe('a hint', () => {
  for (const [target, expected, why] of HINTS) {
    it(`for ${target}: ${why}`, async () => {
      const remarks: string[] = []
      const handle = serveFiles(root, { remark: (_request, text) => remarks.push(text) })
      const response = await handle(makeRequest(target))
      const text = await readContent(response)
      assert.deepEqual(remarks, expected)
      assert.equal(fieldOf(response, 'Octets-Explain'), undefined)
      assert.doesNotMatch(text, /README|mean/, 'clients are not told')
    })
  }

  it('does not wait for a FIFO, and is not given for a root that is one file', async () => {
    const remarks: string[] = []
    const remark = (_request: unknown, text: string): unknown => remarks.push(text)
    const handle = serveFiles(join(root, 'a.txt'), { remark })
    assert.equal((await handle(makeRequest('/A.TXT'))).status, 404)
    assert.deepEqual(remarks, [])
  })
})
