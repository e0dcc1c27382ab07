/** Does a connection that was silent go on as if nothing had been, and is a socket paused in time? */

import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { describe, it } from 'node:test'
import { DEFAULT_LIMITS } from '../../src/message/limits.ts'
import { ProtocolError } from '../../src/message/protocol-error.ts'
import { RequestReader } from '../../src/server/request-reader.ts'

class FakeSocket {
  readonly calls: string[] = []

  pause(): void {
    this.calls.push('pause')
  }

  resume(): void {
    this.calls.push('resume')
  }
}

function open(): { readonly reader: RequestReader; readonly socket: FakeSocket } {
  const socket = new FakeSocket()
  const limits = { ...DEFAULT_LIMITS, readAheadOctets: 100 }
  return { socket, reader: new RequestReader(socket as unknown as Socket, limits) }
}

/** The hosts of all requests that are complete. */
function read(reader: RequestReader): readonly string[] {
  const hosts: string[] = []
  for (let event = reader.next(); event.kind !== 'need-octets'; event = reader.next()) {
    if (event.kind === 'head') hosts.push(event.head.authority())
  }
  return hosts
}

const FIRST = 'GET /a HTTP/1.1\r\nHost: a\r\n\r\n'
const SECOND = 'GET /b HTTP/1.1\r\nHost: b\r\nCookie: c\r\n\r\n'

describe('a reader that rests', () => {
  it('reads the next request as if nothing had been, wherever it rests', () => {
    const text = FIRST + SECOND
    for (let cut = 0; cut <= text.length; cut += 1) {
      const { reader } = open()
      const hosts = [text.slice(0, cut), text.slice(cut)].flatMap((piece) => {
        reader.push(Buffer.from(piece, 'latin1'))
        const found = read(reader)
        reader.rest()
        return found
      })
      assert.deepEqual(hosts, ['a', 'b'], `cut at ${cut}`)
      assert.equal(reader.isBetweenMessages, true)
    }
  })

  it('names the octet at fault by its place in the connection', () => {
    const { reader } = open()
    for (const text of [FIRST, SECOND]) {
      reader.push(Buffer.from(text))
      read(reader)
      reader.rest()
    }
    reader.push(Buffer.from('GET\n'))
    assert.throws(
      () => reader.next(),
      (error) =>
        error instanceof ProtocolError && error.offset === FIRST.length + SECOND.length + 3,
    )
  })

  it('wants octets before any have arrived', () => {
    const { reader } = open()
    assert.equal(reader.next().kind, 'need-octets')
    assert.equal(reader.isBetweenMessages, true)
  })
})

describe('a socket that is read', () => {
  it('is paused past the bound, and goes on when what arrived was looked at', () => {
    const { reader, socket } = open()
    reader.regulate()
    reader.push(Buffer.from(FIRST.repeat(3)))
    reader.push(Buffer.from(FIRST))
    reader.regulate()
    reader.regulate()
    assert.deepEqual(socket.calls, ['pause'])
    read(reader)
    reader.regulate()
    assert.deepEqual(socket.calls, ['pause', 'resume'])
  })

  it('goes on when nothing more will be looked at', () => {
    const { reader, socket } = open()
    reader.push(Buffer.from(FIRST.repeat(4)))
    reader.regulate()
    reader.abandon()
    assert.deepEqual(socket.calls, ['pause', 'resume'])
  })
})
