/**
 * How much has been read?
 *
 * A step is an octet. Going back reads everything before it again, from the first.
 */

import { segmentAt } from '../segments.ts'
import { find } from './dom.ts'
import type { Page, Panel, View } from './panel.ts'

type Destination = 'start' | 'back' | 'forward' | 'event' | 'segment' | 'fault' | 'end'

export function stepPanel(page: Page): Panel {
  const range = find('step', HTMLInputElement)
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('[data-go]')]
  range.addEventListener('input', () => page.show({ step: range.valueAsNumber }))
  for (const button of buttons) {
    button.addEventListener('click', () => {
      const step = stepTo(button.dataset.go as Destination, page.view)
      if (step !== undefined) page.show({ step })
    })
  }
  return {
    render(view, change) {
      const { step, octets } = view.scene
      range.max = String(octets.length)
      range.value = String(step)
      const text = describeStep(view)
      range.setAttribute('aria-valuetext', text)
      find('step-text', HTMLOutputElement).textContent = text
      for (const button of buttons) {
        const isUseless = stepTo(button.dataset.go as Destination, view) === undefined
        // Not `disabled`: the focus would be lost under the finger of whoever steps.
        button.setAttribute('aria-disabled', String(isUseless))
      }
      find('said', HTMLElement).textContent = change === 'step' ? lastSaid(view) : ''
    },
  }
}

/** How many octets to read; `undefined` where there is nowhere to go. */
function stepTo(destination: Destination, { scene, analysis }: View): number | undefined {
  const { step, octets, cuts } = scene
  const { records, knownAt, states } = analysis
  switch (destination) {
    case 'start':
      return step === 0 ? undefined : 0
    case 'back':
      return step === 0 ? undefined : step - 1
    case 'forward':
      return step === octets.length ? undefined : step + 1
    case 'end':
      return step === octets.length ? undefined : octets.length
    case 'segment':
      return step === octets.length ? undefined : (cuts.find((cut) => cut > step) ?? octets.length)
    case 'event': {
      const known = records.flatMap(({ kind }, index) =>
        (kind === 'event' || kind === 'fault') && knownAt[index]! > step ? [knownAt[index]!] : [],
      )
      return known.length === 0 ? undefined : Math.min(...known)
    }
    case 'fault': {
      const failedAt = states.indexOf('failed')
      return failedAt === -1 || failedAt === step ? undefined : failedAt
    }
  }
}

function describeStep({ scene }: View): string {
  const { step, octets, cuts } = scene
  const segment = step === 0 ? 1 : segmentAt(cuts, step - 1)
  return `octet ${step} of ${octets.length}, segment ${segment} of ${cuts.length + 1}`
}

/** What became known with this octet, for who cannot see it light up. */
function lastSaid({ scene, analysis, trace }: View): string {
  const { records, knownAt } = analysis
  const said = records.flatMap((record, index) => {
    if (knownAt[index] !== scene.step) return []
    if (record.kind === 'event') return [record.event.replace('-', ' ')]
    if (record.kind === 'decision') return [record.says]
    return record.kind === 'fault' ? [`refused: ${record.says}`] : []
  })
  return said.length === 0 ? `Reading ${trace.state.replaceAll('-', ' ')}` : said.join('; ')
}
