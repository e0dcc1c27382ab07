/**
 * By which rules were these octets read?
 */

import { rulesAt, rulesOf } from '../links.ts'
import { closest, find, make, rove } from './dom.ts'
import { type Page, type Panel, pointFrom } from './panel.ts'

export function rulePanel(page: Page): Panel {
  const list = find('rule-list', HTMLElement)
  rove(list, 'button')
  pointFrom(page, list, (event) => {
    const rule = closest(event, 'button')?.dataset.rule
    return rule === undefined ? undefined : { kind: 'rule', rule }
  })
  return {
    render({ analysis }, change) {
      if (change === 'step') return
      const chips = rulesOf(analysis).map((rule, index) =>
        make(
          'li',
          {},
          make(
            'button',
            { type: 'button', 'data-rule': rule, tabindex: index === 0 ? 0 : -1 },
            rule,
          ),
        ),
      )
      list.replaceChildren(...chips)
    },
    light(mask, topic) {
      const { analysis } = page.view
      const lit = new Set<string>()
      // A state or an event may have thousands of octets of few spans: one of each is enough.
      for (const { start, end } of analysis.spans) {
        const at = mask?.subarray(start, end).indexOf(1) ?? -1
        if (at !== -1) for (const rule of rulesAt(start + at, analysis)) lit.add(rule)
      }
      if (topic?.kind === 'rule') lit.clear()
      for (const button of list.querySelectorAll('button')) {
        const { rule = '' } = button.dataset
        button.classList.toggle(
          'lit',
          lit.has(rule) || (topic?.kind === 'rule' && topic.rule === rule),
        )
      }
    },
  }
}
