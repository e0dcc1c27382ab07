import assert from 'node:assert/strict'
import type { Claim, Lesson } from '../support/lesson.ts'

const HIDDEN = '0\r\n\r\nGET /stolen HTTP/1.1\r\nX-Swallows: '
const ATTACK =
  `POST /harmless HTTP/1.1\r\nHost: x\r\nContent-Length: ${HIDDEN.length}\r\n` +
  `Transfer-Encoding: chunked\r\n\r\n${HIDDEN}`
const CHUNKED =
  'POST /upload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n' +
  'a\r\n0123456789\r\n1\r\n!\r\n0\r\nChecksum: 1b2\r\n\r\n'

/** The one answer to `request`, from a client of its own. */
async function ask(
  lesson: Lesson,
  port: number,
  ...pieces: readonly string[]
): Promise<{ status: number | undefined; content: string | undefined }> {
  const client = await lesson.connect(port)
  await client.send(...pieces)
  await client.ends()
  const [answer] = client.responses()
  return { status: answer?.status, content: answer?.content }
}

export const claims: readonly Claim[] = [
  {
    says: 'content in chunks arrives as it was, and the trailers with it',
    async holds(lesson) {
      const { port } = await lesson.start()
      const { content } = await ask(lesson, port, CHUNKED)
      assert.equal(content, 'POST /upload with content "0123456789!", Checksum: 1b2\n')
    },
  },
  {
    says: 'the same, cut after every octet',
    async holds(lesson) {
      const { port } = await lesson.start()
      const { content } = await ask(lesson, port, ...CHUNKED)
      assert.equal(content, 'POST /upload with content "0123456789!", Checksum: 1b2\n')
    },
  },
  {
    says: 'a message that gives two lengths is refused',
    async holds(lesson) {
      const { port } = await lesson.start()
      assert.equal((await ask(lesson, port, ATTACK)).status, 400)
    },
  },
  {
    says: 'whatever one client sends, the next one gets its own answer',
    async holds(lesson) {
      const { port } = await lesson.start()
      await ask(lesson, port, ATTACK)
      const { content } = await ask(lesson, port, 'GET /mine HTTP/1.1\r\nHost: x\r\n\r\n')
      assert.equal(content, 'GET /mine with content ""\n')
    },
  },
]
