/**
 * Clients that leave in every rude way: serving goes on, descriptors come back, memory does not grow.
 */

import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { describe, it } from 'node:test'
import {
  type OctetsProcess,
  startOctets,
  until,
  withDescriptors,
} from '../support/octets-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const ABORTED = 5000
const AT_A_TIME = 50
const IDLE = 1000
const GROWTH_MEBIBYTES = 10
const ROUNDS = 3
/** What the program holds without clients, and a few connections that `fetch` keeps. */
const MOST_DESCRIPTORS = 50

// biome-ignore format: the columns are the test
const LEAVING: readonly (readonly [sends: string, why: string])[] = [
  ['',                                                     'connected and gone'],
  ['GET / HT',                                             'in the middle of the request line'],
  ['GET /page HTTP/1.1\r\nHost: localhost\r\n',            'in the middle of the field section'],
  ['GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n',        'while the answer is made'],
  ['POST /page HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n12', 'in the middle of content'],
]

/** Connects, sends, and resets the connection as soon as that has left. */
function abort(port: number, sends: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      if (sends === '') socket.resetAndDestroy()
      else socket.write(sends, () => socket.resetAndDestroy())
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve())
  })
}

async function abortMany(port: number, count: number): Promise<void> {
  for (let done = 0; done < count; done += AT_A_TIME) {
    const batch = Array.from({ length: AT_A_TIME }, (_, at) =>
      abort(port, LEAVING[(done + at) % LEAVING.length]![0]),
    )
    await Promise.all(batch)
  }
}

function connectIdle(port: number): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket))
    socket.on('error', () => {})
  })
}

const isLittle = (mebibytes: number): boolean => mebibytes < GROWTH_MEBIBYTES

async function isServing(octets: OctetsProcess): Promise<boolean> {
  return (await fetch(`${octets.url}page`)).status === 200
}

describe('Clients that leave without a word', () => {
  it(`${ABORTED} resets and ${IDLE} idle connections cost nothing that lasts`, async (t) => {
    const folder = temporaryFolder(t, { page: 'x'.repeat(100_000) })
    const octets = await startOctets(t, [folder, '-p', '0', '--log', 'off'])
    const goOnce = async (): Promise<void> => {
      await abortMany(octets.port, ABORTED)
      const idle = await Promise.all(Array.from({ length: IDLE }, () => connectIdle(octets.port)))
      assert.ok(await isServing(octets), 'answers while a thousand idle')
      for (const socket of idle) socket.resetAndDestroy()
      await until(() => octets.descriptors() <= MOST_DESCRIPTORS, 'the descriptors to come back')
    }
    // Twice round first: what the program allocates once, and its heap as large as this load makes
    // it, are not what this is about.
    await goOnce()
    await goOnce()
    // What lasts shows in each round; what the collector had not come to, in one.
    const growths: number[] = []
    for (let round = 0; round < ROUNDS && !growths.some(isLittle); round += 1) {
      const before = octets.mebibytes('VmRSS')
      await goOnce()
      growths.push(octets.mebibytes('VmRSS') - before)
    }
    const grown = growths.map((growth) => growth.toFixed(1)).join(', ')
    t.diagnostic(`resident memory grew by ${grown} MiB`)
    assert.ok(growths.some(isLittle), `grew by ${grown} MiB`)
    assert.ok(await isServing(octets))
  })

  it('more connections than there are descriptors: some are let go, and serving goes on', async (t) => {
    const folder = temporaryFolder(t, { page: 'x' })
    const octets = await startOctets(
      t,
      [folder, '-p', '0', '--log', 'off'],
      {},
      withDescriptors(64),
    )
    const sockets = await Promise.all(Array.from({ length: 100 }, () => connectIdle(octets.port)))
    await until(() => sockets.some(({ closed }) => closed), 'connections to be let go')
    assert.ok(!octets.hasExited)
    for (const socket of sockets) socket.destroy()
    await until(() => octets.descriptors() <= MOST_DESCRIPTORS, 'descriptors to come back')
    assert.ok(await isServing(octets))
  })
})
