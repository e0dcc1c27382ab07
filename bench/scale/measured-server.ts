/**
 * A server in a process of its own, which tells what it has used.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

export interface MeasuredServer {
  readonly port: number
  /** From the start of the process until it said where it listens. */
  readonly startMilliseconds: number
  readonly process: ChildProcess
}

export interface Usage {
  /** Processor time, of all its threads. */
  readonly microseconds: number
  /** Resident memory, after a collection. */
  readonly residentOctets: number
}

const REPORTER = `data:text/javascript,process.on('message',()=>{
  const {user,system}=process.cpuUsage();gc();
  process.send({microseconds:user+system,residentOctets:process.memoryUsage.rss()})})`

/** @param words a script that prints its URL first, and what to tell it */
export async function startServer(...words: readonly string[]): Promise<MeasuredServer> {
  const began = performance.now()
  const all = ['--expose-gc', '--import', REPORTER.replaceAll('\n', ''), ...words]
  const child = spawn(process.execPath, all, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  const [line] = (await once(child.stdout!, 'data')) as [Buffer]
  const startMilliseconds = performance.now() - began
  const port = Number(new URL(String(line).trim().split('\n')[0]!).port)
  return { port, startMilliseconds, process: child }
}

/** The processor time is taken before the collection that makes the memory comparable. */
export async function usageOf({ process: child }: MeasuredServer): Promise<Usage> {
  child.send('usage')
  const [usage] = (await once(child, 'message')) as [Usage]
  return usage
}
