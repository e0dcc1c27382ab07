/**
 * Are the results that were kept from before there were slices still read, and do runs of another Node
 * show as such?
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

describe('runs of one Node and of the next', () => {
  const { run, ...rest } = serverResult() as { run: { node: string } }
  const runOf = (node: string): object => ({ ...rest, run: { ...run, node } })
  const ROWS = [
    { nodes: ['v20.20.2', 'v20.20.3'], lines: [], why: 'a newer one of the same line' },
    { nodes: ['v20.20.2', 'v26.10.0'], lines: ['Node v26 →'], why: 'another line' },
    { nodes: ['v26.1.0', 'v8.1.0', 'v26.1.0'], lines: ['Node v26'], why: 'the newer one last' },
    { nodes: ['<b>', 'a version that is none'], lines: ['Node a versi… →'], why: 'any text' },
  ]
  for (const { nodes, lines, why } of ROWS) {
    it(`${nodes.join(', ')}: ${why}`, () => {
      const page = renderPage({ server: nodes.map(runOf), parser: [], scale: [] } as never)
      const [picture = ''] = /<svg(?:(?!<\/svg>).)*class="curve".*?<\/svg>/s.exec(page) ?? []
      const marks = [...picture.matchAll(/class="guide".*?<text[^>]*>([^<]*)</g)]
      assert.deepEqual(
        marks.map(([, words]) => words),
        lines,
      )
      assert.equal(picture.match(/class="curve"/g)?.length, lines.length + 1)
      assert.ok(!/undefined|NaN/.test(page))
    })
  }
})
