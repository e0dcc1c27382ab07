/**
 * Clients that ask again and again on connections they keep, and forgive nothing: an answer other than
 * 200 with the very content, a connection that breaks or is closed unannounced, or no answer for ten
 * seconds is a failure.
 */

import { connect } from 'node:net'
import { until } from '../support/octets-process.ts'

const ANSWER_MILLISECONDS = 10_000
/** Failures are alike; the first few tell. */
const KEPT_REASONS = 5

interface Asked {
  readonly port: number
  readonly path: string
  readonly content: string
}

export class KeepAliveLoad {
  answered = 0
  failed = 0
  readonly reasons: string[] = []
  readonly #asked: Asked
  readonly #request: string
  #isOver = false
  #open = 0

  constructor(clients: number, asked: Asked) {
    this.#asked = asked
    this.#request = `GET ${asked.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`
    for (let client = 0; client < clients; client += 1) this.#connect()
  }

  /** Waits until that many more requests are answered. */
  async answers(more: number): Promise<void> {
    const enough = this.answered + this.failed + more
    await until(() => this.answered + this.failed >= enough, `${more} answers`)
  }

  /** Lets each client have its last answer. */
  async stop(): Promise<void> {
    this.#isOver = true
    await until(() => this.#open === 0, 'the clients to end')
  }

  /** One connection. Whoever fails, or is told that the connection ends, begins anew as a browser would. */
  #connect(): void {
    const socket = connect({ port: this.#asked.port, host: '127.0.0.1', noDelay: true })
    let received = ''
    let isDone = false
    this.#open += 1
    const leave = (failure?: string): void => {
      // An error is followed by other events, which would tell it again.
      if (isDone) return
      isDone = true
      socket.destroy()
      if (failure !== undefined) this.#fail(failure)
      this.#open -= 1
      if (!this.#isOver) this.#connect()
    }
    socket.setEncoding('latin1').setTimeout(ANSWER_MILLISECONDS)
    socket.on('connect', () => socket.write(this.#request))
    socket.on('data', (text: string) => {
      received += text
      const verdict = this.#judge(received)
      if (verdict === 'incomplete') return
      if (verdict !== 'right') {
        leave(verdict)
        return
      }
      this.answered += 1
      if (this.#isOver || /\r\nConnection: close\r\n/i.test(received)) leave()
      else socket.write(this.#request)
      received = ''
    })
    socket.on('error', (error) => leave(error.message))
    socket.on('timeout', () => leave('no answer'))
    socket.on('close', () => leave(`closed after ${JSON.stringify(received.slice(0, 40))}`))
  }

  #fail(reason: string): void {
    this.failed += 1
    if (this.reasons.length < KEPT_REASONS) this.reasons.push(reason)
  }

  #judge(received: string): string {
    const headEnd = received.indexOf('\r\n\r\n')
    if (headEnd === -1) return 'incomplete'
    if (!received.startsWith('HTTP/1.1 200 ')) return received.slice(0, received.indexOf('\r'))
    const content = received.slice(headEnd + 4)
    if (content.length < this.#asked.content.length) return 'incomplete'
    return content === this.#asked.content ? 'right' : 'other content'
  }
}
