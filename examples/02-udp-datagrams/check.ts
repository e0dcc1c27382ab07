import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { until } from '../../test/support/raw-socket.ts'
import type { Claim, Lesson } from '../support/lesson.ts'

const HEAD_OCTETS = 12

export const claims: readonly Claim[] = [
  {
    says: 'a datagram arrives whole or not at all, whatever its size',
    async holds(lesson) {
      const sender = await openSender(lesson)
      for (const [number, octets] of [0, 1, 1000, 60_000].entries()) {
        const answer = await sender.asks(number, 'x'.repeat(octets))
        assert.equal(answer, `in order, ${octets} octets`)
      }
    },
  },
  {
    says: 'a datagram that comes twice counts once',
    async holds(lesson) {
      const sender = await openSender(lesson)
      const answers = await sender.asksAll(0, 0, 1, 1, 0)
      assert.deepEqual(answers, ['in order', 'again', 'in order', 'again', 'again'])
    },
  },
  {
    says: 'a missing number is noticed, and one that was overtaken is late',
    async holds(lesson) {
      const sender = await openSender(lesson)
      const answers = await sender.asksAll(0, 2, 1, 3)
      assert.deepEqual(answers, ['in order', 'after a gap', 'late', 'in order'])
    },
  },
  {
    says: 'a number far behind is not taken for a new one, though nobody remembers it',
    async holds(lesson) {
      const sender = await openSender(lesson)
      assert.deepEqual(await sender.asksAll(0, 5000, 0), ['in order', 'after a gap', 'again'])
    },
  },
  {
    says: 'a datagram too short for its head is dropped, and no answer is three times its datagram',
    async holds(lesson) {
      const sender = await openSender(lesson)
      sender.sends(Buffer.from('too short'))
      assert.equal(await sender.asks(7, ''), 'after a gap, 0 octets')
      assert.equal(sender.received.length, 1)
      assert.ok(sender.received.every((answer) => answer.length < 3 * HEAD_OCTETS))
    },
  },
  {
    says: 'the relay does the same again when the seed is the same',
    async holds(lesson) {
      const { port } = await lesson.start()
      const relay = await lesson.start('relay', ['--to', `${port}`, '--seed', '7'])
      const tell = async () => {
        const client = await lesson.run('client', ['--port', `${relay.port}`])
        return client.output.replace(/slowest.*\n/, '')
      }
      const [first, second] = [await tell(), await tell()]
      assert.equal(second, first)
      assert.match(first, /no answer +\d/)
    },
  },
]

/** A socket that numbers datagrams as it is told to. */
async function openSender(lesson: Lesson) {
  const { port } = await lesson.start()
  const socket = createSocket('udp4')
  lesson.after(() => socket.close())
  const received: Buffer[] = []
  socket.on('message', (answer) => received.push(answer))
  const sends = (datagram: Buffer) => socket.send(datagram, port, '127.0.0.1')

  const asks = async (number: number, text: string) => {
    const before = received.length
    const head = Buffer.alloc(HEAD_OCTETS)
    head.writeUInt32BE(number)
    sends(Buffer.concat([head, Buffer.from(text)]))
    await until(() => received.length > before, `an answer to number ${number}`)
    const answer = received.at(-1)!
    assert.equal(answer.readUInt32BE(0), number, 'the answer bears the number')
    return answer.subarray(HEAD_OCTETS).toString()
  }
  const asksAll = async (...numbers: readonly number[]) => {
    const answers: string[] = []
    for (const number of numbers) answers.push((await asks(number, '')).split(',')[0] ?? '')
    return answers
  }
  return { received, sends, asks, asksAll }
}
