/**
 * Stopping under load: no answer that was begun is cut, and none is lost for a request that had been
 * sent before the order to stop (DESIGN: refuse new ones, finish busy ones, close idle ones).
 */

import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { describe, it } from 'node:test'
import { startOctets } from '../support/octets-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const CLIENTS = 50
const LOAD_MILLISECONDS = 500
const FILE_OCTETS = 20_000

interface Tally {
  answered: number
  /** Sent before the order to stop, and never answered in full. */
  lost: number
}

/** Asks again as soon as it is answered, until the server ends the connection. */
class Client {
  readonly done: Promise<void>
  readonly #socket: Socket
  readonly #tally: Tally
  #received = 0
  #expected = 0
  #isSentBeforeStop = false

  constructor(port: number, tally: Tally, isStopped: () => boolean) {
    this.#tally = tally
    this.#socket = connect(port, '127.0.0.1', () => this.#ask(isStopped()))
    this.#socket.setNoDelay(true)
    this.#socket.on('error', () => {})
    this.done = new Promise((resolve) => {
      this.#socket.on('close', () => {
        if (this.#expected !== -1 && this.#isSentBeforeStop) this.#tally.lost += 1
        resolve()
      })
    })
    this.#socket.on('end', () => this.#socket.end())
    this.#socket.on('data', (octets) => this.#take(octets, isStopped))
  }

  #ask(isStopped: boolean): void {
    this.#expected = 0
    this.#received = 0
    this.#isSentBeforeStop = !isStopped
    this.#socket.write('GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n')
  }

  #take(octets: Buffer, isStopped: () => boolean): void {
    if (this.#expected === 0) this.#expected = octets.indexOf('\r\n\r\n') + 4 + FILE_OCTETS
    this.#received += octets.length
    if (this.#received < this.#expected) return
    this.#tally.answered += 1
    this.#expected = -1
    if (this.#socket.writable && !isStopped()) this.#ask(isStopped())
  }
}

// biome-ignore format: the columns are the test
const PROCESSES: readonly (readonly [words: readonly string[], who: string])[] = [
  [[],          'one process'],
  [['-w', '2'], 'two workers'],
]

describe('Stopping under load', () => {
  for (const [words, who] of PROCESSES) {
    it(`${who}: every request that was sent before is answered, whole`, async (t) => {
      const folder = temporaryFolder(t, { page: 'x'.repeat(FILE_OCTETS) })
      const octets = await startOctets(t, [folder, '-p', '0', '--log', 'off', ...words])
      const tally: Tally = { answered: 0, lost: 0 }
      let isStopped = false
      const clients = Array.from(
        { length: CLIENTS },
        () => new Client(octets.port, tally, () => isStopped),
      )
      await new Promise((resolve) => setTimeout(resolve, LOAD_MILLISECONDS))
      isStopped = true
      const exit = octets.stop()
      await Promise.all(clients.map(({ done }) => done))
      assert.equal(await exit, 0)
      t.diagnostic(`${tally.answered} answered, ${tally.lost} lost, ${CLIENTS} clients`)
      assert.ok(tally.answered > CLIENTS)
      assert.equal(tally.lost, 0)
    })
  }
})
