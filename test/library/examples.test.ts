/** Do the programs in the documentation run, and do their types hold, where octets is installed? */

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { emptyProject, runExample, startExample } from '../support/library-example.ts'

const ROOT = join(import.meta.dirname, '../..')

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** The programs of the README, in order. */
const README = [...read('README.md').matchAll(/```js\n(.*?)```/gs)].map(([, text = '']) => text)

/** The programs in the comments of the source, by file. */
const COMMENTS: ReadonlyMap<string, string> = new Map(
  readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => [path, read(join('src', path))] as const)
    .flatMap(([path, text]) =>
      [...text.matchAll(/^ \* ```ts\n(.*?)^ \* ```$/gms)].map(
        ([, lines = '']) => [path, lines.replace(/^ \* ?/gm, '')] as const,
      ),
    ),
)

interface Row {
  readonly path: string
  readonly status: number
  readonly content: RegExp
  readonly packages?: readonly string[]
}

// biome-ignore format: the columns are the test
const ANSWERS: readonly (readonly [name: string, example: string | undefined, row: Row])[] = [
  ['a handler, in the README',      README[0],                           { path: '/here',       status: 200, content: /^GET \/here\n$/ }],
  ['files beside it, in the README', README[1],                          { path: '/',           status: 200, content: /<title>public/ }],
  ['and a route',                   README[1],                           { path: '/api/now',    status: 200, content: /^\{"now":"\d{4}-/ }],
  ['Hono, in the README',           README[2],                           { path: '/hello/you',  status: 200, content: /^\{"hello":"you"\}$/, packages: ['hono'] }],
  ['createServer',                  COMMENTS.get('server/http-server.ts'),   { path: '/here',       status: 200, content: /^You asked for \/here\n$/ }],
  ['a journal',                     COMMENTS.get('server/journal.ts'),       { path: '/here',       status: 204, content: /^$/ }],
  ['serveFiles',                    COMMENTS.get('site/file-handler.ts'),    { path: '/index',      status: 200, content: /<title>public/ }],
  ['route',                         COMMENTS.get('site/router.ts'),          { path: '/health',     status: 204, content: /^$/ }],
  ['fetchHandler',                  COMMENTS.get('fetch/fetch-handler.ts'),  { path: '/',           status: 200, content: /^Hello$/, packages: ['hono'] }],
]

describe('Examples of the library', { concurrency: 2 }, () => {
  it('are all in the tables here', () => {
    const known = ANSWERS.flatMap(([, example]) => example ?? assert.fail('an example is missing'))
    const all = [...README, ...COMMENTS.values()]
    assert.deepEqual(
      all.filter((example) => !known.includes(example)),
      [COMMENTS.get('index.ts')],
    )
  })

  for (const [name, example = '', { path, status, content, packages }] of ANSWERS) {
    it(`${name}: GET ${path}`, async (t) => {
      const url = await startExample(t, emptyProject(t, packages), example)
      const response = await fetch(`${url}${path}`, { headers: { Accept: 'text/html' } })
      assert.equal(response.status, status)
      assert.match(await response.text(), content)
    })
  }

  it('the parser by itself', async (t) => {
    const printed = await runExample(t, emptyProject(t), COMMENTS.get('index.ts') ?? '')
    assert.equal(printed, 'head /a\nend \n')
  })

  it('have types that hold, by the declarations that are shipped', (t) => {
    const project = emptyProject(t, ['hono'])
    symlinkSync(join(ROOT, 'node_modules/@types/node'), join(project, 'node_modules/@types/node'))
    const programs = [...README, ...COMMENTS.values()]
    const names = programs.map((program, at) => {
      writeFileSync(join(project, `example-${at}.ts`), program)
      return `example-${at}.ts`
    })
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
    const strict = ['--strict', '--exactOptionalPropertyTypes', '--noEmit', '--skipLibCheck']
    const how = ['--module', 'nodenext', '--target', 'es2022', '--types', 'node']
    // Its output is in the error's message.
    execFileSync(process.execPath, [tsc, ...strict, ...how, ...names], {
      cwd: project,
      encoding: 'utf8',
      stdio: ['ignore', 'inherit', 'inherit'],
    })
  })
})
