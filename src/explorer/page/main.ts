/**
 * The page: one scene, the panels that show it, and the address that holds it.
 *
 *   link, sample, box, cut, step ──▶ scene ──▶ analysis ──▶ panels
 *                                      └──▶ address
 */

import { readAddress, type Scene, writeAddress } from '../address.ts'
import { analyse, traceAt, verdictAt } from '../analysis.ts'
import { maskOf, type Topic } from '../links.ts'
import { SAMPLES, sceneOf } from '../samples.ts'
import { comparePanel } from './compare-panel.ts'
import { decisionPanel } from './decision-panel.ts'
import { find } from './dom.ts'
import { eventPanel } from './event-panel.ts'
import { inputPanel } from './input-panel.ts'
import { limitPanel } from './limit-panel.ts'
import { livePanel } from './live-panel.ts'
import { machinePanel } from './machine-panel.ts'
import { octetPanel } from './octet-panel.ts'
import type { Change, Page, Panel, View } from './panel.ts'
import { rulePanel } from './rule-panel.ts'
import { segmentPanel } from './segment-panel.ts'
import { stepPanel } from './step-panel.ts'
import { verdictPanel } from './verdict-panel.ts'

/** Browsers take only so many changes of the address in a while; a drag makes many. */
const ADDRESS_MILLISECONDS = 200

class Explorer implements Page {
  view: View
  readonly #panels: readonly Panel[]
  #timer: ReturnType<typeof setTimeout> | undefined
  #topic: Topic | undefined
  #isRendering = false

  constructor(scene: Scene) {
    this.view = viewOf(scene, undefined)
    this.#panels = [
      inputPanel(this),
      livePanel(this),
      verdictPanel(),
      stepPanel(this),
      segmentPanel(this),
      octetPanel(this),
      machinePanel(this),
      eventPanel(this),
      decisionPanel(this),
      limitPanel(this),
      rulePanel(this),
      comparePanel(),
    ]
    this.#render('scene')
  }

  show(change: Partial<Scene>): void {
    const scene = { ...this.view.scene, ...change }
    const isStep = Object.keys(change).join() === 'step'
    if (isStep && scene.step === this.view.scene.step) return
    this.view = viewOf(scene, isStep ? this.view : undefined)
    this.#render(isStep ? 'step' : 'scene')
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      history.replaceState(null, '', writeAddress(this.view.scene))
    }, ADDRESS_MILLISECONDS)
  }

  point(topic: Topic | undefined): void {
    this.#topic = topic
    // Drawing moves the focus, when half of the panels still show what was before.
    if (this.#isRendering) return
    const mask = topic === undefined ? undefined : maskOf(topic, this.view.analysis)
    for (const panel of this.#panels) panel.light?.(mask, topic)
  }

  #render(change: Change): void {
    this.#isRendering = true
    for (const panel of this.#panels) panel.render(this.view, change)
    this.#isRendering = false
    this.point(this.#isStillThere(this.#topic) ? this.#topic : undefined)
  }

  #isStillThere(topic: Topic | undefined): boolean {
    const { scene, analysis } = this.view
    if (topic?.kind === 'octet') return topic.at < scene.octets.length
    return topic?.kind !== 'record' || topic.index < analysis.records.length
  }
}

/** @param before the view of another step of the same scene, whose analysis still holds */
function viewOf(scene: Scene, before: View | undefined): View {
  const analysis = before?.analysis ?? analyse(scene)
  return { scene, analysis, trace: traceAt(scene), verdict: verdictAt(analysis, scene.step) }
}

/** The scene of the address; the first sample when there is none, with a word when it is broken. */
function sceneOfAddress(): Scene {
  const { hash } = location
  const scene = hash === '' ? undefined : readAddress(hash)
  const notice = find('notice', HTMLElement)
  notice.hidden = hash === '' || scene !== undefined
  notice.textContent = notice.hidden
    ? ''
    : 'This link cannot be read: it may have been cut short. Here is the first sample instead.'
  return scene ?? sceneOf(SAMPLES[0]!)
}

const explorer = new Explorer(sceneOfAddress())
addEventListener('hashchange', () => explorer.show(sceneOfAddress()))
document.querySelector('[data-skip]')?.addEventListener('click', (event) => {
  // The address is the scene's; a skip link must not change it.
  event.preventDefault()
  find('read', HTMLElement).focus()
})
