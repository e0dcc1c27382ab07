/**
 * Clients that cost little and check every answer: as many connections as asked for, taken in turn,
 * with a bounded number of requests under way.
 *
 * All ask the same, so all answers are of the same length, which the first one tells in its
 * Content-Length; each must begin with the status line of success.
 */

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface Clients {
  /** Sends `count` requests and takes their answers. */
  ask(count: number): Promise<void>
  close(): void
}

interface Connection {
  readonly socket: Socket
  isBusy: boolean
  /** Octets of the answer under way that have arrived. */
  arrived: number
}

/** Requests under way at a time, however many connections there are. */
const UNDER_WAY = 16
/** Connections being opened at a time: fewer than wait in line for the server. */
const OPENING = 128
const READ_OCTETS = 262_144
const STATUS_LINE = 'HTTP/1.1 200 '

export async function openClients(port: number, request: string, count: number): Promise<Clients> {
  const octets = Buffer.from(request, 'latin1')
  const all: Connection[] = []
  let next = 0
  let answerOctets = 0
  let unsent = 0
  let awaited = 0
  let finish = (): void => {}
  let fail = (_: Error): void => {}

  function send(): void {
    while (unsent > 0 && awaited < UNDER_WAY && !all[next]!.isBusy) {
      const connection = all[next]!
      next = (next + 1) % all.length
      unsent -= 1
      awaited += 1
      connection.isBusy = true
      connection.socket.write(octets)
    }
  }

  function take(connection: Connection, part: Buffer): void {
    if (connection.arrived === 0) {
      const head = part.toString('latin1', 0, Math.min(part.length, 1024))
      answerOctets ||= lengthOf(head) ?? 0
      if (!head.startsWith(STATUS_LINE)) fail(new Error(`Answered with ${head}`))
      else if (answerOctets === 0) fail(new Error(`No length in ${head}`))
    }
    connection.arrived += part.length
    if (connection.arrived < answerOctets) return
    if (connection.arrived > answerOctets) fail(new Error('An answer is too long'))
    connection.arrived = 0
    connection.isBusy = false
    awaited -= 1
    if (unsent === 0 && awaited === 0) finish()
    else send()
  }

  async function open(): Promise<void> {
    const connection = await openConnection(port, count > 100 ? 4096 : READ_OCTETS, take)
    connection.socket.on('error', (error) => fail(error))
    connection.socket.on('close', () => fail(new Error('The server closed a connection')))
    all.push(connection)
  }

  while (all.length < count) {
    await Promise.all(Array.from({ length: Math.min(OPENING, count - all.length) }, open))
  }
  return {
    ask(requests) {
      return new Promise((resolve, reject) => {
        finish = resolve
        fail = reject
        unsent = requests
        send()
      })
    },
    close() {
      fail = () => {}
      for (const { socket } of all) socket.destroy()
    },
  }
}

async function openConnection(
  port: number,
  readOctets: number,
  take: (connection: Connection, part: Buffer) => void,
): Promise<Connection> {
  const buffer = Buffer.allocUnsafeSlow(readOctets)
  const callback = (read: number): boolean => {
    take(connection, buffer.subarray(0, read))
    return true
  }
  const onread = { buffer, callback }
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread })
  const connection: Connection = { socket, isBusy: false, arrived: 0 }
  await once(socket, 'connect')
  return connection
}

/** Of the whole answer, from octets that begin with all of its head. */
function lengthOf(start: string): number | undefined {
  const headEnd = start.indexOf('\r\n\r\n')
  const [, length] = /\r\nContent-Length: (\d+)\r\n/i.exec(start) ?? []
  return headEnd === -1 || length === undefined ? undefined : headEnd + 4 + Number(length)
}

/** One request on a connection of its own; the content that came until it was closed. */
export async function fetchOnce(port: number, path: string): Promise<Buffer> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
  const parts: Buffer[] = []
  for await (const part of socket) parts.push(part as Buffer)
  const answer = Buffer.concat(parts)
  if (!answer.toString('latin1', 0, 64).startsWith(STATUS_LINE)) {
    throw new Error(`${path} was answered with ${answer.toString('latin1', 0, 64)}`)
  }
  return answer.subarray(answer.indexOf('\r\n\r\n') + 4)
}
