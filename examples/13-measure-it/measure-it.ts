/**
 * What does a cut cost? A: each request arrives in one piece. B: the same, cut in the middle.
 *
 * Both run from source here, through a translator that makes some things slow. So read the ratio, and
 * not the nanoseconds; `npm run bench:parser` measures what is shipped.
 */

import { median } from '../../bench/statistics.ts'
import { RequestParser } from '../../src/message/request-parser.ts'
import { type Run, report } from './method.ts'

const REQUEST = Buffer.from(
  [
    'GET /styles/main.css?v=3 HTTP/1.1',
    'Host: www.example.com',
    'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    'Accept: text/css,*/*;q=0.1',
    'Accept-Language: en-US,en;q=0.5',
    'Accept-Encoding: gzip, deflate, br, zstd',
    'Referer: https://www.example.com/',
    '\r\n',
  ].join('\r\n'),
)
const MIDDLE = REQUEST.length >> 1
const REQUESTS = 5000
const WARM_UP_RUNS = 20

/** Parses many requests that arrive in these pieces: nanoseconds for each. */
const parsing =
  (pieces: readonly Uint8Array[]): Run =>
  () => {
    const parser = new RequestParser()
    const begin = performance.now()
    let ends = 0
    for (let count = 0; count < REQUESTS; count += 1) {
      for (const piece of pieces) {
        parser.push(piece)
        for (let event = parser.next(); event.kind !== 'need-octets'; event = parser.next()) {
          if (event.kind === 'end') ends += 1
        }
      }
    }
    const milliseconds = performance.now() - begin
    // Work whose result nobody looks at may be left out, by the engine or by a bug.
    if (ends !== REQUESTS) throw new Error(`parsed ${ends} of ${REQUESTS} requests`)
    return (milliseconds * 1e6) / REQUESTS
  }

const a = parsing([REQUEST])
const b = parsing([REQUEST.subarray(0, MIDDLE), REQUEST.subarray(MIDDLE)])

/** The first runs measure the compiler, and how often a thing ran is how well it is compiled. */
const warm = (run: Run) => median(Array.from({ length: WARM_UP_RUNS }, run))
console.log(`A, in one piece: ${warm(a).toFixed(0)} ns a request`)
console.log(`B, cut in two:   ${warm(b).toFixed(0)} ns a request`)
report(a, b)
