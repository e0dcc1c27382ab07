/**
 * Modules of Node that are loaded when something is needed of them for the first time: node:crypto
 * takes 4 ms and node:zlib 0.7, of the forty that a start takes beyond Node's own, and most starts
 * need neither.
 */

import { createRequire } from 'node:module'

type Cryptography = typeof import('node:crypto')
type Compression = typeof import('node:zlib')

let require: NodeJS.Require | undefined

export function cryptography(): Cryptography {
  return load('node:crypto') as Cryptography
}

export function compression(): Compression {
  return load('node:zlib') as Compression
}

function load(name: string): unknown {
  require ??= createRequire(import.meta.filename)
  return require(name)
}
