/**
 * Which measurements make a round, and in which order?
 *
 * A round goes once through all heats. A heat is one scenario, or several that a target compares with
 * each other, with all their contenders: they are started, stay up, and are measured in turn, in short
 * slices (heat.ts). Those that a target names come first, in some order, then in its reverse (ABBA),
 * then in another order and its reverse: the two sides of a ratio are measured seconds apart, and a
 * machine that slows down steadily does not favour who comes first. Then come the others, who are there
 * to be looked at: they have fewer slices, and take part in each third round only.
 */

import { inTurn } from '../statistics.ts'
import type { Contender } from './contenders.ts'
import { openLoad, type Runner } from './measure-load.ts'
import { measureMemory } from './measure-memory.ts'
import { BARE_NODE, measureBareNode, measureStart } from './measure-start.ts'
import { LOAD_SCENARIOS, type LoadScenario, MEMORY, START } from './scenarios.ts'
import type { Site } from './site.ts'
import type { ScenarioTitle } from './tally.ts'
import { isNamed, TARGETS } from './targets.ts'

/** One contender in one scenario. */
export interface Entry {
  readonly scenario: string
  readonly contender: string
  /** Whether a target compares it with something. */
  readonly isNamed: boolean
  open(): Promise<Runner>
}

export interface Heat {
  readonly scenarios: readonly string[]
  readonly entries: readonly Entry[]
  /** Slices of each entry in a round. */
  readonly slices: { readonly named: number; readonly others: number }
  /** About what it takes: for the time-table. */
  readonly seconds: { readonly open: number; readonly slice: number }
}

export interface Plan {
  readonly scenarios: readonly ScenarioTitle[]
  readonly heats: readonly Heat[]
}

export interface Choice {
  readonly isQuick: boolean
  /** Part of the name of the scenarios that are wanted. */
  readonly only: string | undefined
  readonly tool: 'wrk' | 'autocannon'
  /** Of one slice. */
  readonly seconds: number
  readonly slices: number
}

/** Who is in no target takes part in the first of so many rounds. */
const OTHERS_EVERY = 3
const OTHERS_SLICES = 2
const STARTS = 12
const QUICK_CONTENDERS = new Set(['octets', 'null', 'node:http'])
const WARM_UP_SECONDS = 1
const OPEN_SECONDS = WARM_UP_SECONDS + 0.4
const MEMORY_SECONDS = 3.5
const START_SECONDS = 0.15

/** The chosen scenarios, each with an entry for every contender that is there. */
export function makePlan(contenders: readonly Contender[], site: Site, choice: Choice): Plan {
  const { isQuick, only = '', tool } = choice
  const present = contenders.filter(
    ({ name, version }) => version !== undefined && (!isQuick || QUICK_CONTENDERS.has(name)),
  )
  const loads = LOAD_SCENARIOS.filter((scenario) => !isQuick || scenario.isQuick)
    .filter((scenario) => tool === 'wrk' || !(scenario.closes || scenario.isBig))
    .filter(({ name }) => name.includes(only))
  const others = (isQuick ? [START] : [MEMORY, START]).filter(({ name }) => name.includes(only))
  const loadHeats = groupsOf(loads).map((group) => makeLoadHeat(group, present, site, choice))
  const otherHeats = others.map((scenario) =>
    scenario === START ? makeStartHeat(present, site, isQuick) : makeMemoryHeat(present, site),
  )
  return {
    scenarios: [
      ...loads.map(({ name, what, unit }) => ({ name, what, unit, tool })),
      ...others.map(({ name, what, unit }) => ({ name, what, unit, tool: 'none' as const })),
    ],
    heats: [...loadHeats, ...otherHeats],
  }
}

/** A scenario that a target compares with an earlier one is in its group. */
function groupsOf(scenarios: readonly LoadScenario[]): readonly (readonly LoadScenario[])[] {
  const groups = new Map<string, LoadScenario[]>()
  for (const scenario of scenarios) {
    const across = TARGETS.find(({ work, thanWork }) => work === scenario.name && thanWork)
    const group = groups.get(across?.thanWork ?? '') ?? []
    groups.set(scenario.name, group)
    group.push(scenario)
  }
  return [...new Set(groups.values())]
}

function makeLoadHeat(
  scenarios: readonly LoadScenario[],
  present: readonly Contender[],
  site: Site,
  { isQuick, tool, seconds, slices }: Choice,
): Heat {
  const settings = { tool, seconds, warmUpSeconds: isQuick ? 0 : WARM_UP_SECONDS }
  return {
    scenarios: scenarios.map(({ name }) => name),
    entries: scenarios.flatMap((scenario) =>
      makeEntries(scenario, present, (contender) => openLoad(contender, scenario, site, settings)),
    ),
    slices: { named: slices, others: Math.min(slices, OTHERS_SLICES) },
    seconds: { open: OPEN_SECONDS, slice: seconds },
  }
}

/** Each measurement has a server of its own: the first connections that it has are what it is about. */
function makeMemoryHeat(present: readonly Contender[], site: Site): Heat {
  return {
    scenarios: [MEMORY.name],
    entries: makeEntries(MEMORY, present, async (contender) => ({
      measure: () => measureMemory(contender, site),
      close: async () => {},
    })),
    slices: { named: 1, others: 1 },
    seconds: { open: 0, slice: MEMORY_SECONDS },
  }
}

function makeStartHeat(present: readonly Contender[], site: Site, isQuick: boolean): Heat {
  const bare: Entry = {
    scenario: START.name,
    contender: BARE_NODE,
    isNamed: isNamed(START.name, BARE_NODE),
    open: async () => ({ measure: measureBareNode, close: async () => {} }),
  }
  const servers = makeEntries(START, present, async (contender) => ({
    measure: () => measureStart(contender, site),
    close: async () => {},
  }))
  return {
    scenarios: [START.name],
    entries: [...servers, bare],
    slices: isQuick ? { named: 2, others: 1 } : { named: STARTS, others: STARTS / 2 },
    seconds: { open: 0, slice: START_SECONDS },
  }
}

function makeEntries(
  { name, contenders }: { readonly name: string; readonly contenders: readonly string[] },
  present: readonly Contender[],
  open: (contender: Contender) => Promise<Runner>,
): readonly Entry[] {
  return present
    .filter((contender) => contenders.includes(contender.name))
    .map((contender) => ({
      scenario: name,
      contender: contender.name,
      isNamed: isNamed(name, contender.name),
      open: () => open(contender),
    }))
}

/** The rounds of `rounds` in which all take part. */
export function roundsOfAll(rounds: number): number {
  return Math.ceil(rounds / OTHERS_EVERY)
}

/** Who is measured in a heat of round `round`, from 0, slice by slice. */
export function makeOrder(heat: Heat, round: number, random: () => number): readonly Entry[] {
  const named = heat.entries.filter((entry) => entry.isNamed)
  const others = heat.entries.filter((entry) => !entry.isNamed && takesPart(entry, round))
  return [
    ...inTurn(named, heat.slices.named, random),
    ...inTurn(others, heat.slices.others, random),
  ].flat()
}

/** About how long a heat takes in round `round`. */
export function secondsOf({ entries, slices, seconds }: Heat, round: number): number {
  return entries
    .filter((entry) => takesPart(entry, round))
    .map(({ isNamed }) => seconds.open + seconds.slice * (isNamed ? slices.named : slices.others))
    .reduce((sum, one) => sum + one, 0)
}

function takesPart(entry: Entry, round: number): boolean {
  return entry.isNamed || round % OTHERS_EVERY === 0
}
