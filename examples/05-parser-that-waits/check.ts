import assert from 'node:assert/strict'
import type { RawSocket } from '../../test/support/raw-socket.ts'
import type { Claim, Lesson } from '../support/lesson.ts'

const REQUEST = 'GET /picture.png HTTP/1.1\r\nHost: localhost\r\n\r\n'

export const claims: readonly Claim[] = [
  {
    says: 'a request in one segment gets the picture, whole',
    async holds(lesson) {
      const { port } = await lesson.start()
      const [answer] = (await ask(lesson, port, REQUEST)).responses()
      assert.equal(answer?.status, 200)
      assert.match(answer?.content ?? '', /^\x89PNG\r\n/)
    },
  },
  {
    says: 'a request cut in two, at any place, gets the same answer',
    async holds(lesson) {
      const { port } = await lesson.start()
      const whole = await ask(lesson, port, REQUEST)
      for (let at = 1; at < REQUEST.length; at += 1) {
        const cut = await ask(lesson, port, REQUEST.slice(0, at), REQUEST.slice(at))
        assert.equal(statusLine(cut), statusLine(whole))
        assert.ok(cut.received === whole.received)
      }
    },
  },
  {
    says: 'so does one that comes octet by octet',
    async holds(lesson) {
      const { port } = await lesson.start()
      const client = await ask(lesson, port, ...REQUEST)
      assert.equal(statusLine(client), 'HTTP/1.1 200 OK')
    },
  },
  {
    says: 'nothing is answered before the last octet is there',
    async holds(lesson) {
      const { port } = await lesson.start()
      const client = await lesson.connect(port)
      await client.send(REQUEST.slice(0, -1))
      // Others are answered twice: what was sent before has been read by then.
      for (let other = 0; other < 2; other += 1) await ask(lesson, port, REQUEST)
      assert.equal(client.received, '')
      await client.send(REQUEST.slice(-1))
      await client.ends()
      assert.equal(statusLine(client), 'HTTP/1.1 200 OK')
    },
  },
  {
    says: 'what is no request is refused, not waited for: no Host, a bare LF, an endless head',
    async holds(lesson) {
      const { port } = await lesson.start()
      const statusOf = async (text: string) => statusLine(await ask(lesson, port, text))
      assert.equal(await statusOf('GET / HTTP/1.1\r\n\r\n'), 'HTTP/1.1 400 Bad Request')
      assert.equal(await statusOf('GET / HTTP/1.1\n'), 'HTTP/1.1 400 Bad Request')
      const endless = `GET / HTTP/1.1\r\nX: ${'x'.repeat(40_000)}`
      assert.equal(await statusOf(endless), 'HTTP/1.1 431 Request Header Fields Too Large')
    },
  },
]

async function ask(
  lesson: Lesson,
  port: number,
  ...segments: readonly string[]
): Promise<RawSocket> {
  const client = await lesson.connect(port)
  await client.send(...segments)
  await client.ends()
  return client
}

function statusLine({ received }: RawSocket): string {
  return received.slice(0, received.indexOf('\r\n'))
}
