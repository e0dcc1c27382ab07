import assert from 'node:assert/strict'
import { type RawSocket, until } from '../../test/support/raw-socket.ts'
import type { Claim, Lesson } from '../support/lesson.ts'

export const claims: readonly Claim[] = [
  {
    says: 'a line that arrives in two segments is one line',
    async holds(lesson) {
      const { port } = await lesson.start()
      const anna = await enter(lesson, port, 'anna')
      const ben = await enter(lesson, port, 'ben')
      await anna.send('hel')
      // Once Ben has been heard twice, the server has read what came before.
      for (const word of ['first', 'second']) await speak(ben, 'ben', word)
      await anna.send('lo\n')
      await ben.receives('lo\n')
      assert.deepEqual(saidBy(ben, 'anna'), ['anna: hello'])
    },
  },
  {
    says: 'two lines that arrive in one segment are two lines',
    async holds(lesson) {
      const { port } = await lesson.start()
      const anna = await enter(lesson, port, 'anna')
      await anna.send('one\ntwo\n')
      await anna.receives('two\n')
      assert.deepEqual(saidBy(anna, 'anna'), ['anna: one', 'anna: two'])
    },
  },
  {
    says: 'a line ends with LF or with CR LF, and nothing of either is in it',
    async holds(lesson) {
      const { port } = await lesson.start()
      const anna = await enter(lesson, port, 'anna')
      await anna.send('one\r\n')
      await anna.receives('one')
      await anna.send('two\n')
      await anna.receives('two\n')
      assert.deepEqual(saidBy(anna, 'anna'), ['anna: one', 'anna: two'])
    },
  },
  {
    says: 'who sends a line without end is told so and let go; the others talk on',
    async holds(lesson) {
      const { port } = await lesson.start()
      const ben = await enter(lesson, port, 'ben')
      const endless = await lesson.connect(port)
      await endless.send('x'.repeat(5000))
      await until(() => endless.received.endsWith('\n'), 'a line of 5000 octets to be refused')
      assert.equal(endless.received, 'a line has at most 1000 octets\n')
      await endless.ends()
      await speak(ben, 'ben', 'still here')
    },
  },
  {
    says: 'who does not read is let go, and meanwhile nobody waits for it',
    async holds(lesson) {
      const { port } = await lesson.start()
      const slow = await enter(lesson, port, 'slow')
      const anna = await enter(lesson, port, 'anna')
      slow.socket.pause()
      // Twenty million octets: more than the operating system holds for a reader.
      const lines = `${'x'.repeat(990)}\n`.repeat(500)
      for (let round = 0; round < 40; round += 1) {
        const heard = anna.receivedOctets
        await anna.send(lines)
        await until(() => anna.receivedOctets >= heard + lines.length, 'Anna to hear herself')
      }
      assert.match(anna.received, /^slow has left$/m)
    },
  },
]

/** Enters the room, and is in it. */
async function enter(lesson: Lesson, port: number, name: string): Promise<RawSocket> {
  const guest = await lesson.connect(port)
  await guest.send(`${name}\n`)
  await guest.receives(`${name} is here`)
  return guest
}

/** Says a line, and hears it. */
async function speak(guest: RawSocket, name: string, line: string): Promise<void> {
  await guest.send(`${line}\n`)
  await guest.receives(`${name}: ${line}`)
}

function saidBy(guest: RawSocket, name: string): readonly string[] {
  // What belongs to no name counts too: it is what is left of a line that was cut wrongly.
  const others = /^(ben: |ben is here$)/
  return guest.received
    .split('\n')
    .filter((line) => line !== '' && line !== `${name} is here` && !others.test(line))
}
