/**
 * Is there room for one more?
 *
 * A count of those who are served, in all and from each address, and of those who are being told to
 * come again. The peers of UNIX sockets have no address, and are not counted as if they were one.
 */

import type { ConnectionLimits } from '../message/limits.ts'

/** Clients that are being told to come again, at once; more are let go without a word. */
const MAX_TURNED_AWAY = 256

/** `let-go`: there is no room even for a word. */
export type Standing = 'admitted' | 'turned-away' | 'let-go'

export class Admission {
  readonly #limits: Pick<ConnectionLimits, 'connections' | 'connectionsPerAddress'>
  readonly #admittedByAddress = new Map<string, number>()
  #admitted = 0
  #turnedAway = 0

  constructor(limits: Pick<ConnectionLimits, 'connections' | 'connectionsPerAddress'>) {
    this.#limits = limits
  }

  /** The most connections there can be, those that are not decided upon included. */
  get capacity(): number {
    return this.#limits.connections + MAX_TURNED_AWAY
  }

  /** Decides; what is not let go takes a place until it leaves. */
  admit(address: string): Standing {
    const fromAddress = this.#admittedByAddress.get(address) ?? 0
    const { connections, connectionsPerAddress } = this.#limits
    if (this.#admitted < connections && fromAddress < connectionsPerAddress) {
      this.#admitted += 1
      if (address !== '') this.#admittedByAddress.set(address, fromAddress + 1)
      return 'admitted'
    }
    if (this.#turnedAway === MAX_TURNED_AWAY) return 'let-go'
    this.#turnedAway += 1
    return 'turned-away'
  }

  /** Gives the place back. */
  leave(standing: Standing, address: string): void {
    if (standing === 'turned-away') this.#turnedAway -= 1
    if (standing !== 'admitted') return
    this.#admitted -= 1
    const left = (this.#admittedByAddress.get(address) ?? 1) - 1
    if (left === 0) this.#admittedByAddress.delete(address)
    else this.#admittedByAddress.set(address, left)
  }
}
