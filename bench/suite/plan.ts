/**
 * Which measurements make a round, and in which order?
 *
 * A round goes once through all scenarios. Within one the contenders follow each other directly, in
 * a new order each second round and in the reverse of it in between (ABBA): a machine that slows
 * down steadily does not favour who comes first.
 */

import { shuffled } from '../statistics.ts'
import type { Contender } from './contenders.ts'
import { type Measurement, measureLoad } from './measure-load.ts'
import { measureMemory } from './measure-memory.ts'
import { BARE_NODE, measureBareNode, measureStart } from './measure-start.ts'
import {
  LOAD_SCENARIOS,
  type LoadScenario,
  MEMORY,
  type OtherScenario,
  START,
} from './scenarios.ts'
import type { Site } from './site.ts'
import type { ScenarioTitle } from './tally.ts'

export interface Step {
  readonly scenario: string
  readonly contender: string
  measure(): Promise<Measurement>
}

export interface Choice {
  readonly isQuick: boolean
  /** Part of the name of the scenarios that are wanted. */
  readonly only: string | undefined
  readonly tool: 'wrk' | 'autocannon'
  readonly seconds: number
}

export interface PlannedScenario extends ScenarioTitle {
  readonly steps: readonly Step[]
}

const QUICK_CONTENDERS = new Set(['octets', 'null', 'node:http'])

/** The chosen scenarios, each with a step for every contender that is there. */
export function makePlan(
  contenders: readonly Contender[],
  site: Site,
  choice: Choice,
): readonly PlannedScenario[] {
  const { isQuick, only = '', tool } = choice
  const present = contenders.filter(
    ({ name, version }) => version !== undefined && (!isQuick || QUICK_CONTENDERS.has(name)),
  )
  const loads = LOAD_SCENARIOS.filter((scenario) => !isQuick || scenario.isQuick)
    .filter((scenario) => tool === 'wrk' || !(scenario.closes || scenario.isBig))
    .map((scenario) => planLoad(scenario, present, site, choice))
  const memory = planOther(MEMORY, present, (contender) => measureMemory(contender, site))
  const start = planOther(START, present, (contender) => measureStart(contender, site))
  const bare: Step = { scenario: START.name, contender: BARE_NODE, measure: measureBareNode }
  const starts = { ...start, steps: [...start.steps, bare] }
  const planned = isQuick ? [...loads, starts] : [...loads, memory, starts]
  return planned.filter(({ name }) => name.includes(only))
}

function planLoad(
  scenario: LoadScenario,
  present: readonly Contender[],
  site: Site,
  settings: Choice,
): PlannedScenario {
  const { name, what, unit } = scenario
  const steps = present
    .filter((contender) => scenario.contenders.includes(contender.name))
    .map((contender) => ({
      scenario: name,
      contender: contender.name,
      measure: () => measureLoad(contender, scenario, site, settings),
    }))
  return { name, what, unit, tool: settings.tool, steps }
}

function planOther(
  { name, what, unit, contenders }: OtherScenario,
  present: readonly Contender[],
  measure: (contender: Contender) => Promise<Measurement>,
): PlannedScenario {
  const steps = present
    .filter((contender) => contenders.includes(contender.name))
    .map((contender) => ({
      scenario: name,
      contender: contender.name,
      measure: () => measure(contender),
    }))
  return { name, what, unit, tool: 'none', steps }
}

/** Two rounds: some order, and its reverse. */
export function makeRoundPair(
  plan: readonly PlannedScenario[],
  random: () => number,
): readonly [readonly Step[], readonly Step[]] {
  const orders = plan.map(({ steps }) => shuffled(steps, random))
  return [orders.flat(), orders.flatMap((order) => order.toReversed())]
}
