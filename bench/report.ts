/**
 * What do all the figures say?
 *
 *   npm run bench:report [-- --results bench/results] [--out bench]
 *
 * Reads the results that the other programs of this folder have left, the newest of each kind and the
 * earlier ones for history, and writes report.html, a page that needs nothing else, and chart.svg, for
 * the README. A file that is not what it says is left out, with a sentence on stderr.
 */

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readCommandLine } from './command-line.ts'
import { renderPage } from './report/page.ts'
import { renderPicture } from './report/picture.ts'
import { readResults } from './report/results.ts'

const { values } = readCommandLine({
  options: {
    results: { type: 'string', default: join(import.meta.dirname, 'results') },
    out: { type: 'string', default: import.meta.dirname },
  },
})

const results = readResults(values.results, (sentence) => console.error(sentence))
mkdirSync(values.out, { recursive: true })
for (const [name, content] of [
  ['report.html', renderPage(results)],
  ['chart.svg', renderPicture(results)],
] as const) {
  const file = join(values.out, name)
  writeFileSync(file, content)
  console.log(file)
}
