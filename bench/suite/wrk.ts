/**
 * wrk as the source of load: the same requests, round and round, and its counts as numbers.
 *
 * wrk takes requests from a Lua script, and hands its summary to one. A script that looked at answers
 * would make wrk build a table and a copy of each; ours does not, so that the server stays what is
 * measured.
 *
 * It takes whole seconds only, but ends as well when it is interrupted, and tells how long it took to
 * the microsecond. So it is told more than is wanted and interrupted in time.
 */

import { execFile, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Load, Work } from './load.ts'

const TIMEOUT_SECONDS = 10
/** Of a load that was not interrupted: it would be noticed by its length. */
const LONGEST_SECONDS = 60
/** wrk looks each tenth of a second whether it is to end; it is told in the middle between two. */
const LOOK_MILLISECONDS = 100
/** In no request. */
const SEPARATOR = '\x01'
const MARK = 'summary '

/** `undefined` when wrk is not installed. */
export function findWrk(): string | undefined {
  return /^wrk \S*?(\d[\d.]*)/.exec(
    spawnSync('wrk', ['-v'], { encoding: 'utf8' }).stdout ?? '',
  )?.[1]
}

/** The seconds of `work` are kept to a tenth. */
export async function loadWithWrk(work: Work, scratch: string): Promise<Load> {
  const requestsPath = join(scratch, 'wrk-requests')
  const scriptPath = join(scratch, 'wrk.lua')
  const requests = work.asked.map(({ octets }) => octets.toString('latin1').repeat(work.pipelined))
  writeFileSync(requestsPath, requests.join(SEPARATOR), 'latin1')
  writeFileSync(scriptPath, script(requestsPath))
  const words = ['-t1', `-c${work.connections}`, `-d${LONGEST_SECONDS}s`]
  words.push('--timeout', `${TIMEOUT_SECONDS}s`, '-s', scriptPath, `http://127.0.0.1:${work.port}/`)
  const running = promisify(execFile)('wrk', words)
  const milliseconds = Math.max(2 * LOOK_MILLISECONDS, work.seconds * 1000) - LOOK_MILLISECONDS / 2
  const timer = setTimeout(() => running.child.kill('SIGINT'), milliseconds)
  const { stdout } = await running.finally(() => clearTimeout(timer))
  const load = parseWrk(stdout)
  if (load === undefined) throw new Error(`wrk gave no summary:\n${stdout}`)
  return load
}

/** Reads what the script below prints among the words of wrk. */
export function parseWrk(output: string): Load | undefined {
  const line = output.split('\n').find((one) => one.startsWith(MARK))
  if (line === undefined) return undefined
  const numbers = line.slice(MARK.length).split(' ').map(Number)
  if (numbers.length !== 7 || numbers.some((number) => !Number.isFinite(number))) return undefined
  const [answers, octets, microseconds, p50, p99, refusals, errors] = numbers as Numbers
  return {
    tool: 'wrk',
    answers,
    octets,
    seconds: microseconds / 1e6,
    ...(answers > 0 && { p50Milliseconds: p50 / 1000, p99Milliseconds: p99 / 1000 }),
    refusals,
    errors,
  }
}

type Numbers = [number, number, number, number, number, number, number]

function script(requestsPath: string): string {
  return `
local file = io.open(${JSON.stringify(requestsPath)}, 'rb')
local requests, at = {}, 0
for one in file:read('*a'):gmatch('[^\\1]+') do requests[#requests + 1] = one end
file:close()

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('${MARK}%.0f %.0f %.0f %.0f %.0f %.0f %.0f\\n',
    summary.requests, summary.bytes, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
`
}
