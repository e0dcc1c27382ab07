import assert from 'node:assert/strict'
import { until } from '../../test/support/raw-socket.ts'
import type { Claim } from '../support/lesson.ts'

const EVERY_OCTET = Uint8Array.from({ length: 256 }, (_, value) => value)
const MANY = 'x'.repeat(20_000_000)

export const claims: readonly Claim[] = [
  {
    says: 'every value an octet can have comes back as it was',
    async holds(lesson) {
      const { port } = await lesson.start()
      const client = await lesson.connect(port)
      await client.send(EVERY_OCTET)
      client.socket.end()
      await client.ends()
      assert.equal(client.received, Buffer.from(EVERY_OCTET).toString('latin1'))
    },
  },
  {
    says: 'a character sent in two halves comes back unharmed',
    async holds(lesson) {
      const { port } = await lesson.start()
      const client = await lesson.connect(port)
      const [first = 0, second = 0] = Buffer.from('é')
      await client.send(Uint8Array.of(first))
      // The first half has made the whole way before the second sets out.
      await until(() => client.receivedOctets > 0, 'the first half to come back')
      await client.send(Uint8Array.of(second))
      client.socket.end()
      await client.ends()
      assert.equal(hex(client.received), 'c3 a9')
    },
  },
  {
    says: 'a peer that closes its side first still gets its whole echo',
    async holds(lesson) {
      const { port } = await lesson.start()
      const client = await lesson.connect(port)
      client.socket.end('the last words')
      await client.ends()
      assert.equal(client.received, 'the last words')
    },
  },
  {
    says: 'a peer that reads late gets everything it sent, 20 million octets',
    async holds(lesson) {
      const { port } = await lesson.start()
      const client = await lesson.connect(port)
      client.socket.pause()
      client.socket.end(MANY)
      // Another peer is served meanwhile.
      const other = await lesson.connect(port)
      await other.send('still there?')
      await other.receives('still there?')
      client.socket.resume()
      await client.ends()
      assert.ok(client.received === MANY, `${client.receivedOctets} octets came back`)
    },
  },
]

function hex(text: string): string {
  return Buffer.from(text, 'latin1')
    .toString('hex')
    .replaceAll(/..(?=.)/g, '$& ')
}
