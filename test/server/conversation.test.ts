/**
 * Does the server speak no protocol of its own? An echo and a chat room run on it, each a
 * conversation of a few lines.
 */

import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { describe, it } from 'node:test'
import type { Conversation } from '../../src/server/conversation.ts'
import { openSocket, until } from '../support/raw-socket.ts'
import { serveConversation } from '../support/serve-handler.ts'

class Echo implements Conversation {
  readonly #socket: Socket
  readonly #heard: string[]

  constructor(socket: Socket, heard: string[]) {
    this.#socket = socket
    this.#heard = heard
  }

  octets(octets: Buffer): void {
    if (!this.#socket.write(octets)) this.#socket.pause()
  }

  drained(): void {
    this.#heard.push('drained')
    this.#socket.resume()
  }

  ended(): void {
    this.#heard.push('ended')
    this.#socket.end()
  }

  tick(): void {
    this.#heard.push('tick')
  }

  stop(): void {
    this.#heard.push('stop')
    this.#socket.end()
  }

  closed(): void {
    this.#heard.push('closed')
  }
}

/** What is said on one connection is heard on all. */
class Chatter implements Conversation {
  readonly #socket: Socket
  readonly #room: Set<Socket>

  constructor(socket: Socket, room: Set<Socket>) {
    this.#socket = socket
    this.#room = room
    room.add(socket)
  }

  octets(octets: Buffer): void {
    for (const socket of this.#room) socket.write(octets)
  }

  drained(): void {}

  ended(): void {
    this.#socket.end()
  }

  tick(): void {}

  stop(): void {
    this.#socket.end('Good night\n')
  }

  closed(): void {
    this.#room.delete(this.#socket)
  }
}

describe('conversations', { concurrency: true }, () => {
  it('an echo: what was sent comes back, and the end is heard', async (t) => {
    const heard: string[] = []
    const { port, server } = await serveConversation(t, (socket) => new Echo(socket, heard))
    const client = await openSocket(t, port)
    const sent = 'x'.repeat(20_000_000)
    client.socket.pause()
    const sending = client.send(sent)
    await until(() => heard.includes('tick'), 'time to pass')
    client.socket.resume()
    await sending
    client.socket.end()
    await client.ends()
    assert.ok(client.received === sent)
    await until(() => server.connections === 0, 'the connection to be gone')
    assert.ok(heard.includes('drained'))
    assert.deepEqual(heard.slice(-2), ['ended', 'closed'])
  })

  it('an echo is told to stop', async (t) => {
    const heard: string[] = []
    const { port, server } = await serveConversation(t, (socket) => new Echo(socket, heard))
    const client = await openSocket(t, port)
    await client.send('hello')
    await client.receives('hello')
    const closed = server.close()
    await client.ends()
    client.socket.end()
    await closed
    assert.deepEqual(
      heard.filter((word) => word !== 'tick'),
      ['stop', 'ended', 'closed'],
    )
  })

  it('a chat: each hears all, until they leave or the room closes', async (t) => {
    const room = new Set<Socket>()
    const { port, server } = await serveConversation(t, (socket) => new Chatter(socket, room))
    const [anna, ben, carl] = [
      await openSocket(t, port),
      await openSocket(t, port),
      await openSocket(t, port),
    ]
    await until(() => room.size === 3, 'all to be in')
    await anna.send('hello\n')
    for (const client of [anna, ben, carl]) await client.receives('hello\n')
    ben.socket.resetAndDestroy()
    await until(() => room.size === 2, 'Ben to be gone')
    await carl.send('bye\n')
    await anna.receives('bye\n')
    const closed = server.close()
    for (const client of [anna, carl]) {
      await client.ends()
      client.socket.end()
      assert.equal(client.received, 'hello\nbye\nGood night\n')
    }
    await closed
    assert.equal(room.size, 0)
  })
})
