/**
 * What is measured, and with whom?
 *
 * Each row is one kind of work. The requests of a row are made once, as octets, and go out the same
 * from either load tool and from the plain socket that compares the answers. The null server takes
 * part where one constant answer will do.
 */

import { generator } from '../statistics.ts'
import type { ContenderName } from './contenders.ts'
import type { Asked } from './raw-answer.ts'
import { KIB, type Site, SMALL_FILES, smallFile } from './site.ts'
import { drawZipf } from './zipf.ts'

/** What the requests need to know of the server they are for. */
interface Visit {
  readonly site: Site
  readonly port: number
  /** ETag that the server gives 1k.txt, and Last-Modified, as far as it sends them. */
  readonly entityTag: string
}

export interface LoadScenario {
  readonly name: string
  readonly what: string
  readonly unit: 'requests/s' | 'octets/s'
  readonly connections: number
  readonly pipelined: number
  /** Each request closes its connection. autocannon does not count such answers: wrk only. */
  readonly closes: boolean
  /** autocannon makes text of each answer, which here is all that it would do: wrk only. */
  readonly isBig: boolean
  readonly contenders: readonly ContenderName[]
  /** Whether `--quick` runs it. */
  readonly isQuick: boolean
  /** The requests, sent in turn, round and round. */
  ask(visit: Visit): readonly Asked[]
}

export interface OtherScenario {
  readonly name: 'memory per idle connection' | 'start'
  readonly what: string
  readonly unit: 'octets' | 'ms'
  readonly contenders: readonly ContenderName[]
}

const DRAWS = 4096
const RANGE_OCTETS = 64 * KIB
const CHUNK = `1000\r\n${'a'.repeat(0x1000)}\r\n`

const NULL: readonly ContenderName[] = ['null']
const NODE: readonly ContenderName[] = ['node:http']
const STATIC: readonly ContenderName[] = ['sirv', 'nginx']
const PEERS: readonly ContenderName[] = ['sirv', 'serve-handler', '@fastify/static']
const NATIVES: readonly ContenderName[] = ['nginx', 'lighttpd', 'h2o']

// biome-ignore format: one scenario a line reads as the table it is
export const LOAD_SCENARIOS: readonly LoadScenario[] = [
  row('1 KiB',                'a 1 KiB file, 50 connections kept',                   50, { isQuick: true },                 [...NULL, ...NODE, ...PEERS, ...NATIVES], (visit) => [file(visit, '/1k.txt')]),
  row('16 pipelined',         'another one, 16 requests ahead on each connection',   50, { isQuick: true, pipelined: 16 },  [...NULL, ...NODE, ...NATIVES],           (visit) => [file(visit, '/1k-pipelined.txt')]),
  row('304',                  'the 1 KiB file, If-None-Match with its entity-tag',   50, { isQuick: true },                 [...NULL, ...NODE, ...STATIC],            (visit) => [unchanged(visit)]),
  row('10 KiB',               'a 10 KiB file, 50 connections kept',                  50, {},                                [...NULL, ...STATIC],                     (visit) => [file(visit, '/10k.txt')]),
  row('100 KiB',              'a 100 KiB file, 50 connections kept',                 50, { unit: 'octets/s' },              [...NULL, 'nginx', 'h2o'],                (visit) => [file(visit, '/100k.txt')]),
  row('1 MiB',                'a 1 MiB file, 8 connections kept',                     8, { unit: 'octets/s' },              [...NULL, 'nginx', 'h2o'],                (visit) => [file(visit, '/1m.txt')]),
  row('picture',              'a JPEG of 134 KiB, 50 connections kept',              50, { unit: 'octets/s' },              [...STATIC],                              (visit) => [file(visit, '/beads.jpg')]),
  row('100 MiB',              'a 100 MiB file, 8 connections kept',                   8, { unit: 'octets/s', isBig: true }, [...NULL, 'sirv', 'nginx', 'h2o'],        (visit) => [file(visit, '/100m.bin')]),
  row('random ranges',        '64 KiB from anywhere in a 100 MiB file',              50, { isQuick: true },                 [...STATIC, 'h2o'],                       randomRanges),
  row('404',                  'a path where nothing is',                             50, { isQuick: true },                 [...STATIC],                              (visit) => [absent(visit)]),
  row('directory listing',    'a folder of 100 files, each with its own page',       50, {},                                ['serve-handler', 'nginx'],               (visit) => [listing(visit)]),
  row('1000 connections',     'a 1 KiB file, 1000 connections kept',               1000, {},                                [...NULL, ...NODE, 'nginx'],              (visit) => [file(visit, '/1k.txt')]),
  row('request a connection', 'a 1 KiB file, one request on each connection',        50, { closes: true },                  [...NULL, ...NODE, 'nginx'],              (visit) => [file(visit, '/1k.txt', 'Connection: close')]),
  row('chunked upload',       '16 KiB in 4 chunks to a file: read past, answered',   50, { isQuick: true },                 [...NODE, 'sirv', 'nginx'],               (visit) => [upload(visit)]),
  row('10,000 files, Zipf',   '10,000 files of 0.2-4 KiB, a few asked for often',    50, {},                                [...STATIC, 'h2o'],                       zipf),
]

export const MEMORY: OtherScenario = {
  name: 'memory per idle connection',
  what: 'resident octets for each of 4,000 connections that had one answer',
  unit: 'octets',
  contenders: ['octets', 'null', 'node:http', 'nginx'],
}

export const START: OtherScenario = {
  name: 'start',
  what: 'from the command to the first octet of an answer; for node -e 0, to its end',
  unit: 'ms',
  contenders: ['octets', 'node:http', 'sirv'],
}

function row(
  name: string,
  what: string,
  connections: number,
  rest: Partial<Pick<LoadScenario, 'unit' | 'pipelined' | 'closes' | 'isBig' | 'isQuick'>>,
  others: readonly ContenderName[],
  ask: LoadScenario['ask'],
): LoadScenario {
  const unit = 'requests/s'
  const usual = { unit, pipelined: 1, closes: false, isBig: false, isQuick: false } as const
  return { ...usual, ...rest, name, what, connections, contenders: ['octets', ...others], ask }
}

/** The request of a path, with `fieldLines` behind Host. */
export function get(port: number, path: string, ...fieldLines: readonly string[]): Buffer {
  return encode(port, `GET ${path}`, fieldLines)
}

function encode(port: number, line: string, fieldLines: readonly string[], content = ''): Buffer {
  const head = [`${line} HTTP/1.1`, `Host: 127.0.0.1:${port}`, ...fieldLines].join('\r\n')
  return Buffer.from(`${head}\r\n\r\n${content}`, 'latin1')
}

function file({ site, port }: Visit, path: string, ...fieldLines: readonly string[]): Asked {
  return { octets: get(port, path, ...fieldLines), statuses: [200], content: site.content(path) }
}

function unchanged({ port, entityTag }: Visit): Asked {
  const octets = get(port, '/1k.txt', `If-None-Match: ${entityTag}`)
  return { octets, statuses: [304], content: Buffer.alloc(0) }
}

function absent({ port }: Visit): Asked {
  return { octets: get(port, '/nothing-here'), statuses: [404] }
}

function listing({ site, port }: Visit): Asked {
  return { octets: get(port, '/listing/'), statuses: [200], mentions: site.listedNames }
}

/** What a server says to an upload that it does not take differs; that it reads to its end does not. */
function upload({ port }: Visit): Asked {
  const fieldLines = ['Transfer-Encoding: chunked']
  const octets = encode(port, 'POST /1k.txt', fieldLines, `${CHUNK.repeat(4)}0\r\n\r\n`)
  return { octets, statuses: [200, 405] }
}

function randomRanges({ site, port }: Visit): readonly Asked[] {
  const random = generator(206)
  const whole = site.content('/100m.bin')
  return Array.from({ length: DRAWS }, () => {
    const first = Math.floor(random() * (whole.length - RANGE_OCTETS))
    const last = first + RANGE_OCTETS - 1
    return {
      octets: get(port, '/100m.bin', `Range: bytes=${first}-${last}`),
      statuses: [206],
      contentRange: `bytes ${first}-${last}/${whole.length}`,
      content: whole.subarray(first, last + 1),
    }
  })
}

function zipf(visit: Visit): readonly Asked[] {
  const ranks = drawZipf(8 * DRAWS, SMALL_FILES, generator(1949))
  return ranks.map((rank) => file(visit, smallFile(rank)))
}
