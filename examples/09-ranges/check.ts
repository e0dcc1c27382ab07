import assert from 'node:assert/strict'
import type { Claim, Lesson } from '../support/lesson.ts'

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

interface Row {
  readonly range: string
  readonly status: number
  readonly content: string
  readonly contentRange: string | undefined
}

const whole = (range: string): Row => ({
  range,
  status: 200,
  content: LETTERS,
  contentRange: undefined,
})
const part = (range: string, content: string, positions: string): Row => ({
  range,
  status: 206,
  content,
  contentRange: `bytes ${positions}/26`,
})

/** Asks for each range of `rows` and compares the answers. */
async function compare(lesson: Lesson, rows: readonly Row[], fields = ''): Promise<void> {
  const { port } = await lesson.start()
  const client = await lesson.connect(port)
  for (const { range } of rows) {
    await client.send(`GET / HTTP/1.1\r\nHost: x\r\nRange: ${range}\r\n${fields}\r\n`)
  }
  await client.send('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  await client.ends()
  const answers = client.responses().slice(0, -1)
  const found = answers.map((answer, at) => ({
    range: rows[at]?.range,
    status: answer.status,
    content: answer.content,
    contentRange: answer.fields.get('content-range'),
  }))
  assert.deepEqual(found, rows)
}

export const claims: readonly Claim[] = [
  {
    says: 'a range holds both of its ends',
    holds: (lesson) =>
      compare(lesson, [
        part('bytes=0-4', 'abcde', '0-4'),
        part('bytes=0-0', 'a', '0-0'),
        part('bytes=25-25', 'z', '25-25'),
      ]),
  },
  {
    says: 'a range may lack an end, or reach past it',
    holds: (lesson) =>
      compare(lesson, [
        part('bytes=23-', 'xyz', '23-25'),
        part('bytes=-3', 'xyz', '23-25'),
        part('bytes=23-99', 'xyz', '23-25'),
        part('bytes=-99', LETTERS, '0-25'),
      ]),
  },
  {
    says: 'where there is nothing, the answer is 416 with the length',
    holds: (lesson) =>
      compare(lesson, [
        { range: 'bytes=26-', status: 416, content: '', contentRange: 'bytes */26' },
        { range: 'bytes=-0', status: 416, content: '', contentRange: 'bytes */26' },
      ]),
  },
  {
    says: 'what cannot be read, or asks for several parts, gets the whole',
    holds: (lesson) =>
      compare(lesson, ['bytes=4-0', 'bytes=a-b', 'lines=0-4', 'bytes=0-1,5-6'].map(whole)),
  },
  {
    says: 'a part is only added to the version it belongs to',
    async holds(lesson) {
      await compare(lesson, [part('bytes=23-', 'xyz', '23-25')], 'If-Range: "v2"\r\n')
      await compare(lesson, [whole('bytes=23-')], 'If-Range: "v1"\r\n')
    },
  },
]
