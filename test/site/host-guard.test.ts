import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Request, Response } from '../../src/semantics/exchange.ts'
import { NO_CONTENT } from '../../src/semantics/exchange.ts'
import { guardHost } from '../../src/site/host-guard.ts'

const SERVED: Response = { status: 200, fields: [], content: NO_CONTENT }
const HINT = 'Say --allow-host.'

/** What a request is answered whose head knows whether it is for a host, and one of which only text is known. */
async function statusFor(authority: string, names: readonly string[]): Promise<readonly number[]> {
  const handle = guardHost(() => SERVED, names, HINT)
  const isFor = (host: string): boolean => authority.toLowerCase().replace(/:\d*$/, '') === host
  const requests = [
    { authority, isFor },
    { authority, isFor: () => false },
  ]
  return Promise.all(requests.map(async (request) => (await handle(request as Request)).status))
}

// biome-ignore format: the columns are the test
const CASES: readonly (readonly [authority: string, names: readonly string[], status: number, why: string])[] = [
  ['localhost',              [],               200, 'the usual name'],
  ['localhost:8080',         [],               200, 'with a port'],
  ['LOCALHOST:8080',         [],               200, 'names have no case'],
  ['localhost.:80',          [],               200, 'a full name may end in a dot'],
  ['localhost:',             [],               200, 'an empty port is the default one'],
  ['app.localhost',          [],               200, 'RFC 6761 §6.3: all of localhost is loopback'],
  ['127.0.0.1:8080',         [],               200, 'the address'],
  ['127.1.2.3',              [],               200, 'all of 127/8 is loopback'],
  ['[::1]:8080',             [],               200, 'the address, in version 6'],
  ['evil.example',           [],               421, 'a page whose name was made to resolve here'],
  ['evil.example:8080',      [],               421, 'its port does not help it'],
  ['127.0.0.1.evil.example', [],               421, 'looks like the address, is a name'],
  ['localhost.evil.example', [],               421, 'looks like the name'],
  ['localhost:8080.example', [],               421, 'ends unlike a port'],
  ['localhost-8080',         [],               421, 'goes on unlike the name'],
  ['localhosts',             [],               421, 'a longer name'],
  ['evillocalhost',          [],               421, 'ends like the name'],
  ['[::2]',                  [],               421, 'another address'],
  ['192.168.1.5',            [],               421, 'an address of the network'],
  ['',                       [],               200, 'no Host: an HTTP/1.0 client, never a browser'],
  ['dev.example:81',         ['Dev.Example'],  200, 'a name that was allowed, in any case'],
  ['dev.example:8080',       ['dev.example'],  200, 'with a port'],
  ['dev.example.',           ['dev.example'],  200, 'a full name'],
  ['x.dev.example',          ['dev.example'],  421, 'and not what lies under it'],
  ['evil.example',           ['*'],            200, 'anything was allowed'],
]

describe('The host guard (RFC 9110 §7.4)', () => {
  for (const [authority, names, status, why] of CASES) {
    it(`${authority || '(none)'} ${names}: ${why}`, async () => {
      assert.deepEqual(await statusFor(authority, names), [status, status])
    })
  }

  it('says what its reader can do', async () => {
    const request = { authority: 'a', isFor: () => false } as unknown as Request
    const response = await guardHost(() => SERVED, [], HINT)(request)
    const { content } = response
    assert.equal(
      content.kind === 'octets' && Buffer.from(content.octets).toString(),
      `421 Misdirected Request\n${HINT}\n`,
    )
  })
})
