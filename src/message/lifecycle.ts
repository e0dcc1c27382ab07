/**
 * In which state is a connection, and does it outlive this exchange?
 *
 * One connection, seen as a state machine. The whole behaviour is this table, and the tests walk
 * every cell. A blank cell means the event cannot happen in that state; meeting one is a bug in our
 * code, not in the peer's, so it is an assertion and not a 400.
 *
 *   idle       between two requests, nothing of the next one has arrived
 *   reading    part of a head has arrived
 *   answering  a head is complete; its content may still arrive, its answer is being made or sent
 *   lingering  our side is closed; what the client still sends is read and dropped, so that it can
 *              read our last answer (RFC 9112 §9.6)
 *   closed     gone
 *
 * Spec: RFC 9112 §9.3 (persistence), §9.6 (tear-down); RFC 9110 §7.6.1 (Connection).
 */

import { parseList } from '../semantics/grammar.ts'

export type LifecycleState = 'idle' | 'reading' | 'answering' | 'lingering' | 'closed'

/**
 * - `octets` the first octets of a message; `head` its field section is complete
 * - `answered` the exchange is over and the connection persists; `last-answered` it does not
 * - `fault` the message is broken, and said so; `timeout` the state's deadline passed
 * - `fin` the client will send no more; `stop` the server stops; `gone` the socket is closed
 */
export type LifecycleEvent =
  | 'octets'
  | 'head'
  | 'answered'
  | 'last-answered'
  | 'fault'
  | 'timeout'
  | 'fin'
  | 'stop'
  | 'gone'

type Row = Readonly<Partial<Record<LifecycleEvent, LifecycleState>>>

// biome-ignore format: columns are easier to compare than lines
export const LIFECYCLE: Readonly<Record<LifecycleState, Row>> = {
  idle:      { octets: 'reading',   stop: 'lingering',                                timeout: 'lingering', fin: 'lingering', gone: 'closed' },
  reading:   { head: 'answering',                              fault: 'lingering',    timeout: 'lingering', fin: 'lingering', gone: 'closed' },
  answering: { answered: 'idle',    'last-answered': 'lingering', fault: 'lingering',    timeout: 'lingering',                   gone: 'closed' },
  lingering: {                                                                                                                gone: 'closed' },
  closed:    {},
}

/**
 * Whether the connection persists after a message of this version with this Connection field.
 *
 * The steps follow RFC 9112 §9.3; `connection` is the combined field value.
 */
export function decidePersistence(version: '1.0' | '1.1', connection: string | undefined): boolean {
  if (connection === undefined) return version === '1.1'
  const options = parseList(connection).map((option) => option.toLowerCase())
  if (options.includes('close')) return false
  return version === '1.1' || options.includes('keep-alive')
}
