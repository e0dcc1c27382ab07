/**
 * Files that change while they are downloaded, really: by another thread, at any moment, again and
 * again. What arrives is all of one version, or the connection is destroyed; never a mix, never a
 * wrong length.
 */

import assert from 'node:assert/strict'
import { get } from 'node:http'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { FileChanger, versionsIn, type Way } from '../support/file-changer.ts'
import { startOctets } from '../support/octets-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const SMALL_OCTETS = 32_768
const LARGE_OCTETS = 4 * 2 ** 20
const BLOCK_OCTETS = 4096
const TRIAL_MILLISECONDS = 1200
const AT_ONCE = 4

interface Download {
  readonly outcome: 'complete' | 'destroyed' | 'absent'
  readonly content: Buffer
}

/** Reads an answer, now and then with a rest, to its end or to the end of its connection. */
function download(url: string, coding: string, restMilliseconds: number): Promise<Download> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = []
    const destroyed = (): void =>
      resolve({ outcome: 'destroyed', content: coding === 'gzip' ? NONE : Buffer.concat(pieces) })
    const request = get(
      url,
      { agent: false, headers: { 'Accept-Encoding': coding } },
      (response) => {
        response.on('data', (piece: Buffer) => {
          pieces.push(piece)
          if (restMilliseconds === 0) return
          response.pause()
          setTimeout(() => response.resume(), Math.random() * restMilliseconds)
        })
        response.on('error', destroyed)
        response.on('end', () => {
          const content = Buffer.concat(pieces)
          const isCoded = response.headers['content-encoding'] === 'gzip'
          if (response.statusCode === 404) resolve({ outcome: 'absent', content: NONE })
          else resolve({ outcome: 'complete', content: isCoded ? gunzipSync(content) : content })
        })
      },
    )
    request.on('error', destroyed)
  })
}

const NONE = Buffer.alloc(0)

// biome-ignore format: the columns are the test
const WAYS: readonly (readonly [way: Way, lengths: (octets: number) => readonly number[], why: string])[] = [
  ['rewritten', (octets) => [octets],                                          'in place, block by block: reading cannot prevent it, only notice'],
  ['truncated', (octets) => [octets, octets / 2],                              'what was promised is no longer there'],
  ['replaced',  (octets) => [octets],                                          'by rename: the old file lives on'],
  ['appended',  (octets) => Array.from({ length: 9 }, (_, at) => octets + at * BLOCK_OCTETS), 'the beginning stays, and is another version all the same'],
  ['deleted',   (octets) => [octets],                                          'what is open can be read to its end'],
]

/** How many versions may be in an answer: a rewrite that rested in the middle made one of two. */
function isMixed(versions: ReadonlySet<number>, rested: ReadonlySet<number>): boolean {
  return versions.size > 1 && !rested.has(Math.max(...versions))
}

describe('a file that is downloaded while it is', () => {
  for (const [way, lengths, why] of WAYS) {
    for (const octets of [SMALL_OCTETS, LARGE_OCTETS]) {
      it(`${way}, ${octets} octets: ${why}`, async (t) => {
        const folder = temporaryFolder(t)
        const running = await startOctets(t, ['--port', '0', '--log', 'off', folder])
        const changer = await FileChanger.start(join(folder, 'file.txt'), way, octets)
        const downloads: Download[] = []
        const deadline = performance.now() + TRIAL_MILLISECONDS
        const client = async (coding: string, restMilliseconds: number): Promise<void> => {
          while (performance.now() < deadline) {
            const url = `${running.url}file.txt`
            downloads.push(await download(url, coding, restMilliseconds))
            await pause(Math.random() * 5)
          }
        }
        const clients = Array.from({ length: AT_ONCE }, (_, at) =>
          client(at === 1 ? 'gzip' : 'identity', at > 1 ? 3 : 0),
        )
        await Promise.all(clients)
        const { versions, rested } = await changer.stop()

        const count = (outcome: Download['outcome']): number =>
          downloads.filter((each) => each.outcome === outcome).length
        t.diagnostic(
          `${downloads.length} downloads over ${versions} changes: ${count('complete')} complete, ` +
            `${count('destroyed')} destroyed, ${count('absent')} absent; ${rested.size} changes rested`,
        )
        for (const { outcome, content } of downloads) {
          const found = versionsIn(content)
          assert.ok(!isMixed(found, rested), `${outcome}: versions ${[...found]} in one answer`)
          if (outcome === 'complete') assert.ok(lengths(octets).includes(content.length))
        }
        assert.ok(versions > 0 && count('complete') > 0, 'something happened')
        if (way !== 'deleted') assert.equal(count('absent'), 0)
        if (way === 'replaced') assert.equal(count('destroyed'), 0, 'rename disturbs nobody')
        if (way === 'deleted') assert.equal(count('destroyed'), 0, 'nor does removing')
      })
    }
  }
})
