/**
 * Where do the boxes and lines of a state diagram lie?
 *
 * Boxes stand in columns and rows that a diagram chooses by hand; a row is as tall as its tallest box. A
 * line leaves one side of a box and enters one of another, in right angles, with at most one lane
 * between: a column of x or a row of y it runs along. What the code's tables say decides which boxes
 * and lines there are; `routed` stops the drawing when a place or a route is missing or left over.
 */

type Side = 'left' | 'right' | 'top' | 'bottom'
/** A side of a box, and how far from its middle, to the right or down. */
type Port = readonly [side: Side, shift: number]

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Box extends Point {
  readonly name: string
  /** Which family it belongs to; a class of the style sheet. */
  readonly part: string
  /** Under the name, line by line. */
  readonly notes: readonly string[]
  /** Whether the notes say what is read without leaving. */
  readonly isLoop: boolean
  readonly width: number
  readonly height: number
}

/** From one state to another, on any of these. */
export interface Edge {
  readonly from: string
  readonly to: string
  readonly on: readonly string[]
}

/** How an edge runs. */
export interface Route {
  readonly exit: Port
  readonly enter: Port
  /** The lane between: an x if it leaves sideways, else a y counted from the bottom of its box. */
  readonly lane?: number
  /** Which stretch carries the label, from 0, and on which side of it. */
  readonly label: readonly [stretch: number, side: Side]
  /** How far to the right of the middle the label stands. */
  readonly labelShift?: number
  /** The label, cut into lines; one line if left out. */
  readonly lines?: readonly string[]
  /** Drawn so that it does not ask for attention. */
  readonly isQuiet?: boolean
}

export interface Line extends Edge {
  readonly points: readonly Point[]
  readonly label: Label
  readonly isQuiet: boolean
}

interface Label extends Point {
  readonly lines: readonly string[]
  readonly anchor: 'start' | 'middle' | 'end'
}

export interface Diagram {
  readonly title: string
  readonly description: string
  readonly width: number
  readonly height: number
  readonly boxes: readonly Box[]
  readonly lines: readonly Line[]
  readonly legend: readonly Key[]
}

/** What a part is called, or `loop`, the sign for what is read without leaving; and where to say so. */
export interface Key extends Point {
  readonly part: string
  readonly says: string
}

export const LINE_HEIGHT = 19
const NAME_HEIGHT = 45
/** Between a stretch and its label. */
const ASIDE = 8

export function boxHeight(notes: readonly string[]): number {
  return NAME_HEIGHT + (notes.length === 0 ? 0 : notes.length * LINE_HEIGHT)
}

/** The line of each edge. A `routes` key is `from → to`. */
export function routed(
  boxes: readonly Box[],
  edges: readonly Edge[],
  routes: Readonly<Record<string, Route>>,
): readonly Line[] {
  const keys = new Set(edges.map(({ from, to }) => `${from} → ${to}`))
  const surplus = Object.keys(routes).filter((key) => !keys.has(key))
  if (surplus.length > 0) throw new Error(`No table has ${surplus.join(', ')}`)
  return edges.map((edge) => {
    const route = routes[`${edge.from} → ${edge.to}`]
    if (route === undefined) throw new Error(`Nobody has routed ${edge.from} → ${edge.to}`)
    const points = corners(boxNamed(boxes, edge.from), boxNamed(boxes, edge.to), route)
    const { isQuiet = false } = route
    return { ...edge, points, label: labelOf(edge, points, route), isQuiet }
  })
}

function boxNamed(boxes: readonly Box[], name: string): Box {
  const box = boxes.find((one) => one.name === name)
  if (box === undefined) throw new Error(`Nobody has placed ${name}`)
  return box
}

function portOf({ x, y, width, height }: Box, [side, shift]: Port): Point {
  switch (side) {
    case 'left':
      return { x, y: y + height / 2 + shift }
    case 'right':
      return { x: x + width, y: y + height / 2 + shift }
    case 'top':
      return { x: x + width / 2 + shift, y }
    case 'bottom':
      return { x: x + width / 2 + shift, y: y + height }
  }
}

function isSideways([side]: Port): boolean {
  return side === 'left' || side === 'right'
}

/** Where the line begins, turns and ends. */
function corners(from: Box, to: Box, { exit, enter, lane }: Route): readonly Point[] {
  const start = portOf(from, exit)
  const end = portOf(to, enter)
  if (lane === undefined) {
    if (start.x === end.x || start.y === end.y) return [start, end]
    const turn = isSideways(exit) ? { x: end.x, y: start.y } : { x: start.x, y: end.y }
    return [start, turn, end]
  }
  if (isSideways(exit)) return [start, { x: lane, y: start.y }, { x: lane, y: end.y }, end]
  const y = start.y + lane
  return [start, { x: start.x, y }, { x: end.x, y }, end]
}

function labelOf({ on }: Edge, points: readonly Point[], route: Route): Label {
  const { lines: says = [on.join(', ')], labelShift = 0 } = route
  const [stretch, side] = route.label
  const start = points[stretch]!
  const end = points[stretch + 1]!
  const middle = { x: (start.x + end.x) / 2 + labelShift, y: (start.y + end.y) / 2 }
  const half = ((says.length - 1) * LINE_HEIGHT) / 2
  // A line of text is drawn from its baseline, which is about 5 below its middle.
  switch (side) {
    case 'left':
      return { lines: says, anchor: 'end', x: middle.x - ASIDE, y: middle.y - half + 5 }
    case 'right':
      return { lines: says, anchor: 'start', x: middle.x + ASIDE, y: middle.y - half + 5 }
    case 'top':
      return { lines: says, anchor: 'middle', x: middle.x, y: middle.y - 2 * half - ASIDE + 1 }
    case 'bottom':
      return { lines: says, anchor: 'middle', x: middle.x, y: middle.y + LINE_HEIGHT }
  }
}
