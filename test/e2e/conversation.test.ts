/**
 * Three requests on one connection get three answers, in order, however the network cuts them.
 *
 * The same octets go to the program in one write, in two at every place, and one by one.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { startOctets } from '../support/octets-process.ts'
import { exchange } from '../support/raw-socket.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const PAGE = '<!doctype html>\n<title>octets</title>\n'
const METHODS = ['GET', 'GET', 'HEAD']
const REQUESTS = Buffer.from(
  'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n' +
    'GET /nope HTTP/1.1\r\nHost: localhost\r\n\r\n' +
    'HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
)

/** How the requests may reach the program, by name. */
function* everyCut(): Generator<readonly [name: string, pieces: readonly Buffer[]]> {
  yield ['in one write', [REQUESTS]]
  yield ['in single octets', Array.from(REQUESTS, (_, at) => REQUESTS.subarray(at, at + 1))]
  for (let at = 1; at < REQUESTS.length; at += 1) {
    yield [`cut before octet ${at}`, [REQUESTS.subarray(0, at), REQUESTS.subarray(at)]]
  }
}

function withoutDate(answers: string): string {
  return answers.replaceAll(/\r\nDate: [A-Z][a-z]{2}, [^\r]+ GMT\r\n/g, '\r\n')
}

describe('A conversation of GET /, GET /nope and HEAD /', () => {
  it('is the same however it is cut', async (t) => {
    const folder = temporaryFolder(t, { 'index.html': PAGE })
    const { port } = await startOctets(t, ['--port', '0', '--quiet', folder])
    const client = await exchange(t, port, REQUESTS)

    const [page, missing, head, ...more] = client.responses(...METHODS)
    assert.deepEqual([page?.status, page?.content], [200, PAGE])
    assert.deepEqual([missing?.status, missing?.content], [404, '404 Not Found\n'])
    assert.deepEqual([head?.status, head?.content], [200, ''])
    assert.equal(head?.fields.get('content-length'), `${PAGE.length}`)
    assert.equal(head?.fields.get('connection'), 'close')
    assert.deepEqual(more, [])

    const expected = withoutDate(client.received)
    assert.ok(!expected.includes('Date:'), 'all three had a date')
    let cuts = 0
    for (const [name, pieces] of everyCut()) {
      const { received, standing } = await exchange(t, port, ...pieces)
      assert.equal(withoutDate(received), expected, name)
      assert.equal(standing, 'ended', name)
      cuts += 1
    }
    assert.equal(cuts, REQUESTS.length + 1)
  })
})
