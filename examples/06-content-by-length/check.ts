import assert from 'node:assert/strict'
import type { RawResponse } from '../../test/support/raw-socket.ts'
import type { Claim, Lesson } from '../support/lesson.ts'

export const claims: readonly Claim[] = [
  {
    says: 'three requests on one connection get three answers, in order',
    async holds(lesson) {
      const answers = await converse(lesson, [post('one') + post('two') + last('three')])
      assert.deepEqual(contents(answers), ['ONE', 'TWO', 'THREE'])
    },
  },
  {
    says: 'a length counts octets, so the answer after one with é or ß is found',
    async holds(lesson) {
      const answers = await converse(lesson, [post('café') + post('Straße') + last('after')])
      assert.deepEqual(contents(answers), ['CAFÉ', 'STRASSE', 'AFTER'])
    },
  },
  {
    says: 'the same octets, one by one, get the same answers',
    async holds(lesson) {
      const octets = Buffer.from(post('café') + last('after'))
      const singly = Array.from(octets, (_, at) => octets.subarray(at, at + 1))
      assert.deepEqual(contents(await converse(lesson, singly)), ['CAFÉ', 'AFTER'])
    },
  },
  {
    says: 'content that looks like a request is content',
    async holds(lesson) {
      const inner = 'POST / HTTP/1.1\r\nHost: localhost\r\n\r\n'
      const answers = await converse(lesson, [post(inner) + last('x')])
      assert.deepEqual(contents(answers), [inner.toUpperCase(), 'X'])
    },
  },
  {
    says: 'two lengths are refused, and so is too great a one, before its content is sent',
    async holds(lesson) {
      const two = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'
      const great = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100001\r\n\r\n'
      for (const [text, status] of [[two, 400] as const, [great, 413] as const]) {
        const [answer, ...more] = await converse(lesson, [text])
        assert.deepEqual([answer?.status, answer?.fields.get('connection')], [status, 'close'])
        assert.deepEqual(more, [])
      }
    },
  },
]

function post(content: string, fields = ''): string {
  const length = `Content-Length: ${Buffer.byteLength(content)}\r\n`
  return `POST / HTTP/1.1\r\nHost: localhost\r\n${length}${fields}\r\n${content}`
}

function last(content: string): string {
  return post(content, 'Connection: close\r\n')
}

/** Sends all that, until the server ends the connection. */
async function converse(
  lesson: Lesson,
  segments: readonly (string | Uint8Array)[],
): Promise<readonly RawResponse[]> {
  const { port } = await lesson.start()
  const client = await lesson.connect(port)
  await client.send(...segments.map((segment) => Buffer.from(segment)))
  await client.ends()
  return client.responses()
}

function contents(answers: readonly RawResponse[]): readonly string[] {
  return answers.map(({ content }) => Buffer.from(content, 'latin1').toString())
}
