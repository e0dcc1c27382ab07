/**
 * The parser loop of `npm run fuzz`, in a thread of its own: a message that never ends must not keep
 * the watch from seeing it. Runs until it is terminated, or until a message fails.
 */

import { parentPort, workerData } from 'node:worker_threads'
import { DEFAULT_LIMITS } from '../../src/message/limits.ts'
import { SMALL_LIMITS } from '../support/parser-case.ts'
import { BrokenPromise, checkMessage, type Verdict } from './check-message.ts'
import type { FuzzReport, FuzzTask } from './fuzz-report.ts'
import { makeMessage } from './messages.ts'
import { Random } from './random.ts'

const REPORT_MILLISECONDS = 1000

const { seed, packageUrl, begun }: FuzzTask = workerData
const parsing: typeof import('../../src/index.ts') = await import(packageUrl)

function report(entry: FuzzReport): void {
  parentPort?.postMessage(entry)
}

const verdicts = new Map<Verdict, number>()
let reported = performance.now()
for (let index = 0; ; index += 1) {
  Atomics.store(begun, 0, index + 1)
  const limits = index % 2 === 0 ? DEFAULT_LIMITS : SMALL_LIMITS
  try {
    const random = new Random(seed + 1, index)
    const verdict = checkMessage(makeMessage(seed, index), parsing, limits, random)
    verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1)
  } catch (error) {
    const failure = error instanceof BrokenPromise ? 'broken promise' : 'crash'
    const says = error instanceof Error ? (error.stack ?? error.message) : String(error)
    report({ kind: 'failed', failure, index, says })
    break
  }
  if (performance.now() - reported < REPORT_MILLISECONDS) continue
  reported = performance.now()
  report({ kind: 'progress', verdicts })
}
