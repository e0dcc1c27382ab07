/**
 * How does the page hear of connections, and what if it does not?
 *
 * One EventSource, which comes back by itself when the connection is lost, and says where it was. When
 * it is refused it gives up, so it is made anew after a while: there may be room for one more viewer
 * by then.
 */

import type { LiveRecord, ViewerRecord } from '../../trace/live-records.ts'

const AGAIN_MILLISECONDS = 3000

/** `refused`: there are enough viewers, or there is no live view where this page comes from. */
export type StreamState = 'connecting' | 'connected' | 'lost' | 'refused'

export interface StreamListener {
  heard(record: LiveRecord | ViewerRecord): void
  changed(state: StreamState): void
}

export class LiveStream {
  readonly #listener: StreamListener
  #source: EventSource | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Name of the last event, whose number counts within its period. */
  #period = ''
  #number = 0

  constructor(listener: StreamListener) {
    this.#listener = listener
  }

  /** @param whose requests are told of: those of others, or those of this page as well */
  open(whose: 'others' | 'all'): void {
    clearTimeout(this.#timer)
    this.#source?.close()
    this.#listener.changed('connecting')
    const source = new EventSource(whose === 'all' ? 'live?self=1' : 'live')
    this.#source = source
    source.addEventListener('open', () => this.#listener.changed('connected'))
    source.addEventListener('message', ({ lastEventId, data }) => this.#hear(lastEventId, data))
    source.addEventListener('error', () => {
      const isOver = source.readyState === EventSource.CLOSED
      this.#listener.changed(isOver ? 'refused' : 'lost')
      if (isOver) this.#timer = setTimeout(() => this.open(whose), AGAIN_MILLISECONDS)
    })
  }

  #hear(name: string, data: string): void {
    const at = name.lastIndexOf('-')
    const [period, number] = [name.slice(0, at), Number(name.slice(at + 1))]
    // A source that was made anew is told again what is still remembered.
    if (period === this.#period && number <= this.#number) return
    if (period !== this.#period && this.#period !== '') this.#listener.heard({ kind: 'anew' })
    this.#period = period
    this.#number = number
    this.#listener.heard(JSON.parse(data))
  }
}
