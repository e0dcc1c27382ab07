/**
 * Who hears of what happens on a connection outside of any exchange?
 *
 * The journal, which writes it down, and the tally, which counts it. Exchanges tell of themselves.
 */

import type { ProtocolError } from '../message/protocol-error.ts'
import type { RequestParser } from '../message/request-parser.ts'
import type { ExchangeContext } from './exchange.ts'
import type { RejectionEntry } from './journal.ts'

/** The peer broke the syntax of what `parser` reads. */
export function tellFault(
  fault: ProtocolError,
  parser: RequestParser,
  remoteAddress: string,
  { journal, tally }: ExchangeContext,
): void {
  tally?.faulted(fault.code)
  journal.faulted?.(fault, parser.excerptAround(fault.offset), remoteAddress)
}

/** What `parser` reads never became a request, and was answered. */
export function tellRejection(
  entry: Omit<RejectionEntry, 'startLine'>,
  parser: RequestParser,
  { journal, tally }: ExchangeContext,
): void {
  tally?.rejected(entry.status)
  journal.rejected?.({ ...entry, startLine: parser.startLine() })
}
