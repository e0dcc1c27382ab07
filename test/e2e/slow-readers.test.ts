/**
 * One file of 1 GiB, and clients that are slow, leave, come back, or come many at a time.
 *
 * aria2c and wget are used where they are installed. Without one its test is skipped, and says so;
 * with OCTETS_REQUIRE_TOOLS set that is a failure.
 */

import assert from 'node:assert/strict'
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, createReadStream, ftruncateSync, openSync, statSync, writeSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, it, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { type OctetsProcess, startOctets, until } from '../support/octets-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const MIB = 2 ** 20
const FILE_OCTETS = 1024 * MIB
/** Marks of random octets in a file of holes: none is at a multiple of a power of two. */
const MARK_STEP = 7 * MIB + 13
const MARK_OCTETS = 64
const SLOW_READERS = 100
/** Of which the program from source takes some 100 by itself. */
const RESIDENT_MEBIBYTES = 200
const ABORTED_DOWNLOADS = 1000
const AT_ONCE = 50
const READING_MILLISECONDS = 3000

const teardowns: (() => void)[] = []
const suite = { after: (teardown: () => void) => teardowns.push(teardown) }
let running: OctetsProcess
let kept: string
let hash: string

before(async () => {
  const folder = temporaryFolder(suite)
  kept = temporaryFolder(suite)
  const path = join(folder, 'large')
  makeLarge(path)
  hash = await hashOf(path)
  running = await startOctets(suite, ['--port', '0', '--log', 'off', folder])
})
after(() => {
  for (const teardown of teardowns.reverse()) teardown()
})

function makeLarge(path: string): void {
  const descriptor = openSync(path, 'w')
  ftruncateSync(descriptor, FILE_OCTETS)
  for (let position = 0; position < FILE_OCTETS - MARK_OCTETS; position += MARK_STEP) {
    writeSync(descriptor, randomBytes(MARK_OCTETS), 0, MARK_OCTETS, position)
  }
  closeSync(descriptor)
}

async function hashOf(path: string): Promise<string> {
  const made = createHash('sha1')
  for await (const octets of createReadStream(path, { highWaterMark: MIB })) made.update(octets)
  return made.digest('hex')
}

async function begin(fields = ''): Promise<Socket> {
  const socket = connect(running.port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(`GET /large HTTP/1.1\r\nHost: localhost\r\n${fields}\r\n`)
  await once(socket, 'data')
  return socket
}

describe('a file of 1 GiB', () => {
  it(`for ${SLOW_READERS} slow readers at a time takes little memory`, async (t) => {
    const several = 'Range: bytes=0-499999999, 500000001-900000000\r\n'
    const sockets = await Promise.all(
      Array.from({ length: SLOW_READERS }, (_, at) => begin(at % 4 === 0 ? several : '')),
    )
    t.after(() => {
      for (const socket of sockets) socket.destroy()
    })
    for (const socket of sockets) {
      socket.on('data', () => {
        socket.pause()
        setTimeout(() => socket.resume(), 50)
      })
    }
    await pause(READING_MILLISECONDS)
    const octets = sockets.reduce((sum, { bytesRead }) => sum + bytesRead, 0)
    const mebibytes = running.mebibytes('VmHWM')
    t.diagnostic(
      `${Math.round(octets / MIB)} MiB read, ${Math.round(mebibytes)} MiB resident at most`,
    )
    assert.ok(mebibytes < RESIDENT_MEBIBYTES, `${mebibytes} MiB were resident`)
    assert.ok(
      sockets.every((socket) => !socket.closed && socket.bytesRead > MIB),
      'all get on',
    )
  })

  it(`may be given up ${ABORTED_DOWNLOADS} times: descriptors are as before`, async () => {
    await until(() => !running.openFiles().some((path) => path.endsWith('/large')), 'rest')
    const descriptors = running.descriptors()
    for (let done = 0; done < ABORTED_DOWNLOADS; done += AT_ONCE) {
      const batch = Array.from({ length: AT_ONCE }, async () => (await begin()).resetAndDestroy())
      await Promise.all(batch)
    }
    // The program itself opens what it keeps on its own account, but nothing of a client's.
    await until(() => running.descriptors() <= descriptors, `${descriptors} descriptors again`)
    assert.ok(!running.openFiles().some((path) => path.endsWith('/large')))
    assert.doesNotMatch(running.stderr, /failed/, 'that clients leave is no failure')
  })
})

const { OCTETS_REQUIRE_TOOLS } = process.env

/** Why a test with this tool is skipped; `false` when it is not. */
function whyWithout(tool: string): string | false {
  const isThere = spawnSync(tool, ['--version']).status === 0
  return isThere || OCTETS_REQUIRE_TOOLS ? false : `${tool} is not installed`
}

const environment = { ...process.env, no_proxy: '*', NO_PROXY: '*' }

function startWget(t: TestContext, file: string, ...words: readonly string[]): ChildProcess {
  const url = `${running.url}large`
  const wget = spawn('wget', ['--no-config', '--quiet', ...words, '-O', file, url], {
    env: environment,
    stdio: 'ignore',
  })
  t.after(() => wget.kill('SIGKILL'))
  return wget
}

describe('a program that downloads in parts', () => {
  it('aria2c, by 16 connections', { skip: whyWithout('aria2c') }, async () => {
    const words = ['--no-conf', '--quiet', '-x16', '-s16', '-k1M', '--file-allocation=none']
    await promisify(execFile)(
      'aria2c',
      [...words, '--dir', kept, '--out', 'aria', `${running.url}large`],
      { env: environment },
    )
    assert.equal(await hashOf(join(kept, 'aria')), hash)
  })

  it('wget -c, after it was killed', { skip: whyWithout('wget') }, async (t) => {
    const file = join(kept, 'wget')
    const killed = startWget(t, file, '--limit-rate=400m')
    await until(() => sizeOf(file) > 32 * MIB, 'some of the file')
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    const resumedAt = sizeOf(file)
    assert.ok(resumedAt < FILE_OCTETS, 'there is something left')
    const [code] = await once(startWget(t, file, '-c'), 'exit')
    t.diagnostic(`killed at ${Math.round(resumedAt / MIB)} MiB`)
    assert.equal(code, 0)
    assert.equal(await hashOf(file), hash)
  })
})

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
