/**
 * Can these files make a server private?
 *
 * They are read when the program starts and again when it is told to. The key may be in the file of
 * the certificate: one name for both is understood.
 */

import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import type { Certificate } from '../server/tls-door.ts'
import { codeOf, StartError } from './start-error.ts'

export interface CertificateFiles {
  readonly certificate: string
  readonly key: string
  /** Of an encrypted key. */
  readonly passphrase: string | undefined
}

/**
 * What the files hold now, if it can be used.
 *
 * @throws {StartError} saying which file is no good, and why
 */
export function readCertificate({ certificate, key, passphrase }: CertificateFiles): Certificate {
  const [certificatePem, keyPem] = [read(certificate), read(key)]
  const parsed = parse(certificate, certificatePem, () => new X509Certificate(certificatePem))
  const privateKey = parse(key, keyPem, () => createPrivateKey({ key: keyPem, passphrase }))
  // node:tls would take a key of another kind, and every handshake would fail.
  if (!parsed.checkPrivateKey(privateKey)) {
    throw new StartError(2, `Cannot use '${certificate}' with '${key}': it is not its key`)
  }
  try {
    createSecureContext({ cert: certificatePem, key: keyPem, passphrase })
  } catch (error) {
    const { reason, message } = error as Error & { reason?: string }
    throw new StartError(2, `Cannot use '${certificate}': ${reason ?? message}`)
  }
  return { certificate: certificatePem, key: keyPem, passphrase }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new StartError(2, `Cannot read '${file}': ${READING.get(codeOf(error)) ?? codeOf(error)}`)
  }
}

const READING: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EACCES', 'it needs more rights'],
  ['EISDIR', 'it is a folder'],
])

function parse<Parsed>(file: string, pem: string, parsePem: () => Parsed): Parsed {
  try {
    return parsePem()
  } catch {
    const why = pem.includes('ENCRYPTED')
      ? '$OCTETS_TLS_PASSPHRASE does not open it'
      : 'it is not what is needed, in PEM form'
    throw new StartError(2, `Cannot use '${file}': ${why}`)
  }
}
