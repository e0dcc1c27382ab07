/**
 * What became known, in which order, and in which segment?
 *
 * One row for each record of the trace, "needs more octets" among them. Rows of what has not been read
 * yet are there, and pale: to press one is to read up to it.
 */

import type { TraceRecord } from '../../trace/records.ts'
import { STATES } from '../../trace/states.ts'
import { rangeOf, touches } from '../links.ts'
import { glyphOf } from '../octet-text.ts'
import { closest, find, keepInView, make, rove } from './dom.ts'
import { type Page, type Panel, pointFrom, type View } from './panel.ts'

/** Rows drawn at most, around the step: every octet in a segment of its own makes many. */
const MAX_ROWS = 400
const TEXT_CHARS = 72

export function eventPanel(page: Page): Panel {
  const list = find('event-list', HTMLElement)
  let from = 0
  rove(list, 'button')
  const recordOf = (event: Event): number | undefined => {
    const text = closest(event, 'button')?.dataset.record
    return text === undefined ? undefined : Number(text)
  }
  pointFrom(page, list, (event) => {
    const index = recordOf(event)
    return index === undefined ? undefined : { kind: 'record', index }
  })
  list.addEventListener('click', (event) => {
    const index = recordOf(event)
    if (index !== undefined) page.show({ step: page.view.analysis.knownAt[index]! })
  })
  return {
    render(view, change) {
      const latest = latestRecord(view)
      const start = latest < MAX_ROWS ? 0 : latest - MAX_ROWS / 2
      if (change === 'scene' || start !== from) drawRows(list, view, start)
      from = start
      showStep(list, view, latest, change === 'step')
    },
    light(mask, topic) {
      const { analysis } = page.view
      for (const button of list.querySelectorAll<HTMLElement>('[data-record]')) {
        const index = Number(button.dataset.record)
        const record = analysis.records[index]!
        const isShown = record.kind === 'event' || record.kind === 'fault'
        const isTopic = topic?.kind === 'record' && topic.index === index
        const lit = isTopic || (isShown && touches(mask, ...rangeOf(record, analysis)))
        button.classList.toggle('lit', lit)
      }
    },
  }
}

/** Index of the last record that is known. */
function latestRecord({ analysis, scene }: View): number {
  return analysis.knownAt.findLastIndex((known) => known <= scene.step)
}

function drawRows(list: HTMLElement, { analysis }: View, start: number): void {
  const shown = analysis.records.slice(start, start + MAX_ROWS)
  const rows = shown.map((record, index) => {
    const tabindex = index === 0 ? 0 : -1
    const attributes = {
      type: 'button',
      tabindex,
      'data-record': start + index,
      'data-kind': record.kind,
    }
    return make('li', {}, make('button', attributes, ...describe(record)))
  })
  const missing = analysis.records.length - shown.length
  const note =
    missing === 0 ? [] : [make('li', { class: 'hint' }, `${missing} more records are not drawn`)]
  list.replaceChildren(...rows, ...note)
}

function showStep(
  list: HTMLElement,
  { analysis, scene }: View,
  latest: number,
  scrolls: boolean,
): void {
  for (const button of list.querySelectorAll<HTMLElement>('[data-record]')) {
    const index = Number(button.dataset.record)
    button.classList.toggle('ahead', analysis.knownAt[index]! > scene.step)
    if (index === latest) {
      button.setAttribute('aria-current', 'step')
      if (scrolls) keepInView(list, button)
    } else button.removeAttribute('aria-current')
  }
}

/** Offset, kind, octets, remark. */
function describe(record: TraceRecord): readonly HTMLElement[] {
  switch (record.kind) {
    case 'segment': {
      const octets =
        record.octets === 1 ? '1 octet arrives' : `${record.octets} octets arrive together`
      return row(record.offset, `segment ${record.index}`, '', octets)
    }
    case 'event': {
      const segment = `known in segment ${record.segment}`
      const says = record.says === '' ? segment : `${record.says}; ${segment}`
      return row(record.start, record.event, shorten(record.text, record.omitted), says)
    }
    case 'need-octets': {
      const state = STATES.find(({ name }) => name === record.state)
      return row(record.offset, 'need more octets', '', `reading ${state?.says ?? record.state}`)
    }
    case 'decision':
      return row(record.offset, record.about, '', `${record.says} (${record.rule})`)
    case 'fault':
      return row(record.offset, `fault ${record.status}`, '', `${record.says} (${record.rule})`)
    case 'end':
      return row(record.offset, 'end', '', record.says)
  }
}

function row(offset: number, kind: string, text: string, says: string): readonly HTMLElement[] {
  return [
    make('span', { class: 'offset' }, String(offset)),
    make('span', { class: 'kind' }, kind),
    make('code', {}, text),
    make('span', { class: 'says' }, says),
  ]
}

function shorten(text: string, omitted: number): string {
  const shown = text.length <= TEXT_CHARS ? text : text.slice(0, TEXT_CHARS)
  const glyphs = [...shown]
    .map((char) => (char === ' ' ? char : glyphOf(char.charCodeAt(0))))
    .join('')
  return shown.length < text.length || omitted > 0 ? `${glyphs}…` : glyphs
}
