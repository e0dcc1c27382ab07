#!/usr/bin/env node
/**
 * `octets [dir|file]`: from a command line to a server, and to a clean exit; and the commands beside it.
 *
 * stdout is for the URL, which scripts wait for: it is printed once the port answers. Everything else
 * goes to stderr. Exit codes: 0 stopped as asked, 1 a failure while running, 2 a bad command line or
 * a root that cannot be served.
 *
 * What an ordinary start does not need is imported when it is asked for: the other commands, several
 * processes, help, and in serving.ts what is for TLS and for traces. That is a third of all modules.
 */

import cluster from 'node:cluster'
import type { Server } from '../server/server.ts'
import type { TlsDoor } from '../server/tls-door.ts'
import { cacheFolder } from './cache-folder.ts'
import type { CertificateFiles } from './certificate-files.ts'
import { type CommandEnd, endUnread } from './command.ts'
import { type Options, parseCommandLine } from './command-line.ts'
import { listenAtPlaces, listenOptionsOf } from './listening.ts'
import { type Log, openLog } from './logging.ts'
import { announce, leave, say } from './notices.ts'
import { placesOf } from './place.ts'
import { makeServer, openTls } from './serving.ts'
import { StartError } from './start-error.ts'
import { readVersion } from './version.ts'

/** How long the log may take to be written, when everything else has ended. */
const LOG_MILLISECONDS = 1000

// Whoever read the URL or the log may stop reading (`octets | head -1`); serving goes on.
for (const output of [process.stdout, process.stderr]) output.on('error', () => {})

// Not awaited here: what is loaded on demand finds in this file, when it is bundled, what it shares
// with it, and would wait for it to be done.
void run(process.argv.slice(2))

async function run(commandLine: readonly string[]): Promise<void> {
  const [word, ...words] = commandLine
  if (word === 'trace') return end(await (await import('./trace-command.ts')).traceCommand(words))
  if (word === 'send') return end(await (await import('./send-command.ts')).sendCommand(words))
  const read = await parseCommandLine(commandLine, process.env, readVersion)
  if (read.kind === 'serve') await begin(read.options)
  else end(endUnread(read))
}

function end(ended: CommandEnd): void {
  if (ended.code !== 0) leave(ended.code, ended.sentence)
}

async function begin(options: Options): Promise<void> {
  const worker = cluster.isWorker ? await import('./worker.ts') : undefined
  const orders = worker?.readOrders(process.env)
  if (orders !== undefined) await worker?.work(options, orders)
  // The worker of another program cannot have workers.
  else if (options.workers !== 1 && cluster.isPrimary)
    await (await import('./primary.ts')).supervise(options)
  else await serve(options)
}

async function serve(options: Options): Promise<void> {
  const places = placesOf(options, process.env, process.pid)
  let server: Server | undefined
  try {
    const tls = options.tls && (await openTls(options.tls, options, cacheFolder(process.env), say))
    const log = openLog(options, say)
    process.on('exit', () => log.end())
    server = await makeServer(options, { places, tls, log })
    const { urls, moved } = await listenAtPlaces(server, places, listenOptionsOf(options))
    if (moved !== undefined) say(`Port ${moved.from} is taken, listening on ${moved.to} instead`)
    if (tls !== undefined && options.tls?.kind === 'files') renewOnSignal(tls, options.tls)
    if (options.logFile !== undefined) reopenOnSignals(log)
    stopOnSignals(server)
    await announce(urls, options)
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    leave(error.exitCode, error.message)
    await server?.close()
  }
}

/** A certificate that was replaced on disk is read again; a bad one is not used. */
function renewOnSignal(tls: TlsDoor, files: CertificateFiles): void {
  process.on('SIGHUP', async () => {
    const { readCertificate } = await import('./certificate-files.ts')
    try {
      tls.renew(readCertificate(files))
      say(`Read '${files.certificate}' again`)
    } catch (error) {
      say(`${(error as Error).message}; the certificate from before stays in use`)
    }
  })
}

/** A log that was moved away is begun anew. */
function reopenOnSignals(log: Log): void {
  // Node would open its debugger at the first of them.
  for (const signal of ['SIGUSR1', 'SIGHUP']) process.on(signal, () => log.reopen())
}

/** The first signal drains, the second forces. */
function stopOnSignals(server: Server): void {
  let isStopping = false
  const stop = (): void => {
    if (isStopping) {
      server.destroy()
      return
    }
    isStopping = true
    if (server.connections > 0)
      say(`Stopping when the last connection is done (${server.connections} open); again to force`)
    // Nothing is left to do then but to write the log, which nobody may be reading.
    void server.close().then(() => setTimeout(() => process.exit(), LOG_MILLISECONDS).unref())
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}
