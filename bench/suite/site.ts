/**
 * What do the servers serve?
 *
 * A folder made anew for each run, the same octets every time: random ones, so that an answer with the
 * wrong part of a file is noticed.
 */

import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generator } from '../statistics.ts'

export const KIB = 1024
export const MIB = 1024 * KIB
const BIG_OCTETS = 100 * MIB
export const SMALL_FILES = 10_000
const LISTED_FILES = 100
const PICTURE = join(import.meta.dirname, '../../public/pictures/beads.jpg')

export interface Site {
  readonly root: string
  /** For configurations and scripts; not served. */
  readonly scratch: string
  /** What is to be found at a path, e.g. `/1k.txt`. */
  content(path: string): Buffer
  readonly listedNames: readonly string[]
  remove(): void
}

/** @param skipsMany leaves out the 10,000 small files and the big one */
export function makeSite(skipsMany: boolean): Site {
  const folder = mkdtempSync(join(tmpdir(), 'octets-bench-'))
  // A native server may run as a user of its own, who must be able to read it.
  chmodSync(folder, 0o755)
  const root = join(folder, 'site')
  const scratch = join(folder, 'scratch')
  for (const one of [root, scratch, join(root, 'many'), join(root, 'listing')]) mkdirSync(one)
  const contents = new Map<string, Buffer>()
  const write = (path: string, octets: Buffer): void => {
    writeFileSync(join(root, path), octets)
    contents.set(path, octets)
  }
  const random = makeRandom()
  write('/1k.txt', random(KIB))
  write('/1k-pipelined.txt', random(KIB))
  write('/10k.txt', random(10 * KIB))
  write('/100k.txt', random(100 * KIB))
  write('/1m.txt', random(MIB))
  write('/beads.jpg', readFileSync(PICTURE))
  write('/100m.bin', random(skipsMany ? MIB : BIG_OCTETS))
  for (let index = 0; !skipsMany && index < SMALL_FILES; index += 1) {
    write(smallFile(index), random(200 + ((index * 7919) % 4000)))
  }
  const listedNames = Array.from({ length: LISTED_FILES }, (_, index) => `page-${index + 100}.txt`)
  for (const name of listedNames) write(`/listing/${name}`, random(10))
  return {
    root,
    scratch,
    listedNames,
    content: (path) => contents.get(path)!,
    remove: () => rmSync(folder, { recursive: true }),
  }
}

/** The path of one of the many small files. */
export function smallFile(index: number): string {
  return `/many/${index}.txt`
}

/**
 * Draws buffers from one pseudo-random stream, the same ones in every run. Letters and digits: a load
 * tool that makes text of an answer is not to spend its time on what is no UTF-8.
 */
function makeRandom(): (octets: number) => Buffer {
  const next = generator(9112)
  return (octets) => {
    const words = new Uint32Array(Math.ceil((octets * 3) / 16))
    for (let at = 0; at < words.length; at += 1) words[at] = next() * 2 ** 32
    const text = Buffer.from(words.buffer).toString('base64')
    return Buffer.from(text.slice(0, octets), 'latin1')
  }
}
