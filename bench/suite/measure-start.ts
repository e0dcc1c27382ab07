/**
 * How long from the command to the first octet of an answer?
 *
 * Beside it `node -e 0`, from its start to its end: what no server in Node can go below. One start is
 * one measurement; they take turns, start by start.
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Contender } from './contenders.ts'
import type { Measurement } from './measure-load.ts'
import { get } from './scenarios.ts'
import { onServerCore } from './server-process.ts'
import type { Site } from './site.ts'

export const BARE_NODE = 'node -e 0'

export async function measureStart(contender: Contender, site: Site): Promise<Measurement> {
  const begin = performance.now()
  const server = await contender.start(site, [])
  const socket = connect({ port: server.port, host: '127.0.0.1' })
  socket.write(get(server.port, '/1k.txt'))
  await once(socket, 'data')
  const value = performance.now() - begin
  socket.destroy()
  await server.stop()
  return { value }
}

export async function measureBareNode(): Promise<Measurement> {
  const begin = performance.now()
  const [program, ...words] = onServerCore([process.execPath, '-e', '0'])
  await once(spawn(program, words, { stdio: 'ignore' }), 'close')
  return { value: performance.now() - begin }
}
