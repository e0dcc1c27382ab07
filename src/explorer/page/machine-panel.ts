/**
 * In which state is the parser, and what leads on from there?
 *
 * The states and their edges are those of trace/states.ts; only where each is drawn is decided here.
 */

import type { TraceState } from '../../trace/records.ts'
import { STATES } from '../../trace/states.ts'
import { closest, find, make, makeStop, makeSvg, rove } from './dom.ts'
import { type Page, type Panel, pointFrom, type View } from './panel.ts'

/** Column and row of each state. */
const PLACES: Readonly<Record<TraceState, readonly [column: number, row: number]>> = {
  'message-start': [0, 0],
  method: [1, 0],
  'request-target': [2, 0],
  version: [3, 0],
  'message-end': [0, 1],
  'field-name': [2, 1],
  'field-value': [3, 1],
  content: [0, 2],
  'chunk-extension': [1, 2],
  'chunk-size': [2, 2],
  'trailer-name': [1, 3],
  'chunk-size-end': [2, 3],
  'chunk-data-lf': [3, 3],
  'trailer-value': [1, 4],
  'chunk-data': [2, 4],
  'chunk-data-cr': [3, 4],
  failed: [0, 4],
  unread: [0, 3],
}

const WIDTH = 96
const HEIGHT = 40
const COLUMN = 126
const ROW = 74
const MARGIN = 6
/** How far apart the two edges of a pair run. */
const APART = 7

export function machinePanel(page: Page): Panel {
  const diagram = find('diagram', HTMLElement)
  diagram.replaceChildren(drawMachine())
  rove(diagram, '[data-state]')
  pointFrom(page, diagram, (event) => {
    const name = closest(event, '[data-state]')?.dataset.state
    return name === undefined ? undefined : { kind: 'state', name }
  })
  return {
    render: (view) => showState(diagram, view),
    light(mask, topic) {
      const lit = new Set<string>()
      const { states } = page.view.analysis
      for (
        let at = mask?.indexOf(1) ?? -1;
        mask !== undefined && at !== -1 && at < mask.length;
        at += 1
      )
        if (mask[at] === 1) lit.add(states[at]!)
      if (topic?.kind === 'state') lit.add(topic.name)
      for (const state of diagram.querySelectorAll<SVGElement>('[data-state]'))
        state.classList.toggle('lit', lit.has(state.dataset.state!))
    },
  }
}

function drawMachine(): SVGElement {
  const width = 3 * COLUMN + WIDTH + 2 * MARGIN
  const height = 4 * ROW + HEIGHT + 2 * MARGIN
  const svg = makeSvg('svg', {
    viewBox: `0 0 ${width} ${height}`,
    role: 'group',
    'aria-label': 'The states of the parser',
  })
  for (const { name, edges } of STATES)
    for (const { to } of edges) if (to !== name) svg.append(drawEdge(name, to))
  for (const { name, says } of STATES) svg.append(drawState(name, says))
  svg.append(drawState('unread', 'nothing more: the connection closes'))
  return svg
}

function drawState(name: TraceState, says: string): SVGElement {
  const [x, y] = centreOf(name)
  const box = makeSvg('rect', {
    x: x - WIDTH / 2,
    y: y - HEIGHT / 2,
    width: WIDTH,
    height: HEIGHT,
    rx: 6,
  })
  const group = makeSvg(
    'g',
    { 'data-state': name, 'data-says': says, role: 'img', tabindex: -1 },
    box,
  )
  const lines = name.length > 11 ? splitName(name) : [name]
  for (const [index, line] of lines.entries()) {
    const text = makeSvg(
      'text',
      { x, y: y + 4 + (index - (lines.length - 1) / 2) * 14, 'aria-hidden': 'true' },
      line,
    )
    group.append(text)
  }
  return group
}

/** In two at the hyphen nearest to the middle. */
function splitName(name: string): readonly string[] {
  const hyphens = [...name.matchAll(/-/g)].map(({ index }) => index)
  const distance = (at: number): number => Math.abs(at - name.length / 2)
  const [middle = 0] = hyphens.sort((one, other) => distance(one) - distance(other))
  return [name.slice(0, middle + 1), name.slice(middle + 1)]
}

function centreOf(name: TraceState): readonly [x: number, y: number] {
  const [column, row] = PLACES[name]
  return [MARGIN + column * COLUMN + WIDTH / 2, MARGIN + row * ROW + HEIGHT / 2]
}

/** An arrow from border to border; two that lead both ways run side by side. */
function drawEdge(from: TraceState, to: TraceState): SVGElement {
  const [fromX, fromY] = centreOf(from)
  const [toX, toY] = centreOf(to)
  const length = Math.hypot(toX - fromX, toY - fromY)
  const [x, y] = [(toX - fromX) / length, (toY - fromY) / length]
  const isPair = STATES.some(
    ({ name, edges }) => name === to && edges.some((edge) => edge.to === from),
  )
  const [shiftX, shiftY] = isPair ? [-y * APART, x * APART] : [0, 0]
  const border = Math.min(WIDTH / 2 / Math.abs(x), HEIGHT / 2 / Math.abs(y)) + 2
  const startX = fromX + x * border + shiftX
  const startY = fromY + y * border + shiftY
  const endX = toX - x * border + shiftX
  const endY = toY - y * border + shiftY
  const head = [1, -1].map((side) => {
    const headX = endX - x * 7 - y * 4 * side
    const headY = endY - y * 7 + x * 4 * side
    return `M${headX} ${headY}L${endX} ${endY}`
  })
  const d = `M${startX} ${startY}L${endX} ${endY}${head.join('')}`
  return makeSvg('path', {
    d,
    class: 'edge',
    'data-from': from,
    'data-to': to,
    'aria-hidden': 'true',
  })
}

function showState(diagram: HTMLElement, { scene, analysis, trace }: View): void {
  const { step } = scene
  const counts = new Map<string, number>()
  for (const state of analysis.states.slice(0, step))
    counts.set(state, (counts.get(state) ?? 0) + 1)
  const before = step === 0 ? undefined : analysis.states[step - 1]
  for (const state of diagram.querySelectorAll<SVGElement>('[data-state]')) {
    const name = state.dataset.state!
    const isCurrent = name === trace.state
    state.classList.toggle('current', isCurrent)
    state.classList.toggle('been', counts.has(name))
    if (isCurrent) makeStop(diagram, '[data-state]', state)
    const now = isCurrent ? ', the state now' : ''
    state.setAttribute(
      'aria-label',
      `${name}: ${state.dataset.says}, ${counts.get(name) ?? 0} octets read here${now}`,
    )
  }
  for (const edge of diagram.querySelectorAll<SVGElement>('.edge')) {
    const { from, to } = edge.dataset
    edge.classList.toggle('open', from === trace.state)
    edge.classList.toggle('taken', from === before && to === trace.state)
  }
  describeState(trace.state)
}

function describeState(name: TraceState): void {
  const state = STATES.find((one) => one.name === name)
  const says = state?.says ?? 'nothing more: the connection closes'
  find('machine-says', HTMLElement).replaceChildren(
    'Now reading ',
    make('strong', {}, says),
    ` (${state?.rule ?? 'RFC 9112 §9.6'}).`,
  )
  const edges = (state?.edges ?? []).map(({ to, on }) =>
    make('li', {}, make('span', {}, on), ' → ', make('code', {}, to)),
  )
  find('machine-edges', HTMLElement).replaceChildren(...edges)
}
