/**
 * How much of each limit has been used, and what does crossing it answer?
 */

import type { MessageLimits } from '../../message/limits.ts'
import { type LimitMeter, limitMeters } from '../../trace/limit-meters.ts'
import { LIMIT_NAMES } from '../address.ts'
import { find, make } from './dom.ts'
import type { Page, Panel, View } from './panel.ts'

/** What `readAddress` takes: nine digits. */
const MAX_LIMIT = 999_999_999

const NAMES: Readonly<Record<keyof MessageLimits, string>> = {
  emptyLines: 'empty lines before a request',
  methodOctets: 'octets of the method',
  requestLineOctets: 'octets of the request line',
  fieldSectionOctets: 'octets of the field section',
  fieldLines: 'field lines',
  contentOctets: 'octets of content',
  chunkExtensionOctets: 'octets of chunk extensions',
  trailerSectionOctets: 'octets of the trailer section',
}

interface MeterRow {
  readonly bar: HTMLElement
  readonly fill: HTMLElement
  readonly used: HTMLElement
  readonly answer: HTMLElement
  readonly input: HTMLInputElement
}

export function limitPanel(page: Page): Panel {
  const rows = new Map(LIMIT_NAMES.map((limit) => [limit, buildRow(page, limit)]))
  find('limits-reset', HTMLElement).addEventListener('click', () => page.show({ limits: {} }))
  return {
    render(view) {
      for (const meter of limitMeters(view.trace)) {
        const row = rows.get(meter.limit)
        if (row !== undefined) showMeter(row, meter, view)
      }
    },
  }
}

function buildRow(page: Page, limit: keyof MessageLimits): MeterRow {
  const fill = make('div', { class: 'fill' })
  const bar = make(
    'div',
    { class: 'meter', role: 'meter', 'aria-label': NAMES[limit], 'aria-valuemin': 0 },
    fill,
  )
  const used = make('span', { class: 'used' })
  const answer = make('span', { class: 'answer' })
  const input = make('input', {
    type: 'number',
    min: 0,
    max: MAX_LIMIT,
    'aria-label': `most ${NAMES[limit]}`,
    'data-limit': limit,
  })
  input.addEventListener('change', () => {
    const value = Math.min(MAX_LIMIT, Math.max(0, Math.trunc(input.valueAsNumber)))
    const { limits } = page.view.scene
    if (Number.isFinite(value)) page.show({ limits: { ...limits, [limit]: value } })
    else input.value = String(page.view.trace.limits[limit])
  })
  const figures = make('span', { class: 'figures' }, used, ' of ', input, ' ', answer)
  find('meters', HTMLElement).append(
    make('li', {}, make('span', { class: 'name' }, NAMES[limit]), bar, figures),
  )
  return { bar, fill, used, answer, input }
}

function showMeter(
  row: MeterRow,
  { used, max, status, code }: LimitMeter,
  { verdict }: View,
): void {
  const isCrossed = verdict.kind === 'rejected' && verdict.fault.code === code
  row.bar.setAttribute('aria-valuemax', String(Math.max(max, used)))
  row.bar.setAttribute('aria-valuenow', String(used))
  row.bar.setAttribute('aria-valuetext', `${used} of ${max}${isCrossed ? ', crossed' : ''}`)
  row.fill.style.width = isCrossed
    ? '100%'
    : `${max === 0 ? 0 : Math.min(100, (100 * used) / max)}%`
  row.bar.classList.toggle('used', used > 0)
  row.bar.classList.toggle('crossed', isCrossed)
  row.used.textContent = String(used)
  row.answer.textContent = isCrossed ? `✘ crossed: ${status}` : `else ${status}`
  if (document.activeElement !== row.input) row.input.value = String(max)
}
