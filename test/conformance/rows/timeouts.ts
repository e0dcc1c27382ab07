/** Slow clients (RFC 9112 §9.5). To a server that waits less than half a second. */

import type { Limits } from '../../../src/message/limits.ts'
import { closes, has, type Row, text, timesOut } from '../row.ts'

export const IMPATIENT: Partial<Limits> = {
  headMilliseconds: 400,
  idleMilliseconds: 400,
  stallMilliseconds: 400,
}

const GET = 'GET /told HTTP/1.1\r\nHost: a\r\n'
const LATE = has(408, { connection: 'close' })

// biome-ignore format: one row a line, columns aligned
export const TIMEOUTS: readonly Row[] = [
  ['RFC 9112 §9.5',    'SHOULD', '',                                                              timesOut(),                              'a connection on which nothing comes is closed gracefully'],
  ['RFC 9112 §9.5',    'SHOULD', `${GET}\r\n`,                                                    timesOut(text('GET /told a 1.1')),       'and so is one on which nothing comes any more'],
  ['RFC 9110 §15.5.9', 'ours',   'GET',                                                           timesOut(LATE),                          'half a request: 408, and close'],
  ['RFC 9110 §15.5.9', 'ours',   GET,                                                             timesOut(LATE),                          'half a field section'],
  ['RFC 9110 §15.5.9', 'ours',   'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab', timesOut(LATE),                          'half a content'],
  ['RFC 9110 §15.5.9', 'ours',   'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab', timesOut(LATE),                          'half a chunk'],
  ['RFC 9110 §15.5.9', 'ours',   `${GET}\r\nGET`,                                                 timesOut(text('GET /told a 1.1'), LATE), 'half of a second request'],
  ['RFC 9112 §9.5',    'ours',   `${GET}Connection: close\r\n\r\n`,                               closes(200),                             'a client in time is answered like by any server'],
]
