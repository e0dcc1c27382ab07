/**
 * One contender, one kind of work, in a process of its own.
 *
 * Opening it starts the server, compares some answers, lets autocannon look at some hundred more, and
 * warms it up. It then stays up and is measured in short slices, with those of the other contenders in
 * between (heat.ts). Closing it compares answers once more. Anything that is not right is an error: a
 * figure of a server that answers wrongly would be worse than none.
 */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadWithAutocannon } from './autocannon.ts'
import type { Contender } from './contenders.ts'
import { type Load, objectToLoad, type Work } from './load.ts'
import { type Asked, ask, objectTo } from './raw-answer.ts'
import { get, type LoadScenario } from './scenarios.ts'
import type { ServerProcess } from './server-process.ts'
import { MIB, type Site } from './site.ts'
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
  /** Of one slice. */
  readonly seconds: number
  readonly warmUpSeconds: number
}

/** A contender that is ready to be measured, as often as is wanted. */
export interface Runner {
  /** @throws with what was wrong */
  measure(): Promise<Measurement>
  /** Nothing of it is left. @throws with what was wrong with its last answers */
  close(): Promise<void>
}

const JUDGED_ANSWERS = 1000
const JUDGED_OCTETS = 100 * MIB
const COMPARED = 8
/** A server that has this much of its core is what the load waits for. */
const BUSY = 0.9

/** @throws with what was wrong */
export async function openLoad(
  contender: Contender,
  scenario: LoadScenario,
  site: Site,
  { tool, seconds, warmUpSeconds }: LoadSettings,
): Promise<Runner> {
  const server = await contender.start(site, nullWords(scenario, site))
  try {
    const { port } = server
    const entityTag = await findEntityTag(port)
    const asked = scenario.ask({ site, port, entityTag })
    const { connections, pipelined } = scenario
    const work = { port, asked, connections, pipelined, seconds }
    await compareSome(port, asked)
    await judge(work, scenario, site)
    if (warmUpSeconds > 0) await warmUp(work, scenario, warmUpSeconds, tool, site)
    return {
      measure: () => measureSlice(server, work, scenario, tool, site),
      close: () => compareSome(port, asked).finally(() => server.stop()),
    }
  } catch (error) {
    await server.stop()
    throw error
  }
}

async function measureSlice(
  server: ServerProcess,
  work: Work,
  scenario: LoadScenario,
  tool: Load['tool'],
  site: Site,
): Promise<Measurement> {
  const cpuBefore = server.cpuMicroseconds()
  const load = await run(tool, work, site)
  const cpu = server.cpuMicroseconds() - cpuBefore
  return weigh(load, cpu, scenario, work.asked[0]!)
}

/**
 * autocannon looks at each answer: by number rather than by time, since where others use the machine
 * too a second may hold few. The warm-up proper is a second of the load that will be measured. After
 * some thousand answers V8 is still compiling, on the one core that the server has, and it was that
 * which was measured: 0.76 of the null server instead of 0.9 and more. And a cache that fills in the
 * first second of a server's life says little of the others.
 *
 * @throws when one of the answers is not right
 */
async function judge(work: Work, { closes, isBig }: LoadScenario, site: Site): Promise<void> {
  if (closes) return
  const longest = Math.max(...work.asked.map(({ content }) => content?.length ?? 0), 1)
  const affordable = Math.ceil(JUDGED_OCTETS / longest)
  const answers = Math.min(Math.max(JUDGED_ANSWERS, work.connections), affordable + 1)
  const connections = isBig ? 1 : work.connections
  await run('autocannon', { ...work, connections, answers }, site)
}

/**
 * In one go, but in two where there is no judge. When a load ends, its connections end in ways that were
 * not seen before, and V8 discards code for that; what it compiled anew took a fifth of the first slice.
 */
async function warmUp(
  work: Work,
  { closes }: LoadScenario,
  seconds: number,
  tool: Load['tool'],
  site: Site,
): Promise<void> {
  const loads = closes ? 2 : 1
  for (let load = 0; load < loads; load += 1) {
    await run(tool, { ...work, seconds: seconds / loads }, site)
  }
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
