import assert from 'node:assert/strict'
import type { Claim, Lesson } from '../support/lesson.ts'

const get = (target: string, fields = '') => `GET ${target} HTTP/1.1\r\nHost: x\r\n${fields}\r\n`
const TARGETS = ['/1', '/slow', '/3']
const PIPELINE = TARGETS.map((target) => get(target)).join('')

/** Sends the pieces, and gives the answers to all of TARGETS in the order in which they came. */
async function askAll(lesson: Lesson, ...pieces: readonly string[]): Promise<readonly string[]> {
  const { port } = await lesson.start()
  const client = await lesson.connect(port)
  await client.send(...pieces)
  for (const target of TARGETS) await client.receives(`the answer to ${target}\n`)
  return client.responses().map(({ content }) => content)
}

const ANSWERS = TARGETS.map((target) => `the answer to ${target}\n`)

export const claims: readonly Claim[] = [
  {
    says: 'three requests in one write are answered in the order they were asked in',
    async holds(lesson) {
      assert.deepEqual(await askAll(lesson, PIPELINE), ANSWERS)
    },
  },
  {
    says: 'the same requests, sent octet by octet, get the same answers',
    async holds(lesson) {
      assert.deepEqual(await askAll(lesson, ...PIPELINE), ANSWERS)
    },
  },
  {
    says: 'a request that follows the last one is not answered',
    async holds(lesson) {
      const { port } = await lesson.start()
      const client = await lesson.connect(port)
      await client.send(get('/last', 'Connection: close\r\n') + get('/more'))
      await client.ends()
      const answers = client.responses().map(({ content }) => content)
      assert.deepEqual(answers, ['the answer to /last\n'])
    },
  },
  {
    says: 'a broken request is refused, after the answers to those before it',
    async holds(lesson) {
      const { port } = await lesson.start()
      const client = await lesson.connect(port)
      await client.send(`${get('/slow')}GET /broken\r\n\r\n`)
      await client.ends()
      const statuses = client.responses().map(({ status }) => status)
      assert.deepEqual(statuses, [200, 400])
    },
  },
]
