/** Which version of the program is this? */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export function readVersion(): string {
  // Two folders up, from the source and from what is built of it.
  const text = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
