/** Which version of the program is this? */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Two folders up, from the source and from what is built of it. */
const PACKAGE = join(import.meta.dirname, '../../package.json')

export function readVersion(): string {
  return (JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string }).version
}
