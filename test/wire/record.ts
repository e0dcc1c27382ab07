/**
 * Writes the `.trace` beside each `.http` that has none; with `--again`, beside all of them.
 *
 *   npx tsx test/wire/record.ts [--again]
 *
 * What it writes is what the program says, not what is right: read it before it is committed.
 */

import { writeFileSync } from 'node:fs'
import { FIXTURES, replay, tracePath } from './fixtures.ts'

const isAgain = process.argv.includes('--again')
for (const { name, octets, limits, trace: known } of FIXTURES) {
  const { trace } = replay([octets], limits)
  if (trace === known || (known !== undefined && !isAgain)) continue
  writeFileSync(tracePath(name), trace)
  process.stdout.write(`${name}\n${trace}\n`)
}
