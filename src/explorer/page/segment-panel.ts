/**
 * Where is the stream cut?
 *
 * A bar as long as the octets, and a handle on each cut. Pointer, finger and keyboard move them alike.
 */

import { nameOf } from '../octet-text.ts'
import { type Preset, presetCuts, tidyCuts } from '../segments.ts'
import { closest, find, make } from './dom.ts'
import type { Page, Panel, View } from './panel.ts'

/** More cuts than this are drawn and not dragged; the keys of the octets still move them. */
const MAX_HANDLES = 60
const PRESETS: readonly Preset[] = [
  'one piece',
  'every octet',
  'between CR and LF',
  '1448',
  'random',
]

export function segmentPanel(page: Page): Panel {
  const ruler = find('ruler', HTMLElement)
  buildPresets(page)
  drag(page, ruler)
  useKeys(page, ruler)
  return {
    render(view, change) {
      if (change === 'scene') draw(ruler, view)
      const { step, octets } = view.scene
      const read = ruler.querySelector<HTMLElement>('.read')
      if (read !== null) read.style.width = percent(step, octets.length)
    },
  }
}

function buildPresets(page: Page): void {
  const seed = make('input', { type: 'number', min: 1, max: 9999, value: 1, id: 'seed' })
  const buttons = PRESETS.map((preset) => {
    const button = make('button', { type: 'button', 'data-preset': preset }, labelOf(preset))
    button.addEventListener('click', () => {
      page.show({ cuts: presetCuts(preset, page.view.scene.octets, seed.valueAsNumber || 1) })
    })
    return button
  })
  const add = make('button', { type: 'button', 'data-add': true }, '+ cut')
  add.addEventListener('click', () => addCut(page, page.view.scene.cuts, undefined))
  const label = make('label', { class: 'seed' }, 'seed ', seed)
  find('presets', HTMLElement).replaceChildren(add, ...buttons, label)
}

function labelOf(preset: Preset): string {
  return preset === '1448' ? 'every 1448' : preset
}

function draw(ruler: HTMLElement, { scene }: View): void {
  const { octets, cuts } = scene
  const focused = cutOf(document.activeElement)
  const bar = make('div', { class: 'bar', 'aria-hidden': 'true' }, make('div', { class: 'read' }))
  const ends = [...cuts, octets.length]
  if (cuts.length <= MAX_HANDLES) {
    for (const [index, end] of ends.entries())
      bar.append(drawSegment(ends[index - 1] ?? 0, end, octets.length, index))
  }
  const handles = cuts.slice(0, MAX_HANDLES).map((cut, index) => drawHandle(cut, index, scene))
  const note =
    cuts.length <= MAX_HANDLES
      ? []
      : [
          make(
            'p',
            { class: 'hint' },
            `${cuts.length} cuts: the first ${MAX_HANDLES} have handles.`,
          ),
        ]
  ruler.replaceChildren(bar, ...handles, ...note)
  // Drawn anew under the finger or the focus that moved it.
  if (focused !== undefined) focusNearest(ruler, focused)
}

function drawSegment(start: number, end: number, length: number, index: number): HTMLElement {
  const segment = make('span', { class: 'segment' }, `${end - start}`)
  segment.style.left = percent(start, length)
  segment.style.width = percent(end - start, length)
  segment.classList.toggle('odd', index % 2 === 1)
  return segment
}

function drawHandle(cut: number, index: number, { octets, cuts }: View['scene']): HTMLElement {
  const between = `between ${nameOf(octets[cut - 1]!)} and ${nameOf(octets[cut]!)}`
  const handle = make('div', {
    class: 'handle',
    role: 'slider',
    tabindex: 0,
    'data-cut': cut,
    'aria-label': `Cut ${index + 1} of ${cuts.length}`,
    'aria-valuemin': 1,
    'aria-valuemax': octets.length - 1,
    'aria-valuenow': cut,
    'aria-valuetext': `in front of octet ${cut}, ${between}`,
  })
  handle.title = `octet ${cut}, ${between}`
  handle.style.left = percent(cut, octets.length)
  return handle
}

function percent(part: number, whole: number): string {
  return `${whole === 0 ? 0 : (100 * part) / whole}%`
}

function cutOf(element: Element | null | undefined): number | undefined {
  if (!(element instanceof HTMLElement)) return undefined
  const text = element.dataset.cut
  return text === undefined ? undefined : Number(text)
}

function focusNearest(ruler: HTMLElement, cut: number): void {
  const handles = [...ruler.querySelectorAll<HTMLElement>('.handle')]
  const distance = (handle: HTMLElement): number => Math.abs((cutOf(handle) ?? 0) - cut)
  handles.sort((one, other) => distance(one) - distance(other))[0]?.focus()
}

/** Puts the cut `from` to `to`, where no other is, and keeps the focus on it. */
function moveCut(page: Page, from: number, to: number): number {
  const { cuts, octets } = page.view.scene
  const isFree = to > 0 && to < octets.length && !cuts.includes(to)
  if (!isFree) return from
  const moved = tidyCuts([...cuts.filter((cut) => cut !== from), to], octets.length)
  page.show({ cuts: moved })
  focusNearest(find('ruler', HTMLElement), to)
  return to
}

/** Cuts the segment behind `after` in two, or the longest when none is said. */
function addCut(page: Page, cuts: readonly number[], after: number | undefined): void {
  const { octets } = page.view.scene
  const ends = [0, ...cuts, octets.length]
  const segments = ends
    .slice(1)
    .map((end, index) => ({ start: ends[index]!, length: end - ends[index]! }))
  const longest = segments.reduce((one, other) => (other.length > one.length ? other : one))
  const { start, length } =
    segments.find((segment) => segment.start === after && segment.length > 1) ?? longest
  const cut = start + Math.floor(length / 2)
  page.show({ cuts: tidyCuts([...cuts, cut], octets.length) })
  focusNearest(find('ruler', HTMLElement), cut)
}

function drag(page: Page, ruler: HTMLElement): void {
  let held: number | undefined
  const octetAt = (event: PointerEvent): number => {
    const { left, width } = ruler.getBoundingClientRect()
    return Math.round(((event.clientX - left) / width) * page.view.scene.octets.length)
  }
  ruler.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return
    event.preventDefault()
    const { cuts, octets } = page.view.scene
    held = cutOf(closest(event, '.handle'))
    if (held === undefined) {
      held = octetAt(event)
      page.show({ cuts: tidyCuts([...cuts, held], octets.length) })
    }
    focusNearest(ruler, held)
    ruler.setPointerCapture(event.pointerId)
  })
  ruler.addEventListener('pointermove', (event) => {
    if (held !== undefined) held = moveCut(page, held, octetAt(event))
  })
  for (const type of ['pointerup', 'pointercancel'])
    ruler.addEventListener(type, () => {
      held = undefined
    })
}

const STRIDES: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -10,
  PageUp: 10,
}

function useKeys(page: Page, ruler: HTMLElement): void {
  ruler.addEventListener('keydown', (event) => {
    const cut = cutOf(document.activeElement)
    if (cut === undefined) return
    const { cuts } = page.view.scene
    const stride = STRIDES[event.key]
    if (stride !== undefined) moveCut(page, cut, nextFree(page.view, cut, stride))
    else if (event.key === 'Delete' || event.key === 'Backspace') {
      page.show({ cuts: cuts.filter((other) => other !== cut) })
      if (cuts.length === 1) document.querySelector<HTMLElement>('[data-add]')?.focus()
    } else if (event.key === 'Enter') addCut(page, cuts, cut)
    else return
    event.preventDefault()
  })
}

/** The place `stride` octets on, or behind the cuts that are in the way. */
function nextFree({ scene }: View, cut: number, stride: number): number {
  const last = scene.octets.length - 1
  let to = Math.max(1, Math.min(last, cut + stride))
  while (scene.cuts.includes(to) && to !== cut) to += Math.sign(stride)
  return to
}
