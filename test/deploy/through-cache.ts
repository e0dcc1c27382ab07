/**
 * What must be the same whether a cache or a replica answers, and whichever replica it is: the table, and
 * how one of its rows is asked.
 */

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { TestContext } from 'node:test'
import { exchange, type RawResponse } from '../support/raw-socket.ts'

export const TEXT = 'All that is said twice can be said shorter. '.repeat(100)

const ALL_ACCEPTED = 'Accept-Encoding: gzip, deflate, br, zstd'

/** A row's lines are made with the answer of a replica to a plain request. */
interface Row {
  readonly lines: (plain: RawResponse) => readonly string[]
  readonly status: number
  readonly coding?: 'br' | 'gzip'
  /** What Varnish answers where that is something else: it compares one tag, and never a list. */
  readonly byVarnish?: number
  readonly why: string
}

// biome-ignore format: the columns are the test
export const ROWS: readonly Row[] = [
  { lines: () => [],                                          status: 200,                 why: 'a plain request' },
  { lines: () => [ALL_ACCEPTED.replace(', zstd', '')],        status: 200, coding: 'br',   why: 'what browsers accept' },
  { lines: () => ['Accept-Encoding: br'],                     status: 200, coding: 'br',   why: 'the same copy, asked for in another way' },
  { lines: () => ['Accept-Encoding: gzip'],                   status: 200, coding: 'gzip', why: 'a client that knows gzip alone' },
  { lines: () => ['Accept-Encoding: gzip;q=1.0, br;q=0'],     status: 200, coding: 'gzip', why: 'br is refused' },
  { lines: () => ['Accept-Encoding: br;q=0.0'],               status: 200,                 why: 'all that we have is refused' },
  { lines: (plain) => [`If-None-Match: ${tagOf(plain)}`],     status: 304,                 why: 'the client has it' },
  { lines: (plain) => [`If-None-Match: "x", ${tagOf(plain)}`], status: 304, byVarnish: 200, why: 'it has this and another' },
  { lines: () => ['If-None-Match: "x"'],                      status: 200,                 why: 'it has another' },
  { lines: (plain) => [`If-Modified-Since: ${dateOf(plain)}`], status: 304,                why: 'it has one of that date' },
  { lines: () => ['Range: bytes=5-14'],                       status: 206,                 why: 'a part' },
  { lines: () => ['Range: bytes=-5'],                         status: 206,                 why: 'the end' },
  { lines: () => ['Range: bytes=9000-'],                      status: 416,                 why: 'past the end' },
  { lines: (plain) => ['Range: bytes=5-14', `If-Range: ${tagOf(plain)}`], status: 206,     why: 'the rest of what it has begun' },
  { lines: () => ['Range: bytes=5-14', 'If-Range: "x"'],      status: 200,                 why: 'it has begun another' },
]

/** Fields that say what may be done with an answer, and go on every one. */
const ALWAYS: ReadonlySet<string> = new Set(['cache-control', 'etag', 'vary'])

/** Fields that tell the client what it got. */
const SAME = [
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
  'cache-control',
  'etag',
  'last-modified',
  'vary',
]

/** Asks once, on a connection of its own. */
async function ask(t: TestContext, port: number, lines: readonly string[]): Promise<RawResponse> {
  const fixed = ['GET /text.txt HTTP/1.1', 'Host: 127.0.0.1', 'Connection: close']
  const client = await exchange(t, port, [...fixed, ...lines, '', ''].join('\r\n'))
  const [response] = client.responses()
  assert.ok(response !== undefined, 'there is an answer')
  return response
}

/** What of an answer must be the same. A refusal's content is the cache's own. */
function essence({ status, fields, content }: RawResponse): readonly unknown[] {
  const isRefusal = status === 416
  const names = isRefusal ? ['content-range'] : SAME.filter((name) => carries(status, name))
  return [status, names.map((name) => [name, fields.get(name)]), isRefusal ? '' : hashOf(content)]
}

/**
 * RFC 9110 §15.4.5: a 304 need not repeat what describes the content; §15.3.7: nor need a 206, whose
 * client has the rest already.
 */
function carries(status: number, name: string): boolean {
  const isPart = status === 206 && (name === 'content-range' || name === 'content-length')
  return status === 200 || isPart || ALWAYS.has(name)
}

/** Short enough to read beside another. */
function hashOf(content: string): string {
  return createHash('sha256').update(content, 'latin1').digest('hex')
}

function tagOf({ fields }: RawResponse): string {
  return fields.get('etag') ?? ''
}

function dateOf({ fields }: RawResponse): string {
  return fields.get('last-modified') ?? ''
}

/**
 * Asks the replicas and, twice, the cache in front of them, and compares. The copy may be made by the
 * first of the two; the second must be answered from it.
 */
export async function compareRow(
  t: TestContext,
  { lines, status, coding, why }: Row,
  cachePort: number,
  replicaPorts: readonly [number, number],
  statusOfCache: number = status,
): Promise<void> {
  const asked = lines(await ask(t, replicaPorts[0], []))
  const [one, other] = [await ask(t, replicaPorts[0], asked), await ask(t, replicaPorts[1], asked)]
  assert.deepEqual(essence(one), essence(other), `${why}: the replicas agree`)
  assert.equal(one.status, status, why)
  assert.equal(one.fields.get('content-encoding'), coding, why)
  assert.ok(status === 416 || one.fields.has('etag'), why)

  await ask(t, cachePort, asked)
  const cached = await ask(t, cachePort, asked)
  if (statusOfCache === status)
    assert.deepEqual(essence(cached), essence(one), `${why}: the cache answers as they do`)
  assert.equal(cached.status, statusOfCache, why)
  assert.match(cached.fields.get('cache-status') ?? '', /; hit$/, `${why}: from its copy`)
}
