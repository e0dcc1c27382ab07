#!/usr/bin/env node
/**
 * `octets [dir|file]`: from a command line to a server, and to a clean exit.
 *
 * stdout is for the URL, which scripts wait for: it is printed once the port answers. Everything else
 * goes to stderr. Exit codes: 0 stopped as asked, 1 a failure while running, 2 a bad command line or
 * a root that cannot be served.
 */

import { createRequire } from 'node:module'
import type { Handler } from '../semantics/exchange.ts'
import { createServer } from '../server/http-server.ts'
import type { Server } from '../server/server.ts'
import { serveFiles } from '../site/file-handler.ts'
import { guardHost } from '../site/host-guard.ts'
import { DevLog } from './access-log.ts'
import { type Options, parseCommandLine } from './command-line.ts'
import { codeOf, isLoopbackAddress, listenSomewhere } from './listening.ts'

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string }

// Whoever read the URL or the log may stop reading (`octets | head -1`); serving goes on.
for (const output of [process.stdout, process.stderr]) output.on('error', () => {})

const commandLine = parseCommandLine(process.argv.slice(2), process.env, version)
switch (commandLine.kind) {
  case 'print':
    process.stdout.write(commandLine.text)
    break
  case 'bad':
    leave(2, commandLine.sentence)
    break
  case 'serve':
    await serve(commandLine.options)
}

async function serve(options: Options): Promise<void> {
  const log = new DevLog((text) => process.stderr.write(text))
  const handle = openRoot(options, log)
  if (handle === undefined) return
  const server = createServer(guard(handle, options), {
    limits: options.limits,
    journal: journalFor(options, log),
    explainsFaults: options.explains && isOnLoopback(options),
  })
  const { port: wanted } = options
  try {
    const rule = options.isPortStrict ? 'exactly' : 'or-next'
    const { port, urls } = await listenSomewhere(server, options.host, wanted, rule)
    if (wanted !== 0 && port !== wanted)
      say(`Port ${wanted} is taken, listening on ${port} instead`)
    process.stdout.write(urls.map((url) => `${url}\n`).join(''))
  } catch (error) {
    leave(1, explainListening(error, options))
    await server.close()
    return
  }
  stopOnSignals(server, log)
}

/** With the log off, a journal without `answered`: the entries are then not even made. */
function journalFor({ log: format }: Options, log: DevLog): DevLog | Pick<DevLog, 'failed'> {
  return format === 'off' ? { failed: log.failed } : log
}

function openRoot(options: Options, log: DevLog): Handler | undefined {
  const { root, files } = options
  const isLocal = isOnLoopback(options)
  // A hint costs a look through a directory, which is not for everyone to cause.
  const remark = isLocal && options.log !== 'off' ? log.remarked : undefined
  try {
    return serveFiles(root, { ...files, explains: options.explains && isLocal, remark })
  } catch (error) {
    leave(2, explainRoot(error, root))
    return undefined
  }
}

function explainRoot(error: unknown, root: string): string {
  const { cause, message } = error as Error
  switch (codeOf(cause)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `Cannot serve '${root}': there is no such file or folder`
    default:
      return message
  }
}

function isOnLoopback({ host }: Pick<Options, 'host'>): boolean {
  return host === undefined || isLoopbackAddress(host)
}

/** On loopback only loopback's names are answered to, unless others are allowed. */
function guard(handle: Handler, { host, allowedHosts }: Options): Handler {
  if (!isOnLoopback({ host }) && allowedHosts === undefined) return handle
  const names = [...(allowedHosts ?? []), ...(host === undefined ? [] : [host])]
  return guardHost(handle, names, 'Start octets with --allow-host NAME to have it answer to NAME.')
}

function explainListening(error: unknown, { host, port }: Options): string {
  const where = `${host ?? '127.0.0.1'} port ${port}`
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return `Cannot listen on ${where}: it is taken`
    case 'EACCES':
      return `Cannot listen on ${where}: it needs more rights`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `Cannot listen on ${where}: this machine has no such address`
    default:
      return `Cannot listen on ${where}: ${(error as Error).message}`
  }
}

/** The first signal drains, the second forces. */
function stopOnSignals(server: Server, log: DevLog): void {
  let isStopping = false
  const stop = (): void => {
    if (isStopping) {
      server.destroy()
      return
    }
    isStopping = true
    log.flush()
    if (server.connections > 0)
      say(`Stopping when the last connection is done (${server.connections} open); again to force`)
    void server.close().then(() => log.flush())
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

function say(sentence: string): void {
  process.stderr.write(`octets: ${sentence}\n`)
}

function leave(code: 1 | 2, sentence: string): void {
  say(sentence)
  process.exitCode = code
}
