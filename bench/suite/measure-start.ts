/**
 * How long from the command to the first octet of an answer?
 *
 * Beside it `node -e 0`, from its start to its end: what no server in Node can go below.
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { median } from '../statistics.ts'
import type { Contender } from './contenders.ts'
import type { Measurement } from './measure-load.ts'
import { get } from './scenarios.ts'
import { onServerCore } from './server-process.ts'
import type { Site } from './site.ts'

export const BARE_NODE = 'node -e 0'
const STARTS = 5

export async function measureStart(contender: Contender, site: Site): Promise<Measurement> {
  return measure(async () => {
    const begin = performance.now()
    const server = await contender.start(site, [])
    const socket = connect({ port: server.port, host: '127.0.0.1' })
    socket.write(get(server.port, '/1k.txt'))
    await once(socket, 'data')
    const milliseconds = performance.now() - begin
    socket.destroy()
    await server.stop()
    return milliseconds
  })
}

export async function measureBareNode(): Promise<Measurement> {
  return measure(async () => {
    const begin = performance.now()
    const [program, ...words] = onServerCore([process.execPath, '-e', '0'])
    await once(spawn(program, words, { stdio: 'ignore' }), 'close')
    return performance.now() - begin
  })
}

async function measure(once: () => Promise<number>): Promise<Measurement> {
  const times: number[] = []
  for (let start = 0; start < STARTS; start += 1) times.push(await once())
  return { value: median(times) }
}
