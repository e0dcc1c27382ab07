/** TLS for tests: certificates made on the spot, and a client that knows nothing of HTTP. */

import { execFile } from 'node:child_process'
import { once } from 'node:events'
import type { TestContext } from 'node:test'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { generate } from 'selfsigned'
import type { Certificate } from '../../src/server/tls-door.ts'
import { RawSocket } from './raw-socket.ts'

/** A certificate that signs itself, for localhost and 127.0.0.1. */
export async function makeCertificate(organization = 'test'): Promise<Certificate> {
  const name = [
    { name: 'organizationName', value: organization },
    { name: 'commonName', value: 'localhost' },
  ]
  const made = await generate(name, {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  })
  return { certificate: made.cert, key: made.private }
}

/** Connects and shakes hands, trusting `authority` only; destroyed when the test is over. */
export async function openTls(
  t: TestContext,
  port: number,
  authority: string,
  options: ConnectionOptions = {},
): Promise<RawSocket & { readonly socket: TLSSocket }> {
  const socket = connect({
    ...{ port, host: '127.0.0.1', ca: authority, allowHalfOpen: true },
    ...options,
  })
  t.after(() => socket.destroy())
  await once(socket, 'secureConnect')
  return Object.assign(new RawSocket(socket), { socket })
}

/** What `openssl s_client` makes of it; `input` is sent, and its end is not passed on. */
export function openssl(
  port: number,
  words: readonly string[],
  input = '',
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const all = ['s_client', '-connect', `127.0.0.1:${port}`, '-ign_eof', ...words]
  return new Promise((resolve) => {
    const running = execFile('openssl', all, { timeout: 15_000 }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr })
    })
    running.stdin?.on('error', () => {}).end(input)
  })
}
