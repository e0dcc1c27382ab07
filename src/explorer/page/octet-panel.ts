/**
 * What is each octet?
 *
 * Every octet as its sign, its hexadecimal digits, the line of its role beneath, and under the first
 * of a run the label of the role. A line of the message is a line of the list. At most a page of
 * octets is drawn; the step, and the buttons, choose which.
 */

import { glyphOf, hexOf, nameOf } from '../octet-text.ts'
import { ROLES } from '../roles.ts'
import { tidyCuts } from '../segments.ts'
import { closest, find, keepInView, make, makeStop, rove } from './dom.ts'
import { inspect } from './inspector.ts'
import { drawLegend } from './legend.ts'
import { type Page, type Panel, pointFrom, type View } from './panel.ts'

const PAGE_OCTETS = 2048
const OCTET = '.octet'
const LF = 0x0a

export function octetPanel(page: Page): Panel {
  const list = find('octet-list', HTMLElement)
  let first = 0
  let cells: readonly HTMLElement[] = []
  const turnTo = (view: View, start: number): void => {
    first = start
    cells = drawPage(list, view, first)
    showPager(view, first)
    showStep(cells, view, first)
  }
  rove(list, OCTET)
  useKeys(page, list)
  pointFrom(page, list, (event) => {
    const at = octetOf(closest(event, OCTET))
    return at === undefined ? undefined : { kind: 'octet', at }
  })
  for (const button of document.querySelectorAll<HTMLElement>('[data-page]'))
    button.addEventListener('click', () => {
      const next = first + Number(button.dataset.page) * PAGE_OCTETS
      if (next >= 0 && next < page.view.scene.octets.length) turnTo(page.view, next)
    })
  return {
    render(view, change) {
      const at = placeOf(view)
      // A new scene that was read without a fault is looked at from its beginning.
      const shown =
        change === 'scene' &&
        view.verdict.kind !== 'rejected' &&
        at === view.scene.octets.length - 1
          ? 0
          : at
      if (change === 'scene' || pageOf(shown) !== first) turnTo(view, pageOf(shown))
      else showStep(cells, view, first)
      if (change === 'scene') drawLegend(view)
      const cell = cells[shown - first]
      if (cell !== undefined) keepInView(list, cell)
      inspect(page, at)
    },
    light(mask, topic) {
      for (const [index, cell] of cells.entries())
        cell.classList.toggle('lit', mask !== undefined && mask[first + index] === 1)
      if (topic?.kind === 'octet') inspect(page, topic.at)
    },
  }
}

/** The octet to look at: the one at fault, or the one read last. */
function placeOf({ scene, verdict }: View): number {
  return verdict.kind === 'rejected' ? verdict.fault.offset : Math.max(0, scene.step - 1)
}

function pageOf(at: number): number {
  return at - (at % PAGE_OCTETS)
}

function octetOf(element: Element | null | undefined): number | undefined {
  const text = element instanceof HTMLElement ? element.dataset.at : undefined
  return text === undefined ? undefined : Number(text)
}

/** @returns the cell of each octet of the page */
function drawPage(
  list: HTMLElement,
  { scene, analysis }: View,
  first: number,
): readonly HTMLElement[] {
  const { octets } = scene
  const focused = octetOf(document.activeElement)
  const cuts = new Set(scene.cuts)
  const cells: HTMLElement[] = []
  const lines: HTMLElement[] = []
  const end = Math.min(octets.length, first + PAGE_OCTETS)
  for (let at = first; at < end; at += 1) {
    if (at === first || endsLine(analysis, octets, at - 1)) lines.push(drawLine(at))
    const line = lines.at(-1)!.lastElementChild!
    const cell = drawOctet(analysis, octets[at]!, at, first)
    if (cuts.has(at)) cell.classList.add('cut')
    cells.push(cell)
    line.append(cell)
  }
  list.replaceChildren(...lines)
  const stop = cells[(focused ?? first) - first] ?? cells[0]
  if (stop !== undefined) makeStop(list, OCTET, stop)
  if (focused !== undefined) stop?.focus()
  return cells
}

/** Content has no lines, whatever it looks like. */
function endsLine({ spans, spanOf }: View['analysis'], octets: Uint8Array, at: number): boolean {
  const role = spans[spanOf[at]!]?.role
  if (role === 'content' || role === 'chunk-data') {
    return spanOf[at] !== spanOf[at + 1] && role === 'content'
  }
  return octets[at] === LF
}

function drawLine(at: number): HTMLElement {
  const offset = make('span', { class: 'offset', 'aria-hidden': 'true' }, String(at))
  return make(
    'div',
    { class: 'line', role: 'presentation' },
    offset,
    make('div', { class: 'cells', role: 'presentation' }),
  )
}

function drawOctet(
  { spans, spanOf }: View['analysis'],
  octet: number,
  at: number,
  first: number,
): HTMLElement {
  const span = spans[spanOf[at]!]!
  const { family, label } = ROLES[span.role]
  const cell = make(
    'span',
    {
      class: 'octet',
      role: 'option',
      tabindex: -1,
      'aria-selected': 'false',
      'data-at': at,
      'data-family': family,
    },
    make('span', { class: 'unseen' }, `${at}: ${nameOf(octet)}, ${span.role.replaceAll('-', ' ')}`),
    make('b', { 'aria-hidden': 'true' }, glyphOf(octet)),
    make('small', { 'aria-hidden': 'true' }, hexOf(octet)),
  )
  if (at === Math.max(span.start, first)) {
    const tag = make('i', { 'aria-hidden': 'true' }, label)
    tag.style.setProperty('--octets', String(span.end - at))
    cell.append(tag)
  }
  return cell
}

function showStep(cells: readonly HTMLElement[], { scene }: View, first: number): void {
  for (const [index, cell] of cells.entries()) {
    const at = first + index
    cell.classList.toggle('ahead', at >= scene.step)
    cell.classList.toggle('next', at === scene.step)
    cell.setAttribute('aria-selected', String(at === scene.step - 1))
  }
}

function showPager({ scene }: View, first: number): void {
  const { length } = scene.octets
  find('pager', HTMLElement).hidden = length <= PAGE_OCTETS
  const last = Math.min(first + PAGE_OCTETS, length) - 1
  find('pager-text', HTMLElement).textContent = `${first} to ${last} of ${length}`
}

function useKeys(page: Page, list: HTMLElement): void {
  list.addEventListener('keydown', (event) => {
    const at = octetOf(document.activeElement)
    if (at === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Enter' || event.key === ' ') page.show({ step: at + 1 })
    else if (event.key.toLowerCase() === 'c') {
      const { cuts, octets } = page.view.scene
      const toggled = cuts.includes(at) ? cuts.filter((cut) => cut !== at) : [...cuts, at]
      page.show({ cuts: tidyCuts(toggled, octets.length) })
    } else return
    event.preventDefault()
  })
  list.addEventListener('dblclick', (event) => {
    const at = octetOf(closest(event, OCTET))
    if (at !== undefined) page.show({ step: at + 1 })
  })
}
