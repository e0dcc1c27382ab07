/**
 * Contenders measured in turn, all of them up.
 *
 * Why all at once: what the machine does to a second of load differs more from one quarter of a minute
 * to the next than servers differ. Started one by one, the two sides of a ratio were that far apart;
 * here they are measured within seconds, several times, on the same processes.
 *
 * Does it change what is measured that the others are there? They share the core but do nothing: in
 * ten seconds octets and the null server use 30 ms of it, the others nothing to be seen. They hold from
 * 2 to 85 MiB each, far from what would crowd anything out of memory, and all read the same files, so the
 * page cache holds what it held. octets had 0.87 of the null server's throughput with seven others up,
 * and 0.87 without them, on the same two processes, with the seven started and stopped in between:
 * 1 KiB, thirteen turns. The intervals were wide, 0.76 to 1.03 and 0.81 to 0.99, so a few per cent could
 * hide in them; but all contenders wait alike, and each begins its slice with caches that another has
 * used, which half a second makes up for. What is new about a server is another matter: memory
 * and start are measured one by one (plan.ts).
 */

import type { Measurement, Runner } from './measure-load.ts'
import type { Entry } from './plan.ts'

export interface HeatWatcher {
  measured(entry: Entry, measurement: Measurement): void
  /** Told once of an entry that did not start, or answered wrongly; it is not measured any more. */
  failed(entry: Entry, why: string): void
}

/** Opens each entry of `order`, measures them in that order, and closes them. */
export async function runHeat(order: readonly Entry[], watcher: HeatWatcher): Promise<void> {
  const open = new Map<Entry, Runner>()
  const failed = new Set<Entry>()
  const attempt = async (entry: Entry, step: () => Promise<void>): Promise<void> => {
    try {
      await step()
    } catch (error) {
      if (!failed.has(entry)) watcher.failed(entry, (error as Error).message)
      failed.add(entry)
    }
  }
  for (const entry of new Set(order)) {
    await attempt(entry, async () => {
      open.set(entry, await entry.open())
    })
  }
  for (const entry of order) {
    if (failed.has(entry)) continue
    await attempt(entry, async () => watcher.measured(entry, await open.get(entry)!.measure()))
  }
  for (const [entry, runner] of open) await attempt(entry, () => runner.close())
}
