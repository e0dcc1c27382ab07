/**
 * How is a certificate made?
 *
 * An authority that may sign for servers and for nothing else, and a certificate of a server that it
 * signs. Each names the key it is signed with, as strict readers ask.
 *
 * Spec: RFC 5280 §4.1.2 (validity, names), §4.2.1 (extensions).
 */

import { randomUUID, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import * as x509 from '@peculiar/x509'

/** A certificate and the key that belongs to it, in PEM form. */
export interface Pair {
  readonly certificate: string
  readonly key: string
}

const DAY_MILLISECONDS = 86_400_000
const KEY = { name: 'ECDSA', namedCurve: 'P-256' }
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' }

/** Its name is like no other's, so that nobody looks for a signature of one with the key of another. */
export async function makeAuthority(days: number): Promise<Pair> {
  const keys = await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify'])
  const { keyCertSign, cRLSign } = x509.KeyUsageFlags
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=octets local authority ${randomUUID().slice(0, 8)}`,
    ...periodOf(days),
    signingAlgorithm: SIGNATURE,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(keyCertSign | cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return pairOf(certificate, keys.privateKey)
}

/** @param names host names and addresses that it is for, the first one its own */
export async function makeServer(
  names: readonly string[],
  days: number,
  authority: Pair,
): Promise<Pair> {
  const keys = await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify'])
  const issuer = new x509.X509Certificate(authority.certificate)
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${names[0]}`,
    issuer: issuer.subject,
    ...periodOf(days),
    signingAlgorithm: SIGNATURE,
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  })
  return pairOf(certificate, keys.privateKey)
}

/** Clocks differ, also between this machine and a telephone: it began yesterday. */
function periodOf(days: number): { readonly notBefore: Date; readonly notAfter: Date } {
  const now = Date.now()
  return {
    notBefore: new Date(now - DAY_MILLISECONDS),
    notAfter: new Date(now + days * DAY_MILLISECONDS),
  }
}

function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  const [der] = x509.PemConverter.decode(pem)
  return webcrypto.subtle.importKey('pkcs8', der!, KEY, false, ['sign'])
}

async function pairOf(
  certificate: x509.X509Certificate,
  privateKey: webcrypto.CryptoKey,
): Promise<Pair> {
  const der = await webcrypto.subtle.exportKey('pkcs8', privateKey)
  return {
    certificate: `${certificate.toString('pem')}\n`,
    key: `${x509.PemConverter.encode(der, 'PRIVATE KEY')}\n`,
  }
}
