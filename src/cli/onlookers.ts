/**
 * Who looks on while this server serves?
 *
 *   --trace      the printer, from the beginning
 *   --explore    the live view, while someone is at it
 *
 * What neither was asked for is not even loaded.
 */

import type { Lookout, Watcher } from '../server/watcher.ts'
import type { TraceMode } from '../trace/render-trace.ts'
import type { Options } from './command-line.ts'
import type { LiveView } from './live-view.ts'

interface Onlookers {
  readonly lookout: Lookout
  readonly live: LiveView | undefined
}

export async function openOnlookers(options: Options): Promise<Onlookers> {
  const printer = options.trace && (await openTrace(options.trace, options))
  const lookout: Lookout = { watcher: printer }
  if (!options.explores) return { lookout, live: undefined }
  const { LiveView } = await import('./live-view.ts')
  if (printer === undefined) return { lookout, live: new LiveView(options.limits, lookout) }
  // Beside one who stays, there is nothing to gain from coming and going.
  const { WatcherPair } = await import('./watcher-pair.ts')
  const live = new LiveView(options.limits, { watcher: undefined })
  lookout.watcher = new WatcherPair(printer, live)
  return { lookout, live }
}

/** Writes to stderr how what arrives and what leaves is framed. */
async function openTrace(mode: TraceMode, { limits }: Options): Promise<Watcher> {
  const { paletteFor, TracePrinter } = await import('./trace-printer.ts')
  const write = (text: string): void => void process.stderr.write(text)
  return new TracePrinter(limits, { mode, paint: paletteFor(process.stderr), write })
}
