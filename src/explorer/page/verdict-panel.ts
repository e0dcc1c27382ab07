/**
 * What came of it: accepted, more is awaited, or refused, and what it would cost to accept it?
 */

import { STATES } from '../../trace/states.ts'
import type { Verdict } from '../analysis.ts'
import { glyphOf } from '../octet-text.ts'
import { find, make } from './dom.ts'
import type { Panel } from './panel.ts'

export function verdictPanel(): Panel {
  const section = find('verdict', HTMLElement)
  const fault = find('verdict-fault', HTMLElement)
  return {
    render({ verdict, scene }) {
      section.dataset.verdict = verdict.kind
      find('verdict-sign', HTMLElement).textContent = SIGNS[verdict.kind]
      find('verdict-word', HTMLElement).textContent = wordOf(verdict)
      find('verdict-detail', HTMLElement).textContent = detailOf(verdict, scene.octets.length)
      fault.hidden = verdict.kind !== 'rejected'
      if (verdict.kind === 'rejected') showFault(verdict)
    },
  }
}

const SIGNS: Readonly<Record<Verdict['kind'], string>> = {
  accepted: '✔',
  waiting: '…',
  rejected: '✘',
}

function wordOf(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'accepted':
      return 'Accepted'
    case 'waiting':
      return 'Needs more octets'
    case 'rejected':
      return `Rejected with ${verdict.fault.status}`
  }
}

function detailOf(verdict: Verdict, length: number): string {
  switch (verdict.kind) {
    case 'accepted': {
      const count = verdict.requests === 1 ? '1 request' : `${verdict.requests} requests`
      const unread =
        verdict.unread === 0
          ? ''
          : `; the connection closes, ${verdict.unread} octets behind it are not read`
      return `${count}, complete${unread}`
    }
    case 'waiting': {
      const state = STATES.find(({ name }) => name === verdict.state)
      const before = verdict.requests === 0 ? '' : `${verdict.requests} complete; `
      return length === 0
        ? 'there are none'
        : `${before}the next belongs to ${state?.says ?? verdict.state}`
    }
    case 'rejected':
      return `${verdict.fault.code}, at octet ${verdict.fault.offset} (${verdict.fault.rule})`
  }
}

/** The octets around the fault, and a caret under the one. */
function showFault({ fault }: Extract<Verdict, { kind: 'rejected' }>): void {
  const { text, caret } = fault.window
  const glyphs = [...text].map((char) => glyphOf(char.charCodeAt(0)))
  const excerpt = find('verdict-window', HTMLElement)
  const mark = make('mark', {}, glyphs[caret] ?? '␣')
  excerpt.replaceChildren(
    glyphs.slice(0, caret).join(''),
    mark,
    glyphs.slice(caret + 1).join(''),
    `\n${' '.repeat(caret)}^`,
  )
  excerpt.scrollLeft = mark.offsetLeft - excerpt.clientWidth / 2
  find('verdict-says', HTMLElement).textContent = `${fault.says}.`
  find('verdict-consequence', HTMLElement).replaceChildren(
    make('strong', {}, 'If we accepted it: '),
    fault.consequence,
  )
}
