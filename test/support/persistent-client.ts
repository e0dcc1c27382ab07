/**
 * A client that asks again and again, as a browser or a proxy does: on one connection while it
 * lasts, and on a new one when it has ended.
 *
 * RFC 9112 §9.3.1: when a connection that has been used closes before anything of an answer came, a
 * safe request is sent once more on another one. That is counted, and is no failure. Everything else
 * that is not a whole answer with the expected content is one.
 */

import { connect, type Socket } from 'node:net'

export interface ClientTally {
  answered: number
  /** Sent once more, since the connection was closed while it was idle. */
  readonly retried: Unanswered[]
  readonly lost: Unanswered[]
}

export interface Unanswered {
  /** The client's, of the connection; 0 when there was none. */
  readonly localPort: number
  readonly reason: string
}

export interface ClientOptions {
  readonly port: number
  /** Of every answer. */
  readonly content: string
  /** Between an answer and the next request. */
  readonly pauseMilliseconds: number
  readonly tally: ClientTally
}

export class PersistentClient {
  /** Resolves when the last connection is gone, some time after `stop`. */
  readonly done: Promise<void>
  readonly #options: ClientOptions
  #isStopping = false
  #resolve: () => void = () => {}
  #socket: Socket
  #answeredHere = 0
  #localPort = 0
  #received = ''
  #isAwaiting = false

  constructor(options: ClientOptions) {
    this.#options = options
    this.done = new Promise((resolve) => {
      this.#resolve = resolve
    })
    this.#socket = this.#open()
  }

  /** Ends when the answer that is awaited has come. */
  stop(): void {
    this.#isStopping = true
    if (!this.#isAwaiting) this.#socket.end()
  }

  #open(): Socket {
    this.#answeredHere = 0
    this.#localPort = 0
    this.#received = ''
    this.#isAwaiting = true
    const socket = connect(this.#options.port, '127.0.0.1', () => {
      this.#localPort = socket.localPort ?? 0
      this.#ask(socket)
    })
    let reason = 'closed'
    socket.setNoDelay(true)
    socket.on('error', ({ message }) => {
      reason = message
    })
    socket.on('data', (octets) => this.#take(socket, octets))
    socket.on('end', () => socket.end())
    socket.on('close', () => this.#closed(reason))
    return socket
  }

  #ask(socket: Socket): void {
    this.#received = ''
    this.#isAwaiting = true
    socket.write('GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n')
  }

  #take(socket: Socket, octets: Buffer): void {
    this.#received += octets.toString('latin1')
    const headEnd = this.#received.indexOf('\r\n\r\n')
    const { content, tally, pauseMilliseconds } = this.#options
    if (headEnd === -1 || this.#received.length < headEnd + 4 + content.length) return
    const isRight =
      this.#received.startsWith('HTTP/1.1 200 ') && this.#received.slice(headEnd + 4) === content
    if (isRight) tally.answered += 1
    else this.#lose(`not as expected: ${this.#received.slice(0, headEnd)}`)
    this.#answeredHere += 1
    this.#isAwaiting = false
    // The connection ends behind such an answer, and 'close' opens another one.
    if (/\r\nconnection: close\r\n/i.test(this.#received.slice(0, headEnd + 2))) return
    if (this.#isStopping) socket.end()
    else if (pauseMilliseconds === 0) this.#ask(socket)
    else setTimeout(() => this.#askIfOpen(socket), pauseMilliseconds)
  }

  #askIfOpen(socket: Socket): void {
    if (this.#isStopping) socket.end()
    else if (socket === this.#socket && socket.writable) this.#ask(socket)
  }

  #closed(reason: string): void {
    const { tally } = this.#options
    if (this.#isAwaiting) {
      const isIdle = this.#answeredHere > 0 && this.#received === ''
      if (isIdle) tally.retried.push({ localPort: this.#localPort, reason })
      else this.#lose(`${reason}, ${this.#received.length} octets received`)
    }
    if (this.#isStopping) this.#resolve()
    else this.#socket = this.#open()
  }

  #lose(reason: string): void {
    this.#options.tally.lost.push({ localPort: this.#localPort, reason })
  }
}

/** Runs clients while `during` does; half of them are idle in between. */
export async function underLoad(
  port: number,
  content: string,
  clients: number,
  during: (tally: ClientTally) => Promise<void>,
): Promise<ClientTally> {
  const tally: ClientTally = { answered: 0, retried: [], lost: [] }
  const all = Array.from({ length: clients }, (_, at) => {
    return new PersistentClient({ port, content, pauseMilliseconds: (at % 2) * 20, tally })
  })
  try {
    await during(tally)
  } finally {
    for (const client of all) client.stop()
  }
  await Promise.all(all.map(({ done }) => done))
  return tally
}
