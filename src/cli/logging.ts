/**
 * Which log does this command line ask for, and where does it go?
 *
 *   dev, json   everything there is to tell
 *   combined    answers alone, as those who read it expect; failures go to stderr
 *   off         failures alone, to stderr
 *
 * Requests for the pages of --health and --metrics are in no log: they come every few seconds, for
 * ever, and nobody who runs nginx or Caddy leaves them in.
 */

import { CombinedLog } from '../log/combined-log.ts'
import { DevLog } from '../log/dev-log.ts'
import { JsonLog } from '../log/json-log.ts'
import { LogFile } from '../log/log-file.ts'
import { LogOutput, type LogTarget } from '../log/log-output.ts'
import type { Request } from '../semantics/exchange.ts'
import { AddressSet } from '../server/address-set.ts'
import type { ExchangeEntry, Journal } from '../server/journal.ts'
import { clientAddress } from './client-address.ts'
import type { Options } from './command-line.ts'
import { pathOf } from './monitoring.ts'
import { codeOf, StartError } from './start-error.ts'

export interface Log {
  readonly journal: Journal
  /** Hears a word about an answer; `undefined` when the log has no place for such. */
  readonly remarked: ((request: Request, text: string) => void) | undefined
  /** Lines that there was no room for. */
  droppedLines(): number
  /** Opens the file by its name again, if there is one. */
  reopen(): void
  /** Writes what is left, now that the process ends. */
  end(): void
}

type LogOptions = Pick<Options, 'log' | 'logFile' | 'trustedProxies' | 'health' | 'metrics'>

/** Speaks to whoever started the program, and not in the log. */
type Say = (sentence: string) => void

interface Format {
  readonly journal: Journal
  readonly remarked?: Log['remarked']
  dropped(lines: number): void
}

/** Whoever reads stderr may stop: that is no trouble of ours. */
const STDERR: LogTarget = {
  write: (octets, done) => process.stderr.write(octets, () => done(null, octets.length)),
  writeLast: (octets) => process.stderr.write(octets),
}

/** @throws {StartError} when the file cannot be written */
export function openLog(options: LogOptions, say: Say): Log {
  const file = options.logFile === undefined ? undefined : openFile(options.logFile)
  const stderr: LogOutput = new LogOutput(STDERR, {
    failed: () => {},
    dropped: (lines) => notes.dropped(lines),
    lost: () => {},
  })
  const isTerminal = process.stderr.isTTY === true
  const notes = new DevLog(stderr.add, { coloured: isTerminal && process.stderr.hasColors() })
  const output =
    file === undefined ? stderr : openOutput(file, say, (lines) => format.dropped(lines))
  const format: Format = formatFor(options, { output, notes, isTerminal, say })
  return {
    journal: adapt(format.journal, options),
    remarked: format.remarked,
    droppedLines: () => output.droppedLines,
    reopen: () => file !== undefined && reopen(file, say),
    end: () => {
      output.end()
      if (output !== stderr) stderr.end()
      file?.close()
    },
  }
}

function openFile(path: string): LogFile {
  try {
    return new LogFile(path)
  } catch (error) {
    throw new StartError(2, `Cannot write the log '${path}': ${reasonOf(error)}`)
  }
}

function reopen(file: LogFile, say: Say): void {
  try {
    file.reopen()
  } catch (error) {
    say(`Cannot write the log '${file.path}': ${reasonOf(error)}; the one from before stays in use`)
  }
}

function openOutput(file: LogFile, say: Say, dropped: Format['dropped']): LogOutput {
  return new LogOutput(file, {
    dropped,
    failed: (error) => say(`Cannot write the log '${file.path}': ${reasonOf(error)}; trying again`),
    lost: (lines) => say(`${lines} lines could not be written to the log '${file.path}'`),
  })
}

/** As the system puts it, without the names of its calls. */
function reasonOf(error: unknown): string {
  return /^\w+: ([^,]*)/.exec((error as Error).message)?.[1] ?? codeOf(error)
}

interface Place {
  readonly output: LogOutput
  /** For what has no place in the log. */
  readonly notes: DevLog
  /** Whether stderr is one. */
  readonly isTerminal: boolean
  readonly say: Say
}

function formatFor(
  { log, logFile }: LogOptions,
  { output, notes, isTerminal, say }: Place,
): Format {
  const { failed, refused } = notes
  switch (log) {
    case 'off':
      return { journal: { failed }, dropped: notes.dropped }
    case 'dev': {
      const dev = logFile === undefined ? notes : new DevLog(output.add)
      const { answered, faulted, progressed, remarked, dropped } = dev
      const journal = { answered, faulted, refused: dev.refused, failed: dev.failed }
      const isWatched = isTerminal && logFile === undefined
      return { journal: isWatched ? { ...journal, progressed } : journal, remarked, dropped }
    }
    case 'combined': {
      const { answered, rejected } = new CombinedLog(output.add)
      const dropped = (lines: number): void => say(`${lines} lines of the log were dropped`)
      return { journal: { answered, rejected, refused, failed }, dropped }
    }
    case 'json': {
      const json = new JsonLog(output.add)
      return { journal: json, remarked: json.remarked, dropped: json.dropped }
    }
  }
}

/** Leaves out what is not for the log, and puts clients in the place of the proxies before them. */
function adapt(journal: Journal, { health, metrics, trustedProxies }: LogOptions): Journal {
  const { answered, progressed } = journal
  if (answered === undefined) return journal
  const unlogged = new Set([health, metrics])
  const trusted = trustedProxies.length === 0 ? undefined : new AddressSet(trustedProxies)
  if (health === undefined && metrics === undefined && trusted === undefined) return journal
  const from = <Entry extends Omit<ExchangeEntry, 'outcome'>>(entry: Entry): Entry => {
    if (trusted === undefined) return entry
    return { ...entry, remoteAddress: clientAddress(entry.remoteAddress, entry.fields, trusted) }
  }
  return {
    ...journal,
    answered: (entry) => {
      if (!unlogged.has(pathOf(entry.target))) answered(from(entry))
    },
    ...(progressed === undefined ? {} : { progressed: (entry) => progressed(from(entry)) }),
  }
}
