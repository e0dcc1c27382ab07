/**
 * What does a connection cost that is kept and does nothing?
 *
 * The server is warm, so that its heap has the size that work gives it, and the first connections are
 * not counted, which fill what is allocated by the page. Each connection has had an answer, as an idle one of
 * a browser has.
 */

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { loadWithAutocannon } from './autocannon.ts'
import type { Contender } from './contenders.ts'
import { type Measurement, nullWords } from './measure-load.ts'
import { get, LOAD_SCENARIOS } from './scenarios.ts'
import type { ServerProcess } from './server-process.ts'
import type { Site } from './site.ts'

const FIRST = 500
const COUNTED = 4000
const AT_ONCE = 100
const WARM_UP_SECONDS = 1
const ANSWER_MILLISECONDS = 10_000
const SAMPLES = 5

export async function measureMemory(contender: Contender, site: Site): Promise<Measurement> {
  const [scenario] = LOAD_SCENARIOS
  const server = await contender.start(site, nullWords(scenario!, site))
  const sockets: Socket[] = []
  try {
    const { port } = server
    const asked = scenario!.ask({ site, port, entityTag: '' })
    const work = { port, asked, connections: 50, pipelined: 1, seconds: WARM_UP_SECONDS }
    await loadWithAutocannon(work)
    await openIdle(port, FIRST, sockets)
    const before = await findResident(server)
    await openIdle(port, COUNTED, sockets)
    const after = await findResident(server)
    return { value: (after - before) / COUNTED }
  } finally {
    for (const socket of sockets) socket.destroy()
    await server.stop()
  }
}

async function openIdle(port: number, count: number, sockets: Socket[]): Promise<void> {
  for (let opened = 0; opened < count; opened += AT_ONCE) {
    sockets.push(...(await Promise.all(Array.from({ length: AT_ONCE }, () => openOne(port)))))
  }
}

/** A connection that has had one answer; the file's 1024 octets are longer than any head. */
async function openOne(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.setTimeout(ANSWER_MILLISECONDS, () => socket.destroy(new Error('No answer in time')))
  await once(socket, 'connect')
  socket.write(get(port, '/1k.txt'))
  for (let received = 0; received < 1024; ) {
    const [octets] = await once(socket, 'data')
    received += octets.length
  }
  socket.setTimeout(0)
  return socket
}

/** The least of some samples: the heap may just be collecting. */
async function findResident(server: ServerProcess): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    await wait(100)
    least = Math.min(least, server.residentOctets())
  }
  return least
}
