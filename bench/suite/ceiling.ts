/**
 * How near does a server in Node come to a native one at all?
 *
 * The null server parses nothing and has its answer ready. Where a target is missed, what it reaches of
 * nginx, h2o or lighttpd on the same machine tells whether that is ours, or Node's: a copy that sendfile
 * does not make, a system call more. Passing it takes more than parsing fast: sockets that are made in
 * a cheaper way, answers that leave together.
 */

import { median } from '../statistics.ts'
import { NATIVE } from './native-configurations.ts'
import type { ScenarioResult, TargetResult } from './result.ts'

/**
 * The null server's figure over that of the other side; `undefined` where one of them has none. Of medians:
 * it may have taken part in fewer rounds.
 */
export function ceilingOf(
  { work, than, sense }: TargetResult,
  scenarios: readonly ScenarioResult[],
): number | undefined {
  if (sense !== 'at-least' || !Object.hasOwn(NATIVE, than)) return undefined
  const results = scenarios.find(({ name }) => name === work)?.results ?? []
  const [nothing, native] = ['null', than].map((name) =>
    results.find(({ contender }) => contender === name),
  )
  if (nothing === undefined || native === undefined) return undefined
  return median(nothing.values) / median(native.values)
}
