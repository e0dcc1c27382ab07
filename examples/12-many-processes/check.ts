import assert from 'node:assert/strict'
import { type RawSocket, until } from '../../test/support/raw-socket.ts'
import type { Claim, Lesson, Program } from '../support/lesson.ts'

const WORKERS = 2
/** Twice what both workers take from one address. */
const CROWD = 32
const GET = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'

const timesPrinted = ({ output }: Program, word: string) => output.split(word).length - 1

async function start(lesson: Lesson): Promise<Program> {
  const program = await lesson.start()
  await until(() => timesPrinted(program, 'listens') === WORKERS, 'all workers to listen')
  return program
}

/** Sends `octets` on a connection of its own, and waits for the server to end it. */
async function ask(lesson: Lesson, port: number, octets: string): Promise<RawSocket> {
  const client = await lesson.connect(port)
  await client.send(octets)
  await client.ends()
  // Until we close our side too, the connection counts.
  client.socket.destroy()
  return client
}

export const claims: readonly Claim[] = [
  {
    says: 'more than one process answers',
    async holds(lesson) {
      const { port } = await start(lesson)
      const contents = new Set<string>()
      for (let count = 0; count < 20; count += 1) {
        const [answer] = (await ask(lesson, port, GET)).responses()
        contents.add(answer?.content ?? '')
      }
      assert.equal(contents.size, WORKERS)
    },
  },
  {
    says: 'a process that ends is replaced, and the others answer meanwhile',
    async holds(lesson) {
      const program = await start(lesson)
      await ask(lesson, program.port, 'GET /crash HTTP/1.1\r\nHost: x\r\n\r\n')
      await program.prints('has ended, with code 1')
      assert.equal((await ask(lesson, program.port, GET)).responses()[0]?.status, 200)
      await until(() => timesPrinted(program, 'listens') === WORKERS + 1, 'another process')
    },
  },
  {
    says: 'a peer that does not finish its request is not waited for',
    async holds(lesson) {
      const { port } = await start(lesson)
      const client = await ask(lesson, port, 'GET / HTTP/1.1\r\nHos')
      assert.equal(client.responses()[0]?.status, 408)
    },
  },
  {
    says: 'one address cannot take all connections',
    async holds(lesson) {
      const { port } = await start(lesson)
      const crowd: RawSocket[] = []
      for (let count = 0; count < CROWD; count += 1) crowd.push(await lesson.connect(port))
      const refused = () => crowd.filter(({ received }) => received.includes(' 503 '))
      await until(() => refused().length >= CROWD / 2, 'half of them to be refused')
      for (const { socket } of crowd) socket.destroy()
      const isServed = async () => (await ask(lesson, port, GET)).received.includes(' 200 ')
      let attempts = 1
      while (!(await isServed())) {
        attempts += 1
        assert.ok(attempts < 100, 'an answer once the crowd has left')
      }
    },
  },
  {
    says: 'told to stop, it finishes what has begun and ends with exit code 0',
    async holds(lesson) {
      const program = await start(lesson)
      const client = await lesson.connect(program.port)
      await client.send('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n')
      await client.receives('begun')
      const primary = Number(/the primary is process (\d+)/.exec(program.output)?.[1])
      process.kill(primary, 'SIGTERM')
      await client.ends()
      assert.ok(client.received.includes('finished'), 'the rest of the answer')
      await program.ends()
      assert.equal(program.code, 0)
    },
  },
]
