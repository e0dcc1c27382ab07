/**
 * Does a run of the scale bench measure, and notice answers that are none?
 */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { openClients } from '../../bench/scale/clients.ts'
import { ANSWER_FILE, type Figures, MEASURES, SUBJECTS } from '../../bench/scale/subjects.ts'

const PROJECT = join(import.meta.dirname, '../..')
const CONTENT_OCTETS = 100_000
const GOOD = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab'

let root = ''
before(() => {
  root = mkdtempSync(join(tmpdir(), 'octets-scale-test-'))
  writeFileSync(join(root, 'small.txt'), 'small')
  writeFileSync(join(root, 'one.txt'), 'one')
  writeFileSync(join(root, ANSWER_FILE), GOOD)
  writeFileSync(join(root, 'content.bin'), '')
  truncateSync(join(root, 'content.bin'), CONTENT_OCTETS)
})
after(() => rmSync(root, { recursive: true }))

describe('a run', () => {
  for (const { name } of SUBJECTS) {
    it(`fills in every figure of its subject: ${name}`, async () => {
      const script = join(PROJECT, 'bench/scale-run.ts')
      const words = ['--import', 'tsx', script, join(PROJECT, 'dist'), name, '3', root, 'quick']
      const { stdout } = await promisify(execFile)(process.execPath, words, { timeout: 60_000 })
      const figures = JSON.parse(stdout) as Figures
      const wanted = MEASURES.filter(({ subject }) => subject === name).map(({ figure }) => figure)
      for (const figure of wanted) assert.ok(figures[figure]! > 0, `${figure}: ${stdout}`)
    })
  }
})

// biome-ignore format: the columns are the test
const WRONG: readonly (readonly [second: string, says: RegExp, why: string])[] = [
  ['HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nab', /Answered with HTTP\/1.1 404/, 'a status that is not success'],
  [`${GOOD}c`,                                              /too long/,                    'an octet too many'],
  ['',                                                      /closed a connection/,         'none at all'],
  [GOOD.slice(0, -1),                                       /closed a connection/,         'an octet too few'],
]

describe('clients', () => {
  async function ask(answers: readonly string[], connections: number): Promise<void> {
    const sockets: Socket[] = []
    let asked = 0
    const server = createServer((socket) => {
      sockets.push(socket)
      socket.on('data', () => {
        const answer = answers[asked % answers.length]!
        asked += 1
        socket.write(answer)
        if (answer.length < GOOD.length) socket.destroySoon()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const clients = await openClients(port, 'GET / HTTP/1.1\r\n\r\n', connections)
    try {
      await clients.ask(10)
      assert.equal(asked, 10)
    } finally {
      clients.close()
      for (const socket of sockets) socket.destroy()
      server.close()
    }
  }

  for (const connections of [1, 3, 200]) {
    it(`send as many requests as they are told, over ${connections}`, () =>
      ask([GOOD], connections))
  }

  for (const [second, says, why] of WRONG) {
    it(`do not take for an answer: ${why}`, () => assert.rejects(ask([GOOD, second], 1), says))
  }

  it('do not take for an answer: one that tells no length', () => {
    return assert.rejects(ask(['HTTP/1.1 200 OK\r\n\r\n'.padEnd(60)], 1), /No length/)
  })
})
