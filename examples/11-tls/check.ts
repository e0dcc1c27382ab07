import assert from 'node:assert/strict'
import { connect as connectTls } from 'node:tls'
import { RawSocket, until } from '../../test/support/raw-socket.ts'
import type { Claim, Lesson } from '../support/lesson.ts'

const get = (target: string) => `GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`

/** A TLS client that trusts `ca` and nobody else. */
function connectSecurely(lesson: Lesson, port: number, ca: string): RawSocket {
  const socket = connectTls({ port, host: '127.0.0.1', ca })
  lesson.after(() => socket.destroy())
  return new RawSocket(socket)
}

/** Sends the pieces, each in a write of its own, and gives the content of the answer. */
async function ask(client: RawSocket, ...pieces: readonly string[]): Promise<string> {
  await client.send(...pieces)
  const isOver = () => isWhole(client.received) || client.standing !== 'open'
  await until(isOver, 'an answer')
  return client.received.split('\r\n\r\n')[1] ?? ''
}

function isWhole(answer: string): boolean {
  const [head = '', content = ''] = answer.split('\r\n\r\n')
  return content.length === Number(/content-length: (\d+)/i.exec(head)?.[1])
}

async function start(lesson: Lesson): Promise<{ readonly port: number; readonly ca: string }> {
  const { port } = await lesson.start()
  return { port, ca: await ask(await lesson.connect(port), get('/certificate')) }
}

export const claims: readonly Claim[] = [
  {
    says: 'the same request is answered with and without TLS',
    async holds(lesson) {
      const { port, ca } = await start(lesson)
      const answer = `pieces: ${get('/').length}\n`
      assert.equal(await ask(await lesson.connect(port), get('/')), answer)
      assert.equal(await ask(connectSecurely(lesson, port, ca), get('/')), answer)
    },
  },
  {
    says: 'each record arrives as a piece of its own',
    async holds(lesson) {
      const { port, ca } = await start(lesson)
      const client = connectSecurely(lesson, port, ca)
      const answer = await ask(client, 'GET / HT', 'TP/1.1\r\nHo', 'st: x\r\n\r\n')
      assert.equal(answer, 'pieces: 8 10 9\n')
    },
  },
  {
    says: 'no piece is larger than a record may be, 16384 octets',
    async holds(lesson) {
      const { port, ca } = await start(lesson)
      const head = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 40000\r\n\r\n'
      const client = connectSecurely(lesson, port, ca)
      const answer = await ask(client, head + 'x'.repeat(40_000))
      const sizes = answer.match(/\d+/g)?.map(Number) ?? []
      assert.equal(
        sizes.reduce((sum, size) => sum + size, 0),
        head.length + 40_000,
      )
      assert.ok(Math.max(...sizes) <= 16_384, answer)
    },
  },
  {
    says: 'a client that does not trust the certificate does not ask',
    async holds(lesson) {
      const { port } = await start(lesson)
      const socket = connectTls({ port, host: '127.0.0.1' })
      lesson.after(() => socket.destroy())
      let why = ''
      socket.on('error', (error: NodeJS.ErrnoException) => {
        why = error.code ?? ''
      })
      await until(() => why !== '' || socket.authorized, 'the handshake to end')
      assert.equal(why, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE')
    },
  },
]
