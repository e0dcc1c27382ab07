/**
 * What is worth saying about something that was read?
 *
 * Spec: RFC 9112 §3.2 (forms of the target), §8 (incomplete messages).
 */

import type { TraceState } from './records.ts'
import { STATES } from './states.ts'

/** Of a request line, which is well-formed. */
export function remarkOnRequestLine(line: string, message: number): string {
  const form = formOf(line.split(' ')[1] ?? '')
  return message === 1 ? form : `${form}, request ${message} of the connection`
}

function formOf(target: string): string {
  if (target.startsWith('/')) return 'origin-form'
  if (target === '*') return 'asterisk-form'
  return /^https?:\/\//i.test(target) ? 'absolute-form' : 'authority-form'
}

const FIELD_REMARKS: Readonly<Record<string, string>> = {
  host: 'whom the request is for',
  'content-length': 'where the content ends',
  'transfer-encoding': 'how the content is framed',
  connection: 'whether the connection stays open',
  expect: 'what the client waits for',
}

/** Of a field line; empty unless this layer acts on the field. */
export function remarkOnField(name: string): string {
  return FIELD_REMARKS[name] ?? ''
}

/**
 * Of a connection that ends in this state.
 *
 * @param unread octets behind the last request
 */
export function remarkOnEnd(state: TraceState, message: number, unread: number): string {
  if (state === 'message-start') return 'ended between requests'
  if (state === 'unread') {
    return `ended behind request ${message}, the last; ${countOctets(unread)} not read`
  }
  const { says } = STATES.find(({ name }) => name === state)!
  return `ended inside ${says}: request ${message} is incomplete`
}

/** `1 octet`, `5 octets`. */
export function countOctets(octets: number): string {
  return octets === 1 ? '1 octet' : `${octets} octets`
}
