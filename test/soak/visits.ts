/**
 * What do clients do to a server, and what must come of it?
 *
 * Each visit opens a connection, does one thing, checks every octet that comes back, and tells how many
 * requests were served. Whatever is not as it must be is thrown.
 */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import { Answers } from './answers.ts'

export interface Site {
  readonly root: string
  /** Of each file, by its target. */
  readonly files: ReadonlyMap<string, Buffer>
}

export interface Place {
  readonly site: Site
  readonly port: number
  /** The authority to trust; without one, the connection is plain. */
  readonly ca: string | undefined
}

export interface Visit {
  readonly name: string
  /** @returns how many requests were served */
  run(place: Place): Promise<number>
}

const MIB = 2 ** 20
const LARGE = '/large.bin'
const SMALL_FILES = 50
const PIPELINED = 10
const PARTS = 20
const PART_OCTETS = 40_000
const SLOW_STEPS = 20

export const VISITS: readonly Visit[] = [
  { name: 'small', run: askForSmall },
  { name: 'unchanged', run: askAgain },
  { name: 'parts', run: askForParts },
  { name: 'large', run: askForLarge },
  { name: 'missing', run: askForMissing },
  { name: 'aborted', run: leaveInTheMiddle },
  { name: 'slow', run: readSlowly },
  { name: 'fault', run: sendNonsense },
]

/** Files of which no two places look the same. */
export function makeSite(root: string): Site {
  mkdirSync(root)
  const files = new Map<string, Buffer>()
  for (let at = 0; at < SMALL_FILES; at += 1) files.set(`/${at}.txt`, pattern(100 + at * 150, at))
  files.set(LARGE, pattern(32 * MIB, 7))
  for (const [target, octets] of files) writeFileSync(join(root, target), octets)
  return { root, files }
}

function pattern(length: number, seed: number): Buffer {
  const octets = Buffer.alloc(length)
  for (let at = 0; at < length; at += 1) octets[at] = (at * 31 + (at >> 8) * 17 + seed) & 0xff
  return octets
}

async function open({ port, ca }: Place): Promise<Socket> {
  const socket =
    ca === undefined
      ? connect({ port, host: '127.0.0.1', noDelay: true })
      : connectTls({ port, host: '127.0.0.1', ca, servername: 'localhost' })
  await once(socket, ca === undefined ? 'connect' : 'secureConnect')
  return socket
}

const get = (target: string, ...fields: readonly string[]): string =>
  [`GET ${target} HTTP/1.1`, 'Host: localhost', ...fields, '', ''].join('\r\n')

const drawTarget = (): string => `/${Math.floor(Math.random() * SMALL_FILES)}.txt`

async function askForSmall(place: Place): Promise<number> {
  const answers = new Answers(await open(place))
  const targets = Array.from({ length: PIPELINED }, drawTarget)
  answers.socket.write(targets.map((target) => get(target, 'Accept-Encoding: identity')).join(''))
  for (const target of targets) {
    const { status, content } = await answers.next()
    assert.equal(status, 200)
    assert.ok(content.equals(place.site.files.get(target)!), `${target} is another`)
  }
  answers.socket.end()
  return PIPELINED
}

async function askAgain(place: Place): Promise<number> {
  const answers = new Answers(await open(place))
  const target = drawTarget()
  answers.socket.write(get(target))
  const tag = (await answers.next()).fields.get('etag')
  answers.socket.write(get(target, `If-None-Match: ${tag}`))
  const { status, content } = await answers.next()
  assert.deepEqual([status, content.length], [304, 0])
  answers.socket.end()
  return 2
}

async function askForParts(place: Place): Promise<number> {
  const answers = new Answers(await open(place))
  const whole = place.site.files.get(LARGE)!
  for (let part = 0; part < PARTS; part += 1) {
    const first = Math.floor(Math.random() * (whole.length - PART_OCTETS))
    const last = first + Math.floor(Math.random() * PART_OCTETS)
    answers.socket.write(get(LARGE, `Range: bytes=${first}-${last}`))
    const { status, content } = await answers.next()
    assert.equal(status, 206)
    assert.ok(content.equals(whole.subarray(first, last + 1)), `octets ${first}-${last} are others`)
  }
  answers.socket.end()
  return PARTS
}

async function askForLarge(place: Place): Promise<number> {
  const answers = new Answers(await open(place))
  answers.socket.write(get(LARGE))
  const { status, content } = await answers.next()
  assert.equal(status, 200)
  assert.ok(content.equals(place.site.files.get(LARGE)!), 'the large file is another')
  answers.socket.end()
  return 1
}

async function askForMissing(place: Place): Promise<number> {
  const answers = new Answers(await open(place))
  answers.socket.write(get(`/no-such-${Math.random()}`, 'Connection: close'))
  assert.equal((await answers.next()).status, 404)
  await answers.ended()
  return 1
}

async function leaveInTheMiddle(place: Place): Promise<number> {
  const socket = await open(place)
  socket.on('error', () => {})
  socket.write(get(LARGE))
  await once(socket, 'data')
  if (Math.random() < 0.5 && place.ca === undefined) socket.resetAndDestroy()
  else socket.destroy()
  return 1
}

async function readSlowly(place: Place): Promise<number> {
  const socket = await open(place)
  socket.on('error', () => {})
  socket.write(get(LARGE))
  for (let step = 0; step < SLOW_STEPS; step += 1) {
    await once(socket, 'data')
    socket.pause()
    await pause(100)
    socket.resume()
  }
  socket.destroy()
  return 1
}

async function sendNonsense(place: Place): Promise<number> {
  const answers = new Answers(await open(place))
  answers.socket.write(
    'GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
  )
  assert.equal((await answers.next()).status, 400)
  await answers.ended()
  return 1
}
