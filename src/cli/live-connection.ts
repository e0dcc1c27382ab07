/**
 * Is this connection in sight?
 *
 *   out of sight ──▶ a message begins: whose is it? ──▶ in sight ──▶ told, record by record
 *        ◀── too much, or a request of the page's own ──┘
 *
 * A sight begins between two messages, so that its octets can be read from the first. Whose message
 * it is shows within a few octets, and they wait until it does.
 */

import { textOf } from '../message/scan.ts'
import type { ConnectionWatcher, ReadPlace } from '../server/watcher.ts'
import type { ConnectionRecord, LiveRecord } from '../trace/live-records.ts'
import type { Audience } from './live-history.ts'
import { ASKS_FOR_PAGE, LiveSight, type SightBounds } from './live-sight.ts'
import { type Owner, ownerOf } from './request-owner.ts'

/** What connections ask of the live view, and tell it. */
export interface LiveDesk {
  /** Names the time in which somebody has been watching without a break; `undefined` when nobody is. */
  readonly period: string | undefined
  /** Whether anyone wants to see what the page itself asks for. */
  readonly isOwnWanted: boolean
  readonly bounds: SightBounds
  /** Whether more may be shown in this second; `octets` that have arrived are left out when not. */
  mayShow(octets: number): boolean
  /** Whether there is room for one more connection in sight. */
  readonly hasRoom: boolean
  sightBegan(): void
  sightEnded(): void
  tell(record: LiveRecord, audience: Audience): void
  /** What was told may be read. */
  flush(): void
}

/** Octets that wait, and when they arrived. */
interface Held {
  readonly octets: Uint8Array
  readonly time: number
}

/** As much of a request line as tells whose it is, with a host in it that is not too long. */
const LINE_OCTETS = 256
const TOO_MUCH = 'what follows is more at once than is shown'

export class LiveConnection implements ConnectionWatcher {
  readonly #desk: LiveDesk
  readonly #connection: number
  readonly #peer: string
  /** What it knows belongs to this period. */
  #period: string | undefined
  #sight: LiveSight | undefined
  /** The first octets of a message of which nobody knows yet whose it is. */
  #held: Held[] | undefined
  /** Octets that have arrived and were not shown, since the last sight. */
  #missed = 0
  /** Who was told of this connection. */
  #audience: Audience | undefined
  #time = 0

  constructor(desk: LiveDesk, connection: number, peer: string) {
    this.#desk = desk
    this.#connection = connection
    this.#peer = peer
    this.#period = desk.period
  }

  received(octets: Uint8Array, place: ReadPlace): void {
    // Under load this is the way of nearly all that arrives, and must cost nothing.
    const mayBeLeftOut = this.#sight === undefined || place === 'between-messages'
    if (!this.#isWatched() || (mayBeLeftOut && !this.#desk.mayShow(octets.length))) {
      this.#leaveOut(octets)
      return
    }
    const arrived = { octets, time: Date.now() }
    if (place === 'between-messages') this.#settle([arrived])
    else if (this.#held !== undefined) this.#settle([...this.#held, arrived])
    else this.#show(arrived)
    this.#desk.flush()
  }

  sent(octets: Uint8Array): void {
    if (!this.#isWatched()) return
    this.#time = Date.now()
    // Answered before it was known whose it is: it is nobody's.
    if (this.#held !== undefined) this.#goOn('other', this.#held)
    this.#leave(this.#sight?.sent(octets))
    this.#desk.flush()
  }

  closed(): void {
    if (!this.#isWatched()) return
    this.#time = Date.now()
    // Browsers open connections that they may need later, and never do.
    if (this.#held !== undefined && this.#held.length > 0) this.#goOn('other', this.#held)
    this.#sight?.end()
    this.#forgetSight()
    if (this.#audience !== undefined) this.#tell({ kind: 'closed', missed: this.#missed })
    this.#desk.flush()
  }

  /** Whether anybody looks on. After a time without, what was known has been missed in part. */
  #isWatched(): boolean {
    const { period } = this.#desk
    if (period !== this.#period) {
      this.#period = period
      this.#sight = undefined
      this.#held = undefined
      this.#audience = undefined
    }
    return period !== undefined
  }

  /** A message begins with these octets, or goes on with the last of them. */
  #settle(held: Held[]): void {
    const text = held.map(({ octets }) => textOf(octets, 0, Math.min(octets.length, LINE_OCTETS)))
    const owner = ownerOf(text.join(''))
    if (owner !== undefined) this.#goOn(owner, held)
    // What waits is a few octets; they belong to who brought them.
    else this.#held = held.map(({ octets, time }) => ({ octets: octets.slice(), time }))
  }

  #leaveOut(octets: Uint8Array): void {
    this.#missed += octets.length
    for (const held of this.#held ?? []) this.#missed += held.octets.length
    this.#held = undefined
    if (this.#sight === undefined) return
    this.#time = Date.now()
    this.#leave(TOO_MUCH)
    this.#desk.flush()
  }

  /** It is known whose message this is: the sight goes on, or another begins, or none. */
  #goOn(owner: Owner, held: readonly Held[]): void {
    this.#held = undefined
    const isOwn = owner === 'own'
    const isWanted = !isOwn || this.#desk.isOwnWanted
    if (this.#sight !== undefined && this.#sight.isOwn !== isOwn) this.#leave(ASKS_FOR_PAGE)
    if (this.#sight === undefined && isWanted && this.#desk.hasRoom)
      this.#open(isOwn, held[0]?.time)
    for (const one of held) this.#show(one)
  }

  #open(isOwn: boolean, time: number = this.#time): void {
    this.#desk.sightBegan()
    this.#audience = isOwn ? 'who-asked-for-own' : 'everyone'
    this.#time = time
    this.#tell({ kind: 'opened', peer: this.#peer, missed: this.#missed })
    this.#missed = 0
    const tell = (record: ConnectionRecord): void => this.#tell(record)
    this.#sight = new LiveSight(this.#desk.bounds, isOwn, tell)
  }

  #show({ octets, time }: Held): void {
    this.#time = time
    if (this.#sight === undefined) this.#missed += octets.length
    else this.#leave(this.#sight.received(octets))
  }

  /** @param says why; the sight goes on when there is no reason */
  #leave(says: string | undefined): void {
    if (says === undefined) return
    this.#forgetSight()
    this.#tell({ kind: 'left', says })
  }

  #forgetSight(): void {
    if (this.#sight !== undefined) this.#desk.sightEnded()
    this.#sight = undefined
  }

  #tell(record: ConnectionRecord): void {
    const { connection, time } = { connection: this.#connection, time: this.#time }
    this.#desk.tell({ connection, time, ...record }, this.#audience ?? 'everyone')
  }
}
