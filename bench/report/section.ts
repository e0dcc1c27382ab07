/**
 * What every section of the page is made of: a heading, what was run, drawings and their tables.
 */

import type { ThisRun } from '../this-run.ts'
import { type Child, join, type Markup, tag } from './markup.ts'
import { sayRun } from './wording.ts'

/** For drawings in columns; on a wide screen they are scaled up a little. */
export const CARD_WIDTH = 350

export interface SectionText {
  readonly id: string
  readonly title: string
  readonly lede: Child
}

export function section(
  { id, title, lede }: SectionText,
  run: ThisRun,
  ...children: readonly Child[]
): Markup {
  return tag(
    'section',
    { id, 'aria-labelledby': `${id}-h` },
    tag('h2', { id: `${id}-h` }, title),
    tag('p', { class: 'lede' }, lede),
    tag('p', { class: 'run' }, sayRun(run)),
    children,
  )
}

/** What has no result says so, and how to get one. */
export function notMeasured({ id, title, lede }: SectionText, command: string): Markup {
  return tag(
    'section',
    { id, 'aria-labelledby': `${id}-h` },
    tag('h2', { id: `${id}-h` }, title),
    tag('p', { class: 'lede' }, lede),
    tag('p', { class: 'missing' }, 'Not measured yet. ', tag('code', {}, command), ' measures it.'),
  )
}

export function card(title: string, subtitle: Child, ...children: readonly Child[]): Markup {
  return tag(
    'figure',
    { class: 'card' },
    tag('figcaption', {}, tag('h3', {}, title), tag('p', {}, subtitle)),
    children,
  )
}

/** A value as it is said, and as it is. */
export function datum(value: number, said: string): Markup {
  return tag('data', { value: String(value) }, said)
}

/** Values in a row, as one child. */
export function data(values: readonly number[], say: (value: number) => string): Child {
  return values.map((value, index) => [index === 0 ? '' : ', ', datum(value, say(value))])
}

export interface Table {
  readonly caption: string
  readonly heads: readonly string[]
  /** The first cell of a row is its heading. */
  readonly rows: readonly (readonly Child[])[]
}

/** The figures behind a drawing, folded away. */
export function foldedTable({ caption, heads, rows }: Table): Markup {
  const head = tag('tr', {}, ...heads.map((name) => tag('th', { scope: 'col' }, name)))
  const body = rows.map(([first, ...cells]) =>
    tag('tr', {}, tag('th', { scope: 'row' }, first), ...cells.map((cell) => tag('td', {}, cell))),
  )
  return tag(
    'details',
    {},
    tag('summary', {}, 'Figures', tag('span', { class: 'unseen' }, `: ${caption}`)),
    tag(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
      tag(
        'table',
        {},
        tag('caption', {}, caption),
        tag('thead', {}, head),
        tag('tbody', {}, join(body)),
      ),
    ),
  )
}
