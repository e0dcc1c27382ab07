import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import type { RawSocket } from '../../test/support/raw-socket.ts'
import type { Claim, Lesson } from '../support/lesson.ts'

const REQUEST = 'GET /picture.png HTTP/1.1\r\nHost: localhost\r\n\r\n'

export const claims: readonly Claim[] = [
  {
    says: 'a request in one segment gets the picture',
    async holds(lesson) {
      const { port } = await lesson.start()
      const { received } = await ask(lesson, port)
      assert.match(received, /^HTTP\/1\.1 200 OK\r\n/)
      assert.ok(received.includes('\r\n\r\n\x89PNG\r\n'), 'the content is a PNG picture')
    },
  },
  {
    says: 'a request cut in two gets the same answer',
    async holds(lesson) {
      const { port } = await lesson.start()
      const whole = await ask(lesson, port)
      const client = await lesson.connect(port)
      await client.send(REQUEST.slice(0, 9))
      // Others are answered twice: what was sent before has been read by then.
      for (let other = 0; other < 2; other += 1) await ask(lesson, port)
      await client.send(REQUEST.slice(9))
      await client.ends()
      assert.equal(statusLine(client), statusLine(whole))
      assert.ok(client.received === whole.received)
    },
  },
  {
    says: 'an answer says how long its content is',
    async holds(lesson) {
      const { port } = await lesson.start()
      const { received } = await ask(lesson, port)
      const end = received.indexOf('\r\n\r\n')
      const declared = /\r\nContent-Length: (\d+)\r\n/.exec(received.slice(0, end + 2))?.[1]
      assert.equal(declared, `${received.length - end - 4}`)
    },
  },
  {
    says: 'a client that resets the connection does not end the server',
    async holds(lesson) {
      const { port } = await lesson.start()
      const client = await lesson.connect(port)
      await client.send(REQUEST.slice(0, 9))
      client.socket.resetAndDestroy()
      await ask(lesson, port).catch(() => {})
      assert.match((await ask(lesson, port)).received, /^HTTP\/1\.1 200 OK\r\n/)
    },
  },
  {
    says: 'the client does not take half an answer for a whole one',
    async holds(lesson) {
      const half = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\nhalf,'
      const server = createServer((socket) => socket.on('error', () => {}).end(half))
      lesson.after(() => server.close())
      await once(server.listen(0, '127.0.0.1'), 'listening')
      const { port } = server.address() as AddressInfo
      const { code, output } = await lesson.run('client', ['--port', `${port}`])
      assert.equal(
        code,
        1,
        `exit code 1 expected, came ${code}; it printed ${JSON.stringify(output)}`,
      )
    },
  },
]

async function ask(lesson: Lesson, port: number): Promise<RawSocket> {
  const client = await lesson.connect(port)
  await client.send(REQUEST)
  await client.ends()
  return client
}

function statusLine({ received }: RawSocket): string {
  return received.slice(0, received.indexOf('\r\n'))
}
