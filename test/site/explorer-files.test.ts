/**
 * What is served under /~octets/, and whether it is what it claims: the files that the server runs.
 *
 * Needs the built program: `npm run build`.
 */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { Handler, Response } from '../../src/semantics/exchange.ts'
import { NO_CONTENT } from '../../src/semantics/exchange.ts'
import { serveExplorer } from '../../src/site/explorer-files.ts'
import { fieldOf, makeDirectory, makeRequest, readContent } from './fixture.ts'

const DIST = join(import.meta.dirname, '../../dist')
const SITE: Handler = () => ({ status: 200, fields: [['X-Site', 'yes']], content: NO_CONTENT })
const PAGE = '/~octets/'

function get(target: string, fields: Record<string, string> = {}, method = 'GET') {
  return serveExplorer(DIST, SITE)(makeRequest(target, fields, method)) as Response
}

// biome-ignore format: the columns are the test
const CASES: readonly (readonly [method: string, target: string, status: number, type: string, why: string])[] = [
  ['GET',  '/~octets/',                             200, 'text/html; charset=utf-8',       'the page'],
  ['HEAD', '/~octets/',                             200, 'text/html; charset=utf-8',       'HEAD is answered as GET'],
  ['GET',  '/~octets/?x',                           200, 'text/html; charset=utf-8',       'a query says nothing'],
  ['GET',  '/~octets',                              308, '',                               'relative names need the slash'],
  ['GET',  '/~octets/message/protocol.js',          200, 'text/javascript; charset=utf-8', 'the parser'],
  ['GET',  '/~octets/trace/framing-trace.js',       200, 'text/javascript; charset=utf-8', 'the trace'],
  ['GET',  '/~octets/explorer/page/style.css',      200, 'text/css; charset=utf-8',        'the style sheet'],
  ['GET',  '/~octets/explorer/page/icon.svg',       200, 'image/svg+xml; charset=utf-8',   'the icon'],
  ['GET',  '/~octets/explorer/page/control-pictures.woff2', 200, 'font/woff2',             'the font'],
  ['GET',  '/~octets/site/file-handler.js',         404, 'text/plain; charset=utf-8',      'not for a browser'],
  ['GET',  '/~octets/message/request-parser.d.ts',  404, 'text/plain; charset=utf-8',      'nor that'],
  ['GET',  '/~octets/message/../cli/main.js',       404, 'text/plain; charset=utf-8',      'no way up'],
  ['GET',  '/~octets/%zz',                          400, 'text/plain; charset=utf-8',      'no path'],
  ['POST', '/~octets/',                             405, 'text/plain; charset=utf-8',      'nothing to post to'],
  ['BREW', '/~octets/',                             501, 'text/plain; charset=utf-8',      'unknown'],
]

describe('The explorer’s files', () => {
  for (const [method, target, status, type, why] of CASES) {
    it(`${method} ${target}: ${why}`, () => {
      const response = get(target, {}, method)
      assert.equal(response.status, status)
      assert.equal(fieldOf(response, 'Content-Type') ?? '', type)
    })
  }

  it('leave every other path to the site', () => {
    for (const target of ['/', '/~octetsy', '/~', '/a/~octets/', '*'])
      assert.equal(fieldOf(get(target), 'X-Site'), 'yes', target)
  })

  it('may run nothing but their own scripts, and are asked for again each time', () => {
    const page = get(PAGE)
    const policy = fieldOf(page, 'Content-Security-Policy') ?? ''
    assert.match(
      policy,
      /^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';/,
    )
    assert.doesNotMatch(policy, /unsafe|\*|data:|https?:/)
    assert.equal(fieldOf(page, 'X-Content-Type-Options'), 'nosniff')
    assert.equal(fieldOf(page, 'Cache-Control'), 'no-cache')
    const tag = fieldOf(page, 'ETag') ?? ''
    assert.equal(get(PAGE, { 'if-none-match': tag }).status, 304)
    assert.equal(get(PAGE, { 'if-none-match': '"other"' }).status, 200)
    assert.equal(get(PAGE, { 'if-match': '"other"' }).status, 412)
  })

  it('are, module by module, the files of the program, and need nothing of Node', async () => {
    const html = await readContent(get(PAGE))
    const [, entry = ''] = /<script type="module" src="([^"]+)"/.exec(html) ?? []
    const waiting = [new URL(entry, `http://localhost${PAGE}`).pathname]
    const seen = new Set(waiting)
    for (const path of waiting) {
      const response = get(path)
      assert.equal(response.status, 200, path)
      const code = await readContent(response)
      assert.equal(code, readFileSync(join(DIST, path.slice(PAGE.length)), 'utf8'), path)
      for (const [, name = ''] of code.matchAll(
        /^(?:import|export)\b[^'";=]*?\bfrom '([^']+)'/gm,
      )) {
        assert.match(name, /^\.\.?\/.*\.js$/, `${path} imports ${name}`)
        const next = new URL(name, `http://localhost${path}`).pathname
        if (!seen.has(next)) waiting.push(next)
        seen.add(next)
      }
      assert.doesNotMatch(code, /\bnode:|\brequire\(|\bimport\(/, path)
    }
    for (const path of [
      'message/request-parser.js',
      'message/protocol.js',
      'trace/framing-trace.js',
      'semantics/grammar.js',
    ])
      assert.ok(seen.has(PAGE + path), path)
    assert.ok(!seen.has(`${PAGE}semantics/media-type.js`))
  })

  it('that were not built are not served, and the reason is one sentence', () => {
    assert.throws(
      () => serveExplorer(makeDirectory({ 'index.js': '' }), SITE),
      /^Error: Cannot serve the explorer: it is not built yet, which npm run build does$/,
    )
  })
})
