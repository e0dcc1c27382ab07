/** Which version of the program is this? */

import { createRequire } from 'node:module'

const load = createRequire(import.meta.url)

export const VERSION: string = (load('../../package.json') as { version: string }).version
