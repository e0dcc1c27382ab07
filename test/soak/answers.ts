/** The answers on one connection, one after the other, each whole. */

import type { Socket } from 'node:net'

export interface Answer {
  readonly status: number
  /** Names in lower case. */
  readonly fields: ReadonlyMap<string, string>
  readonly content: Buffer
}

/** Without an octet for so long, something is wrong. */
const PATIENCE_MILLISECONDS = 30_000

export class Answers {
  readonly socket: Socket
  #pieces: Buffer[] = []
  #octets = 0
  #problem: Error | undefined
  #hasEnded = false
  #wake = (): void => {}

  constructor(socket: Socket) {
    this.socket = socket
    socket.setTimeout(PATIENCE_MILLISECONDS, () => socket.destroy(new Error('nothing arrives')))
    socket.on('data', (piece: Buffer) => {
      this.#pieces.push(piece)
      this.#octets += piece.length
      this.#wake()
    })
    socket.on('error', (error) => {
      this.#problem = error
    })
    socket.on('end', () => {
      this.#hasEnded = true
      this.#wake()
    })
    socket.on('close', () => {
      this.#problem ??= new Error('the connection is gone')
      this.#wake()
    })
  }

  /** The next answer; its length must be declared. */
  async next(): Promise<Answer> {
    let headEnd = -1
    while (headEnd === -1) {
      headEnd = this.#joined().indexOf('\r\n\r\n')
      if (headEnd === -1) await this.#more()
    }
    const head = this.#joined().toString('latin1', 0, headEnd).split('\r\n')
    const fields = new Map(
      head.slice(1).map((line) => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
      }),
    )
    const status = Number(head[0]?.split(' ')[1])
    const start = headEnd + 4
    const length = status === 304 ? 0 : Number(fields.get('content-length'))
    while (this.#octets < start + length) await this.#more()
    const all = this.#joined()
    this.#pieces = [all.subarray(start + length)]
    this.#octets -= start + length
    return { status, fields, content: all.subarray(start, start + length) }
  }

  /** The server closes, with nothing more to say. */
  async ended(): Promise<void> {
    while (!this.#hasEnded) await this.#change()
    if (this.#octets > 0) throw new Error(`${this.#octets} octets behind the last answer`)
    this.socket.end()
  }

  async #more(): Promise<void> {
    if (this.#hasEnded) throw new Error('the server has closed')
    await this.#change()
  }

  /** Resolves when more has arrived, or all has. */
  async #change(): Promise<void> {
    if (this.#problem !== undefined) throw this.#problem
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
  }

  #joined(): Buffer {
    const [first] = this.#pieces
    if (this.#pieces.length === 1 && first !== undefined) return first
    const all = Buffer.concat(this.#pieces)
    this.#pieces = [all]
    return all
  }
}
