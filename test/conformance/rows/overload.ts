/** A server that has no room for one more connection (RFC 9110 §15.6.4; RFC 9112 §9.4). */

import type { Limits } from '../../../src/message/limits.ts'
import { clientCloses, closes, has, type Row } from '../row.ts'

export const FULL: Partial<Limits> = { connections: 0 }

const UNAVAILABLE = has(503, { 'retry-after': /^\d+$/, connection: 'close' })

// biome-ignore format: one row a line, columns aligned
export const OVERLOAD: readonly Row[] = [
  ['RFC 9110 §15.6.4', 'ours', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', closes(UNAVAILABLE),       '503 rather than a refused connection: both are a MAY'],
  ['RFC 9110 §10.2.3', 'ours', '',                                  clientCloses(UNAVAILABLE), 'Retry-After in seconds, said before the client has spoken'],
]
