/**
 * Do four readers see the same requests, and does each see the same wherever the octets are cut?
 *
 * The grid is made at once. The fifty-two cuttings are read in slices between two frames, and given up
 * as soon as there is another scene.
 */

import { limitsOf, type Scene } from '../address.ts'
import {
  type AgreementRow,
  type Cell,
  compareReadings,
  cuttingsOf,
  isSameReading,
  READERS,
  readWith,
} from '../agreement.ts'
import { eventsOf } from '../analysis.ts'
import { glyphOf } from '../octet-text.ts'
import { tidyCuts } from '../segments.ts'
import { find, make } from './dom.ts'
import type { Panel } from './panel.ts'

const MAX_COLUMNS = 5
const CONTENT_CHARS = 32
const SLICE_MILLISECONDS = 10
/** Naive readers search all they hold at each read, which takes a time that grows with its square. */
const MAX_COMPARED = 4096

export function comparePanel(): Panel {
  let shown: Scene | undefined
  // It scrolls on a narrow screen, which a keyboard must be able to do too.
  find('compare-scroll', HTMLElement).tabIndex = 0
  return {
    render({ scene }, change) {
      if (change === 'step') return
      shown = scene
      const { octets, cuts, limits } = firstOf(scene)
      const rows = compareReadings(
        READERS.map((row) => readWith(row, octets, cuts, limitsOf({ limits }))),
      )
      const badges = drawTable(rows)
      const note = octets === scene.octets ? '' : ` Of the first ${MAX_COMPARED} octets, that is.`
      find('compare-says', HTMLElement).textContent = summarise(rows) + note
      checkCuttings(firstOf(scene), badges, () => shown === scene)
    },
  }
}

function firstOf(scene: Scene): Scene {
  if (scene.octets.length <= MAX_COMPARED) return scene
  const octets = scene.octets.subarray(0, MAX_COMPARED)
  return { ...scene, octets, cuts: tidyCuts(scene.cuts, octets.length) }
}

function summarise(rows: readonly AgreementRow[]): string {
  const differing = rows.filter(
    ({ cells, restAgrees }) => !restAgrees || cells.some(({ agrees }) => !agrees),
  )
  if (differing.length === 0) return 'All four see the same, this time.'
  const names = READERS.filter((_, index) => differing.includes(rows[index]!)).map(
    ({ name }) => name,
  )
  const others = `Seen differently by ${names.length} of the 3 others: ${names.join(', ')}.`
  return [others, smuggled(rows)].join(' ')
}

/** What one of the others would let past to another of them, where ours refuses. */
function smuggled([ours, , ...others]: readonly AgreementRow[]): string {
  // Who takes a read for a request sees as many as there are segments, which proves nothing.
  if (ours?.reading.rest.startsWith('refused') !== true) return ''
  const counts = others.map(({ reading }) => reading.requests.length)
  const most = counts.indexOf(Math.max(...counts))
  const fewest = counts.findLastIndex((count) => count > 0 && count < counts[most]!)
  const request = others[most]?.reading.requests[counts[fewest] ?? 0]
  if (fewest === -1 || request === undefined) return ''
  const [blind, seeing] = [READERS[fewest + 2]!.name, READERS[most + 2]!.name]
  return `With “${blind}” in front of “${seeing}”, ${shorten(`${request.method} ${request.target}`)} is smuggled: the first takes it for content, the second carries it out. octets refuses.`
}

/** @returns the cell of each reader that says whether it agrees with itself */
function drawTable(rows: readonly AgreementRow[]): readonly HTMLElement[] {
  const all = rows[0]?.cells.length ?? 0
  const columns = Math.min(all, MAX_COLUMNS)
  const titles = Array.from({ length: columns }, (_, index) => `request ${index + 1}`)
  const head = [
    'reader',
    ...titles,
    ...(all > columns ? [`${all - columns} more`] : []),
    'then',
    '52 cuttings',
  ]
  const badges = rows.map(() => make('td', { class: 'badge' }, '…'))
  const body = rows.map((row, index) => {
    const { name, says } = READERS[index]!
    const rest = all > columns ? [make('td', { class: 'rest' }, '…')] : []
    return make(
      'tr',
      { 'data-reader': name },
      make('th', { scope: 'row' }, name, make('small', {}, says)),
      ...row.cells.slice(0, columns).map((cell) => drawCell(cell, index === 0)),
      ...rest,
      drawRest(row, index === 0),
      badges[index]!,
    )
  })
  find('compare-table', HTMLElement).replaceChildren(
    make('thead', {}, make('tr', {}, ...head.map((title) => make('th', { scope: 'col' }, title)))),
    make('tbody', {}, ...body),
  )
  return badges
}

function drawCell({ request, agrees }: Cell, isOurs: boolean): HTMLElement {
  const cell = make('td', { class: classOf(agrees, isOurs) })
  if (request === undefined) cell.append(make('span', { class: 'none' }, 'no request'))
  else {
    const { method, target, content } = request
    const line = `${method} ${target}`.trim()
    cell.append(line === '' ? 'neither method nor target' : make('code', {}, shorten(line)))
    const octets = content.length === 1 ? '1 octet' : `${content.length} octets`
    const what =
      content === '' ? ['no content'] : [`${octets}: `, make('code', {}, shorten(content))]
    cell.append(make('small', {}, ...what))
  }
  return withMark(cell, agrees, isOurs)
}

function drawRest({ reading, restAgrees }: AgreementRow, isOurs: boolean): HTMLElement {
  const words = { done: 'nothing is left', waiting: 'waits for more' }
  const { rest } = reading
  const text = rest === 'done' || rest === 'waiting' ? words[rest] : rest
  return withMark(make('td', { class: classOf(restAgrees, isOurs) }, text), restAgrees, isOurs)
}

function classOf(agrees: boolean, isOurs: boolean): string {
  if (isOurs) return 'ours'
  return agrees ? 'same' : 'differs'
}

function withMark(cell: HTMLElement, agrees: boolean, isOurs: boolean): HTMLElement {
  if (!isOurs) cell.append(make('em', {}, agrees ? '✔ same' : '✘ differs'))
  return cell
}

function shorten(text: string): string {
  const glyphs = [...text.slice(0, CONTENT_CHARS)].map((char) =>
    char === ' ' ? char : glyphOf(char.charCodeAt(0)),
  )
  return `${glyphs.join('')}${text.length > CONTENT_CHARS ? '…' : ''}`
}

/** Reads every cutting with every reader, a slice of time after the other, and fills in the badges. */
function checkCuttings(
  scene: Scene,
  badges: readonly HTMLElement[],
  isWanted: () => boolean,
): void {
  const { octets } = scene
  const limits = limitsOf(scene)
  const cuttings = cuttingsOf(octets)
  const firsts = READERS.map((row) => readWith(row, octets, [], limits))
  const ours = eventsOf(scene, [])
  const differing = READERS.map(() => 0)
  let next = 0
  const work = (): void => {
    if (!isWanted()) return
    for (
      const end = performance.now() + SLICE_MILLISECONDS;
      next < cuttings.length && performance.now() < end;
      next += 1
    ) {
      const cuts = cuttings[next]!
      for (const [index, row] of READERS.entries()) {
        const isSame = isSameReading(readWith(row, octets, cuts, limits), firsts[index]!)
        // Ours is held to more: every event and the role of every octet.
        if (!isSame || (index === 0 && eventsOf(scene, cuts) !== ours)) differing[index]! += 1
      }
    }
    if (next < cuttings.length) setTimeout(work)
    else
      for (const [index, badge] of badges.entries())
        showBadge(badge, differing[index]!, cuttings.length)
  }
  setTimeout(work)
}

function showBadge(badge: HTMLElement, differing: number, count: number): void {
  badge.classList.add(differing === 0 ? 'same' : 'differs')
  badge.textContent =
    differing === 0 ? `✔ the same in all ${count}` : `✘ ${differing} of ${count} differ`
}
