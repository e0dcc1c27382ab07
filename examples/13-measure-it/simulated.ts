/**
 * A machine whose truth we know, to try the method on.
 *
 *   npm run lesson -- 13 simulated 1.1     B costs 1.1 times as much as A
 *
 * It grows warm: each run takes 1 % of the first one's time longer than the run before. Every run is
 * up to 5 % off, and in one of ten something else wants the core as well.
 */

import { generator } from '../../bench/statistics.ts'
import { readArguments } from '../support/arguments.ts'
import { type Run, report } from './method.ts'

const truth = Number(readArguments(8113).words[0] ?? 1)
const random = generator(13)
let runs = 0

/** A run that costs `work` on a cold, quiet machine. */
const costing =
  (work: number): Run =>
  () => {
    runs += 1
    const warmth = 1 + runs / 100
    const noise = 0.95 + random() / 10
    const disturbance = random() < 0.1 ? 4 : 1
    return work * warmth * noise * disturbance
  }

const a = costing(100)
const b = costing(100 * truth)
console.log(`in truth, B costs ${truth} times as much as A`)
console.log(`one run of each: A ${a().toFixed(0)}, B ${b().toFixed(0)}`)
report(a, b)
