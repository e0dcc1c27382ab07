/**
 * Is this the answer that should have come?
 *
 * The load tools count; they do not read. So before and after each timing some of the same requests
 * are sent on a plain socket, and all of the answer is compared: status, length, Content-Range, and
 * every octet of the content. The reader knows just the framing that the contenders use.
 */

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface Asked {
  /** The request, as it goes over the wire. */
  readonly octets: Buffer
  /** Any of these is right: what a server says to an upload is up to it. */
  readonly statuses: readonly number[]
  readonly contentRange?: string
  /** The whole content; absent where each server has its own words. */
  readonly content?: Buffer
  /** Text that the content holds. */
  readonly mentions?: readonly string[]
}

export interface Answer {
  readonly status: number
  /** By lower-case name; of several of one name the last. */
  readonly fields: ReadonlyMap<string, string>
  readonly content: Buffer
}

const ANSWER_MILLISECONDS = 10_000
const HEAD_END = '\r\n\r\n'
const WITHOUT_CONTENT = new Set([204, 304])

/** Sends `octets` on a connection of their own. @throws when no whole answer comes within 10 s */
export async function ask(port: number, octets: Buffer): Promise<Answer> {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.setTimeout(ANSWER_MILLISECONDS, () => socket.destroy(new Error('No answer in time')))
  try {
    await once(socket, 'connect')
    socket.write(octets)
    return await readAnswer(socket)
  } finally {
    socket.destroy()
  }
}

async function readAnswer(socket: Socket): Promise<Answer> {
  let head: Omit<Answer, 'content'> | undefined
  let received: Buffer[] = []
  let length = 0
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    received.push(chunk)
    length += chunk.length
    if (head === undefined) {
      const all = Buffer.concat(received)
      const end = all.indexOf(HEAD_END)
      if (end === -1) continue
      head = parseHead(all.toString('latin1', 0, end))
      received = [all.subarray(end + HEAD_END.length)]
      length = received[0]!.length
    }
    const content = takeContent(head, received, length)
    if (content !== undefined) return { ...head, content }
  }
  throw new Error(head === undefined ? 'Closed without an answer' : 'Closed within the content')
}

function parseHead(text: string): Omit<Answer, 'content'> {
  const [line = '', ...fieldLines] = text.split('\r\n')
  const fields = fieldLines.map((fieldLine) => {
    const colon = fieldLine.indexOf(':')
    return [fieldLine.slice(0, colon).toLowerCase(), fieldLine.slice(colon + 1).trim()] as const
  })
  return { status: Number(line.split(' ')[1]), fields: new Map(fields) }
}

function takeContent(
  { status, fields }: Omit<Answer, 'content'>,
  received: readonly Buffer[],
  length: number,
): Buffer | undefined {
  if (WITHOUT_CONTENT.has(status)) return Buffer.alloc(0)
  if (fields.get('transfer-encoding') === 'chunked') return decodeChunks(Buffer.concat(received))
  const wanted = Number(fields.get('content-length'))
  if (Number.isNaN(wanted)) throw new Error('Neither Content-Length nor chunked')
  if (length > wanted) throw new Error(`${length - wanted} octets behind the content`)
  return length === wanted ? Buffer.concat(received) : undefined
}

/** The content of chunks without extensions or trailers; `undefined` until the last is there. */
function decodeChunks(octets: Buffer): Buffer | undefined {
  const parts: Buffer[] = []
  for (let at = 0; ; ) {
    const lineEnd = octets.indexOf('\r\n', at)
    if (lineEnd === -1) return undefined
    const size = Number.parseInt(octets.toString('latin1', at, lineEnd), 16)
    const first = lineEnd + 2
    if (octets.length < first + size + 2) return undefined
    if (size === 0) return Buffer.concat(parts)
    parts.push(octets.subarray(first, first + size))
    at = first + size + 2
  }
}

/** What is wrong with the answer; `undefined` when nothing is. */
export function objectTo(asked: Asked, { status, fields, content }: Answer): string | undefined {
  if (!asked.statuses.includes(status)) return `status ${status}`
  const contentRange = fields.get('content-range')
  if (asked.contentRange !== contentRange) return `Content-Range ${contentRange}`
  if (asked.content !== undefined && !asked.content.equals(content)) {
    return `${content.length} octets of content that are not the ${asked.content.length} asked for`
  }
  const text = content.toString('latin1')
  const missing = asked.mentions?.find((name) => !text.includes(name))
  return missing === undefined ? undefined : `no mention of ${missing}`
}
