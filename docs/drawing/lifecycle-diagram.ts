/**
 * The states of a connection, as LIFECYCLE of src/message/ has them.
 *
 * The circle of a connection that persists goes down and back up on the left; everything else leads to the
 * right and down, to an end.
 *
 * Spec: RFC 9112 §9.3 (persistence), §9.6 (tear-down).
 */

import { LIFECYCLE, type LifecycleEvent, type LifecycleState } from '../../src/message/lifecycle.ts'
import { type Box, boxHeight, type Diagram, type Edge, type Route, routed } from './diagram.ts'

/** What each state is, as its file says at the top. */
export const MEANINGS: Readonly<Record<LifecycleState, string>> = {
  idle: 'between two requests',
  reading: 'part of a head is here',
  answering: 'a head is complete',
  lingering: 'our side is closed',
  closed: 'the socket is gone',
}

const WIDTH = 688
const BOX_WIDTH = 198
const LEFT = 174
const RIGHT = 466
/** Where lines run past the boxes, and what keeps labels off them. */
const TO_IDLE = 94
const TO_CLOSED = 22
const OFF_LANES = -38
const ROW = 130
const TOP = 28

// biome-ignore format: one state a line reads as the table it is
const PLACES: Readonly<Record<LifecycleState, { readonly x: number; readonly row: number; readonly part: string }>> = {
  idle:      { x: LEFT,  row: 0, part: 'neutral' },
  reading:   { x: LEFT,  row: 1, part: 'start' },
  answering: { x: LEFT,  row: 2, part: 'fields' },
  lingering: { x: RIGHT, row: 1, part: 'content' },
  closed:    { x: RIGHT, row: 3, part: 'neutral' },
}

// biome-ignore format: one edge a line reads as the table it is
const ROUTES: Readonly<Record<string, Route>> = {
  'idle → reading':        { exit: ['bottom', 0],  enter: ['top', 0],    label: [0, 'right'] },
  'reading → answering':   { exit: ['bottom', 0],  enter: ['top', 0],    label: [0, 'right'] },
  'answering → idle':      { exit: ['left', -12],  enter: ['left', 12],  lane: TO_IDLE, label: [2, 'bottom'] },
  'idle → lingering':      { exit: ['right', 0],   enter: ['top', 0],    label: [0, 'top'] },
  'reading → lingering':   { exit: ['right', 0],   enter: ['left', 0],   label: [0, 'top'], lines: ['fault,', 'timeout,', 'fin'] },
  'answering → lingering': { exit: ['right', 0],   enter: ['bottom', -50], label: [0, 'bottom'], lines: ['last-answered,', 'fault, timeout'] },
  'idle → closed':         { exit: ['left', -12],  enter: ['left', 0],   lane: TO_CLOSED, label: [0, 'top'], labelShift: OFF_LANES, isQuiet: true },
  'reading → closed':      { exit: ['left', 0],    enter: ['left', 0],   lane: TO_CLOSED, label: [0, 'top'], labelShift: OFF_LANES, isQuiet: true },
  'answering → closed':    { exit: ['left', 12],   enter: ['left', 0],   lane: TO_CLOSED, label: [0, 'bottom'], labelShift: OFF_LANES, isQuiet: true },
  'lingering → closed':    { exit: ['bottom', 50], enter: ['top', 50],   label: [0, 'right'], isQuiet: true },
}

export function lifecycleDiagram(): Diagram {
  const names = Object.keys(LIFECYCLE) as LifecycleState[]
  const boxes = names.map(placed)
  const edges = names.flatMap(edgesFrom)
  return {
    title: 'The lifecycle of a connection',
    description: describe(edges),
    width: WIDTH,
    height: Math.max(...boxes.map((box) => box.y + box.height)) + 28,
    boxes,
    lines: routed(boxes, edges, ROUTES),
    legend: [],
  }
}

function placed(name: LifecycleState): Box {
  const { x, row, part } = PLACES[name]
  const notes = [MEANINGS[name]]
  const height = boxHeight(notes)
  return { name, part, notes, isLoop: false, x, y: TOP + row * ROW, width: BOX_WIDTH, height }
}

/** The events that lead to the same state share an edge. */
function edgesFrom(from: LifecycleState): readonly Edge[] {
  const events = Object.entries(LIFECYCLE[from]) as [LifecycleEvent, LifecycleState][]
  const targets = [...new Set(events.map(([, to]) => to))]
  return targets.map((to) => {
    const on = events.filter(([, target]) => target === to).map(([event]) => event)
    return { from, to, on }
  })
}

/** The same in sentences. */
function describe(edges: readonly Edge[]): string {
  const states = Object.entries(MEANINGS).map(([name, says]) => `${name}: ${says}.`)
  const leads = edges.map(({ from, to, on }) => `From ${from}, ${on.join(' or ')} leads to ${to}.`)
  return [...states, ...leads].join(' ')
}
