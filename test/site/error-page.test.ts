import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FieldSection } from '../../src/semantics/fields.ts'
import { errorPage } from '../../src/site/error-page.ts'
import { fieldOf, readContent } from './fixture.ts'

function accepting(value: string): FieldSection {
  return new FieldSection([['Accept', value]])
}

const NOTHING_SAID = new FieldSection([])

// biome-ignore format: the columns are the test
const FORMS: readonly (readonly [accept: string, form: 'html' | 'plain', why: string])[] = [
  ['text/html,application/xhtml+xml,*/*;q=0.8', 'html',  'a browser'],
  ['TEXT/HTML',                                 'html',  'types are case-insensitive'],
  ['application/json, text/html;q=0.1',         'html',  'named at all'],
  ['*/*',                                       'plain', 'what tools send'],
  ['text/*',                                    'plain', 'html is not named'],
  ['text/html;q=0',                             'plain', 'named to be refused'],
  ['text/html ; q=0.000',                       'plain', 'the same in more words'],
  ['text/html;q=0.001',                         'html',  'little is not none'],
  ['text/html5',                                'plain', 'another type'],
]

describe('errorPage', () => {
  for (const [accept, form, why] of FORMS) {
    it(`answers "${accept}" in ${form}: ${why}`, () => {
      const type = fieldOf(errorPage(404, accepting(accept)), 'Content-Type')
      assert.equal(type, `text/${form}; charset=utf-8`)
    })
  }

  it('is one line for a client that says nothing', async () => {
    assert.equal(await readContent(errorPage(404, NOTHING_SAID)), '404 Not Found\n')
  })

  it('is a whole page for a browser, with the same words', async () => {
    const html = await readContent(errorPage(403, accepting('text/html')))
    assert.match(html, /^<!doctype html>/)
    assert.match(html, /<title>403 Forbidden<\/title>/)
  })

  it('has no reason phrase where the registry has none', async () => {
    assert.equal(await readContent(errorPage(499, NOTHING_SAID)), '499\n')
  })

  it('is the same frozen object each time', () => {
    const page = errorPage(404, NOTHING_SAID)
    assert.equal(errorPage(404, new FieldSection([])), page)
    assert.notEqual(errorPage(404, accepting('text/html')), page)
    assert.ok(
      Object.isFrozen(page) && Object.isFrozen(page.fields) && Object.isFrozen(page.content),
    )
  })

  it('keeps extra field lines out of the shared object', () => {
    const page = errorPage(405, NOTHING_SAID, ['Allow', 'GET'])
    assert.equal(fieldOf(page, 'Allow'), 'GET')
    assert.equal(fieldOf(errorPage(405, NOTHING_SAID), 'Allow'), undefined)
  })

  it('is asked about before it is used again, not sniffed, and varies with Accept', () => {
    const page = errorPage(500, NOTHING_SAID)
    assert.equal(fieldOf(page, 'Cache-Control'), 'no-cache')
    assert.equal(fieldOf(page, 'X-Content-Type-Options'), 'nosniff')
    assert.equal(fieldOf(page, 'Vary'), 'Accept')
  })
})
