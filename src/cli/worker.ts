/**
 * What does a worker do that a single process does not?
 *
 * It serves the same, at the places that its primary has found, and tells it how that went. Signals
 * of a terminal or a service manager reach it besides its primary: it then drains, and who forces or
 * replaces it is the primary alone. When the primary is lost, cluster ends it.
 */

import cluster from 'node:cluster'
import { chmodSync } from 'node:fs'
import type { Server } from '../server/server.ts'
import { hearPrimary, tellPrimary } from '../server/worker-messages.ts'
import { cacheFolder } from './cache-folder.ts'
import type { Options } from './command-line.ts'
import { listenAtPlaces, schemeOf } from './listening.ts'
import { openLog } from './logging.ts'
import { say } from './notices.ts'
import type { Place } from './place.ts'
import { makeServer, openTls } from './serving.ts'
import { SharedFigures } from './shared-figures.ts'
import { StartError } from './start-error.ts'

/** What a primary says to a worker when it forks it. */
export interface WorkerOrders {
  /** Ports are chosen, and UNIX sockets have modes. */
  readonly places: readonly Place[]
  /** For all files but those of UNIX sockets: see primary.ts. */
  readonly umask: number
}

const VARIABLE = 'OCTETS_WORKER'

export function encodeOrders(orders: WorkerOrders): Readonly<Record<string, string>> {
  return { [VARIABLE]: JSON.stringify(orders) }
}

/** `undefined` in a worker of another program. */
export function readOrders(
  environment: Readonly<Record<string, string | undefined>>,
): WorkerOrders | undefined {
  const text = environment[VARIABLE]
  return text === undefined ? undefined : (JSON.parse(text) as WorkerOrders)
}

export async function work(options: Options, { places, umask }: WorkerOrders): Promise<void> {
  process.umask(umask)
  let server: Server | undefined
  try {
    const tls =
      options.tls && (await openTls(options.tls, options, cacheFolder(process.env), () => {}))
    const log = openLog(options, say)
    process.on('exit', () => log.end())
    // Node would open its debugger.
    if (options.logFile !== undefined) process.on('SIGUSR1', () => log.reopen())
    const figures = new SharedFigures()
    server = await makeServer(options, { places, tls, log, figures })
    drainWhenTold(server, figures)
    const { urls } = await listenAtPlaces(server, places.map(withoutMode), {
      scheme: schemeOf(options),
      rule: 'exactly',
    })
    letIn(places)
    tellPrimary({ kind: 'listening', urls })
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    tellPrimary({ kind: 'failed', exitCode: error.exitCode, sentence: error.message })
    await server?.close()
    cluster.worker?.disconnect()
  }
}

function drainWhenTold(server: Server, figures: SharedFigures): void {
  let isStopping = false
  const stop = (): void => {
    if (isStopping) return
    isStopping = true
    void server
      .close()
      .then(() => figures.tellLast())
      // Nothing else keeps the process.
      .then(() => cluster.worker?.disconnect())
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.on('SIGHUP', () => {})
  hearPrimary(({ kind }) => {
    switch (kind) {
      case 'stop':
        stop()
        break
      case 'force':
        server.destroy()
    }
  })
}

/** The file is made in the primary, where a mode said here has no effect. */
function withoutMode(place: Place): Place {
  return place.kind === 'unix' ? { ...place, mode: undefined } : place
}

/** The files of UNIX sockets are made for nobody: see primary.ts. */
function letIn(places: readonly Place[]): void {
  for (const place of places) {
    if (place.kind === 'unix' && place.mode !== undefined) chmodSync(place.path, place.mode)
  }
}
