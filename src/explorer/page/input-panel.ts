/**
 * Which octets are on show: one of the shelf, or what stands in the box?
 */

import { MAX_OCTETS, readOctets, writeOctets } from '../octet-text.ts'
import { SAMPLES, type Sample, type Shelf, sceneOf } from '../samples.ts'
import { tidyCuts } from '../segments.ts'
import { find, make } from './dom.ts'
import type { Page, Panel } from './panel.ts'

const SHELVES: readonly (readonly [shelf: Shelf, says: string])[] = [
  ['tutorial', 'how it goes well'],
  ['weird', 'rare, old, surprising'],
  ['dangerous', 'what must be refused'],
]

/** Not at every key: a moment's pause is when a word has been typed. */
const PAUSE_MILLISECONDS = 120

export function inputPanel(page: Page): Panel {
  const box = find('octets', HTMLTextAreaElement)
  const remarks = find('octets-remarks', HTMLElement)
  let timer: ReturnType<typeof setTimeout> | undefined
  let written: Uint8Array | undefined
  buildShelf(page)
  box.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      const read = readOctets(box.value)
      const { octets } = read
      written = octets
      showRemarks(remarks, octets, read.remarks)
      const cuts = tidyCuts(page.view.scene.cuts, octets.length)
      page.show({ octets, cuts, step: octets.length })
    }, PAUSE_MILLISECONDS)
  })
  return {
    render({ scene }, change) {
      if (change === 'step') return
      markSample(scene.octets)
      // What is being typed is left as it is.
      if (scene.octets === written) return
      written = scene.octets
      box.value = writeOctets(scene.octets)
      showRemarks(remarks, scene.octets, [])
    },
  }
}

function showRemarks(element: HTMLElement, octets: Uint8Array, remarks: readonly string[]): void {
  const count = `${octets.length} of at most ${MAX_OCTETS} octets`
  const [first, ...more] = remarks
  const rest = more.length === 0 ? '' : `, and ${more.length} more like it`
  element.textContent = first === undefined ? `${count}.` : `${count}. ${first}${rest}.`
  element.classList.toggle('warns', first !== undefined)
}

function buildShelf(page: Page): void {
  const groups = SHELVES.map(([shelf, says]) => {
    const samples = SAMPLES.filter((sample) => sample.shelf === shelf)
    const buttons = samples.map((sample) => buildSample(page, sample))
    const heading = make('h3', { id: `shelf-${shelf}` }, shelf, ' ', make('small', {}, says))
    const row = make('div', {
      class: 'samples',
      role: 'group',
      'aria-labelledby': `shelf-${shelf}`,
    })
    row.append(...buttons)
    return make('div', { class: 'group', 'data-shelf': shelf }, heading, row)
  })
  find('shelf-groups', HTMLElement).replaceChildren(...groups)
}

function buildSample(page: Page, sample: Sample): HTMLElement {
  const button = make('button', { type: 'button', 'aria-pressed': 'false' }, sample.name)
  button.addEventListener('click', () => page.show(sceneOf(sample)))
  return button
}

/** Marks the sample that these octets are, and says what to look for in it. */
function markSample(octets: Uint8Array): void {
  const text = writeOctets(octets)
  const shown = SAMPLES.find((sample) => writeOctets(readOctets(sample.text).octets) === text)
  for (const button of document.querySelectorAll('.samples button'))
    button.setAttribute('aria-pressed', String(button.textContent === shown?.name))
  find('look-for', HTMLElement).textContent =
    shown?.says ?? 'None of the samples: octets of your own, or of a connection.'
}
