/**
 * Files that do not fit in memory, and files that change while they are being sent.
 *
 * The large one is 3 GiB, nearly all of it holes, with random octets at positions where a number of
 * 31 or 32 bits would be the wrong one.
 */

import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  closeSync,
  createReadStream,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { type OctetsProcess, startOctets, until } from '../support/octets-process.ts'
import { openSocket, type RawSocket } from '../support/raw-socket.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const GIB = 2 ** 30
const MIB = 2 ** 20
const LARGE_OCTETS = 3 * GIB
/** More than the operating system buffers between two processes of one machine. */
const UNBUFFERED_OCTETS = 64 * MIB
/** Of which the program from source takes some 100 by itself. */
const RESIDENT_MEBIBYTES = 150
const ABORTED_DOWNLOADS = 200
const AT_ONCE = 20

// biome-ignore format: the columns are the test
const MARKS: readonly (readonly [position: number, why: string])[] = [
  [0,                   'the first octets'],
  [GIB - 3,             'somewhere in it, on no boundary'],
  [2 * GIB - 8,         'where a signed number of 32 bits ends'],
  [2 * GIB + 262_139,   'past it'],
  [LARGE_OCTETS - 16,   'the last octets'],
]
const MARK_OCTETS = 16

function makeLarge(path: string): void {
  const descriptor = openSync(path, 'w')
  ftruncateSync(descriptor, LARGE_OCTETS)
  for (const [position] of MARKS)
    writeSync(descriptor, randomBytes(MARK_OCTETS), 0, MARK_OCTETS, position)
  closeSync(descriptor)
}

function readPart(path: string, position: number, length: number): Buffer {
  const descriptor = openSync(path, 'r')
  const octets = Buffer.alloc(length)
  assert.equal(readSync(descriptor, octets, 0, length, position), length)
  closeSync(descriptor)
  return octets
}

async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha1')
  for await (const octets of createReadStream(path, { highWaterMark: MIB })) hash.update(octets)
  return hash.digest('hex')
}

interface Download {
  readonly head: string
  readonly octets: number
  readonly hash: string
}

/** Reads one answer to its end, and keeps its head and the hash of what follows. */
async function download(port: number, path: string): Promise<Download> {
  const hash = createHash('sha1')
  let head = ''
  let isHeadComplete = false
  let octets = 0
  const take = (piece: Uint8Array): void => {
    octets += piece.length
    hash.update(piece)
  }
  const socket = connect({
    port,
    host: '127.0.0.1',
    // Into one buffer again and again: a new one for each read would take most of the time.
    onread: {
      buffer: Buffer.alloc(MIB),
      callback: (count, buffer) => {
        const piece = buffer.subarray(0, count)
        if (isHeadComplete) take(piece)
        else {
          head += Buffer.from(piece).toString('latin1')
          const end = head.indexOf('\r\n\r\n')
          if (end >= 0) {
            isHeadComplete = true
            take(Buffer.from(head.slice(end + 4), 'latin1'))
            head = head.slice(0, end + 2)
          }
        }
        return true
      },
    },
  })
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
  await once(socket, 'close')
  return { head, octets, hash: hash.digest('hex') }
}

/** A download of which some octets have arrived; no more are read until the socket is resumed. */
async function beginDownload(t: TestContext, port: number, path: string): Promise<RawSocket> {
  const client = await openSocket(t, port)
  client.socket.once('data', () => client.socket.pause())
  await client.send(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
  await until(() => client.receivedOctets > 0, 'the answer to begin')
  return client
}

async function abortDownload(port: number, path: string): Promise<void> {
  const socket: Socket = connect(port, '127.0.0.1')
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
  await once(socket, 'data')
  socket.resetAndDestroy()
}

function start(t: TestContext, folder: string): Promise<OctetsProcess> {
  return startOctets(t, ['--port', '0', folder])
}

describe('A file of 3 GiB', () => {
  it('arrives whole and in parts, in little memory', async (t) => {
    const folder = temporaryFolder(t)
    const path = join(folder, 'large')
    makeLarge(path)
    const running = await start(t, folder)

    const { head, octets, hash } = await download(running.port, '/large')
    assert.match(head, /^HTTP\/1\.1 200 OK\r\n/)
    assert.match(head, /\r\nContent-Length: 3221225472\r\n/)
    assert.equal(octets, LARGE_OCTETS)
    assert.equal(hash, await hashOfFile(path))

    for (const [position, why] of MARKS) {
      const range = `bytes=${position}-${position + MARK_OCTETS - 1}`
      const response = await fetch(`${running.url}large`, { headers: { Range: range } })
      assert.equal(response.status, 206, why)
      assert.equal(response.headers.get('content-range'), `${range.replace('=', ' ')}/3221225472`)
      const content = Buffer.from(await response.arrayBuffer())
      assert.deepEqual(content, readPart(path, position, MARK_OCTETS), why)
    }
    const mebibytes = running.mebibytes('VmHWM')
    assert.ok(mebibytes < RESIDENT_MEBIBYTES, `${mebibytes} MiB were resident`)
  })

  it('may be let go of in the middle, any number of times', async (t) => {
    const folder = temporaryFolder(t, { small: 'small' })
    makeLarge(join(folder, 'large'))
    const running = await start(t, folder)
    // The first answers open what stays open, as the threads that read files do.
    for (let warmUp = 0; warmUp < AT_ONCE; warmUp += 1) {
      await abortDownload(running.port, '/large')
    }
    await download(running.port, '/small')
    const descriptors = await settledDescriptors(running)

    for (let done = 0; done < ABORTED_DOWNLOADS; done += AT_ONCE) {
      const batch = Array.from({ length: AT_ONCE }, () => abortDownload(running.port, '/large'))
      await Promise.all(batch)
    }
    await until(() => running.descriptors() === descriptors, `${descriptors} descriptors again`)
    const { octets } = await download(running.port, '/small')
    assert.equal(octets, 5)
    const failed = running.stderr.split('\n').filter((line) => line.includes('failed'))
    assert.deepEqual(failed, [], 'that clients leave is no failure')
  })
})

/** Descriptors of a program that has nothing to do, none of them a socket of a client or a file. */
async function settledDescriptors(running: OctetsProcess): Promise<number> {
  let before = -1
  await until(() => {
    const now = running.descriptors()
    const isSettled =
      now === before && running.openFiles().every((file) => !file.includes('octets-test-'))
    before = now
    return isSettled
  }, 'descriptors to settle')
  return before
}

describe('A file that changes while it is being sent', () => {
  it('and has become shorter: the connection is destroyed, and no other', async (t) => {
    const folder = temporaryFolder(t, { file: Buffer.alloc(UNBUFFERED_OCTETS, 'o') })
    const running = await start(t, folder)
    const client = await beginDownload(t, running.port, '/file')
    truncateSync(join(folder, 'file'), MIB)
    client.socket.resume()

    await client.ends()
    assert.match(client.received, new RegExp(`\r\nContent-Length: ${UNBUFFERED_OCTETS}\r\n`))
    assert.ok(client.receivedOctets < UNBUFFERED_OCTETS, `${client.receivedOctets} octets arrived`)
    await until(() => /\n +at /.test(running.stderr), 'the log')
    assert.match(running.stderr, / failed sending content: FileChanged: The file changed /)

    const again = await download(running.port, '/file')
    assert.match(again.head, new RegExp(`\r\nContent-Length: ${MIB}\r\n`))
    assert.equal(again.octets, MIB)
  })

  it('and has been replaced: the old octets arrive whole, and then the new ones', async (t) => {
    const folder = temporaryFolder(t, {
      file: Buffer.alloc(UNBUFFERED_OCTETS, 'o'),
      next: Buffer.alloc(MIB, 'n'),
    })
    const former = readFileSync(join(folder, 'file'))
    const running = await start(t, folder)
    const client = await beginDownload(t, running.port, '/file')
    renameSync(join(folder, 'next'), join(folder, 'file'))
    client.socket.resume()

    await client.ends()
    const [response] = client.responses()
    assert.equal(response?.status, 200)
    assert.ok(Buffer.from(response?.content ?? '', 'latin1').equals(former))

    const next = createHash('sha1').update(Buffer.alloc(MIB, 'n')).digest('hex')
    assert.equal((await download(running.port, '/file')).hash, next)
  })
})
