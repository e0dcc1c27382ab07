/**
 * How does a diagram look?
 *
 * One SVG that stands alone: its own background, colours for light and dark, a title and a description
 * for those who do not see it, and no script or font from elsewhere. Colours only repeat what the
 * names of the states say. `data-` attributes name the states and what the lines join, for the test.
 */

import {
  type Box,
  boxHeight,
  type Diagram,
  type Key,
  LINE_HEIGHT,
  type Line,
  type Point,
} from './diagram.ts'

const CORNER = 10
/** Between a box and what is written in it. */
const INSET = 16

const STYLE = `
  svg { --paper: #ffffff; --frame: #d8dee4; --ink: #1f2328; --dim: #59636e; --line: #6e7781;
    --neutral: #eef1f4; --neutral-edge: #8c959f; --start: #e3efff; --start-edge: #2f6fce;
    --fields: #e2f5e6; --fields-edge: #2a8a43; --content: #fdf0d5; --content-edge: #b07a10;
    --chunks: #f3e8fd; --chunks-edge: #8a4bd0; --fault: #ffe9e7; --fault-edge: #cf222e }
  @media (prefers-color-scheme: dark) {
    svg { --paper: #0d1117; --frame: #30363d; --ink: #e6edf3; --dim: #9da7b1; --line: #8b949e;
      --neutral: #21262d; --neutral-edge: #6e7681; --start: #12294a; --start-edge: #5a9bf5;
      --fields: #10301b; --fields-edge: #45b566; --content: #352709; --content-edge: #d4a02c;
      --chunks: #2b1a42; --chunks-edge: #b083f0; --fault: #3d1417; --fault-edge: #f47067 }
  }
  text { font: 15px system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif; fill: var(--dim) }
  .name { font: 600 16px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: var(--ink) }
  .edge text { fill: var(--ink); stroke: var(--paper); stroke-width: 5px; stroke-linejoin: round; paint-order: stroke }
  .edge path { fill: none; stroke: var(--line); stroke-width: 2; marker-end: url(#arrow) }
  .edge.quiet path { stroke: var(--neutral-edge); marker-end: url(#quiet-arrow) }
  path.loop { fill: none; stroke: var(--dim); stroke-width: 1.5 }
  #arrow path { fill: var(--line) }
  #quiet-arrow path { fill: var(--neutral-edge) }
  .paper { fill: var(--paper); stroke: var(--frame) }
`

const PARTS = ['neutral', 'start', 'fields', 'content', 'chunks', 'fault']

export function renderSvg(diagram: Diagram): string {
  const { title, description, width, height, boxes, lines, legend } = diagram
  const parts = PARTS.map(
    (part) => `  .${part} rect { fill: var(--${part}); stroke: var(--${part}-edge) }\n`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description">
<title id="title">${escaped(title)}</title>
<desc id="description">${escaped(description)}</desc>
<style>${STYLE}${parts.join('')}</style>
<defs>${arrowHead('arrow')}${arrowHead('quiet-arrow')}</defs>
<rect class="paper" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="12"/>
${[...boxes.map(renderBox), ...lines.map(renderLine), ...legend.map(renderKey)].join('\n')}
</svg>
`
}

function arrowHead(id: string): string {
  return `<marker id="${id}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="11" markerHeight="11" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 1 10 5 0 9Z"/></marker>`
}

function renderLine({ from, to, points, label, isQuiet }: Line): string {
  const { x, y, anchor, lines } = label
  return `<g class="${isQuiet ? 'edge quiet' : 'edge'}" data-from="${from}" data-to="${to}">
  <path d="${roundedPath(points)}"/>
  <text x="${x}" y="${y}" text-anchor="${anchor}">${spans(lines, x)}</text>
</g>`
}

function renderBox({ name, part, notes, isLoop, x, y, width, height }: Box): string {
  const top = y + (height - boxHeight(notes)) / 2
  const left = x + INSET
  const loop = isLoop ? renderLoop(left + 6, top + 43) : ''
  const notesLeft = isLoop ? left + 18 : left
  const says = spans(notes, notesLeft)
  return `<g class="${part}" data-state="${name}">
  <rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${CORNER}"/>
  <text class="name" x="${left}" y="${top + 28}">${name}</text>
  ${loop}<text x="${notesLeft}" y="${top + 48}">${says}</text>
</g>`
}

/** What a colour or a sign stands for. */
function renderKey({ x, y, part, says }: Key): string {
  const colour = `<rect x="${x}" y="${y}" width="22" height="16" rx="4"/>`
  const sign = part === 'loop' ? renderLoop(x + 11, y + 8) : colour
  return `<g class="key ${part}">${sign}<text x="${x + 32}" y="${y + 13}">${escaped(says)}</text></g>`
}

/** A circle that is nearly closed, and its point: what is read without leaving the state. */
function renderLoop(x: number, y: number): string {
  return `<path class="loop" d="M${x + 3} ${y - 3} a5 5 0 1 0 2 4 M${x + 4} ${y - 7} v4 h-4"/>`
}

function spans(lines: readonly string[], x: number): string {
  return lines
    .map(
      (line, row) => `<tspan x="${x}" dy="${row === 0 ? 0 : LINE_HEIGHT}">${escaped(line)}</tspan>`,
    )
    .join('')
}

/** Straight stretches, with the turns rounded. */
function roundedPath(points: readonly Point[]): string {
  const [start, ...rest] = points
  let path = `M${start!.x} ${start!.y}`
  let previous = start!
  rest.forEach((corner, index) => {
    const next = rest[index + 1]
    if (next === undefined) path += ` L${corner.x} ${corner.y}`
    else {
      const before = towards(corner, previous)
      const after = towards(corner, next)
      path += ` L${before.x} ${before.y} Q${corner.x} ${corner.y} ${after.x} ${after.y}`
    }
    previous = corner
  })
  return path
}

/** The point a corner's radius away from it, or half the way if the way is short. */
function towards(corner: Point, other: Point): Point {
  const way = Math.abs(other.x - corner.x) + Math.abs(other.y - corner.y)
  const radius = Math.min(CORNER, way / 2)
  return {
    x: corner.x + Math.sign(other.x - corner.x) * radius,
    y: corner.y + Math.sign(other.y - corner.y) * radius,
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
