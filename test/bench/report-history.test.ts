/**
 * Are the results that were kept from before there were slices still read?
 */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { renderPage } from '../../bench/report/page.ts'
import { readResults } from '../../bench/report/results.ts'
import { serverResult } from './report-results.ts'

describe('a result from before there were slices', () => {
  const { slices, roundsOfAll, targets, ...rest } = serverResult() as {
    slices: number
    roundsOfAll: number
    targets: { pairs?: unknown; estimate?: { median: number } }[]
  }
  const old = { ...rest, targets: targets.map(({ pairs: _, ...target }) => target) }

  it('has the shape of one, and is on the page', () => {
    const folder = mkdtempSync(join(tmpdir(), 'octets-report-'))
    writeFileSync(join(folder, 'old.json'), JSON.stringify(old))
    const results = readResults(folder, assert.fail)
    rmSync(folder, { recursive: true })
    assert.equal(results.server.length, 1)
    const page = renderPage(results)
    assert.ok(page.includes(`<data value="${targets[0]!.estimate!.median}">`))
    assert.doesNotMatch(page, /undefined|NaN/)
  })

  it('is what bench/results holds, or a newer one', () => {
    const folder = join(import.meta.dirname, '../../bench/results')
    assert.ok(readResults(folder, assert.fail).server.length > 0)
  })
})
