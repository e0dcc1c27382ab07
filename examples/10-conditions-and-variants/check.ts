import assert from 'node:assert/strict'
import { gunzipSync } from 'node:zlib'
import type { RawResponse } from '../../test/support/raw-socket.ts'
import type { Claim, Lesson } from '../support/lesson.ts'

const IDENTITY = 'Accept-Encoding: identity'
const GZIP = 'Accept-Encoding: gzip'

/** Sends one request with these field lines, on a connection of its own. */
async function ask(
  lesson: Lesson,
  port: number,
  method: 'GET' | 'PUT',
  ...lines: readonly string[]
): Promise<RawResponse> {
  const client = await lesson.connect(port)
  const content = method === 'PUT' ? 'Buy bread.' : ''
  const fields = ['Host: x', 'Connection: close', `Content-Length: ${content.length}`, ...lines]
  await client.send(`${method} / HTTP/1.1\r\n${fields.join('\r\n')}\r\n\r\n${content}`)
  await client.ends()
  const [answer] = client.responses()
  assert.ok(answer !== undefined, 'an answer')
  return answer
}

const tagOf = ({ fields }: RawResponse) => fields.get('etag') ?? ''

export const claims: readonly Claim[] = [
  {
    says: 'each variant is the same note, and has an entity-tag of its own',
    async holds(lesson) {
      const { port } = await lesson.start()
      const plain = await ask(lesson, port, 'GET', IDENTITY)
      const zipped = await ask(lesson, port, 'GET', GZIP)
      assert.equal(zipped.fields.get('content-encoding'), 'gzip')
      const unzipped = gunzipSync(Buffer.from(zipped.content, 'latin1')).toString()
      assert.equal(unzipped, plain.content)
      assert.notEqual(tagOf(zipped), tagOf(plain))
    },
  },
  {
    says: 'every answer to GET says what the variant was chosen by, 304 too',
    async holds(lesson) {
      const { port } = await lesson.start()
      const found = await ask(lesson, port, 'GET', GZIP)
      const again = await ask(lesson, port, 'GET', GZIP, `If-None-Match: ${tagOf(found)}`)
      const varies = [found, again].map(({ fields }) => fields.get('vary'))
      assert.deepEqual(varies, ['Accept-Encoding', 'Accept-Encoding'])
    },
  },
  {
    says: 'a client that has the current version is not sent it again',
    async holds(lesson) {
      const { port } = await lesson.start()
      const tag = tagOf(await ask(lesson, port, 'GET', IDENTITY))
      const again = await ask(lesson, port, 'GET', IDENTITY, `If-None-Match: "old", ${tag}`)
      assert.equal(again.status, 304)
      const other = await ask(lesson, port, 'GET', IDENTITY, 'If-None-Match: "old"')
      assert.equal(other.status, 200)
    },
  },
  {
    says: 'of two changes made to the same version, the second is refused',
    async holds(lesson) {
      const { port } = await lesson.start()
      const tag = tagOf(await ask(lesson, port, 'GET', GZIP))
      const first = await ask(lesson, port, 'PUT', `If-Match: ${tag}`)
      const second = await ask(lesson, port, 'PUT', `If-Match: ${tag}`)
      const blind = await ask(lesson, port, 'PUT')
      assert.deepEqual([first.status, second.status, blind.status], [204, 412, 428])
      assert.equal((await ask(lesson, port, 'GET')).content, 'Buy bread.')
    },
  },
]
