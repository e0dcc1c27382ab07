/** Is a piece of a large file held when many ask for parts of it, what it says exact, and is it given up? */

import assert from 'node:assert/strict'
import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { serveFiles } from '../../src/site/file-handler.ts'
import { openAnywhere } from '../../src/site/file-root.ts'
import { HeldPieces } from '../../src/site/held-pieces.ts'
import type { OpenFile } from '../../src/site/open-file.ts'
import { openSocket, type RawSocket, until } from '../support/raw-socket.ts'
import { serveHandler } from '../support/serve-handler.ts'
import { age, countDescriptors, makeDirectory, makeRequest, readContent } from './fixture.ts'

const PIECE = 1_048_576
const OFTEN = 16
const MOST_HELD = 128
const MOST_COUNTED = 1024
const SIZE = 2 * PIECE + 5
/** Until an equal stat proves equal octets. */
const QUIET_MILLISECONDS = 2100

/** No octet is like its neighbours, and no piece like another. */
const CONTENT = Buffer.from(Array.from({ length: SIZE }, (_, at) => (at * 7 + (at >> 8)) & 0xff))

interface Held {
  readonly pieces: HeldPieces
  readonly file: OpenFile
  readonly path: string
}

function openPieces(size = SIZE): Held {
  const path = join(makeDirectory({}), 'film.bin')
  if (size === SIZE) writeFileSync(path, CONTENT)
  else {
    const descriptor = openSync(path, 'w')
    ftruncateSync(descriptor, size)
    closeSync(descriptor)
  }
  age(path)
  const opened = openAnywhere(path)
  assert.equal(opened.kind, 'file')
  opened.file.promise(opened.stats, Date.now())
  return { pieces: new HeldPieces(opened.file, size), file: opened.file, path }
}

function close({ pieces, file }: Held): void {
  pieces.giveUp()
  file.close()
}

function ask(pieces: HeldPieces, times: number, position: number, length = 10): void {
  for (let time = 0; time < times; time += 1) pieces.find(position, length)
}

/** Waits until what lies there is held. It counts as asked for meanwhile. */
async function heldAt({ pieces }: Held, position: number): Promise<void> {
  await until(() => pieces.find(position, 1) !== undefined, `the piece at ${position}`)
}

/** Long enough for a piece to be read that should not be. */
async function settle(): Promise<void> {
  await delay(50)
}

describe('HeldPieces', () => {
  // biome-ignore format: the columns are the test
  const CASES: readonly (readonly [times: number, asked: readonly [number, number], part: readonly [number, number], isHeld: boolean, why: string])[] = [
    [OFTEN - 1, [0, 10],                [0, 10],                false, 'not asked for often enough'],
    [OFTEN,     [0, 10],                [0, 10],                true,  'often enough'],
    [OFTEN,     [0, 10],                [PIECE - 7, 7],         true,  'to the end of its piece'],
    [OFTEN,     [0, 10],                [0, PIECE],             true,  'all of it'],
    [OFTEN,     [0, 10],                [PIECE, 10],            false, 'the next one'],
    [OFTEN,     [PIECE, 1],             [PIECE + 300, 65_536],  true,  'a piece in the middle'],
    [OFTEN,     [2 * PIECE + 4, 1],     [2 * PIECE, 5],         true,  'the last one, which is shorter'],
    [OFTEN * 2, [PIECE - 5, 10],        [PIECE - 5, 10],        false, 'what lies in two pieces'],
    [OFTEN * 2, [0, SIZE],              [0, 10],                false, 'what all of the file counts for'],
  ]
  for (const [times, asked, [position, length], isHeld, why] of CASES) {
    it(`asked ${times} times for ${asked.join('+')}, ${position}+${length} is ${isHeld ? '' : 'not '}held: ${why}`, async (t) => {
      const held = openPieces()
      const read = t.mock.method(held.file, 'read')
      ask(held.pieces, times, ...asked)
      if (isHeld) assert.equal(read.mock.callCount(), 1)
      await (isHeld ? heldAt(held, position) : settle())
      const found = held.pieces.find(position, length)
      assert.equal(found !== undefined, isHeld)
      if (found !== undefined)
        assert.ok(found.equals(CONTENT.subarray(position, position + length)))
      close(held)
    })
  }

  it('holds as long as it is asked often, and no longer', async () => {
    const held = openPieces()
    ask(held.pieces, OFTEN, 0)
    await heldAt(held, 0)
    held.pieces.look()
    ask(held.pieces, OFTEN, 0)
    held.pieces.look()
    assert.notEqual(held.pieces.find(0, 10), undefined, 'it was asked often since')
    held.pieces.look()
    assert.equal(held.pieces.find(0, 10), undefined, 'it was asked once since')
    close(held)
  })

  it('does not count what was asked before the last look', async () => {
    const held = openPieces()
    ask(held.pieces, OFTEN - 1, 0)
    held.pieces.look()
    ask(held.pieces, OFTEN - 1, 0)
    await settle()
    assert.equal(held.pieces.find(PIECE - 1, 1), undefined)
    close(held)
  })

  it('reads a piece once, however often it is looked at meanwhile', async (t) => {
    const held = openPieces()
    const read = t.mock.method(held.file, 'read')
    ask(held.pieces, OFTEN, 0)
    held.pieces.look()
    ask(held.pieces, OFTEN * 3, 0)
    await heldAt(held, 0)
    assert.equal(read.mock.callCount(), 1)
    close(held)
  })

  it('reads few pieces at a time, and the others when those are there', async (t) => {
    const held = openPieces()
    const read = t.mock.method(held.file, 'read')
    for (const index of [0, 1, 2]) ask(held.pieces, OFTEN, index * PIECE)
    assert.equal(read.mock.callCount(), 2)
    for (const index of [0, 1, 2]) await heldAt(held, index * PIECE)
    close(held)
  })

  it('holds nothing of a version that was not promised', async () => {
    const held = openPieces()
    writeFileSync(held.path, 'short')
    ask(held.pieces, OFTEN * 2, 0)
    await settle()
    assert.equal(held.pieces.find(0, 10), undefined)
    close(held)
  })

  it('gives up what is being read, and the file closes after it', async () => {
    const before = countDescriptors()
    const held = openPieces()
    ask(held.pieces, OFTEN, 0)
    close(held)
    await until(() => countDescriptors() === before, 'the file to close')
    assert.equal(held.pieces.find(0, 10), undefined)
  })

  it('holds a bounded number of pieces, of all files, and others when those are given up', async () => {
    const held = openPieces((MOST_HELD + 20) * PIECE)
    const other = openPieces()
    const find = (index: number): boolean => held.pieces.find(index * PIECE, 1) !== undefined
    const all = Array.from({ length: MOST_HELD + 20 }, (_, index) => index)
    for (const index of all) ask(held.pieces, OFTEN, index * PIECE)
    await until(() => all.filter(find).length === MOST_HELD, 'all pieces')
    ask(other.pieces, OFTEN, 0)
    await settle()
    assert.equal(all.filter(find).length, MOST_HELD)
    assert.equal(other.pieces.find(0, 10), undefined)
    close(held)
    other.pieces.look()
    ask(other.pieces, OFTEN, 0)
    await heldAt(other, 0)
    close(other)
  })

  it('counts a bounded number of pieces of one file', async () => {
    const held = openPieces((MOST_COUNTED + 1) * PIECE)
    for (let index = 0; index < MOST_COUNTED; index += 1) held.pieces.find(index * PIECE, 1)
    const last = MOST_COUNTED * PIECE
    ask(held.pieces, OFTEN, last)
    await settle()
    assert.equal(held.pieces.find(last, 1), undefined)
    held.pieces.look()
    ask(held.pieces, OFTEN, last)
    await heldAt(held, last)
    close(held)
  })
})

describe('Ranges of a large file that many ask for', () => {
  const root = makeDirectory({})
  const path = join(root, 'film.bin')
  writeFileSync(path, CONTENT)

  it('come from memory, and are those of the file at any moment', async () => {
    await delay(QUIET_MILLISECONDS)
    const handle = serveFiles(root)
    const get = async (range: string) =>
      handle(makeRequest('/film.bin', { Range: `bytes=${range}` }))
    let held = await get('5-9')
    for (let time = 0; held.content.kind === 'source'; time += 1) {
      assert.ok(time < 1000, 'it is never held')
      await readContent(held)
      await delay(1)
      held = await get('5-9')
    }
    assert.equal(held.content.kind, 'octets')
    assert.equal(await readContent(held), CONTENT.subarray(5, 10).toString())

    const descriptor = openSync(path, 'r+')
    writeSync(descriptor, 'other', 5)
    closeSync(descriptor)
    // One look at the file counts for a millisecond.
    await delay(2)
    const changed = await get('5-9')
    assert.equal(await readContent(changed), 'other')
    assert.notDeepEqual(changed.fields, held.fields, 'with another entity-tag')
  })

  it('arrive whole, from memory or not, whoever asks', async (t) => {
    writeFileSync(path, CONTENT)
    await delay(QUIET_MILLISECONDS)
    const find = t.mock.method(HeldPieces.prototype, 'find')
    const { port } = await serveHandler(t, serveFiles(root))
    const clients = await Promise.all(Array.from({ length: 8 }, () => openSocket(t, port)))
    const expected: string[] = []
    const isFound = (): boolean => find.mock.calls.some(({ result }) => result !== undefined)
    // From one octet to more than is written at once, and across the end of a piece.
    for (let turn = 0; turn < 24 || !isFound(); turn += 1) {
      assert.ok(turn < 200, 'nothing is ever held')
      const length = [1, 100, 65_536, 131_072, 131_073, 400_000][turn % 6]!
      const first = (turn * 91_813) % (SIZE - length)
      const last = first + length - 1
      const part = CONTENT.subarray(first, last + 1).toString('latin1')
      expected.push(part)
      const request = `GET /film.bin HTTP/1.1\r\nHost: a\r\nRange: bytes=${first}-${last}\r\n\r\n`
      await Promise.all(clients.map((client) => client.send(request)))
      const isAnswered = ({ received }: RawSocket): boolean =>
        received.includes(`Content-Range: bytes ${first}-${last}/`) && received.endsWith(part)
      await until(() => clients.every(isAnswered), `the answers of turn ${turn}`)
    }
    for (const client of clients) {
      const contents = client.responses().map(({ content }) => content)
      assert.ok(contents.length === expected.length)
      for (const [turn, content] of contents.entries()) assert.ok(content === expected[turn])
    }
    assert.ok(find.mock.calls.some(({ result }) => result === undefined))
  })
})
