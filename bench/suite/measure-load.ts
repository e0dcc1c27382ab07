/**
 * One measurement: one contender, one kind of work, in a process of its own.
 *
 * Some answers are compared, autocannon warms the server up and looks at each answer, the load is
 * timed, and answers are compared once more. Anything that is not right ends it with an error: a
 * figure of a server that answers wrongly would be worse than none.
 */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadWithAutocannon } from './autocannon.ts'
import type { Contender } from './contenders.ts'
import { type Load, objectToLoad, type Work } from './load.ts'
import { type Asked, ask, objectTo } from './raw-answer.ts'
import { get, type LoadScenario } from './scenarios.ts'
import type { Site } from './site.ts'
import { loadWithWrk } from './wrk.ts'

export interface Measurement {
  /** In the unit of its scenario. */
  readonly value: number
  readonly requestsPerSecond?: number
  readonly octetsPerSecond?: number
  readonly cpuMicrosecondsPerRequest?: number
  readonly p50Milliseconds?: number
  readonly p99Milliseconds?: number
  readonly bottleneck?: 'server' | 'client'
}

export interface LoadSettings {
  readonly tool: 'wrk' | 'autocannon'
  readonly seconds: number
}

const WARM_UP_SECONDS = 0.5
const WARM_UP_TURNS = 3
const WARM_UP_ANSWERS = 4000
const COMPARED = 8
/** A server that has this much of its core is what the load waits for. */
const BUSY = 0.9

/** @throws with what was wrong */
export async function measureLoad(
  contender: Contender,
  scenario: LoadScenario,
  site: Site,
  { tool, seconds }: LoadSettings,
): Promise<Measurement> {
  const server = await contender.start(site, nullWords(scenario, site))
  try {
    const { port } = server
    const entityTag = await findEntityTag(port)
    const asked = scenario.ask({ site, port, entityTag })
    const { connections, pipelined } = scenario
    const work = { port, asked, connections, pipelined, seconds }
    await compareSome(port, asked)
    await warmUp(work, scenario, tool, site)
    const cpuBefore = server.cpuMicroseconds()
    const load = await run(tool, work, site)
    const cpu = server.cpuMicroseconds() - cpuBefore
    await compareSome(port, asked)
    return weigh(load, cpu, scenario, asked[0]!)
  } finally {
    await server.stop()
  }
}

/**
 * First autocannon looks at each answer: by number rather than by time, since where others use the
 * machine too a second may hold few. Then comes a second of the load that will be measured. After some
 * thousand answers V8 is still compiling, on the one core that the server has, and it was that which
 * was measured: 0.76 of the null server instead of 0.9 and more. And a cache that fills in the first
 * second of a server's life says little of the others.
 *
 * @throws when one of the answers is not right
 */
async function warmUp(
  work: Work,
  { closes, isBig }: LoadScenario,
  tool: Load['tool'],
  site: Site,
): Promise<void> {
  if (isBig) {
    await run('autocannon', { ...work, connections: 1, answers: 2 }, site)
    return
  }
  let answers = closes ? WARM_UP_ANSWERS : 0
  for (let turn = 0; turn < WARM_UP_TURNS && answers < WARM_UP_ANSWERS; turn += 1) {
    const load = await run('autocannon', { ...work, seconds: WARM_UP_SECONDS }, site)
    answers += load.answers
  }
  if (tool === 'wrk') await run(tool, work, site)
}

async function run(tool: Load['tool'], work: Work, site: Site): Promise<Load> {
  const load = await (tool === 'wrk' ? loadWithWrk(work, site.scratch) : loadWithAutocannon(work))
  const objection = objectToLoad(load, work)
  if (objection !== undefined) throw new Error(`${tool}: ${objection}`)
  return load
}

/** Only the null server is asked for nothing but what it has: it has no entity-tag for 1k.txt. */
async function findEntityTag(port: number): Promise<string> {
  const { fields } = await ask(port, get(port, '/1k.txt'))
  return fields.get('etag') ?? '"none"'
}

async function compareSome(port: number, asked: readonly Asked[]): Promise<void> {
  const step = Math.ceil(asked.length / COMPARED)
  for (let index = 0; index < asked.length; index += step) {
    const one = asked[index]!
    const objection = objectTo(one, await ask(port, one.octets))
    if (objection !== undefined) throw new Error(`${requestLineOf(one)}: ${objection}`)
  }
}

function requestLineOf({ octets }: Asked): string {
  return octets.toString('latin1').split('\r\n')[0]!
}

/** For a big file octets count, unfinished answers too, and a request is as many as the file has. */
function weigh(load: Load, cpu: number, scenario: LoadScenario, { content }: Asked): Measurement {
  const isByOctets = scenario.unit === 'octets/s'
  const requests = isByOctets ? load.octets / content!.length : load.answers
  const [requestsPerSecond, octetsPerSecond] = [requests / load.seconds, load.octets / load.seconds]
  return {
    value: isByOctets ? octetsPerSecond : requestsPerSecond,
    requestsPerSecond,
    octetsPerSecond,
    cpuMicrosecondsPerRequest: cpu / requests,
    ...latencyOf(load),
    bottleneck: cpu / 1e6 / load.seconds >= BUSY ? 'server' : 'client',
  }
}

function latencyOf({ p50Milliseconds, p99Milliseconds }: Load): Partial<Measurement> {
  if (p50Milliseconds === undefined || p99Milliseconds === undefined) return {}
  return { p50Milliseconds, p99Milliseconds }
}

/** What the null server is started with: the answer to the first request, in a file. */
export function nullWords(scenario: LoadScenario, site: Site): readonly string[] {
  const [first] = scenario.ask({ site, port: 0, entityTag: '"none"' })
  const { statuses, content = Buffer.alloc(0) } = first!
  const head = [
    `HTTP/1.1 ${statuses[0]} Any`,
    'Content-Type: text/plain; charset=utf-8',
    ...(statuses[0] === 304 ? [] : [`Content-Length: ${content.length}`]),
    'ETag: "none"',
    'Last-Modified: Fri, 21 Nov 2025 08:00:00 GMT',
    'Date: Fri, 21 Nov 2025 08:00:00 GMT',
    ...(scenario.closes ? ['Connection: close'] : []),
  ]
  const path = join(site.scratch, 'null-answer')
  const octets = Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1')
  writeFileSync(path, scenario.isBig ? octets : Buffer.concat([octets, content]))
  const rest = scenario.isBig ? [join(site.root, '100m.bin')] : []
  return [path, ...rest, ...(scenario.closes ? ['close'] : [])]
}
