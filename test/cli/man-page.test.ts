import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { renderManPage } from '../../man/man-page.ts'
import { FLAGS } from '../../src/cli/flag-spelling.ts'

const ROOT = join(import.meta.dirname, '../..')
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  version: string
}
const PAGE = readFileSync(join(ROOT, 'man/octets.1'), 'utf8')

describe('The manual page', () => {
  it('is what the option table makes of it today', () => {
    assert.equal(PAGE, renderManPage(version), 'run npm run man')
  })

  it('has an entry for each flag', () => {
    for (const { long } of FLAGS)
      assert.ok(PAGE.includes(`\\fB${long.replaceAll('-', '\\-')}\\fR`), long)
  })

  it('holds nothing that its language would take for a request', () => {
    const requests = PAGE.split('\n').filter((line) => /^[.']/.test(line))
    for (const line of requests) assert.match(line, /^\.(?:\\"|TH|SH|TP|B|br)(?: |$)/)
  })
})
