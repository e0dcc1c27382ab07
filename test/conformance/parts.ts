/** The parts of the requirements table, in the order of the RFCs. */

import type { Part } from './row.ts'
import { BODIES } from './rows/bodies.ts'
import { CHUNKED } from './rows/chunked.ts'
import { CONDITIONS } from './rows/conditions.ts'
import { CONNECTIONS } from './rows/connections.ts'
import { EXPECTATIONS } from './rows/expectations.ts'
import { FIELDS } from './rows/fields.ts'
import { HOST_ROWS } from './rows/host.ts'
import { METHODS } from './rows/methods.ts'
import { FULL, OVERLOAD } from './rows/overload.ts'
import { RANGES } from './rows/ranges.ts'
import { REQUEST_LINE } from './rows/request-line.ts'
import { RESPONSES } from './rows/responses.ts'
import { TARGET } from './rows/target.ts'
import { IMPATIENT, TIMEOUTS } from './rows/timeouts.ts'

// biome-ignore format: one part a line
export const PARTS: readonly Part[] = [
  { name: 'request line',   rows: REQUEST_LINE, cuts: 'everywhere' },
  { name: 'request target', rows: TARGET,       cuts: 'everywhere' },
  { name: 'Host',           rows: HOST_ROWS,    cuts: 'everywhere' },
  { name: 'field lines',    rows: FIELDS,       cuts: 'everywhere' },
  { name: 'bodies',         rows: BODIES,       cuts: 'everywhere' },
  { name: 'chunked coding', rows: CHUNKED,      cuts: 'everywhere' },
  { name: 'connections',    rows: CONNECTIONS,  cuts: 'nowhere' },
  { name: 'expectations',   rows: EXPECTATIONS, cuts: 'nowhere' },
  { name: 'timeouts',       rows: TIMEOUTS,     cuts: 'nowhere', limits: IMPATIENT },
  { name: 'overload',       rows: OVERLOAD,     cuts: 'nowhere', limits: FULL },
  { name: 'methods',        rows: METHODS,      cuts: 'nowhere' },
  { name: 'conditions',     rows: CONDITIONS,   cuts: 'nowhere' },
  { name: 'ranges',         rows: RANGES,       cuts: 'nowhere' },
  { name: 'responses',      rows: RESPONSES,    cuts: 'nowhere' },
]
