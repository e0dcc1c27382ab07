/**
 * node:crypto, when something is hashed or drawn for the first time: it takes 4 ms to load, a tenth of
 * what a start takes beyond Node's own, and most starts need nothing of it.
 */

import { createRequire } from 'node:module'

type Cryptography = typeof import('node:crypto')

const require = createRequire(import.meta.url)

export function cryptography(): Cryptography {
  return require('node:crypto') as Cryptography
}
