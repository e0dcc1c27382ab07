/**
 * autocannon as the source of load, and as the judge: it looks at each answer.
 *
 * It builds requests from options of its own. Here each of its clients is handed the octets instead,
 * so that it sends what wrk sends. It parses in JavaScript and is busy long before a good server is.
 */

import autocannon from 'autocannon'
import type { Load, Work } from './load.ts'
import type { Asked } from './raw-answer.ts'

/** What autocannon's clients have and its types do not tell. */
interface OpenClient {
  getRequestBuffer(): Buffer
  on(event: 'headers', listener: (head: ParsedHead) => void): void
}

interface ParsedHead {
  readonly statusCode: number
  /** Names and values in turn. */
  readonly headers: readonly string[]
}

const SAMPLE_MILLISECONDS = 100
const TIMEOUT_SECONDS = 10

export async function loadWithAutocannon(work: Work): Promise<Load> {
  let wrong = 0
  let next = 0
  const setupClient = (client: unknown): void => {
    const { pipelined, asked } = work
    const pending: Asked[] = []
    const open = client as OpenClient
    open.getRequestBuffer = () => {
      const one = asked[next++ % asked.length]!
      if (pending.length === pipelined) pending.shift()
      pending.push(one)
      return one.octets
    }
    open.on('headers', (head) => {
      if (!isRight(pending[0]!, head)) wrong += 1
    })
  }
  const options = {
    url: `http://127.0.0.1:${work.port}/`,
    connections: work.connections,
    pipelining: work.pipelined,
    duration: work.seconds,
    timeout: TIMEOUT_SECONDS,
    sampleInt: SAMPLE_MILLISECONDS,
    setupClient,
    ...(work.answers === undefined ? {} : { amount: work.answers }),
  }
  const result = await autocannon(options)
  return {
    tool: 'autocannon',
    answers: result.requests.total,
    octets: result.throughput.total,
    seconds: result.duration,
    p50Milliseconds: result.latency.p50,
    p99Milliseconds: result.latency.p99,
    refusals: result['4xx'] + result['5xx'],
    errors: result.errors + result.timeouts + wrong,
  }
}

function isRight({ statuses, contentRange }: Asked, { statusCode, headers }: ParsedHead): boolean {
  if (!statuses.includes(statusCode)) return false
  const name = headers.findIndex((text, index) => index % 2 === 0 && /^content-range$/i.test(text))
  return (name === -1 ? undefined : headers[name + 1]) === contentRange
}
