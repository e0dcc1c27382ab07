/**
 * A server to be measured: started, held on a core of its own, weighed, stopped.
 *
 * The server has core 0, the load tools and this program core 1, so that neither takes time from the
 * other. A master and its workers are counted together.
 */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { isListening } from './listening.ts'

const SERVER_CORE = '0'
const LOAD_CORE = '1'
const START_MILLISECONDS = 10_000
const STOP_MILLISECONDS = 1500
/** Linux counts processor time for /proc in hundredths of a second, whatever its kernel does. */
const MICROSECONDS_PER_TICK = 10_000

export interface ServerProcess {
  readonly port: number
  /** Processor time since the start, user and system, of all its processes. */
  cpuMicroseconds(): number
  /** Resident memory of all its processes. */
  residentOctets(): number
  stop(): Promise<void>
}

/** Whether cores can be given out: Linux with taskset and two of them. */
export const isPinned: boolean =
  cpus().length > 1 && spawnSync('taskset', ['--version']).status === 0

/** Puts this program, and with it the load tools that it starts, on their core. */
export function pinLoad(): void {
  if (isPinned) spawnSync('taskset', ['-acp', LOAD_CORE, String(process.pid)])
}

/** `command` on the core of the servers. */
export function onServerCore(command: readonly string[]): readonly [string, ...string[]] {
  const [program = '', ...words] = isPinned ? ['taskset', '-c', SERVER_CORE, ...command] : command
  return [program, ...words]
}

/** Servers that are up. They do not outlive this program. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill()
})

/**
 * @param port where it will listen; absent: its first line of output says so
 * @throws with what it said, when it does not listen within 10 s
 */
export async function startServer(
  command: readonly string[],
  port?: number,
): Promise<ServerProcess> {
  const [program, ...words] = onServerCore(command)
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  child.once('close', () => running.delete(child))
  let said = ''
  child.stderr.on('data', (octets) => {
    said += octets
  })
  child.on('error', (error) => {
    said += error.message
  })
  const isUp = port === undefined ? readPort(child) : waitForPort(port, child)
  const timeLimit = new AbortController()
  const late = wait(START_MILLISECONDS, undefined, { signal: timeLimit.signal }).catch(
    () => undefined,
  )
  const found = await Promise.race([isUp, late])
  timeLimit.abort()
  if (found === undefined) {
    child.kill('SIGKILL')
    throw new Error(`Not listening: ${command.join(' ')}\n${said}`)
  }
  return {
    port: found,
    cpuMicroseconds: () => sum(familyOf(child.pid!), cpuMicrosecondsOf),
    residentOctets: () => sum(familyOf(child.pid!), residentOctetsOf),
    stop: () => stop(child),
  }
}

async function readPort(child: ChildProcess): Promise<number | undefined> {
  const line = once(child.stdout!, 'data').then(([octets]) => String(octets))
  const text = await Promise.race([line, once(child, 'close').then(() => '')])
  child.stdout!.resume()
  const port = /:(\d+)\//.exec(text)?.[1]
  return port === undefined ? undefined : Number(port)
}

async function waitForPort(port: number, child: ChildProcess): Promise<number | undefined> {
  while (child.exitCode === null && child.signalCode === null) {
    if (await isListening(port)) return port
    await wait(10)
  }
  return undefined
}

async function stop(child: ChildProcess): Promise<void> {
  const family = familyOf(child.pid!)
  const closed = once(child, 'close')
  child.kill('SIGTERM')
  const timeLimit = new AbortController()
  const late = wait(STOP_MILLISECONDS, undefined, { signal: timeLimit.signal }).catch(
    () => undefined,
  )
  await Promise.race([closed, late])
  timeLimit.abort()
  // Only those that were its own a moment ago, and only when they did not go when asked.
  if (child.exitCode === null && child.signalCode === null) {
    for (const id of family) kill(id)
    await closed
  }
}

function kill(id: number): void {
  try {
    process.kill(id, 'SIGKILL')
  } catch {
    // Gone by itself.
  }
}

/** A process and those it started. */
function familyOf(id: number): readonly number[] {
  const children = readProc(`${id}/task/${id}/children`).trim()
  return [
    id,
    ...children
      .split(' ')
      .filter(Boolean)
      .flatMap((child) => familyOf(Number(child))),
  ]
}

function cpuMicrosecondsOf(id: number): number {
  // proc(5): behind the name in brackets, the 12th and 13th are utime and stime.
  const fields = readProc(`${id}/stat`)
    .replace(/^.*\) /s, '')
    .split(' ')
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * MICROSECONDS_PER_TICK
}

function residentOctetsOf(id: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readProc(`${id}/status`))?.[1] ?? 0) * 1024
}

function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'latin1')
  } catch {
    return ''
  }
}

function sum(ids: readonly number[], of: (id: number) => number): number {
  return ids.reduce((total, id) => total + of(id), 0)
}
