/**
 * A certificate signed by an authority of our own, both made anew at each start and never stored.
 *
 * It makes the octets unreadable on the way. That we are who we say we are it proves only to a client
 * that has the authority's certificate already.
 */

import { makeAuthority, makeServer } from '../../src/cli/certificate-making.ts'

export interface Identity {
  /** The private key, in PEM: for the server alone. */
  readonly key: string
  /** The certificate, in PEM: for everybody. */
  readonly cert: string
  /** The certificate of the authority that signed it: for those who decide to trust it. */
  readonly authority: string
}

export async function makeIdentity(): Promise<Identity> {
  const authority = await makeAuthority(1)
  const { key, certificate } = await makeServer(['localhost', '127.0.0.1'], 1, authority)
  return { key, cert: certificate, authority: authority.certificate }
}
