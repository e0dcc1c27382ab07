/**
 * `octets send HOST:PORT 'GET / HT' @500ms 'TP/1.1\r\nHost: x\r\n\r\n'`: what does a server make of
 * exactly these segments?
 *
 * Each segment is written for itself, without delay; when two are written at once the system may still
 * send them together, which a pause between them prevents. What comes back is printed as it is, or on
 * a terminal, and with --trace, as a trace of both directions. The end is the peer's close, or a time
 * without an octet.
 */

import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { DEFAULT_LIMITS } from '../message/limits.ts'
import type { TraceMode } from '../trace/render-trace.ts'
import { type CommandEnd, endUnread, readWords } from './command.ts'
import type { Grammar } from './grammar.ts'
import { parseCount, parseSeconds } from './option-values.ts'
import { TRACE_MODE, TRACE_MODES } from './options.ts'
import { parseStep, type Step } from './segments.ts'
import { codeOf } from './start-error.ts'
import { ConnectionPrinter, paletteFor } from './trace-printer.ts'

/** Octets that are sent, and that are taken back. */
const MAX_MEBIBYTES = 64
const MAX_OCTETS = MAX_MEBIBYTES * 2 ** 20

interface Said {
  readonly repeat: number
  readonly halfClose?: true
  /** Milliseconds. */
  readonly idle: number
  readonly trace?: TraceMode
}

interface Target {
  readonly host: string
  readonly port: number
}

const GRAMMAR: Grammar = {
  name: 'octets send',
  says: 'Sends raw octets in chosen segments, and prints what comes back.',
  // biome-ignore format: one operand or option a line reads as the table it is
  operands: [
    { name: '<host:port>',   says: 'where to send them' },
    { name: '<segments...>', says: 'segments, with \\r \\n \\t \\0 \\\\ \\xHH, and pauses: @500ms, @2s' },
  ],
  // biome-ignore format: one operand or option a line reads as the table it is
  rows: [
    { flags: '--repeat <n>',     says: 'send all of it so many times', fallback: '1', parse: parseCount },
    { flags: '--half-close',     says: 'close our side behind the last octet' },
    // The peer then has nothing more to say.
    { flags: '--idle <seconds>', says: 'without an octet for so long, end', fallback: '3', parse: parseSeconds },
    { flags: '--trace [mode]',   says: 'print a trace, also when not on a terminal', implied: 'text', accepts: TRACE_MODE, choices: TRACE_MODES },
  ],
}

export async function sendCommand(words: readonly string[]): Promise<CommandEnd> {
  const read = await readWords<Said>(GRAMMAR, words)
  if (read.kind !== 'read') return endUnread(read)
  const [address = '', ...texts] = read.operands
  const target = parseTarget(address)
  if (target === undefined) {
    const sentence = `'${address}' is invalid: it must be a host, a colon and a port, as localhost:8080`
    return { code: 2, sentence }
  }
  const steps = texts.map(parseStep)
  const wrong = steps.indexOf(undefined)
  if (wrong !== -1) {
    return { code: 2, sentence: `Neither a segment nor a pause: '${texts[wrong]}'` }
  }
  return converse(target, steps as readonly Step[], read.said)
}

function parseTarget(text: string): Target | undefined {
  const [, literal, name, digits] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? []
  const port = Number(digits)
  if (!(port >= 1 && port <= 65_535)) return undefined
  return { host: literal ?? name ?? '', port }
}

async function converse(target: Target, steps: readonly Step[], said: Said): Promise<CommandEnd> {
  const octets = steps.reduce(
    (sum, step) => sum + (step.kind === 'octets' ? step.octets.length : 0),
    0,
  )
  if (octets * said.repeat > MAX_OCTETS) {
    return { code: 2, sentence: `Cannot send more than ${MAX_MEBIBYTES} MiB of octets` }
  }
  const socket = connect({ ...target, noDelay: true, allowHalfOpen: true })
  const printer = printerFor(said)
  const over = new AbortController()
  const sending = { isDone: false }
  socket.once('connect', () => {
    send(socket, steps, said, printer, over.signal)
      .then(() => {
        sending.isDone = true
        socket.setTimeout(said.idle)
      })
      // The peer has gone; `receive` tells.
      .catch(() => {})
  })
  const ended = await receive(socket, printer, said.idle, sending)
  over.abort()
  socket.destroy()
  printer?.closed()
  if (ended.code === 0) return ended
  return { code: 1, sentence: `${ended.sentence} (${target.host} port ${target.port})` }
}

/** `undefined` when what comes back is to be printed as it is. */
function printerFor({ trace }: Said): ConnectionPrinter | undefined {
  if (trace === undefined && process.stdout.isTTY !== true) return undefined
  const write = (text: string): void => void process.stdout.write(text)
  return new ConnectionPrinter(DEFAULT_LIMITS, {
    mode: trace ?? 'text',
    paint: paletteFor(process.stdout),
    write,
  })
}

async function send(
  socket: Socket,
  steps: readonly Step[],
  { repeat, halfClose }: Said,
  printer: ConnectionPrinter | undefined,
  signal: AbortSignal,
): Promise<void> {
  for (let turn = 0; turn < repeat; turn += 1) {
    for (const step of steps) {
      if (step.kind === 'pause') await pause(step.milliseconds, undefined, { signal })
      else {
        printer?.received(step.octets)
        await write(socket, step.octets)
      }
    }
  }
  if (halfClose) socket.end()
}

/** Resolves when the system has taken the octets, so that the next ones are a write of their own. */
function write(socket: Socket, octets: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(octets, (error) => (error ? reject(error) : resolve()))
  })
}

/** Prints what comes until the peer closes, or has nothing to say for a while. */
function receive(
  socket: Socket,
  printer: ConnectionPrinter | undefined,
  idleMilliseconds: number,
  sending: { readonly isDone: boolean },
): Promise<CommandEnd> {
  return new Promise((resolve) => {
    let octets = 0
    socket.on('data', (piece: Buffer) => {
      octets += piece.length
      if (printer === undefined) process.stdout.write(piece)
      else printer.sent(piece)
      if (octets > MAX_OCTETS) {
        resolve({ code: 1, sentence: `Cannot take more than ${MAX_MEBIBYTES} MiB of octets` })
      }
    })
    socket.on('end', () => resolve({ code: 0 }))
    socket.setTimeout(idleMilliseconds)
    socket.on('timeout', () => {
      if (socket.connecting) resolve({ code: 1, sentence: 'Cannot connect: nobody answers' })
      else if (sending.isDone) resolve({ code: 0 })
    })
    socket.on('error', (error) => resolve({ code: 1, sentence: explain(error) }))
  })
}

function explain(error: Error): string {
  switch (codeOf(error)) {
    case 'ECONNREFUSED':
      return 'Cannot connect: nobody listens there'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'Cannot connect: there is no such host'
    case 'ECONNRESET':
    case 'EPIPE':
      return 'The peer has reset the connection'
    default:
      return `Cannot connect: ${error.message}`
  }
}
