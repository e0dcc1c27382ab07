/**
 * A proxy, as naive as some that were in use: it hands on the requests of all clients, one after the
 * other, over one connection. Do not copy it: it looks for Content-Length first, wrong on purpose.
 */

import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

const MAX_OCTETS = 65_536
const SILENCE_MILLISECONDS = 5000

/** Starts it, and tells on which port; 0 takes any free one. */
export async function startFront(port: number, backPort: number): Promise<number> {
  let back: Messages | undefined
  let turn: Promise<unknown> = Promise.resolve()

  async function exchange(request: string): Promise<string> {
    if (back?.socket.writable !== true) {
      back = new Messages(connect({ port: backPort, host: '127.0.0.1', noDelay: true }))
    }
    back.socket.write(request, 'latin1')
    const answer = await back.next()
    if (/^connection: close/im.test(answer)) back.socket.destroy()
    return answer
  }

  async function serve(client: Socket): Promise<void> {
    client.setTimeout(SILENCE_MILLISECONDS, () => client.destroy())
    const request = await new Messages(client).next()
    const answer = turn.then(() => (request === '' ? '' : exchange(request)))
    turn = answer
    client.end(await answer, 'latin1')
    client.resume()
  }

  const server = createServer({ allowHalfOpen: true, noDelay: true }, serve)
  await once(server.listen(port, '127.0.0.1'), 'listening')
  return (server.address() as AddressInfo).port
}

/** The messages that arrive on a socket, one by one, one char an octet. */
class Messages {
  readonly socket: Socket
  readonly #pieces: AsyncIterator<Buffer>
  #text = ''

  constructor(socket: Socket) {
    this.socket = socket.on('error', () => {})
    this.#pieces = socket.iterator({ destroyOnReturn: false })
  }

  /** The next one; empty when the socket ends, or breaks, before that. */
  async next(): Promise<string> {
    for (;;) {
      const length = findEnd(this.#text)
      if (length !== undefined && length <= this.#text.length) {
        const message = this.#text.slice(0, length)
        this.#text = this.#text.slice(length)
        return message
      }
      const piece = await this.#pieces.next().catch(() => undefined)
      if (piece === undefined || piece.done || this.#text.length > MAX_OCTETS) return ''
      this.#text += piece.value.toString('latin1')
    }
  }
}

/** Where the first message of `text` ends; `undefined` while that cannot be told. */
function findEnd(text: string): number | undefined {
  const headEnd = text.indexOf('\r\n\r\n') + 4
  if (headEnd === 3) return undefined
  const head = text.slice(0, headEnd)
  const length = /^content-length: *(\d+)/im.exec(head)?.[1]
  if (length !== undefined) return headEnd + Number(length)
  if (!/^transfer-encoding: *chunked/im.test(head)) return headEnd
  const lastChunk = text.indexOf('\r\n0\r\n', headEnd - 2)
  const end = lastChunk === -1 ? -1 : text.indexOf('\r\n\r\n', lastChunk + 3)
  return end === -1 ? undefined : end + 4
}
