/**
 * Where does the body end, and why there? Does the connection persist?
 */

import { framingLadder } from '../../trace/framing-ladder.ts'
import type { DecisionRecord } from '../../trace/records.ts'
import { find, make } from './dom.ts'
import type { Page, Panel, View } from './panel.ts'

const ABOUT: Readonly<Record<DecisionRecord['about'], string>> = {
  host: 'Whom is it for?',
  framing: 'Body',
  persistence: 'Does the connection persist?',
  expectation: 'Does the client wait?',
}

export function decisionPanel(page: Page): Panel {
  const ladder = find('ladder', HTMLElement)
  ladder.addEventListener('pointerover', () => pointAtDecision(page))
  ladder.addEventListener('pointerleave', () => page.point(undefined))
  return {
    render(view) {
      const decided = decisionsAt(view)
      const isDecided = decided.length > 0 || isRefusedByLadder(view)
      drawLadder(ladder, view, isDecided)
      const rows = decided
        .filter(({ about }) => about !== 'framing')
        .map(({ about, says, rule }) =>
          make(
            'div',
            {},
            make('dt', {}, ABOUT[about]),
            make('dd', {}, says, ' ', make('small', {}, rule)),
          ),
        )
      find('decided', HTMLElement).replaceChildren(...rows)
    },
    light(_mask, topic) {
      const record = topic?.kind === 'record' ? page.view.analysis.records[topic.index] : undefined
      const isFraming = record?.kind === 'decision' && record.about === 'framing'
      ladder.classList.toggle('lit', isFraming)
    },
  }
}

/** What the head of the message in progress, or of the last one, decided. */
function decisionsAt({ trace }: View): readonly DecisionRecord[] {
  const decisions = trace.records.filter((record) => record.kind === 'decision')
  const started = trace.records.findLast((record) => record.kind === 'event')?.message ?? 0
  return decisions.filter(({ message }) => message === started)
}

function isRefusedByLadder({ verdict }: View): boolean {
  return verdict.kind === 'rejected' && /length|transfer-coding/.test(verdict.fault.code)
}

function drawLadder(ladder: HTMLElement, { trace }: View, isDecided: boolean): void {
  const rungs = framingLadder(trace.framingFields).map(({ rung, rule, fired, why }) => {
    const isFired = isDecided && fired
    const sign = make('span', { class: 'sign', 'aria-hidden': 'true' }, isFired ? '➜' : '·')
    const item = make('li', { class: isFired ? 'fired' : 'passed' }, sign)
    item.append(
      make(
        'span',
        { class: 'rung' },
        rung,
        isFired ? make('span', { class: 'unseen' }, ' (this one decides)') : '',
      ),
      make('span', { class: 'why' }, isDecided ? why : ''),
      make('small', {}, rule.replace('RFC 9112 ', '')),
    )
    return item
  })
  find('ladder-says', HTMLElement).textContent = isDecided
    ? ''
    : 'It is asked when the field section is complete, which it is not here.'
  ladder.replaceChildren(...rungs)
}

function pointAtDecision(page: Page): void {
  const { records } = page.view.analysis
  const last = decisionsAt(page.view).find(({ about }) => about === 'framing')
  const index = records.findIndex(
    (record) =>
      record.kind === 'decision' && record.about === 'framing' && record.message === last?.message,
  )
  if (index !== -1) page.point({ kind: 'record', index })
}
