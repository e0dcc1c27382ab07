/**
 * What does a part of the page know of the rest?
 *
 *   a panel asks     page.show({ cuts })      page.point(topic)
 *   and is told      render(view, change)     light(mask)
 *
 * Panels do not know each other. What is shown follows from the scene alone, so a panel changes the
 * scene and waits to be told, like every other.
 */

import type { FramingTrace } from '../../trace/framing-trace.ts'
import type { Scene } from '../address.ts'
import type { Analysis, Verdict } from '../analysis.ts'
import type { Mask, Topic } from '../links.ts'

export interface View {
  readonly scene: Scene
  readonly analysis: Analysis
  /** As far as the step. */
  readonly trace: FramingTrace
  readonly verdict: Verdict
}

/** Whether octets, cuts or limits have changed, or only the step. */
export type Change = 'scene' | 'step'

export interface Panel {
  render(view: View, change: Change): void
  /** Shows what has to do with the octets that are pointed at; nothing is when there is no mask. */
  light?(mask: Mask | undefined, topic: Topic | undefined): void
}

export interface Page {
  readonly view: View
  show(change: Partial<Scene>): void
  /** What the pointer or the focus is on now. */
  point(topic: Topic | undefined): void
}

/** Points at what `topicOf` says of the element, for as long as the pointer or the focus is on it. */
export function pointFrom(
  page: Page,
  list: Element,
  topicOf: (event: Event) => Topic | undefined,
): void {
  for (const type of ['pointerover', 'focusin'])
    list.addEventListener(type, (event) => {
      const topic = topicOf(event)
      if (topic !== undefined) page.point(topic)
    })
  for (const type of ['pointerleave', 'focusout'])
    list.addEventListener(type, () => page.point(undefined))
}
