/**
 * Which roles are there, and how is each drawn?
 */

import { ROLES } from '../roles.ts'
import { find, make } from './dom.ts'
import type { View } from './panel.ts'

/** The roles on show, in the order in which they come. */
export function drawLegend({ analysis }: View): void {
  const roles = [...new Set(analysis.spans.map(({ role }) => role))]
  const entries = roles.map((role) => {
    const { family, label } = ROLES[role]
    const swatch = make(
      'span',
      { class: 'role', 'data-family': family, 'aria-hidden': 'true' },
      label,
    )
    return make('li', {}, swatch, ' ', role)
  })
  find('legend', HTMLElement).replaceChildren(...entries)
}
