/**
 * What is common to all drawings?
 *
 * A drawing is a function from figures to SVG. It has no colours of its own: what a part means is its
 * class, and a style sheet says how that looks, in light and in dark. Nothing is told by colour
 * alone: what is ours is bold, verdicts have shapes and words.
 *
 * Every drawing has a title and a description for those who do not see it, each mark a title for those
 * who point at it, and the page has a table of the same figures below.
 */

import { type Child, type Markup, tag } from './markup.ts'

export interface Described {
  readonly title: string
  readonly description: string
}

let drawings = 0

/** A drawing of its own, with its title and description. */
export function drawing(
  { title, description }: Described,
  width: number,
  height: number,
  ...parts: readonly Child[]
): Markup {
  drawings += 1
  const id = `drawing-${drawings}`
  return tag(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`,
      role: 'img',
      'aria-labelledby': `${id} ${id}-d`,
    },
    tag('title', { id }, title),
    tag('desc', { id: `${id}-d` }, description),
    parts,
  )
}

export function text(
  x: number,
  y: number,
  kind: string,
  content: Child,
  anchor: 'start' | 'middle' | 'end' = 'start',
): Markup {
  return tag('text', { x, y, class: kind, 'text-anchor': anchor }, content)
}

export type Outcome = 'met' | 'missed' | 'not-shown' | 'not-measured'

/** A filled circle, a cross, a ring; each outcome has its own, so that colour is not needed. */
export function outcomeMark(outcome: Outcome, x: number, y: number, size: number): Markup {
  switch (outcome) {
    case 'met':
      return tag('circle', { class: 'mark met', cx: x, cy: y, r: size })
    case 'missed':
      return tag('path', {
        class: 'mark missed',
        d: `M${x - size} ${y - size}L${x + size} ${y + size}M${x - size} ${y + size}L${x + size} ${y - size}`,
      })
    case 'not-shown':
      return tag('circle', { class: 'mark not-shown', cx: x, cy: y, r: size - 0.5 })
    case 'not-measured':
      return tag('line', { class: 'mark not-measured', x1: x - size, x2: x + size, y1: y, y2: y })
  }
}

/** In a list of points. */
export function pointAt(x: number, y: number): string {
  return `${Math.round(x * 100) / 100},${Math.round(y * 100) / 100}`
}
