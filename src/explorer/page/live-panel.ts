/**
 * Who talks to this server right now?
 *
 * A row for each connection as it comes, the latest on top; to press one is to take its octets and the
 * cuts with which they really arrived. Rows are drawn a few times a second, however much happens.
 */

import { LiveFeed, matches, type Sighting, sceneOfSighting } from '../live-feed.ts'
import { writeOctets } from '../octet-text.ts'
import { find, make, makeStop, rove } from './dom.ts'
import { LiveStream, type StreamState } from './live-stream.ts'
import type { Page, Panel } from './panel.ts'

const DRAW_MILLISECONDS = 150
/** A screen reader is told of connections no more often than this. */
const SAY_MILLISECONDS = 5000
/** Shown of what is no request line. */
const LINE_OCTETS = 80

const STATE_SAYS: Readonly<Record<StreamState, string>> = {
  connecting: 'Connecting…',
  connected: 'Watching: connections show here as they come.',
  lost: 'Disconnected. Trying again…',
  refused: 'Not watching: there are enough viewers already. Trying again in a moment…',
}

/** What was taken from here, for as long as it is on show. */
interface Shown {
  readonly sighting: Sighting
  readonly octets: Uint8Array
}

class LivePanel implements Panel {
  readonly #page: Page
  readonly #feed = new LiveFeed()
  readonly #list = find('live-list', HTMLElement)
  readonly #filter = find('live-filter', HTMLInputElement)
  readonly #pause = find('live-pause', HTMLButtonElement)
  readonly #rows = new Map<Sighting, HTMLElement>()
  readonly #changed = new Set<Sighting>()
  #state: StreamState = 'connecting'
  #drawing: ReturnType<typeof setTimeout> | undefined
  #saidAt = Number.NEGATIVE_INFINITY
  #unsaid = 0
  #shown: Shown | undefined

  constructor(page: Page) {
    this.#page = page
    const stream = new LiveStream({
      heard: (record) => {
        for (const sighting of this.#feed.take(record)) this.#changed.add(sighting)
        if (record.kind === 'opened') this.#unsaid += 1
        this.#drawSoon()
      },
      changed: (state) => {
        this.#state = state
        this.#showState()
      },
    })
    rove(this.#list, 'button')
    this.#filter.addEventListener('input', () => this.#applyFilter())
    this.#pause.addEventListener('click', () => this.#togglePause())
    find('live-clear', HTMLElement).addEventListener('click', () => this.#clear())
    const own = find('live-own', HTMLInputElement)
    own.addEventListener('change', () => stream.open(own.checked ? 'all' : 'others'))
    find('live-try', HTMLElement).textContent = `curl ${location.origin}/`
    stream.open(own.checked ? 'all' : 'others')
  }

  render(): void {
    const { octets } = this.#page.view.scene
    if (this.#shown !== undefined && this.#shown.octets !== octets) this.#markShown(undefined)
  }

  get #isPaused(): boolean {
    return this.#pause.getAttribute('aria-pressed') === 'true'
  }

  #togglePause(): void {
    this.#pause.setAttribute('aria-pressed', String(!this.#isPaused))
    this.#showState()
    this.#drawSoon()
  }

  #clear(): void {
    this.#feed.clear()
    this.#changed.clear()
    this.#rows.clear()
    this.#list.replaceChildren()
    this.#unsaid = 0
    this.#showState()
  }

  #drawSoon(): void {
    this.#drawing ??= setTimeout(() => {
      this.#drawing = undefined
      this.#showState()
      if (!this.#isPaused) this.#draw()
    }, DRAW_MILLISECONDS)
  }

  #draw(): void {
    const kept = new Set(this.#feed.sightings)
    for (const [sighting, row] of this.#rows) {
      if (kept.has(sighting)) continue
      row.remove()
      this.#rows.delete(sighting)
    }
    for (const sighting of this.#feed.sightings)
      if (this.#changed.has(sighting)) this.#drawRow(sighting)
    this.#changed.clear()
    this.#applyFilter()
    this.#say()
  }

  #drawRow(sighting: Sighting): void {
    let row = this.#rows.get(sighting)
    if (row === undefined) {
      const button = make('button', { type: 'button', tabindex: -1 })
      button.addEventListener('click', () => this.#load(sighting))
      row = make('li', {}, button)
      this.#rows.set(sighting, row)
      this.#list.prepend(row)
    }
    row.dataset.standing = sighting.standing
    row.firstElementChild?.replaceChildren(...describe(sighting))
  }

  #load(sighting: Sighting): void {
    const scene = sceneOfSighting(sighting)
    this.#page.show(scene)
    this.#markShown({ sighting, octets: scene.octets })
    find('verdict', HTMLElement).scrollIntoView({ block: 'nearest' })
  }

  #markShown(shown: Shown | undefined): void {
    this.#shown = shown
    for (const button of this.#list.querySelectorAll('[aria-current]'))
      button.removeAttribute('aria-current')
    const note = find('live-shown', HTMLElement)
    note.textContent = shown === undefined ? '' : introduce(shown.sighting, shown.octets.length)
    if (shown !== undefined)
      this.#rows.get(shown.sighting)?.firstElementChild?.setAttribute('aria-current', 'true')
  }

  #applyFilter(): void {
    for (const [sighting, row] of this.#rows) row.hidden = !matches(sighting, this.#filter.value)
    const stop = this.#list.querySelector('li:not([hidden]) [tabindex="0"]')
    const first = this.#list.querySelector('li:not([hidden]) button')
    if (stop === null && first !== null) makeStop(this.#list, 'button', first)
  }

  #showState(): void {
    const { dropped, skipped, sightings } = this.#feed
    const isPaused = this.#isPaused && this.#state === 'connected'
    const state = isPaused ? 'Paused.' : STATE_SAYS[this.#state]
    const element = find('live-state', HTMLElement)
    // A screen reader reads it at every change.
    if (element.textContent !== state) element.textContent = state
    find('live-notes', HTMLElement).textContent = [
      ...(isPaused && this.#changed.size > 0 ? [`${this.#changed.size} have news.`] : []),
      ...(skipped === 0 ? [] : [`Too much at once: ${skipped} octets were left out.`]),
      ...(dropped === 0 ? [] : [`This page was too slow: ${dropped} records were dropped.`]),
    ].join(' ')
    find('live', HTMLElement).dataset.state = isPaused ? 'paused' : this.#state
    find('live-hint', HTMLElement).hidden = sightings.length > 0
  }

  #say(): void {
    const now = performance.now()
    const latest = this.#feed.sightings.at(-1)
    if (this.#unsaid === 0 || latest === undefined || now - this.#saidAt < SAY_MILLISECONDS) return
    const count = this.#unsaid === 1 ? 'A new connection' : `${this.#unsaid} new connections`
    const answered = latest.status === '' ? '' : `, answered ${latest.status}`
    find('live-said', HTMLElement).textContent =
      `${count}, the last one: ${lineOf(latest)}${answered}`
    this.#unsaid = 0
    this.#saidAt = now
  }
}

export function livePanel(page: Page): Panel {
  return new LivePanel(page)
}

/** The request line, or what has arrived instead of one. */
function lineOf(sighting: Sighting): string {
  const octets = sceneOfSighting(sighting).octets.subarray(0, LINE_OCTETS)
  return sighting.line === '' ? writeOctets(octets).replaceAll('\n', '') : sighting.line
}

function describe(sighting: Sighting): readonly Node[] {
  const { connection, peer, requests, status, says, segments, omitted } = sighting
  const more = requests > 1 ? [make('small', {}, `and ${requests - 1} more`)] : []
  const count = omitted > 0 ? `${segments.length}+` : `${segments.length}`
  return [
    make('span', { class: 'peer' }, make('small', {}, `${connection}`), ' ', peer),
    make('span', { class: 'asked' }, make('code', {}, lineOf(sighting)), ' ', ...more),
    make('span', { class: 'status' }, status),
    make('span', { class: 'count' }, `${count} ${segments.length === 1 ? 'segment' : 'segments'}`),
    make('span', { class: 'says' }, says),
  ]
}

function introduce({ connection, missed, segments, omitted }: Sighting, octets: number): string {
  const pieces = segments.length === 1 ? 'in one segment' : `in ${segments.length} segments`
  const before = missed === 0 ? '' : ` ${missed} octets came before them, unseen.`
  const behind = omitted === 0 ? '' : ` ${omitted} more octets not shown.`
  return `On show: connection ${connection}, ${octets} octets ${pieces}.${before}${behind}`
}
