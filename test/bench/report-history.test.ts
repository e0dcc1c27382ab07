/**
 * Are the results that were kept from before there were slices still read, and do runs on another
 * Node or processor show as such?
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

describe('runs on one Node or processor and on the next', () => {
  const { run, ...rest } = serverResult() as { run: object }
  const AMD = 'AMD EPYC 9B14'
  const INTEL = 'Intel(R) Xeon(R) Processor'
  // biome-ignore format: the columns are the test
  const ROWS: readonly (readonly [runs: readonly (readonly [node: string, processor: string])[], lines: readonly string[], why: string])[] = [
    [[['v20.20.2', AMD], ['v20.20.3', AMD]],                  [],                       'a newer one of the same line'],
    [[['v20.20.2', AMD], ['v26.10.0', AMD]],                  ['Node v26, AMD →'],      'another line'],
    [[['v26.1.0', AMD], ['v8.1.0', AMD], ['v26.1.0', AMD]],   ['Node v26, AMD'],        'the newer one last'],
    [[['v26.1.0', AMD], ['v26.1.0', INTEL], ['v26.1.0', AMD]], ['Node v26, Intel →'],   'another processor'],
    [[['v20.1.0', AMD], ['v20.1.0', INTEL], ['v26.1.0', AMD], ['v26.1.0', INTEL]], ['Node v20, Intel', 'Node v26, AMD →', 'Node v26, Intel →'], 'both'],
    [[['<b>', AMD], ['a version that is none', AMD]],         ['Node a versi…, AMD →'], 'any text'],
    [[['v26.1.0', ''], ['v26.1.0', 'Neoverse-N1']],           ['Node v26, Neovers… →'], 'a processor that is not told'],
  ]
  for (const [runs, lines, why] of ROWS) {
    it(`${runs.map((words) => words.join(' ')).join(', ')}: ${why}`, () => {
      const server = runs.map(([node, processor]) => ({
        ...rest,
        run: { ...run, node, processor },
      }))
      const page = renderPage({ server, parser: [], scale: [] } as never)
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
