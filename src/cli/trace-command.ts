/**
 * `octets trace [--cuts 5,12,40] [--mode text] [file]`: how are these octets framed?
 *
 * The octets are read whole, up to a bound, and then handed to the trace in the segments that were
 * asked for: one, when nothing was.
 */

import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { DEFAULT_LIMITS } from '../message/limits.ts'
import { FramingTrace } from '../trace/framing-trace.ts'
import { renderTrace, type TraceMode } from '../trace/render-trace.ts'
import { type CommandEnd, endUnread, readWords } from './command.ts'
import type { Grammar } from './grammar.ts'
import { TRACE_MODES } from './options.ts'
import { codeOf } from './start-error.ts'
import { paletteFor } from './trace-printer.ts'
import { ValueError } from './value-error.ts'

/** Octets that are read and traced. */
const MAX_MEBIBYTES = 64

interface Said {
  readonly cuts?: readonly number[]
  readonly mode: TraceMode
  readonly traceSecrets?: true
}

const GRAMMAR: Grammar = {
  name: 'octets trace',
  says: 'Prints how raw octets are framed, as the server reads them.',
  operands: [{ name: '[file]', says: 'where the octets are (default: standard input)' }],
  // biome-ignore format: one option a line reads as the table it is
  rows: [
    { flags: '--cuts <offsets>', says: 'where the network cut them, as 5,12,40', parse: parseCuts },
    { flags: '--mode <mode>',    says: 'how to print it', fallback: 'text', choices: TRACE_MODES },
    { flags: '--trace-secrets',  says: 'show the values of Authorization, Cookie and their like' },
  ],
}

export async function traceCommand(words: readonly string[]): Promise<CommandEnd> {
  const read = await readWords<Said>(GRAMMAR, words)
  if (read.kind !== 'read') return endUnread(read)
  const [file] = read.operands
  try {
    const octets = await readAll(file === undefined ? process.stdin : createReadStream(file))
    if (octets === undefined) {
      return { code: 2, sentence: `Cannot trace more than ${MAX_MEBIBYTES} MiB of octets` }
    }
    await printTrace(octets, read.said)
    return { code: 0 }
  } catch (error) {
    return { code: 2, sentence: `Cannot read '${file ?? 'standard input'}': ${reasonOf(error)}` }
  }
}

function reasonOf(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'there is no such file'
    case 'EISDIR':
      return 'it is a folder'
    case 'EACCES':
      return 'it needs more rights'
    default:
      return (error as Error).message
  }
}

function parseCuts(text: string): readonly number[] {
  const cuts = text.split(',').map(Number)
  const isRising = cuts.every((cut, at) => cut > (cuts[at - 1] ?? 0))
  if (!/^\d{1,9}(?:,\d{1,9})*$/.test(text) || !isRising) {
    throw new ValueError('They must be offsets above 0 that rise, as 5,12,40.')
  }
  return cuts
}

async function readAll(input: Readable): Promise<Buffer | undefined> {
  const pieces: Buffer[] = []
  let octets = 0
  for await (const piece of input as AsyncIterable<Buffer>) {
    pieces.push(piece)
    octets += piece.length
    if (octets > MAX_MEBIBYTES * 2 ** 20) return undefined
  }
  return Buffer.concat(pieces)
}

async function printTrace(octets: Buffer, { cuts = [], mode, traceSecrets }: Said): Promise<void> {
  const trace = new FramingTrace(DEFAULT_LIMITS, traceSecrets ? 'shown' : 'masked')
  const paint = paletteFor(process.stdout)
  const view = { mode, paint, origin: { direction: 'received' } } as const
  const ends = [...cuts.filter((cut) => cut < octets.length), octets.length]
  for (const end of ends) {
    const start = trace.offset
    const segment = octets.subarray(start, end)
    trace.push(segment)
    await print(renderTrace(view, { octets: segment, start }, trace.take()))
  }
  trace.end()
  await print(renderTrace(view, { octets: octets.subarray(0, 0), start: 0 }, trace.take()))
}

/** Resolves when the text is written, or the reader has gone and it no longer matters. */
function print(text: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(text, () => resolve()))
}
