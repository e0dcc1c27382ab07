import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { FieldLine } from '../../src/semantics/exchange.ts'
import { whyUnwritable } from '../../src/site/answer-fields.ts'
import { serveFiles } from '../../src/site/file-handler.ts'
import type { FileOptions } from '../../src/site/file-options.ts'
import { fieldOf, makeDirectory, makeRequest, readContent } from './fixture.ts'

const root = makeDirectory({
  'a.txt': 'abcdef',
  'a.css': 'x'.repeat(5000),
  'big.bin': 'x'.repeat(2_000_000),
  'dir/x.txt': 'x',
})

// biome-ignore format: the columns are the test
const ANSWERS: readonly (readonly [method: string, target: string, fields: Record<string, string>, status: number, why: string])[] = [
  ['GET',     '/a.txt',   {},                              200, 'a file in memory'],
  ['HEAD',    '/a.txt',   {},                              200, 'the same without its content'],
  ['GET',     '/big.bin', {},                              200, 'a file that is sent from the disk'],
  ['GET',     '/a.css',   { 'Accept-Encoding': 'gzip' },   200, 'content in a coding'],
  ['GET',     '/a.txt',   { Range: 'bytes=0-1' },          206, 'a part'],
  ['GET',     '/a.txt',   { 'If-None-Match': '*' },        304, 'a script checks a 304 as it checks a 200'],
  ['GET',     '/a.txt',   { 'If-Match': '"none"' },        412, 'an error'],
  ['GET',     '/a.txt',   { Range: 'bytes=9-' },           416, 'an error'],
  ['GET',     '/dir',     {},                              308, 'a redirect, which CORS follows only if it may be read'],
  ['GET',     '/dir/',    {},                              200, 'a listing, which is made later'],
  ['GET',     '/none',    {},                              404, 'an error'],
  ['GET',     '/%zz',     {},                              400, 'an error'],
  ['POST',    '/a.txt',   {},                              405, 'an error'],
  ['BREW',    '/a.txt',   {},                              501, 'an error'],
  ['OPTIONS', '/a.txt',   {},                              204, 'what may be done'],
]

const OPTIONS: Partial<FileOptions> = {
  corsOrigin: 'https://a.example',
  isolated: true,
  fields: [
    ['X-One', '1'],
    ['Link', '</a.css>'],
    ['Link', '</b.css>'],
    ['Vary', 'X-Two'],
    ['content-security-policy', "default-src 'self'"],
    ['cross-origin-embedder-policy', 'credentialless'],
  ],
}

describe('the fields of every answer', () => {
  const handle = serveFiles(root, OPTIONS)

  for (const [method, target, fields, status, why] of ANSWERS) {
    it(`${method} ${target} gets ${status} with them: ${why}`, async () => {
      const response = await handle(makeRequest(target, fields, method))
      await readContent(response)
      assert.equal(response.status, status)
      assert.equal(fieldOf(response, 'Access-Control-Allow-Origin'), 'https://a.example')
      assert.match(
        fieldOf(response, 'Access-Control-Expose-Headers') ?? '',
        /Content-Length, Content-Range, ETag/,
      )
      assert.equal(fieldOf(response, 'Cross-Origin-Opener-Policy'), 'same-origin')
      assert.equal(fieldOf(response, 'Cross-Origin-Resource-Policy'), 'same-origin')
      assert.equal(fieldOf(response, 'X-One'), '1')
      assert.equal(fieldOf(response, 'Link'), '</a.css>, </b.css>', 'a line for each that was said')
      assert.equal(
        fieldOf(response, 'Cross-Origin-Embedder-Policy'),
        'credentialless',
        'what the owner says goes before what --isolate says',
      )
      assert.match(fieldOf(response, 'Vary') ?? '', /X-Two$/, 'added to the list, not in its place')
      assert.ok(!response.fields.some(([name]) => /^(server|x-powered-by)$/i.test(name)))
    })
  }

  it('leave an answer the policy of its own', async () => {
    const policyOf = async (target: string): Promise<string | undefined> =>
      fieldOf(await handle(makeRequest(target)), 'Content-Security-Policy')
    assert.equal(await policyOf('/a.txt'), "default-src 'self'")
    assert.match((await policyOf('/none')) ?? '', /^default-src 'none'/)
  })

  it('are added to a frozen answer once: it is the same frozen object ever after', () => {
    for (const target of ['/a.txt', '/none']) {
      const response = handle(makeRequest(target))
      assert.equal(handle(makeRequest(target)), response)
      assert.ok('fields' in response)
      assert.ok(Object.isFrozen(response))
    }
  })

  it('of one site are not those of another', async () => {
    const other = serveFiles(root)
    const response = await other(makeRequest('/none'))
    assert.equal(fieldOf(response, 'X-One'), undefined)
  })

  it('are none by default', async () => {
    const response = await serveFiles(root)(makeRequest('/a.txt'))
    assert.ok(!response.fields.some(([name]) => /^(access-control|cross-origin)/i.test(name)))
  })
})

const PREFLIGHT = { Origin: 'https://a.example', 'Access-Control-Request-Method': 'GET' }

// biome-ignore format: the columns are the test
const PREFLIGHTS: readonly (readonly [corsOrigin: string | undefined, fields: Record<string, string>, target: string, granted: boolean, isPrivate: boolean, why: string])[] = [
  ['*',                 PREFLIGHT,                       '/a.txt', true,  false, 'any origin'],
  ['https://a.example', PREFLIGHT,                       '/a.txt', true,  false, 'one'],
  ['https://b.example', PREFLIGHT,                       '/a.txt', true,  false, 'another is told which; the browser compares'],
  ['*',                 PREFLIGHT,                       '/none',  true,  false, 'whatever is there: a preflight asks about the server'],
  ['*',                 { ...PREFLIGHT, 'Access-Control-Request-Headers': 'range, x-y' }, '/a.txt', true, false, 'fields are granted all at once'],
  ['*',                 { ...PREFLIGHT, 'Access-Control-Request-Private-Network': 'true' }, '/a.txt', true, true, 'from the internet to this machine'],
  ['*',                 { ...PREFLIGHT, 'Access-Control-Request-Private-Network': 'false' }, '/a.txt', true, false, 'only when it is asked for'],
  ['*',                 { Origin: 'https://a.example' }, '/a.txt', false, false, 'OPTIONS that is no preflight says what is allowed'],
  [undefined,           { ...PREFLIGHT, 'Access-Control-Request-Private-Network': 'true' }, '/a.txt', false, false, 'without --cors nothing is granted'],
]

describe('a preflight', () => {
  for (const [corsOrigin, fields, target, granted, isPrivate, why] of PREFLIGHTS) {
    it(`to a server for ${corsOrigin}, ${JSON.stringify(fields)}: ${why}`, async () => {
      const handle = serveFiles(root, { corsOrigin })
      const response = await handle(makeRequest(target, fields, 'OPTIONS'))
      assert.deepEqual([response.status, response.content.kind], [204, 'none'])
      assert.equal(fieldOf(response, 'Access-Control-Allow-Origin'), corsOrigin)
      const expected = granted ? ['GET, HEAD', '*, Authorization', '7200', undefined] : []
      const names = ['Allow-Methods', 'Allow-Headers', 'Max-Age'].map(
        (name) => `Access-Control-${name}`,
      )
      for (const [at, name] of [...names, 'Allow'].entries()) {
        if (granted || name !== 'Allow') assert.equal(fieldOf(response, name), expected[at], name)
      }
      const privately = fieldOf(response, 'Access-Control-Allow-Private-Network')
      assert.equal(privately, isPrivate ? 'true' : undefined)
      assert.equal(fieldOf(response, 'Access-Control-Allow-Credentials'), undefined)
    })
  }
})

// biome-ignore format: the columns are the test
const LINES: readonly (readonly [line: FieldLine, reason: RegExp | undefined, why: string])[] = [
  [['X-A', 'b'],                      undefined,             'a field nobody knows'],
  [['X-A', ''],                       undefined,             'a value may be empty'],
  [['Strict-Transport-Security', 'max-age=1'], undefined,    'a policy'],
  [['X A', 'b'],                      /not a field name/,    'a space in the name'],
  [['', 'b'],                         /not a field name/,    'no name'],
  [['X-A', 'b\r\nX-B: c'],            /control/,             'a line end'],
  [['X-A', 'b\0'],                    /control/,             'NUL'],
  [['Content-Length', '1'],           /frames/,              'the writer counts'],
  [['tRANSFER-eNCODING', 'chunked'],  /frames/,              'in any case'],
  [['Connection', 'close'],           /frames/,              'it is for the server to close'],
  [['Date', 'x'],                     /for each answer/,     'said already'],
  [['Server', 'x/1.0'],               /for each answer/,     'said already, without a version'],
  [['Cache-Control', 'no-store'],     /--cache/,             'another flag says it'],
  [['Content-Type', 'text/html'],     /--mime/,              'another flag says it'],
  [['ETag', '"1"'],                   /--etag/,              'another flag says it'],
]

describe('whyUnwritable', () => {
  for (const [line, reason, why] of LINES) {
    it(`${JSON.stringify(line)}: ${why}`, () => {
      const said = whyUnwritable(line)
      if (reason === undefined) assert.equal(said, undefined)
      else assert.match(said ?? '', reason)
    })
  }
})
