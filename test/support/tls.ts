/** TLS for tests: certificates made on the spot, and a client that knows nothing of HTTP. */

import { execFile } from 'node:child_process'
import { once } from 'node:events'
import type { TestContext } from 'node:test'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { makeAuthority, makeServer } from '../../src/cli/certificate-making.ts'
import type { Certificate } from '../../src/server/tls-door.ts'
import { RawSocket } from './raw-socket.ts'

/** A certificate for localhost and 127.0.0.1, and the authority that clients must trust for it. */
export async function makeCertificate(): Promise<Certificate & { readonly authority: string }> {
  const authority = await makeAuthority(2)
  const server = await makeServer(['localhost', '127.0.0.1'], 1, authority)
  return { ...server, authority: authority.certificate }
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
