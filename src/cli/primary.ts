/**
 * What does the program do that workers serve for?
 *
 *   rehearse ──▶ start workers ──▶ URL ──▶ SIGHUP: roll    SIGINT, SIGTERM: drain, then force
 *
 * The rehearsal is the start of a single process, to where it listens: whatever cannot be served, a
 * taken port or a missing root, is found out and said here, once. What it chose, the next free port
 * or any, is then an order to all workers, those that come much later included. Until the first of
 * them listens the port is free, and somebody else may take it: that is then a failed start.
 *
 * UNIX sockets are bound here when the first worker asks. As it is not known then for which of them,
 * files are made for nobody, and each worker lets in whom the mode names.
 */

import cluster from 'node:cluster'
import { fstatSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { Workers } from '../server/workers.ts'
import { cacheFolder } from './cache-folder.ts'
import type { Options } from './command-line.ts'
import { listenAtPlaces, listenOptionsOf } from './listening.ts'
import { openLog } from './logging.ts'
import { announce, leave, say } from './notices.ts'
import { type Place, placesOf } from './place.ts'
import { makeServer, openTls } from './serving.ts'
import { StartError } from './start-error.ts'
import { encodeOrders } from './worker.ts'

/** A mode that lets nobody in. */
const CLOSED_UMASK = 0o777

/** Serves until it is told to stop. */
export async function supervise(options: Options): Promise<void> {
  const asked = placesOf(options, process.env, process.pid)
  try {
    const places = await rehearse(options, asked)
    const umask = process.umask(CLOSED_UMASK)
    const workers = new Workers({
      count: options.workers === 0 ? availableParallelism() : options.workers,
      environment: encodeOrders({ places: places.map((place) => withMode(place, umask)), umask }),
      descriptors: places.flatMap((place) => (place.kind === 'fd' ? place.fd : [])),
      stopMilliseconds: options.limits.stopMilliseconds,
      tell: say,
      sumUp: async (parts) => (await import('./metrics.ts')).sumOfEnded(parts),
    })
    const isStopping = stopOnSignals(workers)
    const outcome = await workers.start()
    if (isStopping()) return
    if (outcome.kind === 'failed') throw new StartError(outcome.exitCode, outcome.sentence)
    if (options.logFile !== undefined) reopenOnSignal()
    rollOnSignal(workers)
    await announce(outcome.urls, options)
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    leave(error.exitCode, error.message)
  }
}

/** @throws {StartError} when one process could not serve this */
async function rehearse(options: Options, asked: readonly Place[]): Promise<readonly Place[]> {
  const tls = options.tls && (await openTls(options.tls, options, cacheFolder(process.env), say))
  const log = openLog(options, say)
  const server = await makeServer(options, { places: asked, tls, log })
  try {
    // To close a socket that was handed over is to lose it.
    for (const place of asked) if (place.kind === 'fd') checkSocket(place.fd)
    const own = asked.filter((place) => place.kind !== 'fd')
    const { places, moved } = await listenAtPlaces(server, own, listenOptionsOf(options))
    if (moved !== undefined) say(`Port ${moved.from} is taken, listening on ${moved.to} instead`)
    const had = places.values()
    return asked.map((place) => (place.kind === 'fd' ? place : (had.next().value ?? place)))
  } finally {
    await server.close()
    log.end()
  }
}

/** Each worker has the file open. */
function reopenOnSignal(): void {
  process.on('SIGUSR1', () => {
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGUSR1')
  })
}

function checkSocket(fd: number): void {
  try {
    if (fstatSync(fd).isSocket()) return
  } catch {
    // There is nothing at all.
  }
  throw new StartError(1, `Cannot listen on descriptor ${fd}: it is no socket to listen on`)
}

function withMode(place: Place, umask: number): Place {
  return place.kind === 'unix' ? { ...place, mode: place.mode ?? 0o777 & ~umask } : place
}

/** The first signal drains, the second forces. */
function stopOnSignals(workers: Workers): () => boolean {
  let isStopping = false
  const stop = (): void => {
    if (isStopping) {
      workers.force()
      return
    }
    isStopping = true
    say('Stopping when the last connection is done; again to force')
    void workers.stop()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return () => isStopping
}

/** New workers read certificates, and everything else, anew. A signal meanwhile means once more. */
function rollOnSignal(workers: Workers): void {
  let asked = 0
  process.on('SIGHUP', async () => {
    asked += 1
    if (asked > 1) return
    while (asked > 0) {
      const before = asked
      const outcome = await workers.roll()
      if (outcome.kind === 'rolled') say('All workers are replaced')
      if (outcome.kind === 'failed') say(`${outcome.sentence}; the workers from before go on`)
      asked = asked > before ? 1 : 0
    }
  })
}
