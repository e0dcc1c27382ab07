/**
 * How much of each limit has this message used, and what would crossing it answer?
 */

import type { MessageLimits } from '../message/limits.ts'
import { FAULTS, type FaultCode } from '../message/protocol-error.ts'
import type { FramingTrace } from './framing-trace.ts'

export interface LimitMeter {
  readonly limit: keyof MessageLimits
  readonly used: number
  readonly max: number
  /** What crossing it answers. */
  readonly status: number
  readonly code: FaultCode
}

/** The fault that crossing each limit is. */
const FAULT_OF: Readonly<Record<keyof MessageLimits, FaultCode>> = {
  methodOctets: 'method-too-long',
  requestLineOctets: 'request-line-too-long',
  fieldSectionOctets: 'field-section-too-large',
  fieldLines: 'field-lines-too-many',
  emptyLines: 'empty-lines-too-many',
  contentOctets: 'content-too-large',
  chunkExtensionOctets: 'chunk-extensions-too-large',
  trailerSectionOctets: 'trailer-section-too-large',
}

/** Of the message in progress, or of the last one. */
export function limitMeters(trace: Pick<FramingTrace, 'limits' | 'usage'>): readonly LimitMeter[] {
  return (Object.keys(FAULT_OF) as (keyof MessageLimits)[]).map((limit) => {
    const code = FAULT_OF[limit]
    const { status } = FAULTS[code]
    return { limit, used: trace.usage[limit], max: trace.limits[limit], status, code }
  })
}
