/**
 * Does the report say what the results say, whatever is in them?
 */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import axe from 'axe-core'
import type { Browser } from 'playwright-core'
import { renderPage } from '../../bench/report/page.ts'
import { renderPicture } from '../../bench/report/picture.ts'
import { type Results, readResults } from '../../bench/report/results.ts'
import { launchChromium, skipWithoutChromium } from '../support/chromium-launch.ts'
import { parserResult, scaleResult, serverResult } from './report-results.ts'
import { findMalformed } from './well-formed.ts'

let folder = ''
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'octets-report-'))
})
after(() => rmSync(folder, { recursive: true }))

/** Reads `contents`, each the text of a file or what is written as JSON. */
function read(...contents: readonly unknown[]): { results: Results; warnings: string[] } {
  const place = mkdtempSync(join(folder, 'results-'))
  for (const [index, content] of contents.entries()) {
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    writeFileSync(join(place, `${index}.json`), text)
  }
  const warnings: string[] = []
  return { results: readResults(place, (sentence) => warnings.push(sentence)), warnings }
}

const ALL = [serverResult(), parserResult(), scaleResult()]

/** Every number in there, but those of the run, which is told in words. */
function numbersIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value]
  if (typeof value !== 'object' || value === null) return []
  const entries = Object.entries(value).filter(([key]) => key !== 'run' && key !== 'cores')
  return entries.flatMap(([, inner]) => numbersIn(inner))
}

function xmlOf(page: string): string {
  return page.replace('<!doctype html>\n', '')
}

describe('the page', () => {
  it('has every number of the newest results, exactly', () => {
    const page = renderPage(read(...ALL).results)
    const numbers = numbersIn(ALL)
    assert.ok(numbers.length > 200)
    const missing = numbers.filter((number) => !page.includes(`<data value="${number}">`))
    assert.deepEqual(missing, [])
  })

  it('says which machine, Node, commit and date each kind is of', () => {
    const page = renderPage(read(...ALL).results)
    for (const day of ['02', '03', '04']) {
      const words = `2026-01-${day} 03:04 UTC · commit abc1234 · Node v20.20.2 · a processor, 2 cores`
      assert.ok(page.includes(words), day)
    }
  })

  it('names what was missed as plainly as what was met', () => {
    const page = renderPage(read(...ALL).results)
    assert.match(page, /<b>1<\/b> missed<\/p><ul><li>100 MiB, to nginx<\/li><\/ul>/)
    assert.ok(page.includes('missed by 20 %'))
    assert.ok(page.includes('<b>worse than linear</b>'))
  })

  it('marks where the null server stands beside a native one', () => {
    const page = renderPage(read(...ALL).results)
    // In the wide drawing and in the narrow one; of a start less is better, and it has none.
    for (const work of ['1 KiB', '100 MiB', 'memory', 'start']) {
      const rows = page.matchAll(new RegExp(`<title>${work}, at [^<]*</title>.*?</g>`, 'gs'))
      const strokes = [...rows].map(([row]) => row.includes('class="ceiling"'))
      assert.deepEqual(strokes, work === 'start' ? [false, false] : [true, true], work)
    }
    assert.match(page, /<title>100 MiB, at least [^<]*; the null server [\d.]+<\/title>/)
  })

  it('gives a figure that the client has limited as a lower bound', () => {
    const page = renderPage(read(...ALL).results)
    assert.match(page, /≥ [^<]*; rounds|≥ [^<]*, the client was the limit/)
    assert.ok(page.includes('<td>client</td>'))
  })

  it('has a title and a description for every drawing', () => {
    const page = renderPage(read(...ALL).results)
    const drawings = [...page.matchAll(/<svg [^>]*role="img" aria-labelledby="(\S+) (\S+)">/g)]
    assert.equal(drawings.length, 15)
    const ids = drawings.flatMap(([, title, description]) => [title!, description!])
    assert.equal(new Set(ids).size, ids.length)
    for (const id of ids) assert.match(page, new RegExp(`<(title|desc) id="${id}">[^<]+</`))
  })

  it('is well-formed, and so is the picture', () => {
    const { results } = read(...ALL)
    assert.equal(findMalformed(xmlOf(renderPage(results))), undefined)
    assert.equal(findMalformed(renderPicture(results)), undefined)
  })

  it('asks for nothing else', () => {
    const { results } = read(...ALL)
    for (const text of [renderPage(results), renderPicture(results)]) {
      assert.doesNotMatch(text, /(?:src|href)="(?!#|data:,)|url\(|@import|<script/)
    }
  })

  it('shows how it went from run to run, once there are two', () => {
    const older = serverResult('2025-12-31T00:00:00.000Z')
    assert.ok(!renderPage(read(...ALL).results).includes('From run to run'))
    const page = renderPage(read(...ALL, older).results)
    assert.ok(page.includes('From run to run'))
    assert.ok(page.includes('2025-12-31 00:00 UTC'))
  })

  it('reports the newest, in whatever order the files are', () => {
    const newest = scaleResult('2027-01-01T00:00:00.000Z')
    const page = renderPage(read(newest, ...ALL).results)
    for (const number of numbersIn(newest)) assert.ok(page.includes(`<data value="${number}">`))
    assert.ok(page.includes('2027-01-01 00:00 UTC · commit'))
  })
})

// biome-ignore format: the columns are the test
const HOSTILE: readonly (readonly [text: string, why: string])[] = [
  ['</title></svg><script>alert(1)</script>', 'an element'],
  ['"><img src=x onerror=alert(1)>',          'out of an attribute'],
  ["' onload='alert(1)",                      'an attribute in single quotes'],
  ['&lt;b&gt; & &#60;',                       'entities that are text'],
  [']]><!-- --><![CDATA[',                    'the odd ends of XML'],
  ['\u0000\u0008\u001b[31m\u007f',            'control characters'],
  ['\ud800 \ufffe \uffff \udfff',             'what no document may hold'],
  ['abc\u202e\u2066\u200b',                   'characters that turn others round'],
  ['</style><style>*{display:none}',          'a style sheet'],
  ['x'.repeat(5000),                          'a very long name'],
  ['',                                        'no name at all'],
]

describe('hostile text in a result', () => {
  for (const [hostile, why] of HOSTILE) {
    it(`stays text: ${why}`, () => {
      const text = (): string => hostile
      const { results, warnings } = read(
        serverResult('2026-01-02T00:00:00.000Z', text),
        serverResult('2026-01-01T00:00:00.000Z', text),
        parserResult('2026-01-02T00:00:00.000Z', text),
        scaleResult('2026-01-02T00:00:00.000Z', text),
      )
      assert.deepEqual(warnings, [])
      for (const xml of [xmlOf(renderPage(results)), renderPicture(results)]) {
        assert.equal(findMalformed(xml), undefined)
        assert.doesNotMatch(xml, /<(?:script|img)|<[^>]*\son\w+="/)
        assert.equal(xml.match(/<style/g)?.length, 1)
        assert.doesNotMatch(xml, /[\u202e\u2066\u200b\x1b]/)
      }
    })
  }
})

describe('what was not measured', () => {
  // biome-ignore format: the columns are the test
  const COMMANDS: readonly (readonly [id: string, command: string])[] = [
    ['targets', 'npm run bench'],
    ['servers', 'npm run bench'],
    ['parser',  'npm run bench:parser'],
    ['scale',   'npm run bench:scale'],
  ]
  for (const [id, command] of COMMANDS) {
    it(`says so, and how it is measured: ${id}`, () => {
      const page = renderPage(read().results)
      const [, section] = page.split(`<section id="${id}"`)
      assert.match(section!, new RegExp(`^[^§]*?Not measured yet. <code>${command}</code>`))
    })
  }

  it('leaves a page and a picture that are whole', () => {
    for (const one of [[], ...ALL.map((result) => [result])]) {
      const { results } = read(...one)
      assert.equal(findMalformed(xmlOf(renderPage(results))), undefined)
      assert.equal(findMalformed(renderPicture(results)), undefined)
    }
    assert.ok(renderPicture(read().results).includes('not measured yet: npm run bench:parser'))
  })

  it('is all of it when there is no folder', () => {
    const results = readResults(join(folder, 'none'), assert.fail)
    assert.deepEqual(results, { server: [], parser: [], scale: [] })
  })
})

// biome-ignore format: the columns are the test
const MALFORMED: readonly (readonly [content: unknown, why: string])[] = [
  ['{"kind":"scale"',                                                   'cut off'],
  ['',                                                                  'empty'],
  [null,                                                                'null'],
  [[],                                                                  'a list'],
  [{ ...serverResult(), kind: undefined },                              'no kind'],
  [{ ...serverResult(), kind: 'constructor' },                          'the name of something else'],
  [{ ...serverResult(), kind: 'scale' },                                'another kind than it says'],
  [{ ...serverResult(), run: undefined },                               'no run'],
  [{ ...serverResult(), scenarios: [] },                                'nothing measured'],
  [{ ...serverResult(), rounds: '3' },                                  'a number as text'],
  [{ ...serverResult(), targets: [{ work: 'a' }] },                     'half a target'],
  [{ ...parserResult(), date: 'yesterday' },                            'a date that is none'],
  [{ ...parserResult(), results: [null] },                              'a row that is null'],
  [{ ...scaleResult(), series: [{ name: 'a', work: 'b', unit: 'c', costOf: 'all', points: [{ work: 0, values: [1] }], slope: { median: 1, low: 1, high: 1 }, verdict: 'not shown' }] }, 'work that a logarithmic axis has no place for'],
  [{ ...scaleResult(), series: [{ name: 'a', work: 'b', unit: 'c', costOf: 'all', points: [{ work: 1, values: [null] }], slope: { median: 1, low: 1, high: 1 }, verdict: 'not shown' }] }, 'NaN, which JSON writes as null'],
]

describe('a malformed result', () => {
  for (const [content, why] of MALFORMED) {
    it(`is left out with one sentence: ${why}`, () => {
      const { results, warnings } = read(content, parserResult())
      assert.equal(warnings.length, 1)
      assert.match(warnings[0]!, /^0\.json is left out: [^\n]+$/)
      assert.equal(results.server.length + results.scale.length, 0)
      assert.equal(results.parser.length, 1)
    })
  }
})

describe('figures at their ends', () => {
  it('are drawn inside the drawing', () => {
    const server = serverResult() as { targets: object[]; scenarios: { results: object[] }[] }
    server.targets = [-1e300, 0, 1e-300, 1e300].flatMap((end) =>
      ['at-least', 'at-most'].map((sense) => {
        const estimate = { median: end, low: end, high: end }
        return { work: 'w', than: 't', wanted: 1, sense, estimate, verdict: 'met' }
      }),
    )
    server.scenarios[0]!.results = [-5, 0, 1e300].map((value) => {
      return { contender: 'c', version: 'v', values: [value] }
    })
    const { results, warnings } = read(server)
    assert.deepEqual(warnings, [])
    const page = renderPage(results)
    assert.doesNotMatch(page, /NaN|Infinity|undefined/)
    for (const [, x] of page.matchAll(/<(?:line|circle|rect)[^>]* (?:x|x1|x2|cx)="([^"]+)"/g)) {
      assert.ok(Number(x) >= -1 && Number(x) <= 1200, `x is ${x}`)
    }
  })
})

describe('npm run bench:report', () => {
  it('writes both files, and a sentence about what it left out', async () => {
    const place = mkdtempSync(join(folder, 'run-'))
    writeFileSync(join(place, 'a.json'), JSON.stringify(serverResult()))
    writeFileSync(join(place, 'b.json'), 'no result')
    writeFileSync(join(place, 'compare-c.json'), '{}')
    const script = join(import.meta.dirname, '../../bench/report.ts')
    const words = ['--import', 'tsx', script, '--results', place, '--out', join(place, 'out')]
    const { stderr } = await promisify(execFile)(process.execPath, words)
    assert.match(stderr, /^b\.json is left out: it is not a result that says its kind\n$/)
    assert.ok(existsSync(join(place, 'out/report.html')))
    assert.ok(existsSync(join(place, 'out/chart.svg')))
  })
})

const FINDINGS = `axe.run().then(({ violations }) => violations
  .map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).slice(0, 3).join(' ')))`

describe('in Chromium', { skip: skipWithoutChromium }, () => {
  let browser: Browser
  before(async () => {
    browser = await launchChromium()
  })
  after(() => browser.close())

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [375, 768, 1440]) {
      it(`fits, is accessible and asks for nothing: ${colorScheme}, ${width} px`, async () => {
        const file = join(folder, 'report.html')
        const older = serverResult('2025-12-31T00:00:00.000Z')
        writeFileSync(file, renderPage(read(...ALL, older).results))
        const page = await browser.newPage({ colorScheme, viewport: { width, height: 800 } })
        const said: string[] = []
        page.on('console', (message) => said.push(message.text()))
        page.on('request', (request) => said.push(request.url()))
        const url = pathToFileURL(file).href
        await page.goto(url)
        assert.deepEqual(said, [url])
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width)
        await page.evaluate(
          "document.querySelectorAll('details').forEach((one) => { one.open = true })",
        )
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width)
        assert.deepEqual(await page.evaluate(`${axe.source}; ${FINDINGS}`), [])
        await page.close()
      })
    }
  }

  it('reads the picture as SVG', async () => {
    const page = await browser.newPage()
    const picture = JSON.stringify(renderPicture(read(...ALL).results))
    const errors = await page.evaluate(`new DOMParser().parseFromString(${picture}, 'image/svg+xml')
      .querySelectorAll('parsererror').length`)
    assert.equal(errors, 0)
    await page.close()
  })
})
