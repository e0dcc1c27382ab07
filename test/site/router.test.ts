import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Handler } from '../../src/semantics/exchange.ts'
import { NO_CONTENT } from '../../src/semantics/exchange.ts'
import { byMethod, route } from '../../src/site/router.ts'
import { fieldOf, makeRequest } from './fixture.ts'

/** Answers with its name, in place of anything useful. */
function named(name: string): Handler {
  return () => ({ status: 200, fields: [['X-Handler', name]], content: NO_CONTENT })
}

const site = route({
  '/health': { GET: named('health') },
  '/notes': { GET: named('notes'), POST: named('add-note') },
  '/api/*': { GET: named('api') },
  '/api/admin/*': { DELETE: named('admin') },
  '/cors/*': { OPTIONS: named('preflight') },
  '/own-head': { GET: named('get'), HEAD: named('head') },
})

// biome-ignore format: the columns are the test
const CASES: readonly (readonly [method: string, target: string, status: number, detail: string, why: string])[] = [
  ['GET',     '/health',        200, 'health',                   'an exact path'],
  ['GET',     '/health?deep=1', 200, 'health',                   'the query is not part of it'],
  ['GET',     '/%68ealth',      200, 'health',                   'however it is spelled'],
  ['HEAD',    '/health',        200, 'health',                   'HEAD is answered as GET'],
  ['HEAD',    '/own-head',      200, 'head',                     'unless it has a handler'],
  ['POST',    '/notes',         200, 'add-note',                 'by method'],
  ['GET',     '/api/x/y',       200, 'api',                      'below a prefix'],
  ['GET',     '/api/',          200, 'api',                      'the prefix itself'],
  ['DELETE',  '/api/admin/x',   200, 'admin',                    'the longest prefix wins'],
  ['GET',     '/api/admin/x',   405, 'DELETE, OPTIONS',          'and does not fall back to a shorter one'],
  ['GET',     '/api/%61dmin/x', 405, 'DELETE, OPTIONS',          'nor can it be spelled around'],
  ['GET',     '/api',           404, '',                         'a prefix is below its slash'],
  ['GET',     '/healthy',       404, '',                         'no partial names'],
  ['GET',     '/health/',       404, '',                         'a slash makes another path'],
  ['GET',     '/',              404, '',                         'nothing is at the root unless it is said'],
  ['GET',     '/api/../health', 404, '',                         'a path nobody may ask for'],
  ['GET',     '/%zz',           400, '',                         'a path that is none'],
  ['PUT',     '/health',        405, 'GET, HEAD, OPTIONS',       'known here by other methods'],
  ['DELETE',  '/notes',         405, 'GET, POST, HEAD, OPTIONS', 'all of them are named'],
  ['TRACE',   '/health',        405, 'GET, HEAD, OPTIONS',       'no echo of cookies'],
  ['PATCH',   '/health',        405, 'GET, HEAD, OPTIONS',       'known from RFC 5789'],
  ['CONNECT', 'other:443',      405, 'GET, HEAD, POST, DELETE, OPTIONS', 'no proxy'],
  ['BREW',    '/health',        501, '',                         'a method nobody knows'],
  ['get',     '/health',        501, '',                         'methods are case-sensitive'],
  ['BREW',    '/nowhere',       501, '',                         'nobody knows it elsewhere either'],
  ['POST',    '/nowhere',       404, '',                         'a known one finds nothing there'],
  ['OPTIONS', '/notes',         204, 'GET, POST, HEAD, OPTIONS', 'what may be done here'],
  ['OPTIONS', '/nowhere',       404, '',                         'nothing, where nothing is'],
  ['OPTIONS', '/cors/x',        200, 'preflight',                'a handler may answer it'],
  ['OPTIONS', '*',              204, 'GET, HEAD, POST, DELETE, OPTIONS', 'the server as a whole'],
  ['BREW',    '*',              501, '',                         'unknown to the server as a whole'],
  ['constructor', '/health',    501, '',                         'no method is found in a prototype'],
]

describe('route', () => {
  for (const [method, target, status, detail, why] of CASES) {
    it(`${method} ${target} gets ${status}: ${why}`, async () => {
      const response = await site(makeRequest(target, {}, method))
      assert.equal(response.status, status)
      const seen = fieldOf(response, 'X-Handler') ?? fieldOf(response, 'Allow') ?? ''
      const sorted = (text: string): string[] => text.split(', ').sort()
      assert.deepEqual(sorted(seen), sorted(detail))
    })
  }

  it('answers 204 with no content and nothing but Allow', async () => {
    const response = await site(makeRequest('/health', {}, 'OPTIONS'))
    assert.deepEqual(response.fields, [['Allow', 'GET, HEAD, OPTIONS']])
    assert.deepEqual(response.content, NO_CONTENT)
  })
})

describe('byMethod', () => {
  it('answers OPTIONS * without a table of paths', async () => {
    const response = await byMethod({ GET: named('get') })(makeRequest('*', {}, 'OPTIONS'))
    assert.equal(response.status, 204)
    assert.equal(fieldOf(response, 'Allow'), 'GET, HEAD, OPTIONS')
  })

  it('offers no HEAD where there is no GET', async () => {
    const response = await byMethod({ POST: named('post') })(makeRequest('/', {}, 'HEAD'))
    assert.equal(response.status, 405)
    assert.equal(fieldOf(response, 'Allow'), 'POST, OPTIONS')
  })
})
