/**
 * What is to be said about one octet: its role, its event, its state, its rules?
 */

import type { EventRecord } from '../../trace/records.ts'
import { STATES } from '../../trace/states.ts'
import { rulesAt } from '../links.ts'
import { hexOf, nameOf } from '../octet-text.ts'
import { ROLES } from '../roles.ts'
import { segmentAt } from '../segments.ts'
import { find, make } from './dom.ts'
import type { Page, View } from './panel.ts'

/** @param at offset of the octet; nothing is said when there is none */
export function inspect(page: Page, at: number): void {
  const { scene } = page.view
  const octet = scene.octets[at]
  const rows = octet === undefined ? [] : rowsOf(page.view, octet, at)
  const entries = rows.map(([term, ...what]) =>
    make('div', {}, make('dt', {}, term), make('dd', {}, ...what)),
  )
  find('inspector', HTMLElement).replaceChildren(...entries)
}

type Row = readonly [term: string, ...what: (Node | string)[]]

function rowsOf({ scene, analysis }: View, octet: number, at: number): readonly Row[] {
  const { spans, spanOf, states, fault } = analysis
  const role = spans[spanOf[at]!]!.role
  const info = ROLES[role]
  const isFault = fault?.offset === at
  const state = STATES.find(({ name }) => name === states[at])
  const event = analysis.records.find(
    (record): record is EventRecord =>
      record.kind === 'event' && record.start <= at && at < record.end,
  )
  const name = make('strong', { 'data-family': info.family, class: 'role' }, role)
  return [
    ['octet', `${at}`, make('code', {}, `${nameOf(octet)} · ${hexOf(octet)}`)],
    ['role', name, isFault ? fault.says : info.says],
    [
      'event',
      event === undefined
        ? 'none: it was not read to its end'
        : `${event.event} ${event.start}–${event.end}`,
    ],
    [
      'state',
      state === undefined ? 'closing: nothing more is read' : `${state.name}: ${state.says}`,
    ],
    ['segment', `${segmentAt(scene.cuts, at)} of ${scene.cuts.length + 1}`],
    ['rule', rulesAt(at, analysis).join(', ')],
  ]
}
