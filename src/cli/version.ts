/** Which version of the program is this? */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Two folders up, from the source and from what is built of it. */
const PACKAGE = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')

export const VERSION: string = (JSON.parse(PACKAGE) as { version: string }).version
