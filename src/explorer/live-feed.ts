/**
 * Which connections has the server told of, and how do they stand?
 *
 *   records of the live view ──▶ sightings, the latest ones ──▶ octets and cuts, as they arrived
 *
 * A sighting is one connection for as long as it is in sight. Masked octets are as many as they were,
 * so every cut lies where the network put it.
 */

import type { LiveRecord, ViewerRecord } from '../trace/live-records.ts'
import { STATES } from '../trace/states.ts'
import type { Scene } from './address.ts'
import { MAX_OCTETS } from './octet-text.ts'

/** The most that are kept; the oldest give way. */
const MAX_SIGHTINGS = 200

/** `left`: it goes on, unseen. `lost`: nobody knows. */
type Standing = 'open' | 'left' | 'lost' | 'closed'

export interface Sighting {
  readonly connection: number
  readonly peer: string
  /** When it began, in milliseconds since 1970. */
  readonly since: number
  /** Octets that arrived on the connection before it, and are not shown. */
  readonly missed: number
  standing: Standing
  /** The first request line, without its end; empty as long as it has not arrived. */
  line: string
  /** Request lines that have arrived. */
  requests: number
  /** Of the first answer, interim ones aside; empty as long as there is none. */
  status: string
  /** What the connection is at, in words. */
  says: string
  /** What arrived together, one char an octet. */
  readonly segments: string[]
  /** How many octets arrived that are not in `segments`. */
  omitted: number
}

type TakenRecord = LiveRecord | ViewerRecord
type SeenRecord = Extract<LiveRecord, { readonly direction: unknown }>

export class LiveFeed {
  /** The oldest first. */
  readonly sightings: Sighting[] = []
  /** Octets that the server left out, because too much happened at once. */
  skipped = 0
  /** Records that this viewer was too slow for. */
  dropped = 0
  readonly #open = new Map<number, Sighting>()

  /** @returns the sightings that have changed */
  take(record: TakenRecord): readonly Sighting[] {
    switch (record.kind) {
      case 'dropped':
        this.dropped += record.records
        return this.#lose()
      case 'anew':
        return this.#lose()
      case 'skipped':
        this.skipped += record.octets
        return []
      case 'opened':
        return [this.#begin(record)]
    }
    const sighting = this.#open.get(record.connection)
    if (sighting === undefined) return this.#takeLate(record)
    if (record.kind === 'left') this.#end(record.connection, 'left', record.says)
    else if (record.kind === 'closed') this.#end(record.connection, 'closed', 'closed')
    else if (record.direction === 'received') takeReceived(sighting, record)
    else if (record.kind === 'event' && record.event === 'status-line' && !hasAnswer(sighting))
      sighting.status = record.text.slice(9, 12)
    return [sighting]
  }

  clear(): void {
    this.sightings.length = 0
    this.#open.clear()
    this.skipped = 0
    this.dropped = 0
  }

  #begin({ connection, peer, time, missed }: Extract<LiveRecord, { kind: 'opened' }>): Sighting {
    const sighting: Sighting = {
      ...{ connection, peer, since: time, missed },
      ...{ standing: 'open', line: '', requests: 0, status: '', says: 'open' },
      ...{ segments: [], omitted: 0 },
    }
    this.#open.set(connection, sighting)
    this.sightings.push(sighting)
    if (this.sightings.length > MAX_SIGHTINGS) {
      const oldest = this.sightings.shift()!
      if (this.#open.get(oldest.connection) === oldest) this.#open.delete(oldest.connection)
    }
    return sighting
  }

  /** The connection went out of sight, and is now gone. */
  #takeLate(record: LiveRecord): readonly Sighting[] {
    if (record.kind !== 'closed') return []
    const left = this.sightings.findLast(({ connection }) => connection === record.connection)
    if (left?.standing !== 'left') return []
    left.standing = 'closed'
    left.omitted += record.missed
    return [left]
  }

  #end(connection: number, standing: Standing, says: string): void {
    const sighting = this.#open.get(connection)!
    this.#open.delete(connection)
    sighting.standing = standing
    // What was wrong is worth more than how it ended.
    if (!sighting.says.startsWith('refused')) sighting.says = says
  }

  #lose(): readonly Sighting[] {
    const lost = [...this.#open.keys()]
    for (const connection of lost) this.#end(connection, 'lost', 'out of sight')
    return this.sightings.filter(({ standing }) => standing === 'lost')
  }
}

function hasAnswer({ status }: Sighting): boolean {
  return status !== '' && !status.startsWith('1')
}

function takeReceived(sighting: Sighting, record: SeenRecord): void {
  switch (record.kind) {
    case 'segment':
      if (sighting.omitted === 0) sighting.segments.push(record.text)
      sighting.omitted += sighting.omitted === 0 ? record.omitted : record.octets
      return
    case 'event':
      if (record.event !== 'request-line') return
      sighting.requests += 1
      if (sighting.requests === 1) sighting.line = record.text.replace(/\r\n$/, '')
      return
    case 'need-octets': {
      const state = STATES.find(({ name }) => name === record.state)
      sighting.says =
        record.state === 'message-start' && sighting.requests > 0
          ? 'between requests'
          : `reading ${state?.says ?? record.state}`
      return
    }
    case 'fault':
      sighting.says = `refused: ${record.status} ${record.code}`
  }
}

/** What arrived, cut as it arrived; its end is all there is to see. */
export function sceneOfSighting({ segments }: Sighting): Scene {
  const text = segments.join('').slice(0, MAX_OCTETS)
  const cuts: number[] = []
  let end = 0
  for (const segment of segments) {
    end += segment.length
    if (end < text.length) cuts.push(end)
  }
  const octets = Uint8Array.from(text, (char) => char.charCodeAt(0))
  return { octets, cuts, step: octets.length, limits: {} }
}

/** Whether a sighting has all these words in it, in any case. */
export function matches({ peer, line, status, says }: Sighting, filter: string): boolean {
  const text = `${peer} ${line} ${status} ${says}`.toLowerCase()
  return filter
    .toLowerCase()
    .split(' ')
    .every((word) => text.includes(word))
}
