/**
 * How do two look on at once?
 *
 * Both are shown everything, the first one first. Either may decline a connection.
 */

import type { ConnectionWatcher, ReadPlace, Watcher } from '../server/watcher.ts'

export class WatcherPair implements Watcher {
  readonly #watchers: readonly Watcher[]

  constructor(first: Watcher, second: Watcher) {
    this.#watchers = [first, second]
  }

  opened(peer: string): ConnectionWatcher {
    const watchers = this.#watchers.flatMap((watcher) => watcher.opened(peer) ?? [])
    return {
      received: (octets: Uint8Array, place: ReadPlace) => {
        for (const watcher of watchers) watcher.received(octets, place)
      },
      sent: (octets: Uint8Array) => {
        for (const watcher of watchers) watcher.sent(octets)
      },
      closed: () => {
        for (const watcher of watchers) watcher.closed()
      },
    }
  }
}
